//! Types of every shape that serde knows.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use phpform::{Error, Form, Options};
use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// How a body gets into a type.
#[derive(Clone, Copy, Debug)]
pub(super) enum Way {
    /// Pair by pair where that is possible.
    Streamed,
    /// The same, for a body that is known to be text.
    Text,
    /// From the tree.
    Tree,
}

/// A type, erased: it is read and shown.
pub(super) struct Type {
    pub(super) name: &'static str,
    pub(super) read: fn(&Options, &[u8], Way) -> Result<String, Error>,
}

fn shown<'de, T: Deserialize<'de> + fmt::Debug>(
    options: &Options,
    body: &'de [u8],
    way: Way,
) -> Result<String, Error> {
    let value: T = match (way, std::str::from_utf8(body)) {
        (Way::Tree, _) => options.from_tree(body)?,
        (Way::Text, Ok(text)) => options.from_str(text)?,
        _ => options.from_bytes(body)?,
    };
    Ok(format!("{value:?}"))
}

macro_rules! types {
    ($($type:ty,)*) => {
        &[$(Type { name: stringify!($type), read: |options, body, way| shown::<$type>(options, body, way) },)*]
    };
}

pub(super) const TYPES: &[Type] = types![
    Any,
    Entries<String>,
    Entries<Vec<u8>>,
    Entries<Vec<String>>,
    Entries<Entries<i64>>,
    Entries<Vec<Entries<Entries<String>>>>,
    Entries<Entries<IgnoredAny>>,
    BTreeMap<String, &str>,
    BTreeMap<String, &[u8]>,
    BTreeMap<i64, Cow<'_, str>>,
    BTreeMap<&str, Any>,
    BTreeMap<char, f64>,
    BTreeMap<bool, Entries<Any>>,
    Vec<String>,
    Vec<Any>,
    (String, u32),
    [Option<u8>; 2],
    Fields,
    Envelope<'_>,
    Strict,
    Rest,
    Helped<'_>,
    Entries<Helped<'_>>,
    Kept<'_>,
    Entries<Either>,
    Entries<Shape>,
    Shape,
    Tagged,
    Adjacent,
    List,
    First,
    FirstItem,
    Backwards,
    Nothing,
    Wrapped,
    Blind,
    Entries<Blind>,
    Loose,
    Entries<Backwards>,
    BTreeMap<Vec<String>, String>,
    Empty,
    Entries<Empty>,
    Form<'static>,
    Option<Fields>,
    (),
    IgnoredAny,
    String,
];

/// Whatever stands there, in its order, and whether it could be borrowed.
#[derive(Debug)]
enum Any {
    Borrowed(#[expect(dead_code, reason = "shown")] Vec<u8>),
    Decoded(#[expect(dead_code, reason = "shown")] Vec<u8>),
    Map(#[expect(dead_code, reason = "shown")] Vec<(Any, Any)>),
    List(#[expect(dead_code, reason = "shown")] Vec<Any>),
}

impl<'de> Deserialize<'de> for Any {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Whatever;
        impl<'de> Visitor<'de> for Whatever {
            type Value = Any;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }

            fn visit_str<E>(self, text: &str) -> Result<Any, E> {
                Ok(Any::Decoded(text.into()))
            }

            fn visit_bytes<E>(self, text: &[u8]) -> Result<Any, E> {
                Ok(Any::Decoded(text.into()))
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Any, E> {
                Ok(Any::Borrowed(text.into()))
            }

            fn visit_borrowed_bytes<E>(self, text: &'de [u8]) -> Result<Any, E> {
                Ok(Any::Borrowed(text.into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Any, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Any::Map(entries))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Any, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(Any::List(list))
            }
        }
        deserializer.deserialize_any(Whatever)
    }
}

/// A map in the order of the wire.
#[derive(Debug)]
struct Entries<V>(#[expect(dead_code, reason = "shown")] Vec<(String, V)>);

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Entries<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Ordered<V>(PhantomData<V>);
        impl<'de, V: Deserialize<'de>> Visitor<'de> for Ordered<V> {
            type Value = Entries<V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<V>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Ordered(PhantomData))
    }
}

/// A type that looks at the first entry only.
#[derive(Debug)]
struct First(#[expect(dead_code, reason = "shown")] Option<(String, String)>);

impl<'de> Deserialize<'de> for First {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Once;
        impl<'de> Visitor<'de> for Once {
            type Value = First;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<First, A::Error> {
                Ok(First(map.next_entry()?))
            }
        }
        deserializer.deserialize_map(Once)
    }
}

/// A type that wants what cannot be: a value before its key, more keys behind the last one, and no text.
#[derive(Debug)]
struct Backwards;

impl<'de> Deserialize<'de> for Backwards {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Wrong;
        impl<'de> Visitor<'de> for Wrong {
            type Value = Backwards;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_str<E: de::Error>(self, _: &str) -> Result<Backwards, E> {
                Err(E::invalid_type(de::Unexpected::Other("a text of some kind"), &self))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Backwards, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                assert!(
                    matches!(map.next_key::<IgnoredAny>(), Ok(None) | Err(_)),
                    "a key behind the last one"
                );
                map.next_value::<IgnoredAny>().map(|_| Backwards)
            }
        }
        deserializer.deserialize_any(Wrong)
    }
}

/// A struct that takes no field.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// A type around another one.
#[derive(Debug, Deserialize)]
struct Wrapped(#[expect(dead_code, reason = "shown")] BTreeMap<String, Word>);

#[derive(Debug, Deserialize)]
struct Word(#[expect(dead_code, reason = "shown")] String);

/// A type that does not look at what it is given.
#[derive(Debug)]
struct Blind;

impl<'de> Deserialize<'de> for Blind {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Ok(Self)
    }
}

/// A struct that asks for its fields as for anything.
#[derive(Debug)]
struct Loose(#[expect(dead_code, reason = "shown")] Vec<Any>);

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Loose;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a struct")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose, A::Error> {
                let mut keys = Vec::new();
                while let Some((key, IgnoredAny)) = map.next_entry()? {
                    keys.push(key);
                }
                Ok(Loose(keys))
            }
        }
        deserializer.deserialize_struct("Loose", &["a", "b"], Fields)
    }
}

