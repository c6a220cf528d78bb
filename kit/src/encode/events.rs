//! JSON event by event, with the place of each: however deep the text is, nothing recurses.

use std::fmt;

use json_event_parser::{JsonEvent, LowLevelJsonParser};

/// Why a text is not the JSON that was expected, and where.
#[derive(Debug)]
pub(crate) struct JsonError {
    message: String,
    line: usize,
    column: usize,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, at line {}, column {}", self.message, self.line, self.column)
    }
}

/// The events of a JSON text.
pub(crate) struct Events<'j> {
    json: &'j [u8],
    parser: LowLevelJsonParser,
    /// Where the last event began.
    start: usize,
    /// Where the last event ended.
    end: usize,
}

impl<'j> Events<'j> {
    pub(crate) fn new(json: &'j [u8]) -> Self {
        Self { json, parser: LowLevelJsonParser::new(), start: 0, end: 0 }
    }

    /// The next event; behind the value stands [`JsonEvent::Eof`].
    pub(crate) fn next(&mut self) -> Result<JsonEvent<'j>, JsonError> {
        let rest = self.json.get(self.end..).unwrap_or_default();
        let is_between = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b':');
        self.start = self.end + rest.iter().take_while(|byte| is_between(byte)).count();
        let read = self.parser.parse_next(rest, true);
        self.end += read.consumed_bytes;
        match read.event {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => {
                let at = usize::try_from(error.location().start.offset).unwrap_or(self.start);
                // The message may hold a byte of the text.
                let message = error.message().replace(char::is_control, "?");
                Err(self.error_at(at, format!("not JSON: {message}")))
            }
            None => Err(self.error("not JSON: it ends too early".to_owned())),
        }
    }

    /// An error about the last event, which is something else than what was expected.
    pub(crate) fn unexpected(&self, found: &JsonEvent<'_>, expected: &str) -> JsonError {
        self.error(format!("expected {expected}, found {}", describe(found)))
    }

    /// An error about the last event.
    pub(crate) fn error(&self, message: String) -> JsonError {
        self.error_at(self.start, message)
    }

    fn error_at(&self, at: usize, message: String) -> JsonError {
        let before = self.json.get(..at).unwrap_or(self.json);
        let lines: Vec<&[u8]> = before.split(|byte| *byte == b'\n').collect();
        let (line, last) = (lines.len(), lines.last().copied().unwrap_or_default());
        JsonError { message, line, column: String::from_utf8_lossy(last).chars().count() + 1 }
    }
}

/// What an event is called; never what it holds, which may be a secret.
fn describe(event: &JsonEvent<'_>) -> &'static str {
    match event {
        JsonEvent::String(_) => "a string",
        JsonEvent::Number(_) => "a number",
        JsonEvent::Boolean(_) => "a boolean",
        JsonEvent::Null => "null",
        JsonEvent::StartArray => "an array",
        JsonEvent::EndArray => "the end of an array",
        JsonEvent::StartObject => "an object",
        JsonEvent::EndObject => "the end of an object",
        JsonEvent::ObjectKey(_) => "a key",
        JsonEvent::Eof => "the end",
    }
}
