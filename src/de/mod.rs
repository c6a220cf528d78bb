//! Phase 5: the serde deserializer.
//!
//! There are two ways to one answer. A body without anything irregular is handed to the type key by key, with no
//! tree between (`stream`). As soon as something is irregular, from a key that comes up again to any error of
//! the type, that attempt is forgotten and the body read through the tree (`node`), whose value or error is the
//! answer. So `Deserialize` may run twice for one body.

mod content;
mod ends;
mod entry;
mod error;
mod form;
mod level;
mod node;
mod scalar;
mod stream;

use alloc::vec::Vec;
use serde::de::Deserialize;

use crate::error::Error;
use crate::options::Options;
use crate::register;
use crate::value::Value;

use node::Node;
pub(crate) use scalar::{Refusal, Scalar, Text};

/// A struct of this name gets the entry of its first field before all others, because it reads the rest by it. Only the
/// tree can do that: a struct that misses the entry while the body is streamed has to refuse it.
pub(crate) const FIRST_FIELD_FIRST: &str = "$phpform::first-field-first";

/// Reads a body into a type.
///
/// Values are read strictly: a number is digits, a boolean `1`, `0`, `true` or `false`, a list an array with integer
/// keys, in their order. [`with`](crate::with) has helpers for everything looser, and shows what forms need of serde:
/// numbers behind `flatten`, a list of one, blank as none, borrowed fields.
///
/// # Errors
///
/// What the body or the type is refused for, with the path of the key and the bytes it stands at.
///
/// ```
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Chat<'a> {
///     id: u64,
///     #[serde(borrow)]
///     title: std::borrow::Cow<'a, str>,
/// }
///
/// let chat: Chat = phpform::from_bytes(b"id=8&title=a+b")?;
/// assert_eq!((chat.id, &*chat.title), (8, "a b"));
///
/// let error = phpform::from_bytes::<Chat>(b"title=a&id=8x").err().unwrap();
/// assert_eq!(error.to_string(), r#"`id`: expected an integer, found "8x", at byte 11"#);
/// # Ok::<(), phpform::Error>(())
/// ```
pub fn from_bytes<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<T, Error> {
    Options::new().from_bytes(body)
}

/// Reads a body into a type, as [`from_bytes`] does.
///
/// # Errors
///
/// As [`from_bytes`].
pub fn from_str<'de, T: Deserialize<'de>>(body: &'de str) -> Result<T, Error> {
    Options::new().from_str(body)
}

impl Options {
    /// Reads a body into a type.
    ///
    /// # Errors
    ///
    /// What the body or the type is refused for, with the path of the key and the bytes it stands at.
    pub fn from_bytes<'de, T: Deserialize<'de>>(&self, body: &'de [u8]) -> Result<T, Error> {
        match stream::read(body, core::str::from_utf8(body).ok(), self) {
            Ok(value) => Ok(value),
            Err(_) => self.from_tree(body),
        }
    }

    /// Reads a body into a type.
    ///
    /// # Errors
    ///
    /// As [`Options::from_bytes`].
    pub fn from_str<'de, T: Deserialize<'de>>(&self, body: &'de str) -> Result<T, Error> {
        match stream::read(body.as_bytes(), Some(body), self) {
            Ok(value) => Ok(value),
            Err(_) => self.from_tree(body.as_bytes()),
        }
    }

    /// Reads a body into a type through the tree: what is irregular takes this way, and so does every error.
    #[cold]
    #[doc(hidden)]
    pub fn from_tree<'de, T: Deserialize<'de>>(&self, body: &'de [u8]) -> Result<T, Error> {
        let form = register::parse(body, self)?;
        let node = Node::new(form.root(), body, None);
        T::deserialize(node).map_err(|error| error.leave(&form))
    }
}

