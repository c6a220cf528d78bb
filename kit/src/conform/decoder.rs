//! `phpform conform decoder -- CMD`: decoders behind commands, one or several.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use serde::Deserialize;

use super::options::{Choosing, Reports};
use super::process::{Patience, Process};
use super::proof;
use super::run::{Questions, Scope};
use crate::failure::Failure;
use crate::input::advice;
use crate::report::{End, Report};
use crate::stop::Stop;

/// Check a decoder behind a command, which speaks the decoder protocol on its standard input and output
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Attach {
    #[command(flatten)]
    scope: Scope,
    #[command(flatten)]
    choosing: Choosing,
    #[command(flatten)]
    reports: Reports,
    #[command(flatten)]
    waiting: Waiting,
    /// Several decoders: a JSON file [{"name":"...","command":["...",...]},...], run from the folder of the file
    #[arg(long, value_name = "FILE", conflicts_with = "command")]
    testees: Option<PathBuf>,
    /// The command that starts the decoder
    #[arg(last = true, value_name = "CMD", required_unless_present = "testees")]
    command: Vec<OsString>,
}

const EXAMPLES: &str = "\
Examples:
  phpform conform decoder -- php kit/adapters/php.php parse_str
  phpform conform decoder --level core --known known.txt --junit report.xml -- ./my-decoder
  phpform conform decoder --testees kit/adapters/testees.json --html report.html

`phpform testee --help` says what the protocol is. The command is started again when it broke.

Exit codes: 0 everything required passed; 1 a case failed; 2 the kit or the decoder broke, or a selector matches nothing;
3 nothing ran; 130 it was stopped.";

/// How long a decoder may take.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Waiting {
    /// How long an answer may take
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = seconds)]
    timeout: Duration,
    /// How long the first answer after a start may take
    #[arg(long, value_name = "SECONDS", default_value = "20", value_parser = seconds)]
    start_timeout: Duration,
}

impl Waiting {
    pub(super) fn patience(self) -> Patience {
        Patience { start: self.start_timeout, answer: self.timeout }
    }
}

/// A duration of more than nothing.
fn seconds(text: &str) -> Result<Duration, String> {
    let duration = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    duration.filter(|duration| !duration.is_zero()).ok_or_else(|| "expected seconds, such as 0.5".to_owned())
}

/// A decoder in a file of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    command: Vec<String>,
}

impl Attach {
    pub(super) fn run(self) -> Result<(), Failure> {
        let patience = self.waiting.patience();
        let stop = Stop::on_interrupt();
        let mut processes = match &self.testees {
            None => vec![Process::new(None, self.command, None, patience, stop.clone())],
            Some(path) => read(path, patience, &stop)?,
        };
        let vectors = proof::vectors()?;
        let controls = proof::controls(&vectors);
        let (selection, known) = (self.choosing.selection(), self.choosing.known()?);
        let (scope, bar) = (self.scope, self.reports.bar());
        let questions = Questions { vectors: &vectors, scope, selection, known, stop, bar };
        let mut report = Report::new("decoder", self.choosing.strictness(), Some(controls));
        if report.is_proven() {
            for process in &mut processes {
                let testee = questions.ask(process);
                let end = testee.end;
                report.testees.push(testee);
                if end == End::Interrupted {
                    break;
                }
            }
        }
        self.reports.write(&report)
    }
}

/// The decoders of a file.
fn read(path: &Path, patience: Patience, stop: &Stop) -> Result<Vec<Process>, Failure> {
    let harness = |error: String| Failure::Harness(format!("error: {}: {error}", path.display()));
    let json = fs::read_to_string(path).map_err(|error| harness(format!("{error}{}", advice(&error))))?;
    let entries: Vec<Entry> = serde_json::from_str(&json).map_err(|error| harness(error.to_string()))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let process = |entry: Entry| {
        let command = entry.command.into_iter().map(OsString::from).collect();
        Process::new(Some(entry.name), command, folder.map(Path::to_owned), patience, stop.clone())
    };
    Ok(entries.into_iter().map(process).collect())
}
