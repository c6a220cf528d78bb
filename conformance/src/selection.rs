//! Which cases of a run are asked: ids, or patterns in which `*` stands for any text and `?` for any character.

use wildmatch::WildMatch;

/// The cases that a run asks.
///
/// ```
/// use phpform_conformance::{Selection, selection::Choice};
///
/// let selection = Selection::new(["names/*", "keys/none"], ["names/empty"]);
/// assert_eq!(selection.choice("names/first"), Choice::Ask);
/// assert_eq!(selection.choice("names/empty"), Choice::Skip("--skip names/empty".to_owned()));
/// assert_eq!(selection.choice("order/of-keys"), Choice::LeaveOut);
/// assert_eq!(selection.unmatched(["names/first", "names/empty"]), ["--only keys/none"]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Selection {
    only: Vec<Selector>,
    skip: Vec<Selector>,
}

/// An id or a pattern of ids.
#[derive(Clone, Debug)]
struct Selector {
    written: String,
    pattern: WildMatch,
}

/// What becomes of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// It is asked.
    Ask,
    /// It is not asked and stands in the report, with the selector that says so.
    Skip(String),
    /// It is no part of the run.
    LeaveOut,
}

impl Selection {
    /// Only the cases that a selector of `only` matches (all, if there are none), without those that `skip` matches.
    pub fn new<S: Into<String>>(
        only: impl IntoIterator<Item = S>,
        skip: impl IntoIterator<Item = S>,
    ) -> Selection {
        Selection {
            only: only.into_iter().map(|written| Selector::new("--only", &written.into())).collect(),
            skip: skip.into_iter().map(|written| Selector::new("--skip", &written.into())).collect(),
        }
    }

    /// What becomes of the case with this id.
    pub fn choice(&self, id: &str) -> Choice {
        let is_in = self.only.is_empty() || self.only.iter().any(|selector| selector.matches(id));
        match self.skip.iter().find(|selector| selector.matches(id)) {
            _ if !is_in => Choice::LeaveOut,
            Some(selector) => Choice::Skip(selector.written.clone()),
            None => Choice::Ask,
        }
    }

    /// The selectors that match none of these ids, as they were written. A run with any is never green.
    pub fn unmatched<'i>(&self, ids: impl IntoIterator<Item = &'i str>) -> Vec<String> {
        let mut left: Vec<&Selector> = self.only.iter().chain(&self.skip).collect();
        for id in ids {
            left.retain(|selector| !selector.matches(id));
        }
        left.into_iter().map(|selector| selector.written.clone()).collect()
    }
}

impl Selector {
    fn new(option: &str, pattern: &str) -> Selector {
        Selector { written: format!("{option} {pattern}"), pattern: WildMatch::new(pattern) }
    }

    fn matches(&self, id: &str) -> bool {
        self.pattern.matches(id)
    }
}
