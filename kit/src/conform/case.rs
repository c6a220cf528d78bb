//! A vector and its outcome, as a case of the report.

use std::time::Duration;

use phpform_conformance::{Answer, Options, Vector, Verdict, outline};

use super::attached::Outcome;
use super::reproduce;
use crate::report::{Block, Case};

/// So much of a body is shown.
const BODY: usize = 400;

/// So many lines of an answer are shown, each so long.
const LINES: usize = 60;
const WIDTH: usize = 160;

/// The case of a vector that was asked.
pub(super) fn asked(vector: &Vector, outcome: &Outcome, took: Duration, again: String) -> Case {
    let verdict = match &outcome.answer {
        Ok(answer) => Verdict::on(&vector.expect, answer),
        Err(verdict) => verdict.clone(),
    };
    let mut case = with_verdict(vector, verdict);
    case.took = took;
    if !matches!(case.verdict, Verdict::Pass | Verdict::Skipped(_)) {
        case.want = Some(lines(&vector.expect));
        case.got = outcome.answer.as_ref().ok().map(lines);
        if !outcome.stderr.is_empty() {
            case.seen.push(Block { name: "stderr", text: outcome.stderr.clone() });
        }
        case.commands = commands(vector, again);
    }
    case
}

/// The commands that ask it again, and that show what is right.
pub(super) fn commands(vector: &Vector, again: String) -> Vec<Block> {
    let right = reproduce::decode(vector).map(|text| Block { name: "right", text });
    [Block { name: "again", text: again }].into_iter().chain(right).collect()
}

/// The case of a vector that was left out.
pub(super) fn skipped(vector: &Vector, reason: String) -> Case {
    with_verdict(vector, Verdict::Skipped(reason))
}

/// The case of a vector, with all that is asked.
pub(super) fn with_verdict(vector: &Vector, verdict: Verdict) -> Case {
    let mut case = Case::new(&vector.id, &vector.title, &vector.level.to_string(), verdict);
    case.under = Some(under(vector));
    case.why.clone_from(&vector.why);
    case.cites.clone_from(&vector.cites);
    case.body = Some(body(&vector.body));
    case
}

/// The reading, with the options that differ from its defaults.
fn under(vector: &Vector) -> String {
    if vector.options == Options::default() {
        return vector.profile.to_string();
    }
    let options = serde_json::to_string(&vector.options).unwrap_or_default();
    format!("{} {options}", vector.profile)
}

/// An answer in lines.
pub(super) fn lines(answer: &Answer) -> String {
    outline::lines(answer, LINES, WIDTH).join("\n")
}

/// A body, escaped and bounded.
fn body(bytes: &[u8]) -> String {
    let shown = bytes.get(..BODY).unwrap_or(bytes);
    let more = bytes.len() - shown.len();
    let rest = if more > 0 { format!(" and {more} bytes more") } else { String::new() };
    format!("\"{}\"{rest}", shown.escape_ascii())
}
