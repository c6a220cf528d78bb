//! The vectors find every named bug and use every rule.

use std::collections::BTreeMap;

use phpform_conformance::vector::vectors;
use phpform_conformance::{Bug, Naive, Rules};

#[test]
fn every_bug_is_found_by_two_vectors() {
    let mut kills: BTreeMap<Bug, usize> = Bug::ALL.iter().map(|bug| (*bug, 0)).collect();
    for vector in vectors().unwrap() {
        for (bug, killed) in &mut kills {
            let answer =
                Naive::new(vector.reading()).with_bug(*bug).read(&vector.body, &mut Rules::default());
            *killed += usize::from(answer != vector.expect);
        }
    }
    let alive: Vec<String> = kills
        .iter()
        .filter(|(_, killed)| **killed < 2)
        .map(|(bug, killed)| format!("{bug}: {killed}"))
        .collect();
    assert!(alive.is_empty(), "bugs that fewer than two vectors find:\n{}", alive.join("\n"));
}

#[test]
fn every_rule_is_used_by_a_vector() {
    let mut rules = Rules::default();
    for vector in vectors().unwrap() {
        Naive::new(vector.reading()).read(&vector.body, &mut rules);
    }
    let unused: Vec<&str> =
        rules.iter().filter(|(_, count)| *count == 0).map(|(rule, _)| rule.name()).collect();
    assert!(unused.is_empty(), "rules that no vector uses:\n{}", unused.join("\n"));
}
