//! Streaming into a type that has the shape of the body's own tree.
//!
//! Whatever a body is, this type fits it. Types with a shape of their own fit few bodies, and where a type does not fit,
//! the tree has the last word anyway.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use phpform::Options;
use phpform_conformance::{Key, Node};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::mismatch::{Outcome, same};

thread_local! {
    /// The tree whose shape the type has.
    static SHAPE: RefCell<Rc<Node>> = RefCell::new(Rc::new(Node::Text(Vec::new())));
}

pub(super) fn agree(body: &[u8]) -> Outcome {
    let readings = [Options::new(), Options::php_parse_str().max_depth(2).keep_names()];
    for (number, options) in readings.into_iter().enumerate() {
        let Ok(form) = options.parse(body) else { continue };
        SHAPE.set(Rc::new(Node::from(&form)));
        let told = |read: Result<Shaped, phpform::Error>| read.map_err(|error| error.to_string());
        let place = format_args!("reading {number}");
        same(place, &told(options.from_tree(body)), &told(options.from_bytes(body)))?;
        if let Ok(text) = std::str::from_utf8(body) {
            same(place, &told(options.from_tree(body)), &told(options.from_str(text)))?;
        }
    }
    Ok(())
}

/// All that was read, in the order in which it came.
#[derive(PartialEq)]
struct Shaped(String);

impl fmt::Debug for Shaped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Shaped {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let shape = SHAPE.with_borrow(Rc::clone);
        let mut told = String::new();
        Part { shape: Some(&shape), told: &mut told }.deserialize(deserializer)?;
        Ok(Self(told))
    }
}

/// A part of the tree on its way; it has no shape if the tree knows of no such part.
struct Part<'s> {
    shape: Option<&'s Node>,
    told: &'s mut String,
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        // Every tenth byte that is told, something is left out, and every list is a map for once.
        let skips = self.told.len() % 10 == 9;
        let lists = self.told.len().is_multiple_of(2);
        match self.shape {
            None => {
                self.told.push('?');
                IgnoredAny::deserialize(deserializer).map(|_| ())
            }
            Some(_) if skips => {
                self.told.push('_');
                IgnoredAny::deserialize(deserializer).map(|_| ())
            }
            Some(Node::Text(_)) => deserializer.deserialize_bytes(self),
            Some(Node::Array(items)) if lists && !self.told.is_empty() && ascend(items) => {
                deserializer.deserialize_seq(self)
            }
            // Like a map, but for the keys: these are asked for as those of a struct are.
            Some(Node::Array(_)) if self.told.len().is_multiple_of(3) => {
                deserializer.deserialize_struct("Part", &[], self)
            }
            Some(Node::Array(_)) => deserializer.deserialize_map(self),
        }
    }
}

/// Whether the keys are integers that ascend: only so is an array a list.
fn ascend(items: &[(Key, Node)]) -> bool {
    items.iter().all(|(key, _)| matches!(key, Key::Int(_)))
        && items.is_sorted_by(
            |(one, _), (other, _)| matches!((one, other), (Key::Int(one), Key::Int(other)) if one < other),
        )
}

/// A key of an array on its way, to the shape of what it leads to.
struct KeyOf<'s, 't> {
    array: Option<&'s Node>,
    told: &'t mut String,
}

impl<'de, 's> DeserializeSeed<'de> for KeyOf<'s, '_> {
    type Value = Option<&'s Node>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_bytes(self)
    }
}

impl<'s> Visitor<'_> for KeyOf<'s, '_> {
    type Value = Option<&'s Node>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        self.told.extend(bytes.escape_ascii().map(char::from));
        self.told.push(':');
        let is_this = |key: &Key| match key {
            Key::Int(int) => int.to_string().as_bytes() == bytes,
            Key::Text(text) => text == bytes,
        };
        let items = self.array.and_then(Node::as_items).unwrap_or_default();
        Ok(items.iter().find(|(key, _)| is_this(key)).map(|(_, shape)| shape))
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what stands in the tree")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<(), E> {
        self.told.push('"');
        self.told.extend(bytes.escape_ascii().map(char::from));
        self.told.push('"');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.told.push('{');
        while let Some(shape) = map.next_key_seed(KeyOf { array: self.shape, told: self.told })? {
            map.next_value_seed(Part { shape, told: self.told })?;
            self.told.push(',');
        }
        self.told.push('}');
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.told.push('[');
        let mut shapes = self.shape.and_then(Node::as_items).unwrap_or_default().iter();
        loop {
            let shape = shapes.next().map(|(_, shape)| shape);
            if items.next_element_seed(Part { shape, told: self.told })?.is_none() {
                break;
            }
            self.told.push(',');
        }
        self.told.push(']');
        Ok(())
    }
}
