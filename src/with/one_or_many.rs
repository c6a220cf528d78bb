//! A list whose single item may stand there without an index; see [the page](super).
//!
//! Only a text is a list of one. An array is a list as everywhere: its keys are integers.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use super::Question;
use super::any;
use crate::de::Text;
use crate::error::ErrorKind;
use crate::key::Key;

/// Reads a text as a list of one, and an array as a list.
///
/// # Errors
///
/// What the type of the items refuses, and an array with a key that is no integer.
pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_newtype_struct(Question::IsText.name(), OneOrMany(PhantomData))
}

/// Writes the list, as a list whatever its length.
///
/// # Errors
///
/// Those of the format.
pub fn serialize<T: Serialize, S: Serializer>(value: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    value.serialize(serializer)
}

struct OneOrMany<T>(PhantomData<T>);

macro_rules! one {
    ($($method:ident: $type:ty),*) => {$(
        fn $method<E: Error>(self, value: $type) -> Result<Vec<T>, E> {
            T::deserialize(value.into_deserializer()).map(one)
        }
    )*};
}

fn one<T>(item: T) -> Vec<T> {
    alloc::vec![item]
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMany<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a list")
    }

    fn visit_some<D: Deserializer<'de>>(self, ours: D) -> Result<Vec<T>, D::Error> {
        T::deserialize(ours).map(one)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, other: D) -> Result<Vec<T>, D::Error> {
        other.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        /// What a sender promises is not reserved unseen.
        const MOST_RESERVED: usize = 64;
        let mut list = Vec::with_capacity(usize::min(items.size_hint().unwrap_or(0), MOST_RESERVED));
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(list)
    }

    /// An array that serde kept: a list of ours with gaps, or out of order.
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Vec<T>, A::Error> {
        let mut list: Vec<(i64, T)> = Vec::new();
        while let Some((key, item)) = entries.next_entry::<String, T>()? {
            let index = Key::new(key.as_bytes()).as_int();
            list.push((index.ok_or_else(|| A::Error::custom(ErrorKind::ExpectedIndex.words()))?, item));
        }
        list.sort_by_key(|(index, _)| *index);
        Ok(list.into_iter().map(|(_, item)| item).collect())
    }

    one! {
        visit_bool: bool, visit_char: char, visit_f64: f64, visit_i64: i64, visit_u64: u64, visit_i128: i128,
        visit_u128: u128
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<T>, E> {
        any::from_text(Text::Decoded(text.as_bytes())).map(one)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Vec<T>, E> {
        any::from_text(Text::Str(text)).map(one)
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<T>, E> {
        any::from_text(Text::Decoded(bytes)).map(one)
    }

    fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Vec<T>, E> {
        any::from_text(Text::Body(bytes)).map(one)
    }
}
