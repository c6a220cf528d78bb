//! What was seen during a check, in lines.

use super::request::{Outcome, Request};

/// So many lines are kept, and so much of a body.
const LINES: usize = 40;
const BODY: usize = 400;
/// So much of it is looked at: a secret that is cut in two is none that anyone knows again.
const KEPT: usize = 8 << 10;

/// The lines of a check, and the body of the request that mattered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace {
    lines: Vec<String>,
    more: usize,
    body: Option<(String, usize)>,
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
            let shown = request.body.get(..KEPT).unwrap_or(&request.body);
            self.body = Some((shown.escape_ascii().to_string(), request.body.len()));
        }
    }

    /// The body, masked, then cut.
    pub(crate) fn body(&self, masked: impl Fn(&str) -> String) -> Option<String> {
        let (body, length) = self.body.as_ref()?;
        let body = masked(body);
        let shown: String = body.chars().take(BODY).collect();
        let rest = if shown.len() < body.len() || *length > KEPT {
            format!(" of {length} bytes")
        } else {
            String::new()
        };
        Some(format!("\"{shown}\"{rest}"))
    }

    pub(crate) fn text(&self) -> String {
        let mut text = self.lines.join("\n");
        if self.more > 0 {
            text.extend(["\nand ", &self.more.to_string(), " lines more"]);
        }
        text
    }
}
