//! The report as Markdown: for a job's summary, or a page of documentation.

use std::io::{self, Write};

use phpform_conformance::{Summary, Verdict};

use super::{Case, End, Report, Testee};

/// So many cases of a testee are shown.
const SHOWN: usize = 50;
const SHOWN_OF_SEVERAL: usize = 10;

/// Writes the sums as a table, and of each testee the cases that did not pass.
pub(crate) fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "# phpform conform {}\n", report.subject)?;
    writeln!(out, "phpform {}, {}.", env!("CARGO_PKG_VERSION"), report.date())?;
    if let Some(controls) = &report.controls {
        writeln!(out)?;
        controls.lines().iter().try_for_each(|line| writeln!(out, "- {}", text(line)))?;
        for finding in &controls.findings {
            writeln!(out, "- **the kit does not prove itself**: {}", text(finding))?;
        }
    }
    write_sums(report, out)?;
    if report.testees.len() > 1 {
        write_matrix(report, out)?;
    }
    let shown = if report.testees.len() > 1 { SHOWN_OF_SEVERAL } else { SHOWN };
    report.testees.iter().try_for_each(|testee| write_testee(testee, shown, out))
}

/// Writes the table of sums.
pub(crate) fn write_sums(report: &Report, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\n| testee | passed | share | failed | crash, timeout | unproven | known | skipped |")?;
    writeln!(out, "|---|---|---|---|---|---|---|---|")?;
    for testee in &report.testees {
        let summary = &testee.summary;
        writeln!(
            out,
            "| {} | {} of {} | {} | {} | {} | {} | {} | {} |",
            text(&testee.full_name()),
            summary.passed,
            summary.ran(),
            share(summary.passed, summary.ran()),
            summary.failed,
            summary.crashed + summary.timed_out,
            summary.unproven,
            summary.known,
            summary.skipped
        )?;
    }
    Ok(())
}

/// Writes how each testee is attached, and what it passes of each group.
fn write_matrix(report: &Report, out: &mut impl Write) -> io::Result<()> {
    writeln!(out)?;
    for testee in &report.testees {
        writeln!(out, "- {}: `{}`", text(&testee.full_name()), testee.attached)?;
    }
    let names: Vec<String> = report.testees.iter().map(|testee| text(&testee.name)).collect();
    writeln!(out, "\n| group | {} |\n|---|{}", names.join(" | "), "---|".repeat(names.len()))?;
    let groups: Vec<Vec<(&str, Summary)>> = report.testees.iter().map(super::groups).collect();
    let mut all: Vec<&str> = groups.iter().flatten().map(|(group, _)| *group).collect();
    all.sort_unstable();
    all.dedup();
    for group in all {
        let cell = |groups: &Vec<(&str, Summary)>| {
            let summary = groups.iter().find(|(name, _)| *name == group).map(|(_, summary)| summary);
            match summary {
                Some(summary) if summary.ran() > 0 => format!("{}/{}", summary.passed, summary.ran()),
                _ => String::new(),
            }
        };
        let cells: Vec<String> = groups.iter().map(cell).collect();
        writeln!(out, "| {group} | {} |", cells.join(" | "))?;
    }
    Ok(())
}

/// A share in percent, rounded down: 100 % is all of them.
pub(crate) fn share(part: usize, whole: usize) -> String {
    match (part * 1000).checked_div(whole) {
        None => "none ran".to_owned(),
        Some(thousandths) => format!("{}.{} %", thousandths / 10, thousandths % 10),
    }
}

fn write_testee(testee: &Testee, shown: usize, out: &mut impl Write) -> io::Result<()> {
    let summary = &testee.summary;
    let notes = [
        ("broken", &summary.broken),
        ("known failures", &summary.stale),
        ("no case matches", &summary.unmatched),
    ];
    let notes: Vec<String> = notes
        .iter()
        .flat_map(|(what, all)| all.iter().map(move |one| format!("- {what}: {}", text(one))))
        .collect();
    let is_skipped = |case: &Case| matches!(case.verdict, Verdict::Skipped(_));
    let open: Vec<&Case> = testee.cases.iter().filter(|case| case.is_open() && !is_skipped(case)).collect();
    if open.is_empty() && notes.is_empty() && testee.end == End::Complete {
        return Ok(());
    }
    writeln!(out, "\n## {}", text(&testee.full_name()))?;
    if testee.end == End::Interrupted || !notes.is_empty() {
        writeln!(out)?;
    }
    if testee.end == End::Interrupted {
        writeln!(out, "- stopped before the end")?;
    }
    notes.iter().try_for_each(|note| writeln!(out, "{note}"))?;
    if open.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n| | case | what it says |\n|---|---|---|")?;
    for case in open.iter().take(shown) {
        let said = case.known.clone().unwrap_or_else(|| case.verdict.said());
        let mut lines = said.lines();
        let first = lines.next().unwrap_or_default();
        let more = if lines.next().is_some() { " …" } else { "" };
        writeln!(
            out,
            "| {} | {}: {} | {}{more} |",
            case.word(),
            text(&case.name()),
            text(&case.title),
            text(first)
        )?;
    }
    match open.len().saturating_sub(shown) {
        0 => Ok(()),
        more => writeln!(out, "\n{more} more are in the other reports."),
    }
}

/// Text in a cell, whatever it holds.
pub(crate) fn text(text: &str) -> String {
    let mut safe = String::new();
    for char in text.chars() {
        match char {
            '\n' | '\r' => safe.push(' '),
            '|' | '*' | '_' | '`' | '<' | '>' | '[' | ']' | '\\' | '#' | '~' => safe.extend(['\\', char]),
            _ => safe.push(char),
        }
    }
    safe
}
