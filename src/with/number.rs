//! Numbers, booleans and types made of them, behind `flatten`, in untagged and in internally tagged enums too; see
//! [the page](super).
//!
//! A text is read as strictly as everywhere: a number is digits, a boolean `1`, `0`, `true` or `false`.

use core::fmt;
use core::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, IntoDeserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use super::Question;
use super::any::{self, Blank};

/// Reads the value, from a text if serde kept one.
///
/// # Errors
///
/// What the type refuses.
pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_newtype_struct(Question::Ours.name(), Number(PhantomData))
}

/// Writes the value as it would be without a helper.
///
/// # Errors
///
/// Those of the format.
pub fn serialize<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.serialize(serializer)
}

struct Number<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Number<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_some<D: Deserializer<'de>>(self, ours: D) -> Result<T, D::Error> {
        T::deserialize(ours)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, other: D) -> Result<T, D::Error> {
        match any::deserialize(other, Blank::Text)? {
            Some(value) => Ok(value),
            None => T::deserialize(IntoDeserializer::<D::Error>::into_deserializer(())),
        }
    }
}
