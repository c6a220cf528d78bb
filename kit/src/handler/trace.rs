//! What was seen during a check, in lines.

use super::request::{Outcome, Request};

/// So many lines are kept, and so much of a body.
const LINES: usize = 40;
const BODY: usize = 400;

/// The lines of a check, and the body of the request that mattered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace {
    lines: Vec<String>,
    more: usize,
    pub(crate) body: Option<String>,
}

impl Trace {
    pub(crate) fn line(&mut self, line: impl Into<String>) {
        if self.lines.len() < LINES {
            self.lines.push(line.into());
        } else {
            self.more += 1;
        }
    }

    /// What was sent, and what came back.
    pub(crate) fn request(&mut self, name: &str, request: &Request, outcome: &Outcome) {
        let answer = match outcome {
            Outcome::Answered(answer) => format!("{} after {} ms", answer.status, answer.took.as_millis()),
            Outcome::Broke(reason) => reason.clone(),
            Outcome::Hung(limit) => format!("no answer within {limit:?}"),
            Outcome::Left => "the connection was closed in the middle".to_owned(),
            Outcome::Impossible(reason) => format!("not sent: {reason}"),
        };
        self.line(format!("{name}: {} of {} bytes: {answer}", request.method, request.body.len()));
    }

    /// Remembers the body of the request that went wrong; the first stays.
    pub(crate) fn blame(&mut self, request: &Request) {
        if self.body.is_none() {
            self.body = Some(escaped(&request.body));
        }
    }

    pub(crate) fn text(&self) -> String {
        let mut text = self.lines.join("\n");
        if self.more > 0 {
            text += &format!("\nand {} lines more", self.more);
        }
        text
    }
}

/// A body, escaped and bounded.
fn escaped(bytes: &[u8]) -> String {
    let shown = bytes.get(..BODY).unwrap_or(bytes);
    let more = bytes.len() - shown.len();
    let rest = if more > 0 { format!(" and {more} bytes more") } else { String::new() };
    format!("\"{}\"{rest}", shown.escape_ascii())
}
