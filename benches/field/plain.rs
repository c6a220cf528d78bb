//! A generic value, in which the parties' answers are compared: keys as texts, without an order, because not every
//! peer keeps PHP's.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use phpform::{Form, Key, Step};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Plain<'b> {
    Text(Cow<'b, str>),
    Array(BTreeMap<Cow<'b, str>, Plain<'b>>),
}

impl<'f> Plain<'f> {
    /// What our tree holds.
    pub(crate) fn of_form(form: &'f Form<'_>) -> Self {
        let mut open = vec![(Cow::Borrowed(""), BTreeMap::new())];
        for step in form.root().walk() {
            match step {
                Step::Open(key) => open.push((text_of(key), BTreeMap::new())),
                Step::Text(key, text) => {
                    let text = Self::Text(String::from_utf8_lossy(text));
                    open.last_mut().unwrap().1.insert(text_of(key), text);
                }
                Step::Close => {
                    let (key, array) = open.pop().unwrap();
                    open.last_mut().unwrap().1.insert(key, Self::Array(array));
                }
            }
        }
        Self::Array(open.pop().unwrap().1)
    }
}

fn text_of(key: Key<'_>) -> Cow<'_, str> {
    match key {
        Key::Int(int) => int.to_string().into(),
        Key::Bytes(bytes) => String::from_utf8_lossy(bytes),
    }
}

impl<'de: 'b, 'b> Deserialize<'de> for Plain<'b> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PlainVisitor)
    }
}

struct PlainVisitor;

impl<'de> Visitor<'de> for PlainVisitor {
    type Value = Plain<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or an array")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Plain::Text(text.into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Plain::Text(text.to_owned().into()))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Plain::Text(text.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut array = BTreeMap::new();
        while let Some((Plain::Text(key), value)) = map.next_entry()? {
            array.insert(key, value);
        }
        Ok(Plain::Array(array))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut array = BTreeMap::new();
        while let Some(value) = seq.next_element()? {
            array.insert(array.len().to_string().into(), value);
        }
        Ok(Plain::Array(array))
    }
}
