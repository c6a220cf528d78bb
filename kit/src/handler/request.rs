//! What is sent to a handler, and what came back.

use std::time::Duration;

use reqwest::{Method, StatusCode};

use super::mark::Mark;
use crate::client::FORM;
use crate::event::Body;

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// Appended to the query of the address.
    pub(crate) query: Option<String>,
    pub(crate) kind: Option<&'static str>,
    pub(crate) body: Vec<u8>,
    pub(crate) manner: Manner,
    /// What its effect is known by.
    pub(crate) marks: Vec<Mark>,
    /// Paths whose values a probe has to show.
    pub(crate) shown: Vec<String>,
}

/// How the bytes go over the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Manner {
    /// As the HTTP client likes.
    #[default]
    Whole,
    /// In packets of a few bytes.
    Split,
    /// With a pause between two halves of the body.
    Slow,
    /// `Transfer-Encoding: chunked`.
    Chunked,
    /// `Expect: 100-continue`, and the body when the handler wants it.
    Continue,
    /// The connection is closed in the middle of the body.
    CutOff,
}

impl Request {
    /// An event.
    pub(crate) fn of(body: &Body) -> Self {
        Self::form(body.to_bytes())
    }

    /// A form of any bytes.
    pub(crate) fn form(body: impl Into<Vec<u8>>) -> Self {
        Self {
            method: Method::POST,
            query: None,
            kind: Some(FORM),
            body: body.into(),
            manner: Manner::Whole,
            marks: Vec::new(),
            shown: Vec::new(),
        }
    }

    pub(crate) fn method(self, method: Method) -> Self {
        Self { method, ..self }
    }

    pub(crate) fn kind(self, kind: Option<&'static str>) -> Self {
        Self { kind, ..self }
    }

    pub(crate) fn manner(self, manner: Manner) -> Self {
        Self { manner, ..self }
    }

    pub(crate) fn query(self, query: impl Into<String>) -> Self {
        Self { query: Some(query.into()), ..self }
    }

    pub(crate) fn marks(self, marks: impl IntoIterator<Item = Mark>) -> Self {
        Self { marks: marks.into_iter().collect(), ..self }
    }

    /// A probe has to show what the body has at these paths.
    pub(crate) fn shown(self, paths: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { shown: paths.into_iter().map(Into::into).collect(), ..self }
    }
}

/// What came of a request.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    Answered(Answer),
    /// No answer, or no HTTP.
    Broke(String),
    /// No answer in time.
    Hung(Duration),
    /// The connection was closed on purpose.
    Left,
    /// It cannot be sent so.
    Impossible(&'static str),
}

/// An answer, its text bounded.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) took: Duration,
    /// Headers and body, as far as they were read.
    pub(crate) text: String,
}
