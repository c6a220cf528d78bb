//! Errors of serde, with path and span: both are filled in on the way out, so that success pays nothing for them.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Display;

use serde::de::{self, Expected, Unexpected};

use super::scalar::Refusal;
use crate::error::{Error, ErrorKind};
use crate::form::Form;
use crate::path::is_secret;
use crate::walk::{MASK, Step};

impl de::Error for Error {
    fn custom<T: Display>(message: T) -> Self {
        Self::data(ErrorKind::Custom, &message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::data(ErrorKind::InvalidType, &format!("expected {expected}")).unexpected(found)
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::data(ErrorKind::InvalidValue, &format!("expected {expected}")).unexpected(found)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::data(ErrorKind::InvalidLength, &format!("expected {expected}, found {length} of them"))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::data(ErrorKind::UnknownVariant, &one_of(expected)).found(Some(variant.as_bytes()))
    }

    fn unknown_field(_: &str, expected: &'static [&'static str]) -> Self {
        Self::data(ErrorKind::UnknownField, &format!("unknown field, {}", one_of(expected)))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::data(ErrorKind::MissingField, &format!("missing field `{field}`"))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::data(ErrorKind::DuplicateField, &format!("two keys for the field `{field}`"))
    }
}

fn one_of(expected: &[&str]) -> String {
    if expected.is_empty() {
        return "none is expected here".to_string();
    }
    format!("expected one of `{}`", expected.join("`, `"))
}

impl Refusal for Error {
    fn refuse(kind: ErrorKind, text: &[u8]) -> Self {
        Self::new(kind, 0..0).found(Some(text))
    }
}

impl Error {
    /// Fills in what is known only now that the error leaves the deserializer.
    pub(super) fn leave(self, form: &Form<'_>) -> Self {
        self.with_options(&form.options).finish_path().hide_secrets_of(form)
    }

    fn unexpected(self, found: Unexpected<'_>) -> Self {
        match found {
            Unexpected::Str(text) => self.found(Some(text.as_bytes())),
            Unexpected::Bytes(bytes) => self.found(Some(bytes)),
            Unexpected::Map | Unexpected::Seq => self.found(None),
            other => self.with_detail(format!("found {other}")),
        }
    }

    /// A type may quote a secret far away from it, as a check of a whole event does, and what serde kept for later is
    /// refused at the array around it.
    fn hide_secrets_of(mut self, form: &Form<'_>) -> Self {
        /// From this length on a text is looked for in a message: no digits come up there by chance.
        const SHORTEST: usize = 6;
        if form.find(self.path()).is_some_and(|value| value.as_bytes().is_some())
            && self.kind() != ErrorKind::Custom
        {
            return self;
        }
        let mut open: Vec<bool> = Vec::new();
        for step in form.root().walk() {
            let above = open.last() == Some(&true);
            match step {
                Step::Open(key) => open.push(above || is_secret(key)),
                Step::Close => _ = open.pop(),
                Step::Text(key, text) if above || is_secret(key) => {
                    self.hide_found(text);
                    if let (SHORTEST.., Ok(text)) = (text.len(), core::str::from_utf8(text)) {
                        self.replace_in_message(text, MASK);
                    }
                }
                Step::Text(..) => {}
            }
        }
        self
    }
}
