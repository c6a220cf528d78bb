//! What the documentation of the harness shows is all that it takes: an empty crate with those lines and no others.
#![allow(clippy::unwrap_used, reason = "clippy allows this in test functions alone")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use phpform_conformance::controls::Null;
use phpform_conformance::vector::vectors;
use phpform_conformance::{Decoder, Profile};

/// The lines of the first block of this kind in the documentation of the harness.
fn documented(kind: &str) -> String {
    let docs = include_str!("../src/harness.rs").lines().map_while(|line| line.strip_prefix("//!"));
    let block = docs.skip_while(|line| line.trim() != format!("```{kind}")).skip(1);
    let lines =
        block.take_while(|line| line.trim() != "```").map(|line| line.strip_prefix(' ').unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// An empty crate with the documented test in it.
fn empty_crate(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("third-party");
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::create_dir_all(folder.join("tests")).unwrap();
    let manifest = format!(
        "[package]\nname = \"mine\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dev-dependencies]\n\
         phpform-conformance = {{ path = {:?} }}\n\n{}\n[workspace]\n",
        env!("CARGO_MANIFEST_DIR"),
        documented("toml")
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("src/lib.rs"), "").unwrap();
    fs::write(folder.join("tests/conformance.rs"), test).unwrap();
    // The same versions as here, so that nothing has to be fetched.
    _ = fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock"), folder.join("Cargo.lock"));
    folder
}

/// Runs the test of the crate and gives its exit code and what it printed.
fn tested(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["test", "--offline", "--quiet", "--test", "conformance", "--"])
        .args(arguments)
        .current_dir(folder);
    for (name, _) in env::vars().filter(|(name, _)| name.starts_with("CARGO") && name != "CARGO_HOME") {
        cargo.env_remove(name);
    }
    let output = cargo.env("CARGO_TARGET_DIR", folder.join("target")).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

#[test]
fn ten_lines_make_every_vector_a_case_in_an_empty_crate() {
    let test = documented("no_run");
    let lines = test.lines().filter(|line| !line.trim().is_empty() && !line.trim().starts_with('}'));
    assert!(lines.count() <= 10, "{test}");

    // As it stands it is a decoder that does nothing, which is found out.
    let folder = empty_crate(&test);
    let (code, printed) = tested(&folder, &[]);
    let vectors = vectors().unwrap();
    let all = vectors.len();
    let nothing = Null::AlwaysEmpty.decode(b"", &Profile::Default.into());
    let passed = vectors.iter().filter(|vector| vector.expect == nothing).count();
    assert_ne!(code, Some(0), "{printed}");
    assert!(printed.contains(&format!("running {all} tests")), "{printed}");
    assert!(printed.contains(&format!("test result: FAILED. {passed} passed;")), "{printed}");

    // With a decoder that reads, all is well.
    let right = test
        .replace(
            "Answer::Tree { tree: Node::Array(Vec::new()), warnings: Vec::new() }",
            "phpform_conformance::Naive::new(reading.clone()).decode(body, reading)",
        )
        .replace("_body", "body")
        .replace("_reading", "reading");
    let (code, printed) = tested(&empty_crate(&right), &[]);
    assert_eq!(code, Some(0), "{printed}");
    assert!(printed.contains(&format!("test result: ok. {all} passed; 0 failed; 0 ignored;")), "{printed}");
}
