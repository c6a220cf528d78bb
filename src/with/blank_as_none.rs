//! A blank text is `None`; see [the page](super). An absent key is too with `#[serde(default)]`.
//!
//! It takes what PHP writes where there is nothing: `owner=` for a number, `user=` for an array.

use core::fmt;
use core::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

use super::Question;
use super::any::{self, Blank};

/// Reads a blank text as `None`, and any other value as `Some`.
///
/// # Errors
///
/// What the type refuses.
pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_newtype_struct(Question::IsBlank.name(), BlankAsNone(PhantomData))
}

/// Writes the `Option` as it would be without a helper: `None` leaves nothing behind in a form.
///
/// # Errors
///
/// Those of the format.
pub fn serialize<T: Serialize, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
    value.serialize(serializer)
}

struct BlankAsNone<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for BlankAsNone<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or a blank text")
    }

    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, ours: D) -> Result<Option<T>, D::Error> {
        T::deserialize(ours).map(Some)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, other: D) -> Result<Option<T>, D::Error> {
        any::deserialize(other, Blank::Nothing)
    }
}
