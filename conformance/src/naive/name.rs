//! The grammar of a name: `a.b[c][]d` to the top name `a_b`, the keys `c` and append, and ignored text.

use super::observe;
use super::rules::{Rule, Rules};
use super::steps::Steps;
use super::text::Text;
use crate::Options;

/// What a bracket says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Index {
    /// A key.
    Key(Vec<u8>),
    /// `[]`, or one whitespace byte between brackets.
    Append,
    /// The first bracket is unmatched: the name is this, as a whole.
    Whole(Vec<u8>),
    /// A deeper bracket is unmatched: it says nothing.
    Ignored,
}

/// An opening bracket.
#[derive(Clone, Debug)]
pub(super) struct Bracket {
    /// Its place in the decoded name.
    pub(super) open: usize,
    /// What it says.
    pub(super) index: Index,
}

/// A name, taken apart.
#[derive(Clone, Debug)]
pub(super) struct Name {
    /// The part before the first bracket, mangled.
    pub(super) top: Vec<u8>,
    /// Every bracket that was opened, in order.
    pub(super) brackets: Vec<Bracket>,
    /// What stands behind the last closing bracket and is ignored.
    pub(super) ignored: Vec<u8>,
}

/// Takes a decoded, cut and stripped name apart, or gives `None` where there is no top name.
pub(super) fn read<S: Steps + ?Sized>(
    steps: &S,
    text: &Text,
    options: &Options,
    rules: &mut Rules,
) -> Option<Name> {
    let first = (0..text.len()).find(|i| steps.is_bracket(text, *i, b'['));
    let before = text.slice(0..first.unwrap_or(text.len()));
    let top = if options.keep_names { before.to_vec() } else { steps.mangle(before) };
    if steps.is_dropped(&top) {
        rules.used(if first.is_some() { Rule::BracketFirst } else { Rule::EmptyTop });
        return None;
    }
    let mut name = Name { top, brackets: Vec::new(), ignored: Vec::new() };
    let mut next = first;
    while let Some(open) = next {
        let Some((index, close)) = steps.index(text, open + 1) else {
            let index = match name.brackets.as_slice() {
                [] if options.keep_names => Index::Whole(text.bytes.clone()),
                [] => Index::Whole(steps.unmatched(&name.top, text, open)),
                _ => steps.unmatched_deeper(text, open),
            };
            name.brackets.push(Bracket { open, index });
            break;
        };
        name.brackets.push(Bracket { open, index });
        next = steps.next_bracket(text, close + 1);
        if next.is_none() {
            name.ignored = text.slice(close + 1..text.len()).to_vec();
        }
    }
    observe::name(text, &name, rules);
    Some(name)
}
