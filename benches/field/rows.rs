//! The rows of the table: for each, what `phpform` and its peers do. A row is made only if all give the same answer.

use std::borrow::Cow;
use std::fmt::Debug;
use std::hint::black_box;

use phpform::Key;
use serde::de::{Deserialize, IgnoredAny};

use super::events::{DialogStart, MessageAdd, Order, Text};
use super::inputs::Input;
use super::party::Party;
use super::plain::Plain;

/// What is done with an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// Names and keys, no tree.
    Pairs,
    Tree,
    /// Plain derived types that borrow.
    Borrowed,
    /// The same types with texts of their own.
    Owned,
}

impl Task {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pairs => "pairs",
            Self::Tree => "tree",
            Self::Borrowed => "borrowed",
            Self::Owned => "owned",
        }
    }
}

/// A row of the table.
pub(crate) struct Row {
    pub(crate) task: Task,
    pub(crate) input: Input,
    pub(crate) bodies: &'static [Vec<u8>],
    /// The first one is `phpform`.
    pub(crate) parties: Vec<Party>,
}

/// Every row, in the order of the table.
pub(crate) const ROWS: &[(Task, Input)] = &[
    (Task::Pairs, Input::Sample),
    (Task::Pairs, Input::RawBrackets),
    (Task::Pairs, Input::Hundred),
    (Task::Pairs, Input::Flat),
    (Task::Pairs, Input::Messages),
    (Task::Pairs, Input::Events),
    (Task::Tree, Input::Sample),
    (Task::Tree, Input::RawBrackets),
    (Task::Tree, Input::Hundred),
    (Task::Tree, Input::Flat),
    (Task::Tree, Input::Messages),
    (Task::Tree, Input::Events),
    (Task::Borrowed, Input::Sample),
    (Task::Borrowed, Input::RawBrackets),
    (Task::Borrowed, Input::Hundred),
    (Task::Borrowed, Input::Flat),
    (Task::Borrowed, Input::Messages),
    (Task::Borrowed, Input::Events),
    (Task::Owned, Input::Sample),
    (Task::Owned, Input::RawBrackets),
    (Task::Owned, Input::Hundred),
    (Task::Owned, Input::Flat),
    (Task::Owned, Input::Messages),
    (Task::Owned, Input::Events),
];

/// How the table names a row.
pub(crate) fn row_name(task: Task, input: Input) -> String {
    format!("{}/{}", task.name(), input.letter())
}

impl Row {
    /// Makes the row, once all its parties have been seen to give the same answer.
    pub(crate) fn new(task: Task, input: Input) -> Self {
        let bodies = input.bodies();
        let parties = match task {
            Task::Pairs => pairs(bodies),
            Task::Tree => tree(bodies),
            Task::Borrowed => typed_as::<&str, Text<'_>>(input, bodies),
            Task::Owned => typed_as::<String, String>(input, bodies),
        };
        Self { task, input, bodies, parties }
    }

    pub(crate) fn name(&self) -> String {
        row_name(self.task, self.input)
    }

    /// How many bytes one pass reads.
    pub(crate) fn bytes(&self) -> usize {
        self.bodies.iter().map(Vec::len).sum()
    }
}

pub(crate) const PHPFORM: &str = "phpform";
pub(crate) const SERDE_QS_IGNORED: &str = "serde_qs, IgnoredAny";
pub(crate) const SERDE_QS_TYPED: &str = "serde_qs, same type";
pub(crate) const SERDE_URLENCODED_TYPED: &str = "serde_urlencoded, same type";
pub(crate) const PERCENT_ENCODING: &str = "percent-encoding, whole body";

/// The reading in which `serde_qs` takes `%5B` for a bracket, as PHP does.
pub(crate) const SERDE_QS: serde_qs::Config = serde_qs::Config::new().use_form_encoding(true).max_depth(100);

type Bodies = &'static [Vec<u8>];

/// A party that reads bodies.
fn reader<R>(name: &'static str, bodies: Bodies, read: impl Fn(&'static [u8]) -> R + 'static) -> Party {
    Party::here(name, move |item| {
        black_box(&read(black_box(&bodies[item])));
    })
}

