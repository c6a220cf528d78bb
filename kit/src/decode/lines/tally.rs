//! How far a run is, and what it came to.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::Done;
use crate::decode::refusal::{Format, say};
use crate::notes::Notes;

/// What a run came to.
#[derive(Debug, Default)]
pub(super) struct Tally {
    lines: u64,
    warnings: usize,
    /// How many lines were not read, by the kind of the error.
    refused: BTreeMap<&'static str, u64>,
}

impl Tally {
    pub(super) fn add(&mut self, done: &Done) {
        self.lines += done.lines;
        self.warnings += done.warnings.len();
        for (_, refusal) in &done.refused {
            *self.refused.entry(refusal.kind()).or_default() += 1;
        }
    }

    pub(super) fn has_refused(&self) -> bool {
        !self.refused.is_empty()
    }

    /// The counts, for people or machines.
    pub(super) fn shown(&self, format: Format) -> String {
        let Self { lines, warnings, refused } = self;
        let read = lines - refused.values().sum::<u64>();
        if format == Format::Json {
            return json!({ "lines": lines, "read": read, "refused": refused, "warnings": warnings })
                .to_string();
        }
        let kinds: Vec<String> = refused.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        let kinds = if kinds.is_empty() { String::new() } else { format!(" ({})", kinds.join(", ")) };
        let mut shown = format!("{lines} lines: {read} read, {} not{kinds}", lines - read);
        if *warnings > 0 {
            _ = write!(shown, ", {warnings} warnings");
        }
        shown
    }
}

/// A bar on standard error, where somebody looks and nothing else is printed.
#[derive(Debug)]
pub(super) struct Bar {
    bar: ProgressBar,
    notes: Notes,
}

impl Bar {
    /// A bar over so many bytes, if that is known.
    pub(super) fn new(length: Option<u64>, notes: Notes) -> Self {
        let bar = match length {
            // The lines themselves show how far it is.
            _ if io::stdout().is_terminal() || !notes.are_wanted() => ProgressBar::hidden(),
            Some(length) => {
                styled(ProgressBar::new(length), "{bar:40} {bytes}/{total_bytes}, {msg} lines, {eta}")
            }
            None => styled(ProgressBar::no_length(), "{spinner} {bytes}, {msg} lines, {elapsed}"),
        };
        Self { bar, notes }
    }

    pub(super) fn advance(&self, done: &Done) {
        if !self.bar.is_hidden() {
            self.bar.inc(done.bytes);
            let lines: u64 = self.bar.message().parse().unwrap_or_default();
            self.bar.set_message((lines + done.lines).to_string());
        }
    }

    /// Writes a line to standard error.
    pub(super) fn say(&self, line: &str) {
        self.bar.suspend(|| say(line));
    }

    /// The same, for what is no error.
    pub(super) fn say_note(&self, line: &str) {
        if self.notes.are_wanted() {
            self.say(line);
        }
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn styled(bar: ProgressBar, template: &str) -> ProgressBar {
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
