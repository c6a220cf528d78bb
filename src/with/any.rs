//! A value that tells itself what it is, on its way into a type: one of another format, or one that serde kept.

use core::fmt::{self, Display};
use core::marker::PhantomData;

use serde::de::value::{EnumAccessDeserializer, MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{
    self, Deserialize, Deserializer, EnumAccess, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    Visitor,
};

use crate::de::{Refusal, Scalar, Text};
use crate::error::ErrorKind;

/// What a blank text is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Blank {
    /// A text like any other.
    Text,
    /// Nothing.
    Nothing,
}

/// Reads a value, and a text as a form would have it read. `None` is nothing.
pub(super) fn deserialize<'de, T, D>(deserializer: D, blank: Blank) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_any(Any { blank, value: PhantomData })
}

/// Reads a text as a form would have it read.
pub(super) fn from_text<'de, T: Deserialize<'de>, E: Error>(text: Text<'de, '_>) -> Result<T, E> {
    T::deserialize(Scalar::<Refused<E>>::new(text)).map_err(|error| error.0)
}

struct Any<T> {
    blank: Blank,
    value: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> Any<T> {
    fn text<E: Error>(&self, text: Text<'de, '_>) -> Result<Option<T>, E> {
        if self.blank == Blank::Nothing && text.bytes().is_empty() {
            Ok(None)
        } else {
            from_text(text).map(Some)
        }
    }
}

macro_rules! as_it_is {
    ($($method:ident: $type:ty),*) => {$(
        fn $method<E: Error>(self, value: $type) -> Result<Option<T>, E> {
            T::deserialize(value.into_deserializer()).map(Some)
        }
    )*};
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Any<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    as_it_is! {
        visit_bool: bool, visit_char: char, visit_f32: f32, visit_f64: f64,
        visit_i64: i64, visit_i128: i128, visit_u64: u64, visit_u128: u128
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Option<T>, E> {
        self.text(Text::Decoded(text.as_bytes()))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Option<T>, E> {
        self.text(Text::Str(text))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Option<T>, E> {
        self.text(Text::Decoded(bytes))
    }

    fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Option<T>, E> {
        self.text(Text::Body(bytes))
    }

    fn visit_unit<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Option<T>, A::Error> {
        T::deserialize(SeqAccessDeserializer::new(items)).map(Some)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Option<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(entries)).map(Some)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<Option<T>, A::Error> {
        T::deserialize(EnumAccessDeserializer::new(variant)).map(Some)
    }
}

/// The error of another deserializer, which has no kinds of ours.
#[derive(Debug)]
struct Refused<E>(E);

impl<E: Error> Refusal for Refused<E> {
    fn refuse(kind: ErrorKind, text: &[u8]) -> Self {
        let found = core::str::from_utf8(text).map_or(Unexpected::Bytes(text), Unexpected::Str);
        let words = kind.words();
        Self(match words.strip_prefix("expected ") {
            Some(expected) => E::invalid_value(found, &expected),
            None => E::custom(words),
        })
    }
}

impl<E: Error> Error for Refused<E> {
    fn custom<M: Display>(message: M) -> Self {
        Self(E::custom(message))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self(E::invalid_type(found, expected))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self(E::invalid_value(found, expected))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self(E::unknown_variant(variant, expected))
    }
}

impl<E: Error> de::StdError for Refused<E> {}

impl<E: Display> Display for Refused<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
