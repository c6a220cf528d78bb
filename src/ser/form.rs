//! A form as a field of a type that is written.

use serde::ser::{Error, Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::MOST_NESTED;
use crate::form::Form;
use crate::key::{Digits, Key};
use crate::tree::ROOT;
use crate::value::{Array, Value};

/// A form is a map in PHP's order. In it a text is a `str`, or bytes if it is not UTF-8, and an array is a list if its
/// keys are 0, 1, 2, … in this order, as in PHP's `json_encode`; every other array is a map, with integer keys as
/// texts. Arrays deeper than 128 levels are an error.
///
/// ```
/// let body = b"data[LIST][]=a&data[FIELDS][7]=b%20c";
/// let form = phpform::parse(body)?;
///
/// assert_eq!(serde_json::to_string(&form).unwrap(), r#"{"data":{"LIST":["a"],"FIELDS":{"7":"b c"}}}"#);
/// assert_eq!(phpform::to_string(&form)?, "data%5BLIST%5D%5B0%5D=a&data%5BFIELDS%5D%5B7%5D=b+c");
/// # Ok::<(), phpform::Error>(())
/// ```
impl Serialize for Form<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.root().serialize(serializer)
    }
}

/// As [`Form`] does it.
impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Nested { value: *self, depth: 0 }.serialize(serializer)
    }
}

/// As [`Form`] does it.
impl Serialize for Array<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

/// A value that lies so deep.
struct Nested<'f> {
    value: Value<'f>,
    depth: usize,
}

impl Serialize for Nested<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(array) = self.value.as_array() else {
            return Text(self.value.as_bytes().unwrap_or_default()).serialize(serializer);
        };
        if self.depth >= MOST_NESTED {
            return Err(S::Error::custom("the form is deeper than 128 levels"));
        }
        let below = |value| Nested { value, depth: self.depth + 1 };
        // What the whole body is does not hang on its keys.
        if self.value.id != ROOT && array.is_list() {
            let mut items = serializer.serialize_seq(Some(array.len()))?;
            for (_, value) in array {
                items.serialize_element(&below(value))?;
            }
            return items.end();
        }
        let mut entries = serializer.serialize_map(Some(array.len()))?;
        for (key, value) in array {
            match key {
                Key::Int(int) => entries.serialize_entry(Digits::new(int).as_str(), &below(value))?,
                Key::Bytes(bytes) => entries.serialize_entry(&Text(bytes), &below(value))?,
            }
        }
        entries.end()
    }
}

/// A text of a form: UTF-8 wherever it can be.
struct Text<'f>(&'f [u8]);

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match core::str::from_utf8(self.0) {
            Ok(text) => serializer.serialize_str(text),
            Err(_) => serializer.serialize_bytes(self.0),
        }
    }
}
