//! The generated bodies find every bug that the naive reading can be given.

use phpform_conformance::naive::Bug;
use phpform_conformance::{Naive, Rules};
use phpform_proof::bodies::{self, Near, Seeds};
use phpform_proof::readings;

/// No bug may hide longer than this.
const BODIES: u64 = 50_000;
/// As many bodies in a row are read the same way.
const ALIKE: u64 = 16;

/// How many bodies it takes until the bug shows.
fn found_after(bug: Bug, seed: u64) -> Option<u64> {
    let seeds = Seeds::default();
    let mut body = Vec::new();
    let mut rules = Rules::default();
    (0..BODIES).find(|index| {
        let reading = readings::reading(bodies::seed_of(seed, index / ALIKE));
        bodies::write(&mut body, bodies::seed_of(seed, *index), &Near::from(&reading), &seeds);
        let right = Naive::new(reading);
        right.read(&body, &mut rules) != right.clone().with_bug(bug).read(&body, &mut rules)
    })
}

#[test]
fn every_bug_is_found() {
    let hidden = Bug::ALL.iter().filter(|bug| {
        let found = found_after(**bug, 1);
        println!("{:30} {}", bug.name(), found.map_or("hidden".to_owned(), |index| format!("body {index}")));
        found.is_none()
    });
    let hidden: Vec<&str> = hidden.map(|bug| bug.name()).collect();
    assert!(hidden.is_empty(), "{BODIES} bodies do not show {hidden:?}");
}
