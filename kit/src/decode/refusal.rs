//! Why a body is not shown, for people and for machines.

use std::borrow::Cow;
use std::io::{self, Write};

use clap::ValueEnum;
use phpform::ErrorKind;
use serde_json::{Value, json};

/// How errors and warnings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    #[default]
    Text,
    /// One line of JSON each, with kind, offset, path and message
    Json,
}

/// Where every byte can be had instead.
const INSTEAD: &str = "plain JSON holds UTF-8 alone; --as tagged holds every byte";

/// Why a body is not shown.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It is not read as it was asked.
    Unread(phpform::Error),
    /// Plain JSON cannot hold a value.
    Value(phpform::Error),
    /// Plain JSON cannot hold a key.
    Key { path: String, offset: usize },
}

impl Refusal {
    /// A short permanent name.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Unread(error) | Self::Value(error) => error.kind().as_str(),
            Self::Key { .. } => ErrorKind::InvalidUtf8.as_str(),
        }
    }

    /// One line, without secrets.
    pub(super) fn message(&self) -> String {
        match self {
            Self::Unread(error) | Self::Value(error) => error.to_string(),
            Self::Key { path, offset } => format!("`{path}`: expected a key in UTF-8, at byte {offset}"),
        }
    }

    /// The message with the picture of the place.
    pub(super) fn picture(&self, body: &[u8]) -> String {
        match self {
            Self::Unread(error) => error.render(body).to_string(),
            Self::Value(error) => format!("{}{INSTEAD}", error.render(body)),
            Self::Key { .. } => format!("{}\n{INSTEAD}", self.message()),
        }
    }

    /// The error in JSON.
    pub(super) fn to_json(&self) -> Value {
        let (path, offset) = match self {
            Self::Unread(error) | Self::Value(error) => {
                (Cow::from(error.path().to_string()), error.span().start)
            }
            Self::Key { path, offset } => (Cow::from(path), *offset),
        };
        json!({ "kind": self.kind(), "offset": offset, "path": path, "message": self.message() })
    }
}

/// Writes a line to standard error; nobody is left to be told of an error there.
pub(super) fn say(line: &str) {
    _ = writeln!(io::stderr(), "{}", line.trim_end());
}
