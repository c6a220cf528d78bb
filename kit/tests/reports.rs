//! The reports of a run: each says the same, in its own form.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy allows this in test functions alone"
)]

mod phpform;

use std::fs;
use std::sync::LazyLock;

use phpform::{Run, run};
use serde_json::Value;

/// A run with every report: a testee that is right but for what it does to a plus, with a known failure.
struct Reported {
    run: Run,
    json: Value,
    junit: String,
    markdown: String,
    html: String,
}

/// A testee for which a plus in the body becomes an exclamation mark on the way; hellos have none.
fn wrong() -> String {
    format!("stdbuf -i0 -o0 tr '+' '!' | {} testee", env!("CARGO_BIN_EXE_phpform"))
}

static REPORTED: LazyLock<Reported> = LazyLock::new(|| {
    let file = |name: &str| format!("{}/report.{name}", env!("CARGO_TARGET_TMPDIR"));
    let [json, junit, markdown, html, known] = ["json", "xml", "md", "html", "known"].map(file);
    fs::write(&known, "percent/plus-is-space  # upstream <37>\n").unwrap();
    let script = format!("echo 'a \"quoted\" <complaint> & more' >&2; {}", wrong());
    let run = run(
        &[
            "conform",
            "decoder",
            "--only",
            "percent/*",
            "--only",
            "keys/*",
            "--skip",
            "keys/zero*",
            "--json",
            &json,
            "--junit",
            &junit,
            "--markdown",
            &markdown,
            "--html",
            &html,
            "--known",
            &known,
            "--",
            "sh",
            "-c",
            &script,
        ],
        b"",
    );
    let read = |path: &str| fs::read_to_string(path).unwrap();
    Reported {
        run,
        json: serde_json::from_str(&read(&json)).unwrap(),
        junit: read(&junit),
        markdown: read(&markdown),
        html: read(&html),
    }
});

/// How many cases have a verdict.
fn count(verdict: &str) -> usize {
    let cases = REPORTED.json["testees"][0]["cases"].as_array().unwrap();
    cases.iter().filter(|case| case["verdict"] == verdict && case["known"].is_null()).count()
}

#[test]
fn the_json_keeps_to_its_schema() {
    let schema = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/report.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&REPORTED.json)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    let mut wrong = REPORTED.json.clone();
    wrong["testees"][0]["cases"][0]["verdict"] = "fine".into();
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn the_json_counts_what_it_lists() {
    let summary = &REPORTED.json["testees"][0]["summary"];
    assert!(count("fail") > 0 && count("pass") > 30 && count("skipped") > 0, "{summary}");
    for verdict in ["pass", "fail", "crash", "timeout", "skipped"] {
        assert_eq!(summary[verdict].as_u64().unwrap(), count(verdict) as u64, "{verdict}");
    }
    assert_eq!((REPORTED.run.code, REPORTED.json["exit"].as_i64()), (1, Some(1)), "{}", REPORTED.run.stdout);
    assert_eq!(summary["known"], 1);
    let cases = REPORTED.json["testees"][0]["cases"].as_array().unwrap();
    let failed = cases.iter().find(|case| case["verdict"] == "fail").unwrap();
    for part in ["title", "why", "body", "want", "got", "detail", "manner"] {
        assert!(failed[part].as_str().is_some_and(|text| !text.is_empty()), "{part}");
    }
}

#[test]
fn the_failures_of_every_report_are_the_same() {
    let cases = REPORTED.json["testees"][0]["cases"].as_array().unwrap();
    let failed = cases.iter().filter(|case| case["verdict"] == "fail" && case["known"].is_null());
    for id in failed.map(|case| case["id"].as_str().unwrap()) {
        assert!(REPORTED.markdown.contains(&format!("| fail | {id} ")), "{id}");
        assert!(REPORTED.junit.contains(&format!("<testcase name=\"{id} [")), "{id}");
        assert!(REPORTED.html.contains(&format!(">{id}</button>")), "{id}");
    }
    assert_eq!(REPORTED.junit.matches("<failure ").count(), count("fail"));
    assert_eq!(REPORTED.junit.matches("<skipped").count(), count("skipped") + 1, "and the known failure");
    assert!(REPORTED.run.stdout.contains("known percent/plus-is-space [default]  # upstream <37>"));
}

#[test]
fn the_page_needs_nothing_else_and_escapes_what_it_shows() {
    let html = &REPORTED.html;
    // What is shown is escaped, so that only the page's own tags start with an angle bracket.
    let tags: Vec<&str> = html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()).collect();
    let links: Vec<&&str> = tags.iter().filter(|tag| tag.contains("src=") || tag.contains("href=")).collect();
    assert_eq!(links, [&"link rel=\"icon\" href=\"data:,\""]);
    let style = html.split("</style>").next().unwrap();
    assert!(tags.len() > 1000 && !style.contains("url(") && !style.contains("@import"));
    assert!(!html.contains("upstream <37>") && html.contains("upstream &#60;37&#62;"));
    assert!(!REPORTED.junit.contains("<complaint>"));
}

#[test]
fn a_failure_says_what_why_where_and_how_to_see_it_again() {
    let shown = &REPORTED.run.stdout;
    for part in [
        "  why    ",
        "  cites  ",
        "  body   \"",
        ": want \"",
        "  again  phpform conform decoder --only ",
        "  right  printf '",
        "  known  keys/",
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    assert!(shown.lines().count() < 60, "{shown}");
}

#[test]
fn show_lays_want_and_got_side_by_side() {
    let script = wrong();
    let found = run(&["conform", "show", "percent/plus-is-space", "--", "sh", "-c", &script], b"");
    assert_eq!(found.code, 1, "{}{}", found.stdout, found.stderr);
    assert!(
        found.stdout.contains("want") && found.stdout.contains("got") && found.stdout.contains("≠ "),
        "{}",
        found.stdout
    );
    let right = run(&["conform", "show", "percent/plus-is-space"], b"");
    assert_eq!(right.code, 0, "{}", right.stdout);
    assert!(right.stdout.contains("flags  plus") && !right.stdout.contains('≠'), "{}", right.stdout);
}