fn pairs(bodies: Bodies) -> Vec<Party> {
    for body in bodies {
        let theirs = form_urlencoded::parse(body);
        for (pair, (name, value)) in phpform::pairs(body).zip(theirs) {
            assert_eq!((&*pair.name(), &*pair.value()), (name.as_bytes(), value.as_bytes()));
        }
        let urlencoded: Vec<(Cow<'_, str>, Cow<'_, str>)> = serde_urlencoded::from_bytes(body).unwrap();
        assert_eq!(urlencoded, serde_html_form::from_bytes::<Vec<_>>(body).unwrap());
        assert_eq!(phpform::pairs(body).count(), urlencoded.len());
        assert_eq!(memchr::memchr_iter(b'&', body).count() + 1, urlencoded.len());
    }
    vec![
        reader(PHPFORM, bodies, |body| phpform::pairs(body).fold(0, sum_of_pair)),
        reader(SERDE_QS_IGNORED, bodies, |body| SERDE_QS.deserialize_bytes::<IgnoredAny>(body).unwrap()),
        reader("form_urlencoded, pairs", bodies, |body| {
            form_urlencoded::parse(body).fold(0, |sum, (name, value)| sum + name.len() + value.len())
        }),
        reader("serde_urlencoded, Vec", bodies, |body| {
            serde_urlencoded::from_bytes::<Vec<(Cow<'_, str>, Cow<'_, str>)>>(body).unwrap()
        }),
        reader("serde_html_form, Vec", bodies, |body| {
            serde_html_form::from_bytes::<Vec<(Cow<'_, str>, Cow<'_, str>)>>(body).unwrap()
        }),
        percent_encoding(bodies),
        reader("memchr, every &", bodies, |body| memchr::memchr_iter(b'&', body).count()),
    ]
}

/// Looks at every key, so that none of the work can be left out.
#[allow(clippy::needless_pass_by_value, reason = "what a fold hands over")]
fn sum_of_pair(sum: usize, pair: phpform::Pair<'_>) -> usize {
    let keys = pair.keys().map(|key| match key {
        Some(Key::Bytes(bytes)) => bytes.len(),
        Some(Key::Int(int)) => int as usize,
        None => 1,
    });
    sum.wrapping_add(keys.fold(0, usize::wrapping_add)).wrapping_add(pair.value_span().len())
}

fn tree(bodies: Bodies) -> Vec<Party> {
    for body in bodies {
        let theirs: Plain<'_> = SERDE_QS.deserialize_bytes(body).unwrap();
        assert_eq!(Plain::of_form(&phpform::parse(body).unwrap()), theirs);
    }
    vec![
        reader(PHPFORM, bodies, |body| phpform::parse(body).unwrap()),
        reader(SERDE_QS_IGNORED, bodies, |body| SERDE_QS.deserialize_bytes::<IgnoredAny>(body).unwrap()),
        reader("serde_qs, generic value", bodies, |body| {
            SERDE_QS.deserialize_bytes::<Plain<'_>>(body).unwrap()
        }),
        percent_encoding(bodies),
    ]
}

/// Reads the input into its type, with texts of those kinds.
fn typed_as<S: Field, T: Field>(input: Input, bodies: Bodies) -> Vec<Party> {
    match input {
        Input::Flat => flat::<Order<S, T>>(bodies),
        Input::Messages => typed::<MessageAdd<S, T>>(bodies),
        _ => typed::<DialogStart<S, T>>(bodies),
    }
}

/// What a party can read and we can compare.
trait Field: Deserialize<'static> + PartialEq + Debug + 'static {}

impl<T: Deserialize<'static> + PartialEq + Debug + 'static> Field for T {}

fn typed<T: Field>(bodies: Bodies) -> Vec<Party> {
    for body in bodies {
        let theirs: T = SERDE_QS.deserialize_bytes(body).unwrap();
        assert_eq!(phpform::from_bytes::<T>(body).unwrap(), theirs);
    }
    vec![
        reader(PHPFORM, bodies, |body| phpform::from_bytes::<T>(body).unwrap()),
        reader(SERDE_QS_TYPED, bodies, |body| SERDE_QS.deserialize_bytes::<T>(body).unwrap()),
        percent_encoding(bodies),
    ]
}

/// A flat form can be read by more peers.
fn flat<T: Field>(bodies: Bodies) -> Vec<Party> {
    for body in bodies {
        let ours: T = phpform::from_bytes(body).unwrap();
        assert_eq!(ours, serde_urlencoded::from_bytes(body).unwrap());
        assert_eq!(ours, serde_html_form::from_bytes(body).unwrap());
    }
    let mut parties = typed::<T>(bodies);
    parties.push(reader(SERDE_URLENCODED_TYPED, bodies, |body| {
        serde_urlencoded::from_bytes::<T>(body).unwrap()
    }));
    parties.push(reader("serde_html_form, same type", bodies, |body| {
        serde_html_form::from_bytes::<T>(body).unwrap()
    }));
    parties
}

/// Merely undoing the escapes of the same bytes.
///
/// The same machine code takes from 0.86 to 1.7 µs for the sample, by where the linker happens to put it. A ratio beside
/// it therefore holds for one build only: trust the worst of several builds, or the instructions.
fn percent_encoding(bodies: Bodies) -> Party {
    reader(PERCENT_ENCODING, bodies, |body| Cow::from(percent_encoding::percent_decode(body)))
}
