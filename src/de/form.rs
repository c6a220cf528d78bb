//! A [`Form`] as a field of a type: it keeps a subtree as it came.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::float::Float;
use crate::form::Form;
use crate::key::Digits;
use crate::node::Id;
use crate::options::Options;
use crate::place::{Bytes, Place, Source, Texts, small};
use crate::tree::{ROOT, Tree};

/// A form takes any map or sequence and keeps its order. Numbers and booleans become the texts that PHP makes of
/// them; what is nothing (`null`) is left out. The form owns its bytes, and its values have no place in a body.
///
/// ```
/// use phpform::Form;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Event {
///     event: String,
///     data: Form<'static>,
/// }
///
/// let event: Event = phpform::from_bytes(b"event=ONX&data[FIELDS][ID]=7&data[LIST][]=a")?;
/// assert_eq!(format!("{:?}", event.data), r#"{"FIELDS": {"ID": "7"}, "LIST": {0: "a"}}"#);
/// # Ok::<(), phpform::Error>(())
/// ```
impl<'de> Deserialize<'de> for Form<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut form = Form {
            body: Cow::Owned(Vec::new()),
            text: Vec::new(),
            tree: Tree::new(0, u32::MAX, None),
            warnings: Vec::new(),
            options: Options::new(),
        };
        deserializer.deserialize_any(Slot { form: &mut form, at: At::Root })?;
        form.tree.finish(Texts { body: &[], decoded: &form.text });
        Ok(form)
    }
}

/// Where a value goes. Its node is made when the value is there: what is nothing leaves none behind.
struct Slot<'s, 'b> {
    form: &'s mut Form<'b>,
    at: At,
}

#[derive(Clone, Copy)]
enum At {
    /// The whole form.
    Root,
    /// Under a key of an array.
    Child(Id, Bytes),
    /// Behind the last index of an array.
    Append(Id),
}

impl Slot<'_, '_> {
    fn node<E: Error>(&mut self) -> Result<Id, E> {
        let texts = Texts { body: &[], decoded: &self.form.text };
        match self.at {
            At::Root => Ok(ROOT),
            At::Child(parent, key) => Ok(self.form.tree.child(parent, key, 0, texts)),
            At::Append(parent) => {
                let node = self.form.tree.append(parent, 0, texts);
                node.ok_or_else(|| E::custom("no index is free behind the largest integer"))
            }
        }
    }

    fn text<E: Error>(&mut self, bytes: &[u8]) -> Result<(), E> {
        if matches!(self.at, At::Root) {
            return Err(E::custom("expected an array, found a text"));
        }
        let node = self.node()?;
        let value = add(&mut self.form.text, bytes)?;
        self.form.tree.set(node, value, 0);
        Ok(())
    }

    fn array<E: Error>(&mut self) -> Result<Id, E> {
        let node = self.node()?;
        self.form.tree.make_array(node, 0);
        Ok(node)
    }
}

/// Adds bytes to the text of a form.
fn add<E: Error>(text: &mut Vec<u8>, bytes: &[u8]) -> Result<Bytes, E> {
    if u32::try_from(text.len() + bytes.len()).is_err() {
        return Err(E::custom("a form holds no more than 4 GiB"));
    }
    let value = Bytes { place: Place::new(small(text.len()), small(bytes.len())), source: Source::Text };
    text.extend_from_slice(bytes);
    Ok(value)
}

impl<'de> DeserializeSeed<'de> for Slot<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Slot<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if matches!(self.at, At::Root) { "an array" } else { "a text or an array" })
    }

    fn visit_str<E: Error>(mut self, text: &str) -> Result<(), E> {
        self.text(text.as_bytes())
    }

    fn visit_bytes<E: Error>(mut self, bytes: &[u8]) -> Result<(), E> {
        self.text(bytes)
    }

    fn visit_bool<E: Error>(mut self, value: bool) -> Result<(), E> {
        self.text(if value { b"1" } else { b"0" })
    }

    fn visit_i64<E: Error>(mut self, value: i64) -> Result<(), E> {
        self.text(Digits::new(value).as_bytes())
    }

    fn visit_u64<E: Error>(mut self, value: u64) -> Result<(), E> {
        self.text(alloc::format!("{value}").as_bytes())
    }

    fn visit_f64<E: Error>(mut self, value: f64) -> Result<(), E> {
        self.text(Float::new(value).as_bytes())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let array = self.array()?;
        while let Some(key) = map.next_key_seed(KeySeed(&mut self.form.text))? {
            map.next_value_seed(Slot { form: self.form, at: At::Child(array, key) })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        let array = self.array()?;
        while items.next_element_seed(Slot { form: self.form, at: At::Append(array) })?.is_some() {}
        Ok(())
    }
}

/// Adds a key to the text of a form.
struct KeySeed<'t>(&'t mut Vec<u8>);

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Bytes;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Bytes, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Bytes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Bytes, E> {
        add(self.0, text.as_bytes())
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
        add(self.0, bytes)
    }

    fn visit_i64<E: Error>(self, key: i64) -> Result<Bytes, E> {
        add(self.0, Digits::new(key).as_bytes())
    }

    fn visit_u64<E: Error>(self, key: u64) -> Result<Bytes, E> {
        add(self.0, alloc::format!("{key}").as_bytes())
    }
}
