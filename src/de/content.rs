//! The content of an enum variant on its way into the type.

use serde::de::{DeserializeSeed, Deserializer, Visitor};

/// What a variant holds, and who takes it.
pub(super) enum Content<V> {
    /// The items of a tuple variant.
    Sequence(V),
    /// The fields of a struct variant.
    Map(V),
}

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Content<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        match self {
            Self::Sequence(visitor) => deserializer.deserialize_seq(visitor),
            Self::Map(visitor) => deserializer.deserialize_map(visitor),
        }
    }
}
