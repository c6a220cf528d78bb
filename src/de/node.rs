//! A value of the tree on its way into a type.

use alloc::vec::Vec;
use core::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::FIRST_FIELD_FIRST;
use super::content::Content;
use super::scalar::{Scalar, Text};
use crate::MOST_NESTED;
use crate::error::{Error, ErrorKind};
use crate::key::{Digits, Key};
use crate::node::{Id, Kind};
use crate::path::PathKey;
use crate::place::Source;
use crate::tree::ROOT;
use crate::value::{Array, Iter, Value};
use crate::with::Question;

/// Deserializes a value of a form.
#[derive(Clone, Copy)]
pub(super) struct Node<'f, 'de> {
    value: Value<'f>,
    body: &'de [u8],
    /// The decoded text, if it lives long enough to be borrowed.
    text: Option<&'de [u8]>,
    depth: usize,
}

impl<'f, 'de> Node<'f, 'de> {
    pub(super) fn new(value: Value<'f>, body: &'de [u8], text: Option<&'de [u8]>) -> Self {
        Self { value, body, text, depth: 0 }
    }

    /// The text of a scalar.
    fn scalar(self) -> Option<Scalar<'de, 'f, Error>> {
        let place = self.value.form.tree.place(self.value.id)?;
        let range = place.place.range();
        let text = match (self.value.form.tree.kind(self.value.id), self.text) {
            (Kind::Body, _) => Text::Body(self.body.get(range).unwrap_or_default()),
            (_, Some(text)) => Text::Body(text.get(range).unwrap_or_default()),
            (_, None) => Text::Decoded(self.value.as_bytes().unwrap_or_default()),
        };
        Some(Scalar::new(text))
    }

    /// The array, if it does not lie too deep for serde.
    fn array(self) -> Result<Array<'f>, Error> {
        let array = self.value.as_array().ok_or_else(|| self.refuse(ErrorKind::ExpectedArray))?;
        if self.depth >= MOST_NESTED { Err(self.refuse(ErrorKind::TooNested)) } else { Ok(array) }
    }

    fn refuse(self, kind: ErrorKind) -> Error {
        Error::new(kind, 0..0).found(self.value.as_bytes())
    }

    fn below(self, value: Value<'f>) -> Self {
        Self { value, depth: self.depth + 1, ..self }
    }

    /// The error came up at this value or below it.
    fn locate(self, error: Error) -> Error {
        match (self.value.as_array(), error.kind()) {
            // What is missing in an array is told at its first key, what is wrong with it at its own.
            (Some(array), ErrorKind::MissingField) => {
                let first = array.iter().next().map_or(self.value, |(_, child)| child);
                error.at(|| first.name_span())
            }
            (Some(_), _) => error.at(|| self.value.name_span()),
            (None, _) => error.at(|| self.value.value_span()),
        }
    }

    fn visit_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let children = Children::new(self.array()?);
        self.visit_children(children, visitor)
    }

    fn visit_children<V: Visitor<'de>>(self, children: Children<'f>, visitor: V) -> Result<V::Value, Error> {
        let mut entries = Entries { node: self, rest: children, entry: None };
        let value = visitor.visit_map(&mut entries).map_err(|error| self.locate(entries.blame_key(error)))?;
        match entries.rest.next() {
            None => Ok(value),
            Some(_) => Err(self.locate(self.refuse(ErrorKind::InvalidLength))),
        }
    }

    fn visit_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut items = Items { node: self, rest: self.sequence()?.into_iter() };
        let value = visitor.visit_seq(&mut items).map_err(|error| self.locate(error))?;
        match items.rest.next() {
            None => Ok(value),
            Some(_) => Err(self.locate(self.refuse(ErrorKind::InvalidLength))),
        }
    }

    /// The children by ascending integer key.
    fn sequence(self) -> Result<Vec<(i64, Value<'f>)>, Error> {
        let mut items = Vec::new();
        for (key, value) in self.array()? {
            match key {
                Key::Int(int) => items.push((int, value)),
                Key::Bytes(_) => {
                    let error = Error::new(ErrorKind::ExpectedIndex, value.name_span());
                    return Err(error.under_key(PathKey::from(key)));
                }
            }
        }
        if !items.is_sorted_by_key(|(key, _)| *key) {
            items.sort_unstable_by_key(|(key, _)| *key);
        }
        Ok(items)
    }
}

