//! The report as JSON, in the form of `report.schema.json`.

use std::io::{self, Write};

use phpform_conformance::{Strictness, Summary, known};
use serde::Serialize;

use super::{Block, Case, Controls, End, Floor, Report, Testee};

/// The version of the form.
const VERSION: u32 = 1;

/// Writes the report and a final newline.
pub(crate) fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &ReportJson::from(report))?;
    writeln!(out)
}

#[derive(Serialize)]
struct ReportJson<'r> {
    report: u32,
    subject: &'r str,
    kit: KitJson,
    began: String,
    strict: bool,
    exit: u8,
    controls: Option<ControlsJson<'r>>,
    testees: Vec<TesteeJson<'r>>,
}

#[derive(Serialize)]
struct KitJson {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct ControlsJson<'r> {
    floors: Vec<FloorJson<'r>>,
    bugs: usize,
    found: usize,
    findings: &'r [String],
}

#[derive(Serialize)]
struct FloorJson<'r> {
    name: &'r str,
    passed: usize,
    of: usize,
}

#[derive(Serialize)]
struct TesteeJson<'r> {
    name: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'r str>,
    attached: &'r str,
    complete: bool,
    exit: u8,
    summary: SummaryJson<'r>,
    cases: Vec<CaseJson<'r>>,
}

#[derive(Serialize)]
struct SummaryJson<'r> {
    ran: usize,
    pass: usize,
    fail: usize,
    warn: usize,
    crash: usize,
    timeout: usize,
    unproven: usize,
    known: usize,
    skipped: usize,
    broken: &'r [String],
    stale: &'r [String],
    unmatched: &'r [String],
}

#[derive(Serialize)]
struct CaseJson<'r> {
    id: &'r str,
    title: &'r str,
    level: &'r str,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    manner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    under: Option<&'r str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    why: &'r str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    cites: &'r [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    want: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    got: Option<&'r str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    seen: Vec<BlockJson<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    commands: Vec<BlockJson<'r>>,
    milliseconds: u128,
}

#[derive(Serialize)]
struct BlockJson<'r> {
    name: &'r str,
    text: &'r str,
}

impl<'r> From<&'r Report> for ReportJson<'r> {
    fn from(report: &'r Report) -> Self {
        Self {
            report: VERSION,
            subject: report.subject,
            kit: KitJson { name: "phpform", version: env!("CARGO_PKG_VERSION") },
            began: report.date(),
            strict: report.strictness == Strictness::Strict,
            exit: report.exit().code(),
            controls: report.controls.as_ref().map(ControlsJson::from),
            testees: report.testees.iter().map(|testee| TesteeJson::of(testee, report)).collect(),
        }
    }
}

impl<'r> From<&'r Controls> for ControlsJson<'r> {
    fn from(controls: &'r Controls) -> Self {
        let floor = |floor: &'r Floor| FloorJson { name: &floor.name, passed: floor.passed, of: floor.of };
        Self {
            floors: controls.floors.iter().map(floor).collect(),
            bugs: controls.bugs,
            found: controls.found,
            findings: &controls.findings,
        }
    }
}

impl<'r> TesteeJson<'r> {
    fn of(testee: &'r Testee, report: &Report) -> Self {
        Self {
            name: &testee.name,
            version: testee.version.as_deref(),
            attached: &testee.attached,
            complete: testee.end == End::Complete,
            exit: testee.exit(report.strictness).code(),
            summary: SummaryJson::from(&testee.summary),
            cases: testee.cases.iter().map(CaseJson::from).collect(),
        }
    }
}

impl<'r> From<&'r Summary> for SummaryJson<'r> {
    fn from(summary: &'r Summary) -> Self {
        Self {
            ran: summary.ran(),
            pass: summary.passed,
            fail: summary.failed,
            warn: summary.warned,
            crash: summary.crashed,
            timeout: summary.timed_out,
            unproven: summary.unproven,
            known: summary.known,
            skipped: summary.skipped,
            broken: &summary.broken,
            stale: &summary.stale,
            unmatched: &summary.unmatched,
        }
    }
}

impl<'r> From<&'r Case> for CaseJson<'r> {
    fn from(case: &'r Case) -> Self {
        Self {
            id: &case.id,
            title: &case.title,
            level: &case.level,
            verdict: case.verdict.name(),
            manner: case.is_open().then(|| known::digest(&case.verdict)),
            detail: case.is_open().then(|| case.verdict.said()),
            known: case.known.as_deref(),
            under: case.under.as_deref(),
            why: &case.why,
            cites: &case.cites,
            body: case.body.as_deref(),
            want: case.want.as_deref(),
            got: case.got.as_deref(),
            seen: case.seen.iter().map(BlockJson::from).collect(),
            commands: case.commands.iter().map(BlockJson::from).collect(),
            milliseconds: case.took.as_millis(),
        }
    }
}

impl<'r> From<&'r Block> for BlockJson<'r> {
    fn from(block: &'r Block) -> Self {
        Self { name: block.name, text: &block.text }
    }
}
