//! The vectors find every named bug and use every rule, and a testee that does nothing passes next to none of them.

use phpform_conformance::controls::{Controls, Null};
use phpform_conformance::vector::vectors;
use phpform_conformance::{Bug, Decoder, Naive, Rules};

#[test]
fn the_vectors_prove_themselves() {
    let vectors = vectors().unwrap();
    let controls = Controls::run(&vectors);
    assert_eq!(controls.rows().len(), vectors.len());
    let findings = controls.findings(&vectors);
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    for null in Null::ALL {
        println!("{} passes {} of {}", null.name(), controls.floor(null), vectors.len());
    }
}

#[test]
fn vectors_that_do_not_prove_themselves_are_found_out() {
    let all = vectors().unwrap();
    // Bodies in which nothing is registered: what does nothing passes them, and most bugs live on.
    let empty: Vec<_> = all.iter().filter(|vector| vector.expect == empty_tree()).cloned().collect();
    let findings = Controls::run(&empty).findings(&empty).join("\n");
    assert!(findings.contains("always-empty does nothing and passes"), "{findings}");
    assert!(findings.contains("the bug plus-kept is found by 0 vectors, fewer than 2"), "{findings}");

    let mut wrong = all.clone();
    wrong[0].expect = empty_tree();
    let killer = wrong.iter_mut().rfind(|vector| vector.documents.is_none()).unwrap();
    killer.documents = Some("it does not".to_owned());
    let silent = wrong.iter_mut().find(|vector| vector.documents.is_some()).unwrap();
    silent.documents = None;
    let findings = Controls::run(&wrong).findings(&wrong);
    for expected in ["without a bug fails it", "says that it only documents, and finds", "does not say that"]
    {
        assert_eq!(
            findings.iter().filter(|line| line.contains(expected)).count(),
            1,
            "{expected}: {findings:?}"
        );
    }
    assert_eq!(findings.len(), 3, "{findings:?}");
}

#[test]
fn every_bug_has_a_name_of_its_own() {
    for bug in Bug::ALL {
        assert_eq!(bug.name().parse(), Ok(*bug));
    }
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

fn empty_tree() -> phpform_conformance::Answer {
    Null::AlwaysEmpty.decode(b"", &phpform_conformance::Profile::Default.into())
}
