//! The binary, run with arguments and an input.
// The lints' exemption of tests does not know this module; and no test uses all of it.
#![allow(clippy::unwrap_used, dead_code)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::{fs, thread};

use tempfile::TempDir;

/// What the binary did.
#[derive(Debug)]
pub(crate) struct Run {
    /// Its exit code.
    pub(crate) code: i32,
    /// What it wrote to standard output.
    pub(crate) stdout: String,
    /// What it wrote to standard error.
    pub(crate) stderr: String,
}

/// The binary with arguments, untouched by what the environment says about colours.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_phpform"));
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs the binary.
pub(crate) fn run(arguments: &[&str], input: &[u8]) -> Run {
    run_bytes(arguments, input).into()
}

/// Runs the binary, for output that is no text.
pub(crate) fn run_bytes(arguments: &[&str], input: &[u8]) -> Output {
    feed(&mut command(arguments), input)
}

/// A script for bash that finds the binary as `phpform`.
pub(crate) fn shell(script: &str, folder: &Path) -> Command {
    let binary = Path::new(env!("CARGO_BIN_EXE_phpform")).parent().unwrap();
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("bash");
    shell.args(["-e", "-o", "pipefail", "-c", script]).current_dir(folder).env("PATH", path);
    shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    shell
}

/// A folder with the files that examples are about.
pub(crate) fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    let event = include_bytes!("../../../conformance/samples/on-im-connector-dialog-start.form");
    file("event.form", event);
    file("bodies.txt", &[event.trim_ascii(), b"a[b]=1", b""].join(&b"\n"[..]));
    file("page.txt", include_bytes!("../pages/dialog-start.txt"));
    folder
}

/// Runs a command with an input.
pub(crate) fn feed(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    thread::scope(|scope| {
        // The binary may end before it has read everything.
        scope.spawn(move || _ = stdin.write_all(input));
        child.wait_with_output().unwrap()
    })
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

/// Whether the real PHP is there. Where it has to be and is not, the test fails.
pub(crate) fn has_php() -> bool {
    let version = Command::new("php").arg("-v").stdout(Stdio::null()).status();
    let has_php = version.is_ok_and(|status| status.success());
    let is_required = std::env::var_os("PHPFORM_REQUIRE_PHP").is_some_and(|value| value == "1");
    assert!(has_php || !is_required, "php is required: install php-cli");
    if !has_php {
        eprintln!("skipped: there is no php");
    }
    has_php
}
