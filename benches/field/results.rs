//! What came of a run of the ratios.

use super::aims::{self, Mark};
use super::budgets::{Budgets, Kind};
use super::inputs::Input;
use super::rows::Task;

/// A whole run.
pub(crate) struct Results {
    /// How it was measured.
    pub(crate) way: String,
    /// How busy the machine was when it began.
    pub(crate) load: String,
    /// The programs of other languages that took part.
    pub(crate) versions: Vec<(&'static str, String)>,
    /// The counts that are not from this run.
    pub(crate) budgets: Budgets,
    pub(crate) rows: Vec<RowResult>,
    pub(crate) adversaries: Vec<Withstood>,
}

/// What a row's parties took, in nanoseconds for each body.
pub(crate) struct RowResult {
    pub(crate) task: Task,
    pub(crate) input: Input,
    /// How long a body is, on the average.
    pub(crate) bytes: f64,
    /// The first one is `phpform`.
    pub(crate) times: Vec<(&'static str, f64)>,
    /// Why parties are missing.
    pub(crate) skipped: Vec<String>,
}

impl RowResult {
    pub(crate) fn ours(&self) -> f64 {
        self.times[0].1
    }

    pub(crate) fn megabytes(&self) -> f64 {
        self.bytes * 1000.0 / self.ours()
    }

    /// How many times as fast as the peer.
    pub(crate) fn ratio(&self, peer: &str) -> Option<f64> {
        self.times.iter().find(|(name, _)| *name == peer).map(|(_, time)| time / self.ours())
    }
}

/// What is left of the sample's ratio where events differ.
pub(crate) struct Steadiness {
    pub(crate) task: Task,
    pub(crate) peer: &'static str,
    pub(crate) left: f64,
}

impl Steadiness {
    pub(crate) fn mark(&self) -> Mark {
        if self.left >= aims::LEAST_STEADY { Mark::Aim } else { Mark::Below }
    }
}

impl Results {
    pub(crate) fn ratio(&self, task: Task, input: Input, peer: &str) -> Option<f64> {
        let row = self.rows.iter().find(|row| (row.task, row.input) == (task, input))?;
        row.ratio(peer)
    }

    /// What the budgets say of a row or an adversary, if they were taken.
    pub(crate) fn count(&self, kind: Kind, row: &str) -> Option<u64> {
        self.budgets.get(&kind)?.counts.get(row).copied()
    }

    pub(crate) fn steadiness(&self) -> Vec<Steadiness> {
        let left = |task, peer| {
            let sample = self.ratio(task, Input::Sample, peer)?;
            Some(self.ratio(task, Input::Events, peer)? / sample)
        };
        let found = aims::STEADY
            .iter()
            .filter_map(|(task, peer)| Some(Steadiness { task: *task, peer, left: left(*task, peer)? }));
        found.collect()
    }
}

/// What a body took that is made to be slow: at n bytes, and at 2n.
pub(crate) struct Withstood {
    pub(crate) name: &'static str,
    pub(crate) bytes: [usize; 2],
    /// The parts and opening brackets of the larger body.
    pub(crate) count: usize,
    pub(crate) times: [f64; 2],
    /// What `serde_qs` takes for the larger one, unless it refuses it.
    pub(crate) theirs: Option<f64>,
    /// The most heap that the larger one may take.
    pub(crate) bound: usize,
}

impl Withstood {
    pub(crate) fn growth(&self) -> f64 {
        self.times[1] / self.times[0] / (self.bytes[1] as f64 / self.bytes[0] as f64) * 2.0
    }

    /// Nanoseconds for each part and bracket.
    pub(crate) fn each(&self) -> f64 {
        self.times[1] / self.count as f64
    }

    pub(crate) fn each_byte(&self) -> f64 {
        self.times[1] / self.bytes[1] as f64
    }

    /// Whether the time for each part and bracket says something.
    pub(crate) fn is_dense(&self) -> bool {
        self.count * aims::DENSE >= self.bytes[1]
    }

    /// `linear` is all that is asked of a body without enough parts.
    pub(crate) fn words(&self) -> &'static str {
        match self.mark() {
            Mark::Aim if !self.is_dense() => "linear",
            mark => mark.text(),
        }
    }

    pub(crate) fn mark(&self) -> Mark {
        let (floor, aim) = aims::NANOSECONDS;
        if self.growth() > aims::GROWTH {
            Mark::Below
        } else if self.is_dense() {
            Mark::of_cost(self.each(), floor, aim)
        } else {
            Mark::Aim
        }
    }
}
