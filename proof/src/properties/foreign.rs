//! Forms that come from another format than this one: a format that knows booleans, numbers, nulls and integer keys.

use phpform::{Float, Form, Options};
use serde::Deserialize;
use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::flat::is_plain;
use super::mismatch::{Outcome, same};
use super::spans::decoded;

/// The pairs of the body, each for an entry of a map in that format, make the form that their texts make.
pub(super) fn comes_in(body: &[u8]) -> Outcome {
    let mut entries: Vec<(String, Item, Item)> = Vec::new();
    let (mut texts, mut sure) = (String::new(), true);
    for part in body.split(|byte| *byte == b'&') {
        let split = part.iter().position(|byte| *byte == b'=').unwrap_or(part.len());
        let (name, value) = part.split_at(split);
        let value = decoded(value.get(1..).unwrap_or_default());
        let (Ok(name), Ok(value)) = (String::from_utf8(decoded(name)), String::from_utf8(value)) else {
            continue;
        };
        // Names that PHP would change, and what is no scalar, have no text to compare with.
        let (key, item) = (Item::key(&name), Item::new(&value));
        sure &= is_plain(name.as_bytes()) || matches!(key, Item::Int(_) | Item::Long(_));
        sure &= entries.iter().all(|(other, ..)| *other != name) && !matches!(key, Item::Bool(_));
        sure &= item.is_scalar();
        if let Some(text) = item.text() {
            texts.extend([name.as_str(), "=", &escaped(&text), "&"]);
        }
        entries.push((name, key, item));
    }
    for (_, _, item) in &entries {
        // By itself only a list or a map is a form.
        let alone = Form::deserialize(item.clone()).is_ok();
        let array = matches!(item, Item::Map(_) | Item::List(_) | Item::Null | Item::Unit);
        same(format_args!("a form of {item:?}"), &array, &alone)?;
    }
    let entries = entries.into_iter().map(|(_, key, item)| (key, item));
    let got = Form::deserialize(MapDeserializer::<_, Error>::new(entries));
    let want = Options::new().unlimited_bytes().parse(texts.as_bytes());
    if sure { same(format_args!("a form of {texts}"), &want.ok(), &got.ok()) } else { Ok(()) }
}

fn escaped(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// A value of that format.
#[derive(Clone, Debug)]
enum Item {
    Null,
    Unit,
    Bool(bool),
    Int(i64),
    Long(u64),
    Float(f64),
    Text(String),
    Some(String),
    Wrapped(String),
    List(String),
    Map(String),
    Variant(String),
}

impl Item {
    /// What a text is taken for: a number if it looks like one, and so on.
    fn new(text: &str) -> Self {
        if let Ok(int) = text.parse() {
            return Self::Int(int);
        }
        match text {
            "" => Self::Unit,
            "null" => Self::Null,
            "true" | "false" => Self::Bool(text == "true"),
            _ if text.starts_with("some") => Self::Some(text.into()),
            _ if text.starts_with("wrapped") => Self::Wrapped(text.into()),
            _ if text.starts_with("list") => Self::List(text.into()),
            _ if text.starts_with("map") => Self::Map(text.into()),
            _ if text.starts_with("variant") => Self::Variant(text.into()),
            _ => text
                .parse()
                .map(Self::Long)
                .or_else(|_| text.parse().map(Self::Float))
                .unwrap_or(Self::Text(text.into())),
        }
    }

    /// What a key is taken for.
    fn key(text: &str) -> Self {
        match Self::new(text) {
            // Digits that are not written as an integer is written stay a text.
            Self::Int(int) if int.to_string() != text => Self::Text(text.into()),
            Self::Long(long) if long.to_string() != text => Self::Text(text.into()),
            item @ (Self::Int(_) | Self::Long(_) | Self::Bool(_)) => item,
            _ => Self::Text(text.into()),
        }
    }

    fn is_scalar(&self) -> bool {
        !matches!(self, Self::List(_) | Self::Map(_) | Self::Variant(_))
    }

    /// How a scalar is written in a body, if anything of it is.
    fn text(&self) -> Option<String> {
        match self {
            Self::Null | Self::Unit | Self::List(_) | Self::Map(_) | Self::Variant(_) => None,
            Self::Bool(true) => Some("1".into()),
            Self::Bool(false) => Some("0".into()),
            Self::Int(int) => Some(int.to_string()),
            Self::Long(long) => Some(long.to_string()),
            Self::Float(float) => Some(Float::new(*float).to_string()),
            Self::Text(text) | Self::Some(text) | Self::Wrapped(text) => Some(text.clone()),
        }
    }
}

impl IntoDeserializer<'_> for Item {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Item {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Null => visitor.visit_none(),
            Self::Unit => visitor.visit_unit(),
            Self::Bool(value) => visitor.visit_bool(value),
            Self::Int(int) => visitor.visit_i64(int),
            Self::Long(long) => visitor.visit_u64(long),
            Self::Float(float) => visitor.visit_f64(float),
            Self::Text(text) => visitor.visit_string(text),
            Self::Some(text) => visitor.visit_some(text.into_deserializer()),
            Self::Wrapped(text) => visitor.visit_newtype_struct(text.into_deserializer()),
            Self::List(text) => {
                visitor.visit_seq(SeqDeserializer::new([Self::Text(text), Self::Int(1)].into_iter()))
            }
            Self::Map(text) => {
                let entries = [(Self::Text(text), Self::Unit), (Self::Int(i64::MAX), Self::Int(1))];
                visitor.visit_map(MapDeserializer::new(entries.into_iter()))
            }
            Self::Variant(text) => visitor.visit_enum(text.into_deserializer()),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
