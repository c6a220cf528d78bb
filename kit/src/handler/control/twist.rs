//! What is wrong with a control.

use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::event::Body;
use crate::portal::Account;

/// A handler with one bug.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Control {
    /// The name of the bug.
    pub(crate) name: &'static str,
    /// What it does, in one line.
    pub(crate) does: &'static str,
    /// The check that exists because of it.
    pub(crate) caught_by: &'static str,
    /// What that check has to say about it: another reason is none.
    pub(crate) because: &'static str,
    pub(super) twist: Twist,
}

/// Where it goes wrong.
#[derive(Clone, Copy, Debug)]
pub(super) enum Twist {
    /// It reads something else than what was sent.
    Reads(fn(Body, &Context) -> Body),
    /// It looks at the request and does as it likes.
    Decides(fn(&mut Inbound, &Context) -> Move),
    /// It answers something else.
    Answers(fn(&Inbound, Reply) -> Reply),
    /// It says something else to the portal: whatever this gives is sent.
    Calls(fn(Value) -> Vec<Value>),
    /// It calls the address that the event names, before it looks at anything else.
    Visits,
    /// It answers when it is done.
    WorksFirst,
    /// It answers so much later.
    Late(Duration),
    /// It never gets new tokens.
    NeverRefreshes,
}

/// A request as it came in.
#[derive(Debug)]
pub(super) struct Inbound {
    pub(super) method: Method,
    pub(super) query: Option<String>,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    /// The length of the first piece of the body.
    pub(super) first: usize,
    /// How long the body took.
    pub(super) took: Duration,
    pub(super) end: BodyEnd,
}

/// Whether the whole body came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyEnd {
    Whole,
    CutOff,
}

/// What becomes of a request.
#[derive(Clone, Debug)]
pub(super) enum Move {
    /// The reference handles it.
    Forward,
    Answer(u16),
}

/// A status and a body.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

/// What a control knows and remembers.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) account: Account,
    pub(super) busy: AtomicUsize,
    memory: Mutex<HashSet<String>>,
}

impl Context {
    pub(super) fn new(account: Account) -> Self {
        Self { account, busy: AtomicUsize::new(0), memory: Mutex::default() }
    }

    pub(super) fn remember(&self, word: impl Into<String>) {
        self.memory.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(word.into());
    }

    pub(super) fn remembers(&self, word: &str) -> bool {
        self.memory.lock().unwrap_or_else(std::sync::PoisonError::into_inner).contains(word)
    }
}

impl Inbound {
    /// A value as text.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let body = Body::read(&self.body);
        body.get(name).map(|value| String::from_utf8_lossy(value).into_owned())
    }

    pub(super) fn is_event(&self, name: &str) -> bool {
        self.get("event").is_some_and(|event| event == name)
    }

    pub(super) fn has(&self, bytes: &[u8]) -> bool {
        self.body.windows(bytes.len()).any(|window| window == bytes)
    }

    /// Whether the body was sent by whoever knows the token; its shape may be anything.
    pub(super) fn is_trusted(&self, context: &Context) -> bool {
        self.has(context.account.application_token.as_bytes())
    }

    /// Answers so if it is so, and forwards otherwise.
    pub(super) fn answer_if(is_so: bool, status: u16) -> Move {
        if is_so { Move::Answer(status) } else { Move::Forward }
    }
}
