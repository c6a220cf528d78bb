//! The report on one screen: counts by group, the first cases that did not pass in full, and the sum.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use phpform_conformance::{Exit, Verdict, known};

use super::{Block, Case, End, Report, Testee, groups, sides};

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const ODD: Style = AnsiColor::Yellow.on_default();
const QUIET: Style = Style::new().dimmed();

/// So many cases are shown in full, so many more with their ids; the other reports have all of them.
const SHOWN: usize = 3;
const NAMED: usize = 10;

/// Writes how the kit proved itself, and of each testee the counts, the cases that did not pass and the sum.
pub(crate) fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    if let Some(controls) = &report.controls {
        for line in controls.lines() {
            writeln!(out, "{QUIET}{line}{QUIET:#}")?;
        }
        for finding in &controls.findings {
            writeln!(out, "{BAD}the kit does not prove itself: {finding}{BAD:#}")?;
        }
    }
    if report.compares() {
        return report.testees.iter().try_for_each(|testee| {
            write_findings(testee, out)?;
            write_sum(report, testee, out)
        });
    }
    report.testees.iter().try_for_each(|testee| write_testee(report, testee, out))
}

fn write_testee(report: &Report, testee: &Testee, out: &mut impl Write) -> io::Result<()> {
    for (group, summary) in groups(testee) {
        let style = if summary.passed == summary.ran() { GOOD } else { BAD };
        writeln!(out, "  {group:<14} {style}{summary}{style:#}")?;
    }
    let open =
        || testee.cases.iter().filter(|case| case.is_open() && !matches!(case.verdict, Verdict::Skipped(_)));
    let unknown = || open().filter(|case| case.known.is_none());
    for case in unknown().take(SHOWN) {
        write_case(case, out)?;
    }
    writeln!(out)?;
    for case in unknown().skip(SHOWN).take(NAMED) {
        writeln!(out, "{} {}", Word(case), case.name())?;
    }
    match unknown().count().saturating_sub(SHOWN + NAMED) {
        0 => {}
        more => {
            writeln!(out, "{QUIET}and {more} more: --only ID shows one, --html FILE all of them{QUIET:#}")?;
        }
    }
    let known: Vec<&Case> = open().filter(|case| case.known.is_some()).collect();
    for case in known.iter().take(NAMED) {
        let reason = case.known.as_deref().unwrap_or_default();
        writeln!(out, "{} {}  # {reason}", Word(case), case.name())?;
    }
    match known.len().saturating_sub(NAMED) {
        0 => {}
        more => writeln!(out, "{QUIET}and {more} more that are known to fail{QUIET:#}")?,
    }
    write_skipped(testee, out)?;
    write_findings(testee, out)?;
    write_sum(report, testee, out)
}

/// What is wrong beside the cases.
fn write_findings(testee: &Testee, out: &mut impl Write) -> io::Result<()> {
    let summary = &testee.summary;
    for finding in &summary.broken {
        writeln!(out, "{BAD}broken: {finding}{BAD:#}")?;
    }
    for finding in &summary.stale {
        writeln!(out, "{BAD}known failures: {finding}{BAD:#}")?;
    }
    for selector in &summary.unmatched {
        writeln!(out, "{BAD}no case matches {selector}{BAD:#}")?;
    }
    Ok(())
}

/// The sum of a testee in a line.
fn write_sum(report: &Report, testee: &Testee, out: &mut impl Write) -> io::Result<()> {
    let exit = testee.exit(report.strictness);
    let (style, nothing) = match (exit, testee.end) {
        (Exit::Green, _) => (GOOD, ""),
        (_, End::Interrupted) => (ODD, "; stopped before the end"),
        (Exit::NothingRan, _) => (BAD, "; nothing ran, which proves nothing"),
        _ => (BAD, ""),
    };
    writeln!(out, "{style}{}: {}{nothing}{style:#}", testee.full_name(), testee.summary)
}

/// Each reason for which cases were not asked, with their number.
fn write_skipped(testee: &Testee, out: &mut impl Write) -> io::Result<()> {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for case in &testee.cases {
        if let Verdict::Skipped(reason) = &case.verdict {
            *reasons.entry(reason).or_default() += 1;
        }
    }
    for (reason, count) in reasons.iter().take(NAMED) {
        writeln!(out, "{ODD}skipped{ODD:#} {count}: {reason}")?;
    }
    match reasons.len().saturating_sub(NAMED) {
        0 => Ok(()),
        more => writeln!(out, "{ODD}skipped{ODD:#} for {more} more reasons"),
    }
}

/// Writes what was asked and why, where the answer differs, and how to see it again.
fn write_case(case: &Case, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\n{} {}: {}", Word(case), case.name(), case.title)?;
    write_asked(case, out)?;
    for line in case.verdict.said().lines() {
        writeln!(out, "  {QUIET}|{QUIET:#}      {line}")?;
    }
    write_blocks(&case.seen, out)?;
    write_blocks(&case.commands, out)?;
    writeln!(out, "  known  {}  {}  # why", case.id, known::digest(&case.verdict))
}

/// Writes what was asked and why.
fn write_asked(case: &Case, out: &mut impl Write) -> io::Result<()> {
    if !case.why.is_empty() {
        writeln!(out, "  why    {}", case.why)?;
    }
    if !case.cites.is_empty() {
        writeln!(out, "  cites  {}", case.cites.join(", "))?;
    }
    match &case.body {
        Some(body) => writeln!(out, "  body   {body}"),
        None => Ok(()),
    }
}

fn write_blocks(blocks: &[Block], out: &mut impl Write) -> io::Result<()> {
    for Block { name, text } in blocks {
        for (at, line) in text.lines().enumerate() {
            writeln!(out, "  {:<6} {line}", if at == 0 { name } else { "" })?;
        }
    }
    Ok(())
}

/// Writes one case with all that is known of it, want and got side by side.
pub(crate) fn write_whole(case: &Case, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{} {}: {}", Word(case), case.name(), case.title)?;
    writeln!(out, "  level  {}", case.level)?;
    write_asked(case, out)?;
    let (want, got) = (case.want.as_deref().unwrap_or_default(), case.got.as_deref().unwrap_or_default());
    let width = want.lines().map(|line| line.chars().count()).max().unwrap_or_default().clamp(4, 60);
    if case.want.is_some() || case.got.is_some() {
        writeln!(out, "\n    {QUIET}{:<width$}   got{QUIET:#}", "want")?;
        for side in sides(want, got) {
            let (mark, style) = if side.is_same() { (' ', Style::new()) } else { ('≠', BAD) };
            let (want, got) = (side.want.unwrap_or_default(), side.got.unwrap_or_default());
            writeln!(out, "  {style}{mark}{style:#} {want:<width$} {QUIET}|{QUIET:#} {got}")?;
        }
        writeln!(out)?;
    }
    if case.is_open() {
        for line in case.verdict.said().lines() {
            writeln!(out, "  {QUIET}|{QUIET:#}      {line}")?;
        }
    }
    write_blocks(&case.seen, out)?;
    write_blocks(&case.commands, out)
}

/// The word for what came of a case, in its colour.
struct Word<'c>(&'c Case);

impl fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let style = match self.0.verdict {
            Verdict::Pass => GOOD,
            _ if self.0.known.is_some() => ODD,
            Verdict::Warn(_) | Verdict::Unproven(_) | Verdict::Skipped(_) => ODD,
            Verdict::Fail(_) | Verdict::Crash(_) | Verdict::Timeout(_) => BAD,
        };
        write!(f, "{style}{}{style:#}", self.0.word())
    }
}
