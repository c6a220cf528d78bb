//! The known-failure file: what is listed has to fail, as it did, and to exist, once.
#![allow(clippy::unwrap_used, reason = "clippy allows this in test functions alone")]

use phpform_conformance::known::{Judgement, digest};
use phpform_conformance::{Exit, Known, Strictness, Summary, Verdict};

fn fail(said: &str) -> Verdict {
    Verdict::Fail(said.into())
}

/// How a run of one case ends under a file, and whether the case counts as known.
fn run(file: &str, verdict: &Verdict) -> (Exit, usize) {
    let mut summary = Summary::default();
    let known = Known::parse(file).unwrap();
    summary.add(&Verdict::Pass);
    summary.judge("a/b", verdict, &known);
    summary.stale.extend(known.findings(["a/a", "a/b"]));
    (summary.exit(Strictness::Required), summary.known)
}

#[test]
fn a_listed_failure_does_not_fail_the_run() {
    assert_eq!(run("a/b  # upstream 37", &fail("want 1")), (Exit::Green, 1));
    assert_eq!(
        run("# why\n\na/b timeout # slow", &Verdict::Timeout(std::time::Duration::ZERO)),
        (Exit::Green, 1)
    );
    let exact = format!("a/b  {}  # upstream 37", digest(&fail("want 1")));
    assert_eq!(run(&exact, &fail("want 1")), (Exit::Green, 1));
}

#[test]
fn a_listed_case_that_passes_fails_the_run() {
    assert_eq!(run("a/b  # upstream 37", &Verdict::Pass), (Exit::Failed, 0));
}

#[test]
fn a_listed_case_that_fails_differently_fails_the_run() {
    let exact = format!("a/b  {}  # upstream 37", digest(&fail("want 1")));
    assert_eq!(run(&exact, &fail("want 2")), (Exit::Failed, 0));
    assert_eq!(run(&exact, &Verdict::Crash("gone".to_owned())), (Exit::Failed, 0));
    assert_eq!(run("a/b  # upstream 37", &Verdict::Crash("gone".to_owned())), (Exit::Failed, 0));
    assert_eq!(run("a/b crash  # upstream 37", &fail("want 1")), (Exit::Failed, 0));
}

#[test]
fn an_unknown_id_and_a_double_entry_fail_the_run() {
    assert_eq!(run("a/c  # no such case", &Verdict::Pass), (Exit::Failed, 0));
    assert_eq!(run("a/b  # once\na/b  # twice", &fail("want 1")), (Exit::Failed, 1));
}

#[test]
fn what_only_fails_as_known_is_not_green() {
    let mut summary = Summary::default();
    summary.judge("a/b", &fail("want 1"), &Known::parse("a/b # all of it").unwrap());
    assert_eq!(summary.exit(Strictness::Required), Exit::Failed);
}

#[test]
fn what_was_not_asked_is_not_judged() {
    let known = Known::parse("a/b  # upstream 37").unwrap();
    assert_eq!(known.judge("a/b", &Verdict::Skipped("--skip a/b".to_owned())), Judgement::Unlisted);
}

#[test]
fn a_line_that_lists_nothing_is_refused_with_its_number() {
    for (file, found) in [
        ("a/b", "line 1: expected `id  # reason` or `id  fail:1a2b3c4d  # reason`, found no reason"),
        (
            "\n a/b  #  ",
            "line 2: expected `id  # reason` or `id  fail:1a2b3c4d  # reason`, found an empty reason",
        ),
        ("a/b pass # x", "found \"pass\" as how it fails"),
        ("a/b fail a/c # x", "found \"a/c\" before the reason"),
    ] {
        let error = Known::parse(file).unwrap_err().to_string();
        assert!(error.contains(found), "{file}: {error}");
    }
}

#[test]
fn a_warning_fails_a_strict_run_alone() {
    let mut summary = Summary::default();
    summary.add(&Verdict::Pass);
    summary.add(&Verdict::Warn("slow".to_owned()));
    assert_eq!(summary.exit(Strictness::Required), Exit::Green);
    assert_eq!(summary.exit(Strictness::Strict), Exit::Failed);
}
