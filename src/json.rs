//! An error as JSON, for logs that machines read.

use alloc::string::String;
use core::fmt::{self, Display, Write};

use crate::error::Error;
use crate::key::needs_escape;

impl Error {
    /// The error as one line of JSON, for logs: `kind`, `path`, `span`, `limit`, `expected`, `found`. Secrets are
    /// masked, as everywhere.
    ///
    /// `span` is missing where there is no body, `limit` where the error is about none, `found` where there is nothing
    /// to tell.
    ///
    /// ```
    /// let form = phpform::parse(b"chat[id]=8x")?;
    /// let error = form.get("chat[id]")?.integer::<u64>().unwrap_err();
    ///
    /// assert_eq!(
    ///     error.to_json(),
    ///     r#"{"kind":"invalid-integer","path":"chat[id]","span":[9,11],"expected":"an integer","found":"\"8x\""}"#
    /// );
    /// # Ok::<(), phpform::Error>(())
    /// ```
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        // Writing to a `String` does not fail.
        _ = self.write_json(&mut json);
        json
    }

    fn write_json(&self, json: &mut String) -> fmt::Result {
        write!(json, "{{\"kind\":\"{}\",\"path\":", self.kind())?;
        write_text(json, self.path())?;
        if self.has_span() {
            let span = self.span();
            write!(json, ",\"span\":[{},{}]", span.start, span.end)?;
        }
        if let Some(limit) = self.passed_limit() {
            write!(json, ",\"limit\":{limit}")?;
        }
        let expected = self.label();
        json.push_str(",\"expected\":");
        write_text(json, expected.strip_prefix("expected ").unwrap_or(&expected))?;
        let found = self.found_instead();
        if !found.is_empty() {
            json.push_str(",\"found\":");
            write_text(json, found.strip_prefix("found ").unwrap_or(found))?;
        }
        json.push('}');
        Ok(())
    }
}

fn write_text(json: &mut String, text: impl Display) -> fmt::Result {
    json.push('"');
    write!(Escaped(json), "{text}")?;
    json.push('"');
    Ok(())
}

/// Escapes what a JSON text cannot hold, and what would garble a log.
struct Escaped<'j>(&'j mut String);

impl Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for letter in text.chars() {
            match letter {
                '"' | '\\' => self.0.extend(['\\', letter]),
                // All of them have four digits at most.
                _ if needs_escape(letter) => write!(self.0, "\\u{:04x}", u32::from(letter))?,
                _ => self.0.push(letter),
            }
        }
        Ok(())
    }
}
