//! What shows that a green run means something: testees that are wrong on purpose, run before any other.
//!
//! [`Null`] testees do nothing and must pass next to nothing, the naive reading must pass everything, and with any
//! [`Bug`] in it must be found, by two vectors at least. A vector that finds no bug says so in its `documents`.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{iter, thread};

use crate::{Answer, Bug, Decoder, Key, Limit, Naive, Node, Reading, Vector, Verdict};

/// Of so many vectors, a testee that does nothing may pass one.
const FLOOR: usize = 10;

/// How many vectors have to find a bug.
const KILLS: usize = 2;

/// A testee that does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Null {
    /// It answers every body with an empty tree.
    AlwaysEmpty,
    /// It answers every body with the error that costs least: too long, whatever the length.
    AlwaysError,
    /// It answers every body with itself, as the one name in it.
    Echo,
}

impl Null {
    /// Every one of them.
    pub const ALL: [Null; 3] = [Null::AlwaysEmpty, Null::AlwaysError, Null::Echo];
}

impl Decoder for Null {
    fn name(&self) -> &'static str {
        match self {
            Null::AlwaysEmpty => "always-empty",
            Null::AlwaysError => "always-error",
            Null::Echo => "echo",
        }
    }

    fn decode(&mut self, body: &[u8], reading: &Reading) -> Answer {
        let tree = |items| Answer::Tree { tree: Node::Array(items), warnings: Vec::new() };
        match self {
            Null::AlwaysEmpty => tree(Vec::new()),
            Null::AlwaysError => {
                let offset = reading.max_bytes().unwrap_or_default();
                Answer::Error { kind: Limit::MaxBytes, offset, path: String::new() }
            }
            Null::Echo => tree(vec![(Key::Text(body.to_vec()), Node::Text(Vec::new()))]),
        }
    }
}

/// What became of the testees that are wrong on purpose.
#[derive(Clone, Debug)]
pub struct Controls {
    rows: Vec<Row>,
}

/// What one vector shows.
#[derive(Clone, Debug)]
pub struct Row {
    /// The id of the vector.
    pub id: String,
    /// Why it finds no bug, where it says that it does not.
    pub documents: Option<String>,
    /// The bugs that it finds.
    pub kills: Vec<Bug>,
    /// The testees that do nothing and pass it.
    pub passed_by: Vec<Null>,
    /// Whether the naive reading without a bug passes it.
    pub is_right: bool,
}

impl Controls {
    /// Asks vectors of every testee that is wrong on purpose, on all processors.
    pub fn run(vectors: &[Vector]) -> Controls {
        let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        // Each takes the next one that nobody has taken: a large body takes as long as hundreds of small ones.
        let next = AtomicUsize::new(0);
        let take = || {
            let at = next.fetch_add(1, Ordering::Relaxed);
            vectors.get(at).map(|vector| (at, row(vector)))
        };
        let rows: BTreeMap<usize, Row> = thread::scope(|scope| {
            let workers: Vec<_> =
                (0..threads).map(|_| scope.spawn(|| iter::from_fn(take).collect::<Vec<_>>())).collect();
            // A worker that panicked leaves its rows out, which `findings` tells.
            workers.into_iter().filter_map(|worker| worker.join().ok()).flatten().collect()
        });
        Controls { rows: rows.into_values().collect() }
    }

    /// What each vector shows, in the order of the vectors.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// How many vectors find a bug.
    pub fn kills(&self, bug: Bug) -> usize {
        self.rows.iter().filter(|row| row.kills.contains(&bug)).count()
    }

    /// How many vectors a testee that does nothing passes.
    pub fn floor(&self, null: Null) -> usize {
        self.rows.iter().filter(|row| row.passed_by.contains(&null)).count()
    }

    /// What these vectors do not show, one finding a line; none when a green run means something.
    pub fn findings(&self, vectors: &[Vector]) -> Vec<String> {
        let of = vectors.len();
        let missing = (self.rows.len() < of).then(|| {
            format!("{} vectors of {of} could not be asked of the naive reading", of - self.rows.len())
        });
        let floors = Null::ALL.into_iter().map(|null| (null, self.floor(null)));
        let floors = floors.filter(|(_, passed)| passed * FLOOR > of).map(|(null, passed)| {
            format!(
                "{} does nothing and passes {passed} of {of} vectors, more than 1 of {FLOOR}",
                null.name()
            )
        });
        let alive = Bug::ALL.iter().map(|bug| (bug, self.kills(*bug)));
        let alive = alive
            .filter(|(_, kills)| *kills < KILLS)
            .map(|(bug, kills)| format!("the bug {bug} is found by {kills} vectors, fewer than {KILLS}"));
        missing.into_iter().chain(floors).chain(alive).chain(self.rows.iter().filter_map(finding)).collect()
    }
}

/// What is wrong with a vector.
fn finding(row: &Row) -> Option<String> {
    let Row { id, documents, kills, is_right, .. } = row;
    if !is_right {
        return Some(format!("{id}: the naive reading without a bug fails it"));
    }
    match (documents, kills.first()) {
        (None, None) => Some(format!("{id}: finds no bug, and does not say that it only documents")),
        (Some(_), Some(bug)) => Some(format!("{id}: says that it only documents, and finds the bug {bug}")),
        _ => None,
    }
}

/// Asks a vector of everyone.
fn row(vector: &Vector) -> Row {
    let reading = vector.reading();
    let passes = |decoder: &mut dyn Decoder| {
        Verdict::on(&vector.expect, &decoder.decode(&vector.body, &reading)) == Verdict::Pass
    };
    let naive = Naive::new(reading.clone());
    Row {
        id: vector.id.clone(),
        documents: vector.documents.clone(),
        kills: Bug::ALL.iter().copied().filter(|bug| !passes(&mut naive.clone().with_bug(*bug))).collect(),
        passed_by: Null::ALL.into_iter().filter(|null| passes(&mut { *null })).collect(),
        is_right: passes(&mut naive.clone()),
    }
}
