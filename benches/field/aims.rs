//! The floors and aims that the measurements are held to.

use super::inputs::Input;
use super::rows::{
    PERCENT_ENCODING, SERDE_QS_ENCODES, SERDE_QS_IGNORED, SERDE_QS_TYPED, SERDE_URLENCODED_TYPED, Task,
};

/// How many times as fast as a peer `phpform` is to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Aim {
    pub(crate) task: Task,
    pub(crate) input: Input,
    pub(crate) peer: &'static str,
    pub(crate) floor: Option<f64>,
    pub(crate) wanted: f64,
}

const fn ratio(task: Task, input: Input, peer: &'static str, floor: f64, aim: f64) -> Aim {
    Aim { task, input, peer, floor: Some(floor), wanted: aim }
}

pub(crate) const PHP: &str = "PHP, parse_str";
pub(crate) const PHP_ENCODES: &str = "PHP, http_build_query";

pub(crate) const RATIOS: &[Aim] = &[
    ratio(Task::Pairs, Input::Sample, SERDE_QS_IGNORED, 6.5, 12.0),
    ratio(Task::Tree, Input::Sample, SERDE_QS_IGNORED, 3.2, 6.0),
    ratio(Task::Tree, Input::Hundred, SERDE_QS_IGNORED, 5.0, 9.0),
    ratio(Task::Tree, Input::Sample, PHP, 5.5, 12.0),
    ratio(Task::Tree, Input::Hundred, PHP, 5.5, 12.0),
    ratio(Task::Borrowed, Input::Sample, SERDE_QS_TYPED, 5.0, 10.0),
    ratio(Task::Borrowed, Input::Hundred, SERDE_QS_TYPED, 7.5, 14.0),
    ratio(Task::Borrowed, Input::Sample, PERCENT_ENCODING, 1.0, 1.0),
    ratio(Task::Borrowed, Input::Hundred, PERCENT_ENCODING, 1.0, 1.0),
    Aim { floor: None, ..ratio(Task::Borrowed, Input::Messages, PERCENT_ENCODING, 0.0, 1.0) },
    ratio(Task::Borrowed, Input::Flat, SERDE_URLENCODED_TYPED, 1.5, 3.5),
    ratio(Task::Owned, Input::Sample, SERDE_QS_TYPED, 4.0, 7.0),
    ratio(Task::Owned, Input::Hundred, SERDE_QS_TYPED, 5.3, 9.0),
    ratio(Task::Owned, Input::Flat, SERDE_URLENCODED_TYPED, 1.5, 3.5),
    ratio(Task::Encode, Input::Sample, SERDE_QS_ENCODES, 3.0, 5.0),
    ratio(Task::Encode, Input::Sample, PHP_ENCODES, 1.0, 1.0),
];

/// The ratio that a row is held to beside a peer.
pub(crate) fn ratio_of(task: Task, input: Input, peer: &str) -> Option<Aim> {
    RATIOS.iter().find(|aim| (aim.task, aim.input, aim.peer) == (task, input, peer)).copied()
}

/// The peer beside which the ratio on different events is held to that on the sample.
pub(crate) const STEADY: &[(Task, &str)] = &[
    (Task::Pairs, SERDE_QS_IGNORED),
    (Task::Tree, SERDE_QS_IGNORED),
    (Task::Borrowed, SERDE_QS_TYPED),
    (Task::Owned, SERDE_QS_TYPED),
    (Task::Event, SERDE_QS_TYPED),
    (Task::Encode, SERDE_QS_ENCODES),
];

/// The part of the sample's ratio that is left on different events, at least.
pub(crate) const LEAST_STEADY: f64 = 0.9;

/// The most instructions for one pass of a row.
pub(crate) fn instructions_of(task: Task, input: Input) -> Option<f64> {
    match (task, input) {
        (Task::Pairs, Input::Sample) => Some(3_500.0),
        (Task::Borrowed, Input::Sample) => Some(7_000.0),
        _ => None,
    }
}

/// The most allocations for one body of a row.
pub(crate) fn allocations_of(task: Task, input: Input) -> Option<u64> {
    match (task, input) {
        (Task::Pairs, _) => Some(0),
        (Task::Tree, Input::Sample | Input::Hundred | Input::Events) => Some(3),
        _ => None,
    }
}

/// The most that time may grow when an adversary's body is twice as long.
pub(crate) const GROWTH: f64 = 2.4;

/// The most nanoseconds for each pair and bracket of an adversary's body.
pub(crate) const NANOSECONDS: (f64, f64) = (40.0, 20.0);

/// Bodies with fewer pairs and brackets than one in so many bytes are weighed by the byte: of a single name of a
/// megabyte, the time for each pair says nothing.
pub(crate) const DENSE: usize = 64;

/// What a measurement is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    Below,
    /// There is no floor, and the aim is not reached.
    Missed,
    Floor,
    Aim,
}

impl Mark {
    /// Where more is better.
    pub(crate) fn of_ratio(ratio: f64, aim: Aim) -> Self {
        if ratio >= aim.wanted {
            Self::Aim
        } else {
            match aim.floor {
                None => Self::Missed,
                Some(floor) if ratio >= floor => Self::Floor,
                Some(_) => Self::Below,
            }
        }
    }

    /// Where less is better.
    pub(crate) fn of_cost(cost: f64, floor: f64, aim: f64) -> Self {
        if cost <= aim {
            Self::Aim
        } else if cost <= floor {
            Self::Floor
        } else {
            Self::Below
        }
    }

    /// For people: `BELOW THE FLOOR` has to catch the eye.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Below => "BELOW THE FLOOR",
            Self::Missed => "aim not reached",
            Self::Floor => "floor reached",
            Self::Aim => "aim reached",
        }
    }
}
