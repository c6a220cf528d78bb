//! Every way in which a wrong or empty testee passes another kit, closed here.
#![allow(clippy::unwrap_used, reason = "clippy allows this in test functions alone")]

mod phpform;

use std::fs;

use phpform::run;
use phpform_conformance::vector::vectors;
use phpform_conformance::{Difference, Exit, Strictness, Summary, Verdict};

/// toml-test-harness with a version that it does not know ignores every case and ends with 0.
#[test]
fn an_unknown_version_of_anything_is_no_green_run() {
    for unknown in [["--profile", "php-8"], ["--level", "core-2"]] {
        let found = run(&["conform", unknown[0], unknown[1]], b"");
        assert_eq!(found.code, 2, "{unknown:?}: {}", found.stdout);
    }
}

/// A testee of another version of the protocol is an error and no skip.
#[cfg(unix)]
#[test]
fn another_version_of_the_protocol_is_no_green_run() {
    let hello = r#"{"hello":{"name":"x","version":"1","protocol":2,"profiles":["php-post"]}}"#;
    let script = format!("printf '\\{:03o}\\000\\000\\000%s' '{hello}'; sleep 9", hello.len());
    let found = run(&["conform", "decoder", "--", "sh", "-c", &script], b"");
    assert_eq!(found.code, 2, "{}", found.stdout);
    assert!(found.stdout.contains("expected version 1 of the protocol, found 2"), "{}", found.stdout);
}

/// commonmark's `spec_tests.py` ends with the number of failures modulo 256: with 256 failures it is green.
#[test]
fn any_number_of_failures_is_no_green_run() {
    for failures in [1, 255, 256, 257, 512, 65536] {
        let mut summary = Summary::default();
        summary.add(&Verdict::Pass);
        for _ in 0..failures {
            summary.add(&Verdict::Fail(Difference::from("wrong")));
        }
        assert_eq!(summary.exit(Strictness::Required), Exit::Failed, "{failures}");
    }
}

/// commonmark's `spec_tests.py` with a section that nobody has runs nothing and ends with 0, as h2spec does with "No
/// matched tests found".
#[test]
fn a_selector_that_matches_nothing_is_no_green_run() {
    assert_eq!(run(&["conform", "--only", "no-such-topic/*"], b"").code, 3);
    assert_eq!(run(&["conform", "--only", "names/*", "--only", "no-such-topic/*"], b"").code, 2);
    assert_eq!(run(&["conform", "--only", "names/*", "--skip", "no-such/id"], b"").code, 2);
    assert_eq!(run(&["conform", "--only", "names/*", "--level", "limits"], b"").code, 3);
    assert_eq!(run(&["conform", "--skip", "*"], b"").code, 3);
    assert_eq!(run(&["conform", "show", "no-such/id"], b"").code, 2);
    assert_eq!(run(&["conform", "explain", "no-such-flag"], b"").code, 2);
    assert_eq!(run(&["conform", "list", "--only", "no-such/id"], b"").code, 2);
}

/// toml-test takes a decoder that ends with 0 and writes a warning to standard error for one that has refused its
/// input, and passes it in 499 of 499 invalid cases.
#[cfg(unix)]
#[test]
fn a_testee_that_only_complains_is_no_green_run() {
    let complain = "echo 'error: invalid input' >&2; exit 0";
    let found = run(&["conform", "decoder", "--level", "limits", "--", "sh", "-c", complain], b"");
    assert_eq!(found.code, 2, "{}", found.stdout);
    assert!(found.stdout.contains(" 0 of 1 passed, 1 crashed"), "{}", found.stdout);
}

/// An empty parser passes 35 of 35 cases of WPT's urlencoded tests, because nobody compares the length. Always-reject
/// passes 70 % of toml-test. Here nothing that does nothing passes a tenth, and every run says how much.
#[test]
fn a_testee_that_does_nothing_passes_next_to_nothing() {
    let json = format!("{}/floor.json", env!("CARGO_TARGET_TMPDIR"));
    let found = run(&["conform", "--only", "names/*", "--json", &json], b"");
    assert!(found.stdout.starts_with("floor: always-empty "), "{}", found.stdout);
    let report: serde_json::Value = serde_json::from_str(&fs::read_to_string(json).unwrap()).unwrap();
    let floors = report["controls"]["floors"].as_array().unwrap();
    assert_eq!(floors.len(), 3);
    for floor in floors {
        assert_eq!(
            floor["of"].as_u64().unwrap(),
            vectors().unwrap().len() as u64,
            "all are asked, whatever is chosen"
        );
        assert!(floor["passed"].as_u64().unwrap() * 10 <= floor["of"].as_u64().unwrap(), "{floor}");
    }
    assert_eq!(report["controls"]["found"], report["controls"]["bugs"]);
}

/// A testee that supports nothing, or lists nothing, has every case skipped.
#[cfg(unix)]
#[test]
fn a_testee_that_supports_nothing_is_no_green_run() {
    for hello in [
        r#"{"unsupported":"everything"}"#,
        r#"{"hello":{"name":"x","version":"1","protocol":1,"profiles":[]}}"#,
    ] {
        let say = format!("printf '\\{:03o}\\000\\000\\000%s' '{hello}'", hello.len());
        let script = format!("while {say}; do :; done 2>/dev/null");
        let found = run(&["conform", "decoder", "--only", "names/*", "--", "sh", "-c", &script], b"");
        assert_eq!(found.code, 3, "{hello}: {}", found.stdout);
        assert!(found.stdout.contains("nothing ran, which proves nothing"), "{}", found.stdout);
    }
}

/// A report that is piped into `head` ends with a broken pipe.
#[cfg(unix)]
#[test]
fn a_failure_that_nobody_reads_to_the_end_is_no_green_run() {
    let script = format!(
        "{} conform decoder --only 'names/*' -- sh -c 'exit 3' | true; echo ${{PIPESTATUS[0]}}",
        env!("CARGO_BIN_EXE_phpform")
    );
    let output = std::process::Command::new("bash").args(["-c", &script]).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "2\n");
}

/// Known failures of h2spec, Autobahn and others go stale unseen.
#[test]
fn a_known_failure_that_is_none_is_no_green_run() {
    let file = format!("{}/known.txt", env!("CARGO_TARGET_TMPDIR"));
    let id = &vectors().unwrap()[0].id;
    for (text, said) in [
        (format!("{id}  # upstream 37\n"), "lists it and it passes"),
        ("no-such/id  # upstream 37\n".to_owned(), "no case has this id"),
        (format!("{id}  # once\n{id}  # twice\n"), "both list it"),
    ] {
        fs::write(&file, text).unwrap();
        let found = run(&["conform", "--known", &file], b"");
        assert_eq!(found.code, 1, "{}", found.stdout);
        assert!(found.stdout.contains(said), "{}", found.stdout);
    }
    fs::write(&file, format!("{id}\n")).unwrap();
    let found = run(&["conform", "--known", &file], b"");
    assert_eq!(found.code, 2, "{}", found.stderr);
    assert!(found.stderr.contains("line 1: expected `id  # reason`"), "{}", found.stderr);
}