impl<'f> Value<'f> {
    /// Reads the value into a type, which may borrow from the form.
    ///
    /// # Errors
    ///
    /// What the type is refused for, with the path of the key and the bytes it stands at.
    ///
    /// ```
    /// let form = phpform::parse(b"data[FIELDS][ID]=7&data[FIELDS][STAGE]=new")?;
    /// let fields: std::collections::BTreeMap<&str, &str> = form.get("data[FIELDS]")?.deserialize()?;
    ///
    /// assert_eq!(fields["STAGE"], "new");
    /// # Ok::<(), phpform::Error>(())
    /// ```
    pub fn deserialize<T: Deserialize<'f>>(self) -> Result<T, Error> {
        let texts = self.form.texts();
        let result = T::deserialize(Node::new(self, texts.body, Some(texts.decoded)));
        result.map_err(|error| {
            let above: Vec<_> = self.path().keys().to_vec();
            above.into_iter().rev().fold(error, Error::under_key).leave(self.form)
        })
    }
}

#[cfg(test)]
mod tests {
    use alloc::boxed::Box;
    use alloc::collections::BTreeMap;
    use alloc::string::String;

    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    #[allow(dead_code, reason = "what matters is which way they were read")]
    enum Kind {
        Unit,
        Newtype(u8),
        Tuple(u8, u8),
        Struct { x: u8 },
    }

    #[derive(Default, Deserialize)]
    #[serde(default)]
    #[allow(dead_code, reason = "what matters is which way they were read")]
    struct Fields {
        text: String,
        number: u64,
        list: Vec<u8>,
        pair: (u8, u8),
        kind: Option<Kind>,
        map: BTreeMap<String, u8>,
        any: Option<serde_json::Value>,
        inner: Option<Box<Fields>>,
        last: u8,
    }

    fn is_streamed(body: &str, options: Options) -> bool {
        stream::read::<Fields>(body.as_bytes(), Some(body), &options).is_ok()
    }

    #[test]
    fn regular_bodies_are_streamed() {
        for body in [
            "text=a+b&number=7",
            "&number=7&&text=",
            "list[]=1&list[]=2",
            "list[0]=1&list[5]=2",
            "pair[0]=1&pair[1]=2",
            "kind=Unit",
            "kind[Unit]=",
            "kind[Newtype]=1",
            "kind[Tuple][0]=1&kind[Tuple][1]=2",
            "kind[Struct][x]=1",
            "map[x]=1&map[y]=2",
            "map[9z]=1&map[z9]=2",
            "any=text",
            "any[x]=1&any[y][z]=2",
            "inner[text]=a&inner[list][]=1&inner[inner][number]=2",
            "unknown[x][]=1&unknown[y]=2&other=",
        ] {
            assert!(is_streamed(&alloc::format!("{body}&last=1"), Options::new()), "{body}");
        }
    }

    /// Below that, whether an array is a list shows only at its end.
    #[test]
    fn a_form_is_no_list_to_a_type_that_takes_anything() {
        let body = "0=a&1=b";
        let value = stream::read::<serde_json::Value>(body.as_bytes(), Some(body), &Options::new());
        assert!(value.is_ok_and(|value| value.is_object()));
    }

    #[test]
    fn irregular_bodies_are_left_to_the_tree() {
        for body in [
            "number=1&number=2",
            "number=x",
            "list[1]=1&list[0]=2",
            "list=1",
            "pair[]=1&pair[]=2&pair[]=3",
            "kind[Unit]=&kind[Newtype]=1",
            "map[x]=1&map[x]=2",
            "any[0]=1",
            "inner[text]=a&number=1&inner[number]=1",
            "inner=1",
            "unknown[__Host-x]=1",
        ] {
            assert!(!is_streamed(&alloc::format!("{body}&last=1"), Options::new()), "{body}");
        }
        let body = "text=a&last=1";
        assert!(is_streamed(body, Options::new().max_bytes(13).max_pairs(2)));
        assert!(!is_streamed(body, Options::new().max_bytes(12)));
        assert!(!is_streamed(body, Options::new().max_bytes(11)));
        assert!(!is_streamed(body, Options::new().max_pairs(1)));
    }
}
