//! What a decoder is to the kit: a body and a reading in, an answer out.

use std::borrow::Cow;
use std::fmt;

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use crate::{Node, Profile, Reading};

/// A decoder of form bodies, whatever it is written in.
///
/// ```
/// use phpform_conformance::{Answer, Decoder, Node, Reading};
///
/// struct Empty;
///
/// impl Decoder for Empty {
///     fn name(&self) -> &str {
///         "always empty"
///     }
///
///     fn decode(&mut self, _body: &[u8], _reading: &Reading) -> Answer {
///         Answer::Tree { tree: Node::Array(Vec::new()), warnings: Vec::new() }
///     }
/// }
/// ```
pub trait Decoder {
    /// The name in reports.
    fn name(&self) -> &str;

    /// The version in reports, where there is one.
    fn version(&self) -> Option<&str> {
        None
    }

    /// The profiles that it reads.
    fn profiles(&self) -> &[Profile] {
        &Profile::ALL
    }

    /// Reads a body as the reading asks, or answers [`Answer::Unsupported`] where it cannot.
    fn decode(&mut self, body: &[u8], reading: &Reading) -> Answer;
}

/// What a decoder makes of a body; in JSON the protocol's `{"tree":…}`, `{"error":…}` or `{"unsupported":…}`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "AnswerJson")]
pub enum Answer {
    /// The tree, always an array, and what PHP would have warned of, in order.
    Tree {
        /// The array.
        tree: Node,
        /// One for each variable that was nested too deep, one for the cut at the variable limit.
        warnings: Vec<Limit>,
    },
    /// A limit that the body passed.
    Error {
        /// Which limit.
        kind: Limit,
        /// The first raw byte of the part or bracket that passed it, or the byte limit itself.
        offset: usize,
        /// The keys read up to there, as [`path`](crate::path) prints them.
        path: String,
    },
    /// The decoder has no such reading, with the reason.
    Unsupported(String),
}

/// A limit of a reading, as kind of an error or as a warning.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Cow<'_, str>", into = "String")]
pub enum Limit {
    /// The body is too long.
    MaxBytes,
    /// The body has too many parts.
    MaxPairs,
    /// A name opens too many brackets.
    MaxDepth,
    /// A name that only a decoder under test knows.
    Other(String),
}

impl Limit {
    /// The name in vectors and protocol.
    pub fn name(&self) -> &str {
        match self {
            Limit::MaxBytes => "max-bytes",
            Limit::MaxPairs => "max-pairs",
            Limit::MaxDepth => "max-depth",
            Limit::Other(name) => name,
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl From<Cow<'_, str>> for Limit {
    fn from(name: Cow<'_, str>) -> Limit {
        match name.as_ref() {
            "max-bytes" => Limit::MaxBytes,
            "max-pairs" => Limit::MaxPairs,
            "max-depth" => Limit::MaxDepth,
            _ => Limit::Other(name.into_owned()),
        }
    }
}

impl From<Limit> for String {
    fn from(limit: Limit) -> String {
        limit.name().to_owned()
    }
}

/// The JSON members of an answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerJson {
    tree: Option<Node>,
    #[serde(default)]
    warnings: Vec<Limit>,
    error: Option<ErrorJson<String>>,
    unsupported: Option<String>,
}

/// The JSON members of a limit error.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ErrorJson<S> {
    kind: Limit,
    offset: usize,
    path: S,
}

impl TryFrom<AnswerJson> for Answer {
    type Error = &'static str;

    fn try_from(json: AnswerJson) -> Result<Answer, &'static str> {
        let bare = json.warnings.is_empty();
        match (json.tree, json.error, json.unsupported) {
            (Some(tree @ Node::Array(_)), None, None) => Ok(Answer::Tree { tree, warnings: json.warnings }),
            (Some(_), None, None) => Err("expected {\"array\":[…]} as the tree of a body, found a scalar"),
            (None, Some(ErrorJson { kind, offset, path }), None) if bare => {
                Ok(Answer::Error { kind, offset, path })
            }
            (None, None, Some(reason)) if bare => Ok(Answer::Unsupported(reason)),
            _ => Err("expected one of \"tree\" (alone with \"warnings\"), \"error\" and \"unsupported\""),
        }
    }
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(None)?;
        match self {
            Answer::Tree { tree, warnings } => {
                members.serialize_entry("tree", tree)?;
                if !warnings.is_empty() {
                    members.serialize_entry("warnings", warnings)?;
                }
            }
            Answer::Error { kind, offset, path } => {
                let error = ErrorJson { kind: kind.clone(), offset: *offset, path };
                members.serialize_entry("error", &error)?;
            }
            Answer::Unsupported(reason) => members.serialize_entry("unsupported", reason)?,
        }
        members.end()
    }
}
