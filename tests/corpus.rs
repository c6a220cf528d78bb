//! Promise: the bodies that are kept, seeds of the fuzz targets and whatever once went wrong, keep every property. No
//! fuzzer and no nightly compiler is needed.
//!
//! `PHPFORM_SAMPLE=6` replays six short ones of every length only: enough for a slow interpreter.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::num::NonZero;
use std::path::Path;
use std::thread;

use allocation_counter::measure;
use phpform_proof::corpus::{self, Kept};
use phpform_proof::properties::{self, Target, heap};

/// A sample holds no longer ones.
const SHORT: usize = 16;

fn kept(folder: &str) -> Vec<Kept> {
    let mut kept = corpus::bodies(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(folder)).unwrap();
    if let Some(sample) = sample() {
        kept.retain(|kept| kept.body.len() <= SHORT);
        kept.sort_by_key(|kept| kept.body.len());
        let step = usize::max(kept.len() / usize::max(sample, 1), 1);
        kept = kept.into_iter().rev().step_by(step).take(sample).collect();
    }
    kept
}

fn sample() -> Option<usize> {
    std::env::var("PHPFORM_SAMPLE").ok().map(|sample| sample.parse().unwrap())
}

fn replay(kept: &Kept) {
    assert!(kept.body.len() <= properties::LONGEST, "{}: too long to be checked", kept.file.display());
    if sample().is_some() {
        // What every other promise stands on; all of them would take an interpreter minutes for one body.
        properties::hold_of(Target::Raw, &kept.body);
    } else {
        properties::hold(&kept.body);
        heap::hold(&kept.body, |run| measure(run).bytes_max);
    }
}

/// Whoever has more processors waits less.
fn replay_all(kept: &[Kept]) {
    let lanes = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        for lane in 0..lanes {
            scope.spawn(move || kept.iter().skip(lane).step_by(lanes).for_each(replay));
        }
    });
}

#[test]
fn every_seed_keeps_every_property() {
    let seeds = kept("seeds");
    let least = sample().unwrap_or(50);
    assert!(least > 0 && seeds.len() >= least, "only {} seeds: nothing is proven", seeds.len());
    replay_all(&seeds);
    println!("{} seeds replayed", seeds.len());
}

#[test]
fn every_regression_keeps_every_property_and_says_what_it_was() {
    for regression in kept("regressions") {
        let comment = regression.file.with_extension("md");
        let comment = std::fs::read_to_string(&comment).unwrap_or_default();
        assert!(
            !comment.trim().is_empty(),
            "{}: a .md beside it says what it was",
            regression.file.display()
        );
        replay(&regression);
    }
}
