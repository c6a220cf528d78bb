//! `phpform conform decoder -- CMD`: whatever a testee does, it gets its verdict, and the kit neither waits for ever nor breaks.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy allows this in test functions alone"
)]

mod phpform;

use std::process::Command;
use std::time::{Duration, Instant};
use std::{fs, thread};

use phpform::{Run, command, run};

/// The start of a shell script that answers a hello and then does something else.
fn hello() -> String {
    let hello = r#"{"hello":{"name":"script","version":"1","protocol":1,"profiles":["php-post","php-parse-str","default"]}}"#;
    format!("head -c 30 >/dev/null; {}; ", frame(hello))
}

/// A command of the shell that writes a frame.
fn frame(text: &str) -> String {
    format!("printf '\\{:03o}\\000\\000\\000%s' '{text}'", text.len())
}

/// A run with a shell script as testee. It asks the vectors of a topic, one answer may take a second.
fn asked(script: &str) -> Run {
    asked_with(&["--only", "names/*", "--timeout", "1", "--start-timeout", "3"], script)
}

fn asked_with(options: &[&str], script: &str) -> Run {
    let began = Instant::now();
    let mut arguments = vec!["conform", "decoder"];
    arguments.extend(options);
    arguments.extend(["--", "sh", "-c", script]);
    let found = run(&arguments, b"");
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
    found
}

/// The binary as a testee.
fn own() -> String {
    format!("exec {} testee", env!("CARGO_BIN_EXE_phpform"))
}

#[test]
fn a_right_decoder_passes() {
    let found = asked_with(&[], &own());
    assert_eq!(found.code, 0, "{}{}", found.stdout, found.stderr);
    assert!(found.stdout.lines().last().unwrap().starts_with("phpform "), "{}", found.stdout);
}

#[test]
fn a_testee_that_hangs_times_out_and_is_given_up() {
    let began = Instant::now();
    let found = asked(&format!("{}sleep 1000", hello()));
    assert_eq!(found.code, 2, "{}", found.stdout);
    assert!(found.stdout.contains("timeout names/"), "{}", found.stdout);
    assert!(found.stdout.contains("no answer within 1s"), "{}", found.stdout);
    assert!(found.stdout.contains("broken: it broke on 8 cases in a row"), "{}", found.stdout);
    assert!(began.elapsed() < Duration::from_secs(40));
}

#[test]
fn a_testee_that_never_says_hello_breaks_the_run() {
    let found = asked("sleep 1000");
    assert_eq!(found.code, 2, "{}", found.stdout);
    assert!(found.stdout.contains("it never answered a hello: no answer within 3s"), "{}", found.stdout);
}

#[test]
fn half_a_frame_is_a_crash_with_the_status_of_its_end() {
    let found = asked(&format!("{}printf '\\144\\000\\000\\000{{\"tree'; exit 7", hello()));
    assert!(
        found.stdout.contains("expected a frame of 100 bytes, found the end after 6"),
        "{}",
        found.stdout
    );
    assert!(found.stdout.contains("exit status: 7"), "{}", found.stdout);
    let killed = asked(&format!("{}kill -9 $$", hello()));
    assert!(killed.stdout.contains("signal: 9"), "{}", killed.stdout);
}

#[test]
fn garbage_is_a_crash_that_shows_it() {
    let found = asked(&format!("{}{}; sleep 9", hello(), frame("hello!")));
    assert_ne!(found.code, 0);
    assert!(found.stdout.contains("expected a JSON object, in the frame \"hello!\""), "{}", found.stdout);
    let words = asked("echo usage: decoder FILE");
    assert_eq!(words.code, 2, "{}", words.stdout);
    assert!(words.stdout.contains("it never answered a hello"), "{}", words.stdout);
}

