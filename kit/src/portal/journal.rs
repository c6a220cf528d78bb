//! Everything that the portal received and sent, to be read back.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::Value;
use tokio::sync::Notify;

use super::delivery::Delivery;
use super::lock;

/// So many entries are kept, the newest.
const KEPT: usize = 10_000;

/// Something that happened. No entry holds a token.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Entry {
    /// A method was called.
    Call { method: String, params: Value, answer: &'static str },
    /// Tokens were asked for.
    Refresh { answer: &'static str },
    /// An event was sent.
    Sent { event: String, url: String, answer: String, took_ms: u64 },
    /// An event was not sent, because the installation is not complete.
    Held { event: String },
    /// Something else was asked for.
    Strange { request: String },
}

/// An entry and when it was made, in milliseconds since the start.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Line {
    at_ms: u64,
    #[serde(flatten)]
    entry: Entry,
}

/// The entries, oldest first, and beside them the deliveries that were accepted.
#[derive(Debug)]
pub(crate) struct Journal {
    start: Instant,
    lines: Mutex<VecDeque<Line>>,
    deliveries: Mutex<Vec<Delivery>>,
    written: Notify,
}

impl Default for Journal {
    fn default() -> Self {
        Self {
            start: Instant::now(),
            lines: Mutex::default(),
            deliveries: Mutex::default(),
            written: Notify::new(),
        }
    }
}

impl Journal {
    pub(super) fn write(&self, entry: Entry) {
        let at_ms = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let mut lines = lock(&self.lines);
        lines.push_back(Line { at_ms, entry });
        if lines.len() > KEPT {
            lines.pop_front();
        }
        drop(lines);
        self.written.notify_waiters();
    }

    pub(super) fn deliver(&self, delivery: Delivery) {
        lock(&self.deliveries).push(delivery);
        self.written.notify_waiters();
    }

    pub(super) fn lines(&self) -> Vec<Line> {
        lock(&self.lines).iter().cloned().collect()
    }

    /// The entries so far.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        lock(&self.lines).iter().map(|line| line.entry.clone()).collect()
    }

    /// The deliveries so far.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        lock(&self.deliveries).clone()
    }

    /// Forgets all deliveries: what comes now belongs to what is asked next.
    pub(crate) fn clear(&self) {
        lock(&self.deliveries).clear();
    }

    /// Waits until the deliveries are as wanted, and says whether they were in time.
    pub(crate) async fn wait(&self, patience: Duration, is_there: impl Fn(&[Delivery]) -> bool) -> bool {
        let look = async {
            loop {
                let written = self.written.notified();
                tokio::pin!(written);
                written.as_mut().enable();
                if is_there(&lock(&self.deliveries)) {
                    return;
                }
                written.await;
            }
        };
        tokio::time::timeout(patience, look).await.is_ok()
    }
}
