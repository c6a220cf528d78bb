//! The rows of the table: for each, what `phpform` and its peers do. A row is made only if all give the same answer.

use std::borrow::Cow;
use std::fmt::Debug;
use std::hint::black_box;

use phpform::bitrix24::Event;
use phpform::{Encoding, Key, Pair};
use serde::Serialize;
use serde::de::{Deserialize, IgnoredAny};

use super::events::{DialogStart, MessageAdd, Order, Text};
use super::inputs::Input;
use super::party::Party;
use super::plain::Plain;

/// What is done with an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// Names and keys, no tree: of each pair the keys that it does not share with the pair before. That is what a
    /// builder of anything wants, and it is less than [`Task::EveryKey`].
    Pairs,
    /// The same, but every key of every pair is read.
    EveryKey,
    Tree,
    /// Plain derived types that borrow.
    Borrowed,
    /// The same types with texts of their own.
    Owned,
    /// `bitrix24::Event`, the type that this crate ships.
    Event,
    /// The way back.
    Encode,
}

impl Task {
    /// All of them, in the order of the table.
    pub(crate) const ALL: &[Self] =
        &[Self::Pairs, Self::EveryKey, Self::Tree, Self::Borrowed, Self::Owned, Self::Event, Self::Encode];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pairs => "pairs",
            Self::EveryKey => "pairs, every key",
            Self::Tree => "tree",
            Self::Borrowed => "borrowed",
            Self::Owned => "owned",
            Self::Event => "bitrix24::Event",
            Self::Encode => "encode",
        }
    }

    /// What it is, in a sentence or two.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Pairs => {
                "Names and keys, no tree. Of each pair the keys are read that it does not share with the pair before: \
                 `Pair::new_keys`, which is all that a builder needs. The peers give names, which nobody has taken \
                 apart; `serde_qs` builds its own tree."
            }
            Self::EveryKey => {
                "The same, but every key of every pair is read, shared or not: `Pair::keys`. No floor is set for it."
            }
            Self::Tree => "`parse`, beside the trees of others.",
            Self::Borrowed => "`from_bytes` into plain derived types whose texts borrow from the body.",
            Self::Owned => "`from_bytes` into the same types with a `String` for each text.",
            Self::Event => {
                "`from_bytes` into `bitrix24::Event`, which checks and keeps more than the plain types that the peer \
                 reads here."
            }
            Self::Encode => {
                "`to_string` of the types with a `String` for each text; bytes are those written. PHP and Node write \
                 their own arrays; `serde_qs` and Node write a space as `%20`."
            }
        }
    }

    /// What it is measured on.
    fn inputs(self) -> &'static [Input] {
        match self {
            Self::Event => &[Input::Sample, Input::Events],
            // With raw brackets there is nothing to write: brackets are always escaped.
            Self::Encode => &[Input::Sample, Input::Hundred, Input::Flat, Input::Messages, Input::Events],
            _ => Input::ALL,
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
pub(crate) fn rows() -> impl Iterator<Item = (Task, Input)> {
    Task::ALL.iter().flat_map(|task| task.inputs().iter().map(|input| (*task, *input)))
}

/// How the table names a row.
pub(crate) fn row_name(task: Task, input: Input) -> String {
    format!("{}/{}", task.name(), input.letter())
}

impl Row {
    /// Makes the row, once all its parties have been seen to give the same answer.
    pub(crate) fn new(task: Task, input: Input) -> Self {
        let bodies = input.bodies();
        let parties = match task {
            Task::Pairs => pairs(bodies, |pair| pair.new_keys().map(weight).sum()),
            Task::EveryKey => pairs(bodies, |pair| pair.keys().map(weight).sum()),
            Task::Tree => tree(bodies),
            Task::Borrowed => typed_as::<&str, Text<'_>>(input, bodies),
            Task::Owned => typed_as::<String, String>(input, bodies),
            Task::Event => event(bodies),
            Task::Encode => encode_as::<String, String>(input, bodies),
        };
        Self { task, input, bodies, parties }
    }

    pub(crate) fn name(&self) -> String {
        row_name(self.task, self.input)
    }

    /// How many bytes one pass reads, or writes.
    pub(crate) fn bytes(&self) -> usize {
        self.bodies.iter().map(Vec::len).sum()
    }
}

pub(crate) const PHPFORM: &str = "phpform";
pub(crate) const SERDE_QS_IGNORED: &str = "serde_qs, IgnoredAny";
pub(crate) const SERDE_QS_TYPED: &str = "serde_qs, same type";
pub(crate) const SERDE_QS_ENCODES: &str = "serde_qs, to_string";
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

/// `keys` looks at every key that the row is about, so that none of the work can be left out.
fn pairs(bodies: Bodies, keys: impl Fn(&Pair<'_>) -> usize + 'static) -> Vec<Party> {
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
        reader(PHPFORM, bodies, move |body| {
            phpform::pairs(body)
                .fold(0_usize, |sum, pair| sum.wrapping_add(keys(&pair)) + pair.value_span().len())
        }),
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

fn weight(key: Option<Key<'_>>) -> usize {
    match key {
        Some(Key::Bytes(bytes)) => bytes.len(),
        Some(Key::Int(int)) => usize::from(int.to_le_bytes()[0]),
        None => 1,
    }
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

/// The event as this crate has it, beside the peer's plain type: PHP's field `eventId` is `event_handler_id` there.
fn event(bodies: Bodies) -> Vec<Party> {
    for body in bodies {
        let theirs: DialogStart<&str, Text<'_>> = SERDE_QS.deserialize_bytes(body).unwrap();
        let theirs = phpform::to_string(&theirs).unwrap().replacen("&eventId=", "&event_handler_id=", 1);
        assert_eq!(phpform::from_bytes::<Event<'_>>(body).unwrap().to_body().unwrap(), theirs);
    }
    vec![
        reader(PHPFORM, bodies, |body| phpform::from_bytes::<Event<'_>>(body).unwrap()),
        reader(SERDE_QS_TYPED, bodies, |body| {
            SERDE_QS.deserialize_bytes::<DialogStart<&str, Text<'_>>>(body).unwrap()
        }),
        percent_encoding(bodies),
    ]
}

/// Writes the input's type, with texts of those kinds.
fn encode_as<S: Written, T: Written>(input: Input, bodies: Bodies) -> Vec<Party> {
    match input {
        Input::Flat => encode_flat::<Order<S, T>>(bodies),
        Input::Messages => encode(values::<MessageAdd<S, T>>(bodies)),
        _ => encode(values::<DialogStart<S, T>>(bodies)),
    }
}

/// What a party can write.
trait Written: Field + Serialize {}

impl<T: Field + Serialize> Written for T {}

/// What the bodies hold, once all ways back were seen to lead to the same bodies; `serde_qs` writes a space as `%20`.
fn values<T: Written>(bodies: Bodies) -> &'static [T] {
    let values = bodies.iter().map(|body| {
        let value: T = phpform::from_bytes(body).unwrap();
        assert_eq!(phpform::to_string(&value).unwrap(), str::from_utf8(body).unwrap());
        let theirs = SERDE_QS.serialize_string(&value).unwrap();
        assert_eq!(phpform::to_string_as(&value, Encoding::Rfc3986).unwrap(), theirs);
        value
    });
    values.collect::<Vec<T>>().leak()
}

fn encode<T: Written>(values: &'static [T]) -> Vec<Party> {
    vec![
        writer(PHPFORM, values, |value| phpform::to_string(value).unwrap()),
        writer(SERDE_QS_ENCODES, values, |value| SERDE_QS.serialize_string(value).unwrap()),
    ]
}

/// A flat form can be written by more peers.
fn encode_flat<T: Written>(bodies: Bodies) -> Vec<Party> {
    let values = values::<T>(bodies);
    for (value, body) in values.iter().zip(bodies) {
        let ours = str::from_utf8(body).unwrap();
        assert_eq!(serde_urlencoded::to_string(value).unwrap(), ours);
        assert_eq!(serde_html_form::to_string(value).unwrap(), ours);
    }
    let mut parties = encode(values);
    parties.push(writer("serde_urlencoded, to_string", values, |value| {
        serde_urlencoded::to_string(value).unwrap()
    }));
    parties.push(writer("serde_html_form, to_string", values, |value| {
        serde_html_form::to_string(value).unwrap()
    }));
    parties
}

/// A party that writes values.
fn writer<T>(
    name: &'static str,
    values: &'static [T],
    write: impl Fn(&'static T) -> String + 'static,
) -> Party {
    Party::here(name, move |item| {
        black_box(&write(black_box(&values[item])));
    })
}

/// Merely undoing the escapes of the same bytes.
///
/// The same machine code takes from 0.86 to 1.7 µs for the sample, by where the linker happens to put it. A ratio beside
/// it therefore holds for one build only: trust the worst of several builds, or the instructions.
fn percent_encoding(bodies: Bodies) -> Party {
    reader(PERCENT_ENCODING, bodies, |body| Cow::from(percent_encoding::percent_decode(body)))
}