/// Methods that look at a text, or refuse an array.
macro_rules! of_scalar {
    ($($method:ident($($argument:ident: $type:ty),*))*) => {$(
        fn $method<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, Error> {
            match self.scalar() {
                Some(scalar) => scalar.$method($($argument,)* visitor),
                None => Err(self.refuse(ErrorKind::ExpectedText)),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Node<'_, 'de> {
    type Error = Error;

    of_scalar! {
        deserialize_bool() deserialize_char() deserialize_f32() deserialize_f64()
        deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_i128()
        deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128()
        deserialize_str() deserialize_string() deserialize_bytes() deserialize_byte_buf()
        deserialize_unit() deserialize_unit_struct(name: &'static str) deserialize_identifier()
    }

    /// A list is a sequence to whoever takes anything, every other array is a map, and so is a form.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match (self.scalar(), self.value.as_array()) {
            (Some(scalar), _) => scalar.deserialize_any(visitor),
            (None, Some(array)) if self.value.id != ROOT && array.is_list() => self.visit_seq(visitor),
            (None, _) => self.visit_map(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match Question::of(name) {
            None => visitor.visit_newtype_struct(self),
            Some(Question::IsBlank) if self.value.as_bytes() == Some(b"") => visitor.visit_none(),
            Some(Question::IsText) if self.value.as_array().is_some() => self.visit_seq(visitor),
            Some(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.visit_seq(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.visit_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.visit_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.visit_map(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let mut children = Children::new(self.array()?);
        if let (FIRST_FIELD_FIRST, Some(field)) = (name, fields.first()) {
            children.draw(Key::new(field.as_bytes()), self.value);
        }
        self.visit_children(children, visitor)
    }

    /// A text is the name of a variant without content; any other variant is an array of one key, its name.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if let Some(scalar) = self.scalar() {
            return scalar.deserialize_enum(name, variants, visitor);
        }
        let array = self.array()?;
        if array.len() != 1 {
            return Err(self.locate(self.refuse(ErrorKind::ExpectedVariant)));
        }
        let entries = Entries { node: self, rest: Children::new(array), entry: None };
        visitor.visit_enum(Variant { entries }).map_err(|error| self.locate(error))
    }

    /// What is ignored is not looked at: not even how deep it is.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }
}

/// The children of an array as entries of a map, in PHP's order.
struct Entries<'f, 'de> {
    node: Node<'f, 'de>,
    rest: Children<'f>,
    entry: Option<(Key<'f>, Value<'f>)>,
}

/// The children of an array in PHP's order, but for one that may be drawn to the front.
struct Children<'f> {
    first: Option<(Key<'f>, Value<'f>)>,
    drawn: Option<Id>,
    rest: Iter<'f>,
}

impl<'f> Children<'f> {
    fn new(array: Array<'f>) -> Self {
        Self { first: None, drawn: None, rest: array.iter() }
    }

    /// Draws the child under a key to the front.
    fn draw(&mut self, key: Key<'f>, array: Value<'f>) {
        self.first = array.child(key).map(|child| (key, child));
        self.drawn = self.first.map(|(_, child)| child.id);
    }
}

impl<'f> Iterator for Children<'f> {
    type Item = (Key<'f>, Value<'f>);

    fn next(&mut self) -> Option<Self::Item> {
        let Self { first, drawn, rest } = self;
        first.take().or_else(|| rest.find(|(_, child)| Some(child.id) != *drawn))
    }
}

impl<'de> Entries<'_, 'de> {
    /// An error that came up when a key was known and its value was not wanted yet is about that key.
    fn blame_key(&self, error: Error) -> Error {
        match self.entry {
            Some((key, value)) if !error.is_placed() => {
                error.at(|| value.name_span()).under_key(PathKey::from(key))
            }
            _ => error,
        }
    }

    /// Deserializes a key: its text, or the digits of an integer.
    fn read_key<S: DeserializeSeed<'de>>(
        &self,
        key: Key<'_>,
        value: Value<'_>,
        seed: S,
    ) -> Result<S::Value, Error> {
        let digits;
        let text = match (key, value.form.tree.key_place(value.id)) {
            (Key::Bytes(_), Some(place)) if place.source == Source::Body => {
                Text::Body(self.node.body.get(place.place.range()).unwrap_or_default())
            }
            (Key::Bytes(bytes), _) => Text::Decoded(bytes),
            (Key::Int(int), _) => {
                digits = Digits::new(int);
                Text::Decoded(digits.as_bytes())
            }
        };
        seed.deserialize(Scalar::new(text))
            .map_err(|error: Error| error.at(|| value.name_span()).under_key(PathKey::from(key)))
    }
}

impl<'de> MapAccess<'de> for Entries<'_, 'de> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        self.entry = self.rest.next();
        let Some((key, value)) = self.entry else { return Ok(None) };
        self.read_key(key, value, seed).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let Some((key, value)) = self.entry.take() else {
            return Err(serde::de::Error::custom("a value was asked for before its key"));
        };
        self.node.read_child(key, value, seed)
    }

    fn size_hint(&self) -> Option<usize> {
        None
    }
}

impl<'f, 'de> Node<'f, 'de> {
    /// Deserializes a child, and tells an error where it came up.
    fn read_child<S: DeserializeSeed<'de>>(
        self,
        key: Key<'_>,
        value: Value<'f>,
        seed: S,
    ) -> Result<S::Value, Error> {
        let child = self.below(value);
        seed.deserialize(child).map_err(|error| child.locate(error).under_key(PathKey::from(key)))
    }
}

/// The children of an array as items of a sequence.
struct Items<'f, 'de> {
    node: Node<'f, 'de>,
    rest: alloc::vec::IntoIter<(i64, Value<'f>)>,
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        self.node.read_child(Key::Int(key), value, seed).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The one entry of an array that stands for a variant with content.
struct Variant<'f, 'de> {
    entries: Entries<'f, 'de>,
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(mut self, seed: S) -> Result<(S::Value, Self), Error> {
        match self.entries.next_key_seed(seed)? {
            Some(variant) => Ok((variant, self)),
            None => Err(self.entries.node.refuse(ErrorKind::ExpectedVariant)),
        }
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Error;

    fn unit_variant(mut self) -> Result<(), Error> {
        self.entries.next_value_seed(PhantomData::<()>)
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(mut self, seed: S) -> Result<S::Value, Error> {
        self.entries.next_value_seed(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(mut self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.entries.next_value_seed(Content::Sequence(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        mut self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.entries.next_value_seed(Content::Map(visitor))
    }
}