#[test]
fn a_huge_answer_is_refused_before_it_is_read() {
    // 100 MiB are 0x06400000.
    let found = asked(&format!("{}printf '\\000\\000\\100\\006'; head -c 104857600 /dev/zero", hello()));
    assert!(
        found.stdout.contains("expected a frame of at most 16777216 bytes, found one of 104857600 announced"),
        "{}",
        found.stdout
    );
    let endless = asked(&format!("{}yes", hello()));
    assert!(endless.stdout.contains("announced"), "{}", endless.stdout);
}

#[test]
fn endless_standard_error_is_read_and_kept_in_part() {
    let found = asked(&format!("{}yes complaint >&2", hello()));
    assert_eq!(found.code, 2, "{}", found.stdout);
    assert!(found.stdout.contains("stderr complaint\n"), "{}", found.stdout);
    assert!(found.stdout.contains(" bytes …"), "{}", found.stdout);
    assert!(found.stdout.len() < 200_000, "{}", found.stdout.len());
}

#[test]
fn standard_error_of_a_right_decoder_does_not_matter() {
    let found = asked(&format!("(while sleep 0.1; do echo oops >&2; done) & echo oops >&2; {}", own()));
    assert_eq!(found.code, 0, "{}", found.stdout);
}

#[test]
fn what_a_testee_starts_ends_with_it() {
    let mark = format!("{}/left-over", env!("CARGO_TARGET_TMPDIR"));
    _ = fs::remove_file(&mark);
    let found = asked(&format!("{}(sleep 2; touch {mark}) & sleep 1000", hello()));
    assert_eq!(found.code, 2, "{}", found.stdout);
    thread::sleep(Duration::from_secs(3));
    assert!(!fs::exists(&mark).unwrap(), "its child lived on");
}

#[test]
fn a_testee_is_started_again_after_a_crash() {
    let mark = format!("{}/crashed-once", env!("CARGO_TARGET_TMPDIR"));
    _ = fs::remove_file(&mark);
    let script = format!(
        "if [ ! -e {mark} ]; then touch {mark}; {}sleep 0.2; echo 'out of order' >&2; exit 3; fi; {}",
        hello(),
        own()
    );
    let found = asked(&script);
    assert_eq!(found.code, 1, "{}", found.stdout);
    assert!(found.stdout.lines().last().unwrap().ends_with("27 of 28 passed, 1 crashed"), "{}", found.stdout);
    assert!(found.stdout.contains("stderr out of order"), "{}", found.stdout);
}

#[test]
fn a_command_that_is_not_there_breaks_the_run() {
    let found = run(&["conform", "decoder", "--", "/no/such/decoder"], b"");
    assert_eq!(found.code, 2, "{}", found.stdout);
    assert!(found.stdout.contains("cannot start it"), "{}", found.stdout);
    assert_eq!(run(&["conform", "decoder"], b"").code, 2);
}

#[test]
fn an_answer_that_comes_twice_does_not_pass() {
    let tree = frame(r#"{"tree":{"array":[]}}"#);
    let found = asked(&format!("{}while :; do {tree}; done", hello()));
    assert_ne!(found.code, 0, "{}", found.stdout);
}

#[test]
fn ctrl_c_ends_a_run_with_what_is_known() {
    // Each answer takes its time.
    let script = format!("{}sleep 1000", hello());
    let json = format!("{}/interrupted.json", env!("CARGO_TARGET_TMPDIR"));
    let child =
        command(&["conform", "decoder", "--timeout", "600", "--json", &json, "--", "sh", "-c", &script])
            .spawn()
            .unwrap();
    thread::sleep(Duration::from_secs(10));
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let output: Run = child.wait_with_output().unwrap().into();
    assert_eq!(output.code, 130, "{}", output.stdout);
    assert!(output.stdout.contains("stopped before the end"), "{}", output.stdout);
    let report: serde_json::Value = serde_json::from_str(&fs::read_to_string(json).unwrap()).unwrap();
    assert_eq!(report["exit"], 130);
    assert_eq!(report["testees"][0]["complete"], false);
}
