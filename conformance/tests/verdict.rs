//! Verdicts, differences and what they add up to.
#![allow(clippy::unwrap_used, reason = "clippy allows this in test functions alone")]

use std::time::Duration;

use phpform_conformance::{Answer, Difference, Exit, Strictness, Summary, Verdict};

fn answer(json: &str) -> Answer {
    serde_json::from_str(json).unwrap()
}

/// The lines of the difference between two answers.
fn difference(want: &str, got: &str) -> Vec<String> {
    Difference::between(&answer(want), &answer(got)).unwrap().lines().to_vec()
}

#[test]
fn a_difference_names_every_place() {
    let want = r#"{"tree":{"array":[["a","1"],["b",{"array":[[0,"x"],["k",{"hex":"ff"}]]}],["gone",""]]}}"#;
    let got = r#"{"tree":{"array":[["b",{"array":[["0","x"],["k","y"]]}],["a",{"array":[]}],["new","2"]]},"warnings":["max-pairs"]}"#;
    assert_eq!(
        difference(want, got),
        [
            r#"gone: want "", got nothing"#,
            r#"new: want nothing, got "2""#,
            r#"the body: want the order "a", "b", "gone", got "b", "a", "new""#,
            r#"a: want "1", got []"#,
            r#"b[0]: want "x", got nothing"#,
            r#"b["0"]: want nothing, got "x""#,
            r#"b[k]: want "\xff", got "y""#,
            "warnings: want none, got max-pairs",
        ]
    );
}

#[test]
fn a_difference_tells_trees_from_errors() {
    let tree = r#"{"tree":{"array":[["a","1"]]}}"#;
    let error = r#"{"error":{"kind":"max-depth","offset":7,"path":"a[x]"}}"#;
    let said = [r#"want the tree ["a" => "1"], got the error max-depth at byte 7 in "a[x]""#];
    assert_eq!(difference(tree, error), said);
    let elsewhere = r#"{"error":{"kind":"max-depth","offset":8,"path":"a[x]"}}"#;
    let said =
        [r#"want the error max-depth at byte 7 in "a[x]", got the error max-depth at byte 8 in "a[x]""#];
    assert_eq!(difference(error, elsewhere), said);
    assert_eq!(Difference::between(&answer(tree), &answer(tree)), None);
}

#[test]
fn a_key_that_comes_twice_is_a_difference() {
    let got = r#"{"tree":{"array":[["a","1"],["a","1"]]}}"#;
    assert_eq!(difference(r#"{"tree":{"array":[["a","1"]]}}"#, got), ["a: the key comes twice"]);
}

#[test]
fn a_long_difference_is_counted_and_not_cut() {
    let entries: Vec<String> = (0..50).map(|key| format!("[{key},\"{}\"]", "x".repeat(1000))).collect();
    let want = format!(r#"{{"tree":{{"array":[{}]}}}}"#, entries.join(","));
    let difference = Difference::between(&answer(&want), &answer(r#"{"tree":{"array":[]}}"#)).unwrap();
    assert_eq!((difference.lines().len(), difference.more()), (20, 30));
    assert!(difference.to_string().ends_with("… and 30 more places"));
    assert!(difference.lines().iter().all(|line| line.len() < 160 && line.contains('…')));
}

#[test]
fn a_difference_may_be_said_in_words() {
    let verdict = Verdict::Fail(Difference::from("want 200, got 500\nwant a call, got none"));
    assert_eq!(verdict.to_string(), "fail:\nwant 200, got 500\nwant a call, got none");
}

#[test]
fn an_unsupported_reading_is_skipped_with_its_reason() {
    let tree = answer(r#"{"tree":{"array":[]}}"#);
    let verdict = Verdict::on(&tree, &Answer::Unsupported("no limits".to_owned()));
    assert_eq!(verdict.to_string(), "skipped: no limits");
    assert_eq!(Verdict::on(&tree, &tree), Verdict::Pass);
}

#[test]
fn the_exit_code_is_green_only_when_something_ran_and_nothing_is_wrong() {
    let fail = Verdict::on(&answer(r#"{"tree":{"array":[]}}"#), &answer(r#"{"tree":{"array":[["a","1"]]}}"#));
    let cases: [(&[Verdict], Exit); 10] = [
        (&[], Exit::NothingRan),
        (&[Verdict::Skipped(String::new())], Exit::NothingRan),
        (&[Verdict::Pass], Exit::Green),
        (&[Verdict::Pass, Verdict::Skipped(String::new())], Exit::Green),
        (&[Verdict::Pass, Verdict::Warn(String::new())], Exit::Green),
        (&[Verdict::Pass, fail], Exit::Failed),
        (&[Verdict::Pass, Verdict::Crash(String::new())], Exit::Failed),
        (&[Verdict::Pass, Verdict::Timeout(Duration::from_secs(1))], Exit::Failed),
        (&[Verdict::Pass, Verdict::Unproven(String::new())], Exit::Failed),
        (&[Verdict::Unproven(String::new())], Exit::Failed),
    ];
    for (verdicts, exit) in cases {
        let mut summary = Summary::default();
        for verdict in verdicts {
            summary.add(verdict);
        }
        assert_eq!(summary.exit(Strictness::Required), exit, "{verdicts:?}");
        summary.unmatched.push("names/none".to_owned());
        let unmatched = if exit == Exit::Green { Exit::Broken } else { exit };
        assert_eq!(summary.exit(Strictness::Required), unmatched, "{verdicts:?} and an unmatched selector");
        summary.broken.push("the attachment".to_owned());
        assert_eq!(summary.exit(Strictness::Required), Exit::Broken, "{verdicts:?} and a broken attachment");
    }
    assert_eq!([Exit::Green, Exit::Failed, Exit::Broken, Exit::NothingRan].map(Exit::code), [0, 1, 2, 3]);
}

#[test]
fn a_summary_reads_as_one_line() {
    let mut summary = Summary::default();
    for verdict in
        [Verdict::Pass, Verdict::Pass, Verdict::Crash(String::new()), Verdict::Skipped(String::new())]
    {
        summary.add(&verdict);
    }
    assert_eq!(summary.to_string(), "2 of 3 passed, 1 crashed, 1 skipped");
}
