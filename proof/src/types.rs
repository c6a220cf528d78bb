//! Types of every make that bodies are read into. They take the names that the generated bodies are made of.

#![allow(dead_code, reason = "fields are printed, and compared so")]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use phpform::Form;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Whatever stands there, and whether its texts could be borrowed.
#[derive(Debug)]
pub enum Any {
    /// A text that stands in the body.
    Borrowed(Vec<u8>),
    /// A text that was decoded.
    Decoded(Vec<u8>),
    /// A list.
    List(Vec<Self>),
    /// A map, in its order.
    Map(Vec<(Self, Self)>),
}

impl<'de> Deserialize<'de> for Any {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyVisitor)
    }
}

struct AnyVisitor;

impl<'de> Visitor<'de> for AnyVisitor {
    type Value = Any;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_str<E>(self, text: &str) -> Result<Any, E> {
        Ok(Any::Decoded(text.into()))
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Any, E> {
        Ok(Any::Decoded(bytes.into()))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Any, E> {
        Ok(Any::Borrowed(text.into()))
    }

    fn visit_borrowed_bytes<E>(self, bytes: &'de [u8]) -> Result<Any, E> {
        Ok(Any::Borrowed(bytes.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Any, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Any::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Any, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Any::Map(map))
    }
}

/// A map or a list in its order, with values of one type.
#[derive(Debug)]
pub struct Pairs<T>(pub Vec<(Any, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pairs<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PairsVisitor<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for PairsVisitor<T> {
            type Value = Pairs<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Pairs<T>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = entries.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_map(PairsVisitor(std::marker::PhantomData))
    }
}

/// A struct with fields of every make; most of them may be absent.
#[derive(Debug, Deserialize)]
#[serde(bound(deserialize = "'de: 'b"))]
pub struct Fields<'b> {
    a: Option<Cow<'b, str>>,
    #[serde(borrow, alias = "a_b")]
    b: Option<&'b [u8]>,
    #[serde(default)]
    x: Vec<Any>,
    data: Option<BTreeMap<String, Any>>,
    auth: Option<IgnoredAny>,
    #[serde(rename = "0")]
    zero: Option<i8>,
    #[serde(rename = "1")]
    one: Option<bool>,
}

/// A struct within lists within a struct.
#[derive(Debug, Deserialize)]
pub struct Nested {
    #[serde(default)]
    a: Vec<Inner>,
    #[serde(default)]
    b: Option<Box<Self>>,
    data: Option<(String, Option<u8>)>,
}

/// What [`Nested`] holds.
#[derive(Debug, Deserialize)]
pub struct Inner {
    #[serde(default)]
    b: String,
    x: Option<Vec<Option<String>>>,
}

/// No other keys.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strict {
    a: Any,
    b: Option<f64>,
}

/// What serde keeps for later.
#[derive(Debug, Deserialize)]
pub struct Flat {
    a: Option<Any>,
    #[serde(flatten)]
    inner: FlatInner,
    #[serde(flatten)]
    rest: BTreeMap<String, Untagged>,
}

/// Behind [`Flat`].
#[derive(Debug, Deserialize)]
pub struct FlatInner {
    #[serde(default, with = "phpform::with::blank_as_none")]
    b: Option<u32>,
    #[serde(default, with = "phpform::with::php_bool")]
    data: bool,
}

/// The first that fits.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Untagged {
    /// A number.
    Number(#[serde(with = "phpform::with::number")] i64),
    /// A text.
    Text(String),
    /// A struct.
    Struct {
        /// Its field.
        a: Box<Self>,
    },
    /// A list.
    List(Vec<Self>),
    /// Anything.
    Any(Any),
}

/// By the name of the variant.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum External {
    /// Without content.
    A,
    /// With a value.
    B(Any),
    /// With two.
    Data(String, Option<String>),
    /// With fields.
    X {
        /// One of them.
        a: Option<Box<Self>>,
    },
}

/// By a field.
#[derive(Debug, Deserialize)]
#[serde(tag = "a")]
pub enum Internal {
    /// Without content.
    #[serde(rename = "1")]
    One,
    /// With anything.
    #[serde(rename = "x")]
    Rest(BTreeMap<String, Any>),
    /// With fields.
    #[serde(other)]
    Other,
}

/// By a field, content in another.
#[derive(Debug, Deserialize)]
#[serde(tag = "a", content = "b")]
pub enum Adjacent {
    /// Without content.
    #[serde(rename = "1")]
    One,
    /// With a value.
    #[serde(rename = "x")]
    Value(Any),
}

/// Every helper.
#[derive(Debug, Deserialize)]
pub struct Helped<'b> {
    #[serde(default, with = "phpform::with::one_or_many", borrow)]
    a: Vec<Cow<'b, str>>,
    #[serde(default, with = "phpform::with::blank_as_none")]
    b: Option<Vec<Any>>,
    #[serde(default, with = "phpform::with::php_bool")]
    data: bool,
    #[serde(default, with = "phpform::with::number")]
    x: Option<u64>,
    #[serde(default, with = "phpform::with::blank_as_none")]
    auth: Option<Form<'static>>,
}

/// A list that takes its first item and no more.
#[derive(Debug)]
pub struct First(pub Option<Any>);

impl<'de> Deserialize<'de> for First {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FirstVisitor;

        impl<'de> Visitor<'de> for FirstVisitor {
            type Value = First;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<First, A::Error> {
                items.next_element().map(First)
            }
        }

        deserializer.deserialize_seq(FirstVisitor)
    }
}
