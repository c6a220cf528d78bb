//! The harness that shows every vector to `cargo test`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy allows this in test functions alone")]

use std::fs;

use libtest_mimic::Arguments;
use phpform_conformance::{
    Answer, Bug, Decoder, Exit, Naive, Node, Profile, Reading, harness, vector::vectors,
};

/// A decoder that does the same whatever it is asked.
struct Always(fn() -> Answer);

impl Decoder for Always {
    fn name(&self) -> &'static str {
        "always"
    }

    fn decode(&mut self, _: &[u8], _: &Reading) -> Answer {
        (self.0)()
    }
}

fn empty() -> Answer {
    Answer::Tree { tree: Node::Array(Vec::new()), warnings: Vec::new() }
}

fn naive() -> Naive {
    Naive::new(Profile::Default.into())
}

/// How a run with these arguments ends for a decoder, and what it prints.
fn run(name: &str, decoder: impl Decoder + Send + 'static, arguments: Arguments) -> (Exit, String) {
    let log = format!("{}/{name}.log", env!("CARGO_TARGET_TMPDIR"));
    let arguments = Arguments { logfile: Some(log.clone()), ..arguments };
    let exit = harness::run_as(&arguments, decoder);
    (exit, fs::read_to_string(log).unwrap())
}

#[test]
fn every_vector_is_a_named_case() {
    let (exit, log) = run("named", naive(), Arguments::default());
    assert_eq!(exit, Exit::Green);
    for vector in vectors().unwrap() {
        let name = format!("test {} [{}]", vector.id, vector.profile);
        assert!(log.lines().any(|line| line.starts_with(&name) && line.ends_with("ok")), "{name}");
    }
}

#[test]
fn a_wrong_answer_is_a_failed_case_that_says_why() {
    let (exit, log) = run("wrong", naive().with_bug(Bug::PlusKept), Arguments::default());
    assert_eq!(exit, Exit::Failed);
    for part in [": want \"", ", got \"", "body: \"", "cites: specification 1.7"] {
        assert!(log.contains(part), "{part}");
    }
    assert_eq!(run("empty", Always(empty), Arguments::default()).0, Exit::Failed);
}

#[test]
fn a_panic_is_a_failed_case() {
    let filter = Some("nuls/raw-first-post".to_owned());
    let arguments = Arguments { filter, ..Arguments::default() };
    let (exit, log) = run("panic", Always(|| panic!("on purpose")), arguments);
    assert_eq!(exit, Exit::Failed);
    assert!(log.contains("test panicked: on purpose"), "{log}");
}

#[test]
fn a_run_in_which_nothing_ran_is_not_green() {
    let unsupported = || Always(|| Answer::Unsupported("of no use".to_owned()));
    let (exit, log) = run("unsupported", unsupported(), Arguments::default());
    assert_eq!(exit, Exit::NothingRan);
    assert!(log.contains("of no use"), "{log}");
    assert_eq!(run("list", unsupported(), Arguments { list: true, ..Arguments::default() }).0, Exit::Green);
}

#[test]
fn a_filter_leaves_the_other_cases_out() {
    let arguments = Arguments { filter: Some("names/".to_owned()), ..Arguments::default() };
    let (exit, log) = run("filter", naive(), arguments);
    assert_eq!(exit, Exit::Green);
    assert!(log.contains("test names/") && !log.contains("test keys/"), "{log}");
}
