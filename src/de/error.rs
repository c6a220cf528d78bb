//! Errors of serde, with path and span: both are filled in on the way out, so that success pays nothing for them.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt::Display;

use serde::de::{self, Expected, Unexpected};

use super::scalar::Refusal;
use crate::error::{Error, ErrorKind};
use crate::form::Form;
use crate::path::PathKey;

impl de::Error for Error {
    fn custom<T: Display>(message: T) -> Self {
        Self::data(ErrorKind::Custom, message.to_string(), String::new())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::data(ErrorKind::InvalidType, format!("expected {expected}"), format!("found {found}"))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::data(ErrorKind::InvalidValue, format!("expected {expected}"), format!("found {found}"))
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::data(ErrorKind::InvalidLength, format!("expected {expected}, found {length}"), String::new())
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let found = format!("found \"{}\"", crate::key::Text(variant.as_bytes()));
        Self::data(ErrorKind::UnknownVariant, one_of(expected), found)
    }

    fn unknown_field(_: &str, expected: &'static [&'static str]) -> Self {
        Self::data(ErrorKind::UnknownField, format!("unknown field, {}", one_of(expected)), String::new())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::data(ErrorKind::MissingField, format!("missing field `{field}`"), String::new())
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::data(ErrorKind::DuplicateField, format!("duplicate field `{field}`"), String::new())
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
        self.with_options(&form.options).finish_path()
    }

    /// The error came up below this key.
    pub(super) fn under_key(mut self, key: PathKey) -> Self {
        self.push_key(key);
        self
    }
}
