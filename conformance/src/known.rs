//! The known-failure file: what is known to fail, how, and why. It is judged as strictly as a testee: what is listed
//! has to fail, has to fail as it did, has to exist, and is listed once.
//!
//! ```text
//! # a comment
//! names/dots-become-underscores                  # upstream issue 37
//! limits-depth/one-too-many    fail:5c0e29ab     # counts the top name, too
//! hostile/*                                      # no: a line is one id
//! ```
//!
//! Between id and reason may stand how it fails: `fail`, `crash`, `timeout`, `unproven` or `warn`, and for `fail` the
//! [`digest`] of what is said about it, which reports print. Without it any `fail` will do.

use std::collections::BTreeMap;
use std::fmt;

use crate::Verdict;

/// The failures that are known.
///
/// ```
/// use phpform_conformance::{Known, Verdict, known::Judgement};
///
/// let known = Known::parse("names/a  # issue 37\n")?;
/// assert_eq!(known.judge("names/a", &Verdict::Fail("want 1".into())), Judgement::Known("issue 37"));
/// assert!(matches!(known.judge("names/a", &Verdict::Pass), Judgement::Stale(_)));
/// # Ok::<(), phpform_conformance::known::KnownError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Known {
    entries: BTreeMap<String, Entry>,
    twice: Vec<String>,
}

/// What [`Known::findings`] says at the end of an id that nobody has.
pub const NO_CASE: &str = "no case has this id";

/// A line of the file.
#[derive(Clone, Debug)]
struct Entry {
    line: usize,
    manner: String,
    reason: String,
}

/// What the file says about a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement<'k> {
    /// Nothing.
    Unlisted,
    /// It is a failure that is known, for this reason.
    Known(&'k str),
    /// The line is not true any more.
    Stale(String),
}

impl Known {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Names the line that is none, and what it should be.
    pub fn parse(text: &str) -> Result<Known, KnownError> {
        let mut known = Known::default();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (id, entry) = entry(number + 1, line)?;
            if let Some(first) = known.entries.get(id) {
                known.twice.push(format!("{id}: lines {} and {} both list it", first.line, entry.line));
            } else {
                known.entries.insert(id.to_owned(), entry);
            }
        }
        Ok(known)
    }

    /// What the file says about the verdict on a case. What was not asked is not judged.
    pub fn judge(&self, id: &str, verdict: &Verdict) -> Judgement<'_> {
        let Some(Entry { line, manner, reason }) = self.entries.get(id) else { return Judgement::Unlisted };
        match verdict {
            Verdict::Skipped(_) => Judgement::Unlisted,
            Verdict::Pass => Judgement::Stale(format!("{id}: line {line} lists it and it passes")),
            _ if manner == verdict.name() || *manner == digest(verdict) => Judgement::Known(reason),
            _ => Judgement::Stale(format!(
                "{id}: line {line} lists it as {manner} and it is {}",
                digest(verdict)
            )),
        }
    }

    /// What is wrong with the file whatever the testee does: ids that no case has, and ids that are listed twice.
    pub fn findings<'i>(&self, ids: impl IntoIterator<Item = &'i str>) -> Vec<String> {
        let mut unknown: BTreeMap<&str, usize> =
            self.entries.iter().map(|(id, entry)| (id.as_str(), entry.line)).collect();
        for id in ids {
            unknown.remove(id);
        }
        let unknown =
            unknown.into_iter().map(|(id, line)| format!("{id}: line {line} lists it and {NO_CASE}"));
        self.twice.iter().cloned().chain(unknown).collect()
    }
}

/// Reads a line that is no comment.
fn entry(number: usize, line: &str) -> Result<(&str, Entry), KnownError> {
    let wrong = |found: &str| KnownError { line: number, found: found.to_owned() };
    let (case, reason) = line.split_once('#').ok_or_else(|| wrong("no reason"))?;
    if reason.trim().is_empty() {
        return Err(wrong("an empty reason"));
    }
    let mut words = case.split_whitespace();
    let id = words.next().ok_or_else(|| wrong("no id"))?;
    let manner = words.next().unwrap_or("fail");
    let verdict = manner.split(':').next().unwrap_or_default();
    if !["fail", "crash", "timeout", "unproven", "warn"].contains(&verdict) {
        return Err(wrong(&format!("{manner:?} as how it fails")));
    }
    match words.next() {
        Some(more) => Err(wrong(&format!("{more:?} before the reason"))),
        None => Ok((id, Entry { line: number, manner: manner.to_owned(), reason: reason.trim().to_owned() })),
    }
}

/// How a case failed, in a word: the verdict, and for `fail` eight digits that stand for what is said about it.
pub fn digest(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Fail(difference) => {
            // FNV-1a: this has to be the same in every version and on every machine, and resist nobody.
            let hash = difference
                .to_string()
                .bytes()
                .fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
            format!("fail:{hash:08x}")
        }
        other => other.name().to_owned(),
    }
}

/// A line that lists nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownError {
    line: usize,
    found: String,
}

impl fmt::Display for KnownError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let KnownError { line, found } = self;
        write!(f, "line {line}: expected `id  # reason` or `id  fail:1a2b3c4d  # reason`, found {found}")
    }
}

impl std::error::Error for KnownError {}
