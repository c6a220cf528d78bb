//! The report as one page that needs nothing else: cases by testees, with filters, and of each case what it says.

use std::collections::HashMap;
use std::io::{self, Write};

use askama::Template;

use super::{Case, End, Report, Testee, markdown, sides};

/// Writes the page.
pub(crate) fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    page(report).write_into(out).map_err(io::Error::other)
}

/// The page.
#[derive(Template)]
#[template(path = "report.html")]
struct Page<'r> {
    subject: &'r str,
    version: &'static str,
    date: String,
    controls: Vec<String>,
    findings: &'r [String],
    testees: Vec<Column<'r>>,
    groups: Vec<&'r str>,
    levels: Vec<&'r str>,
    words: Vec<&'static str>,
    rows: Vec<Row<'r>>,
}

/// A testee.
struct Column<'r> {
    testee: &'r Testee,
    name: String,
    share: String,
    color: &'static str,
    notes: Vec<String>,
}

/// A case, and what each testee made of it.
struct Row<'r> {
    case: &'r Case,
    cells: Vec<&'static str>,
    words: String,
    details: Vec<Detail<'r>>,
}

/// What a testee made of a case that it did not pass.
struct Detail<'r> {
    testee: &'r str,
    case: &'r Case,
    word: &'static str,
    said: String,
    lines: Vec<Line<'r>>,
}

/// A line of want and got.
struct Line<'r> {
    class: &'static str,
    want: &'r str,
    got: &'r str,
}

fn page(report: &Report) -> Page<'_> {
    let rows = rows(report);
    let controls = report.controls.as_ref();
    Page {
        subject: report.subject,
        version: env!("CARGO_PKG_VERSION"),
        date: report.date(),
        controls: controls.map(super::Controls::lines).unwrap_or_default(),
        findings: controls.map(|controls| controls.findings.as_slice()).unwrap_or_default(),
        testees: report.testees.iter().map(column).collect(),
        groups: distinct(rows.iter().map(|row| row.case.group())),
        levels: distinct(rows.iter().map(|row| row.case.level.as_str())),
        words: distinct(report.testees.iter().flat_map(|testee| testee.cases.iter().map(Case::word))),
        rows,
    }
}

fn column(testee: &Testee) -> Column<'_> {
    let summary = &testee.summary;
    let named = |what: &str, findings: &[String]| -> Vec<String> {
        findings.iter().map(|finding| format!("{what}: {finding}")).collect()
    };
    let mut notes = named("broken", &summary.broken);
    notes.extend(named("known failures", &summary.stale));
    notes.extend(named("no case matches", &summary.unmatched));
    notes.extend((testee.end == End::Interrupted).then(|| "stopped before the end".to_owned()));
    let is_good = notes.is_empty() && summary.ran() > 0 && summary.passed == summary.ran();
    Column {
        testee,
        name: testee.full_name(),
        share: markdown::share(summary.passed, summary.ran()),
        color: if is_good { "pass" } else { "fail" },
        notes,
    }
}

/// Every case that any testee was asked, in the order of the first that was.
fn rows(report: &Report) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (column, testee) in report.testees.iter().enumerate() {
        for case in &testee.cases {
            let place = *places.entry(&case.id).or_insert_with(|| {
                let cells = vec![""; report.testees.len()];
                rows.push(Row { case, cells, words: String::new(), details: Vec::new() });
                rows.len() - 1
            });
            let Some(row) = rows.get_mut(place) else { continue };
            if let Some(cell) = row.cells.get_mut(column) {
                *cell = case.word();
            }
            if case.is_open() {
                row.details.push(detail(testee, case));
            }
        }
    }
    for row in &mut rows {
        row.words = row.cells.join(" ");
    }
    rows
}

fn detail<'r>(testee: &'r Testee, case: &'r Case) -> Detail<'r> {
    let lines = match (case.want.as_deref(), case.got.as_deref()) {
        (None, None) => Vec::new(),
        (want, got) => sides(want.unwrap_or_default(), got.unwrap_or_default())
            .into_iter()
            .map(|side| Line {
                class: if side.is_same() { "same" } else { "other" },
                want: side.want.unwrap_or_default(),
                got: side.got.unwrap_or_default(),
            })
            .collect(),
    };
    Detail { testee: &testee.name, case, word: case.word(), said: case.verdict.said(), lines }
}

/// Each of them once, in the order in which they come.
fn distinct<'t>(all: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut distinct = Vec::new();
    for one in all {
        if !distinct.contains(&one) {
            distinct.push(one);
        }
    }
    distinct
}