/// A type without a value.
#[derive(Debug, Deserialize)]
enum Empty {}

/// A type whose list is looked at no further than its first item.
#[derive(Debug, Deserialize)]
struct FirstItem {
    #[expect(dead_code, reason = "shown")]
    a: (String,),
}

#[derive(Debug, Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Fields {
    a: String,
    #[serde(alias = "a_b")]
    b: Option<i32>,
    c: Option<bool>,
    d: Vec<u16>,
    e: BTreeMap<String, String>,
    f: Option<f32>,
    g: Option<char>,
    h: i128,
    i: Option<()>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "shown")]
struct Envelope<'a> {
    #[serde(borrow)]
    event: Cow<'a, str>,
    #[serde(borrow)]
    data: Content<'a>,
    auth: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(dead_code, reason = "shown")]
struct Content<'a> {
    connector: Option<&'a str>,
    line: u32,
    data: Vec<Dialog>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "shown")]
struct Dialog {
    chat: BTreeMap<String, String>,
    im: Option<Form<'static>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "shown")]
struct Strict {
    a: String,
    #[serde(default)]
    b: Vec<Strict>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "shown")]
struct Rest {
    a: Option<String>,
    #[serde(flatten)]
    rest: BTreeMap<String, Any>,
}

/// Every helper.
#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "shown")]
struct Helped<'a> {
    #[serde(default, with = "phpform::with::one_or_many", borrow)]
    a: Vec<&'a str>,
    #[serde(default, with = "phpform::with::blank_as_none")]
    b: Option<Vec<Any>>,
    #[serde(default, with = "phpform::with::php_bool")]
    c: bool,
    #[serde(default, with = "phpform::with::number")]
    x: Option<u64>,
    #[serde(default, with = "phpform::with::blank_as_none")]
    auth: Option<Form<'static>>,
    #[serde(default, with = "phpform::with::number")]
    data: Option<Any>,
}

/// Every helper behind what serde keeps.
#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "shown")]
struct Kept<'a> {
    b: Option<IgnoredAny>,
    #[serde(flatten, borrow)]
    helped: Helped<'a>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
#[expect(dead_code, reason = "shown")]
enum Either {
    Number(u8),
    Text(String),
    List(Vec<String>),
    Fields { a: String },
    Map(BTreeMap<String, String>),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "shown")]
enum Shape {
    A,
    B(u32),
    C(u8, String),
    D { a: u8 },
    E(Box<Shape>),
}

#[derive(Debug, Deserialize)]
#[serde(tag = "a", rename_all = "lowercase")]
#[expect(dead_code, reason = "shown")]
enum Tagged {
    A {
        b: String,
    },
    B(BTreeMap<String, String>),
    #[serde(other)]
    C,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "a", content = "b", rename_all = "lowercase")]
#[expect(dead_code, reason = "shown")]
enum Adjacent {
    A(String),
    B { a: u8 },
    C,
}

/// As deep as the body.
#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "shown")]
struct List {
    a: Option<Box<List>>,
    b: Option<String>,
}
