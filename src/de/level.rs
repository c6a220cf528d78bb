//! An array on its way into a type, while the body is streamed: its entries one after the other.

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::content::Content;
use super::entry::Entry;
use super::scalar::{Scalar, Text};
use super::stream::{Irregular, Stage, Stream};
use crate::filter;
use crate::key::{Digits, Key};
use crate::place::{Bytes, Source};

/// An array on its way into a type.
pub(super) struct Level<'s, 'de> {
    stream: &'s mut Stream<'de>,
    /// How many keys lead to the array.
    depth: usize,
    /// How many bytes of a part these are.
    prefix: u32,
    extent: Extent,
    /// The key of the entry at which this stands, if it was not taken note of yet.
    key: Bytes,
    /// Where its own keys start among those that were seen.
    seen: usize,
    /// One bit for several of its textual keys.
    filter: u64,
    /// The index behind its integer keys, if it has any.
    next_index: Option<i64>,
}

/// A key of an array.
enum LevelKey {
    /// An integer that was written.
    Int(Bytes),
    /// The integer that a `[]` took.
    Appended(i64),
    Text(Bytes),
}

/// How far an array goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// Over all parts that begin alike.
    Parts,
    /// Over one part: that of a `[]`.
    Part,
    /// No further.
    Done,
}

impl<'s, 'de> Level<'s, 'de> {
    /// The array at which the stream stands, to which `depth` keys lead.
    #[inline]
    pub(super) fn new(stream: &'s mut Stream<'de>, depth: usize) -> Result<Self, Irregular> {
        let extent = if stream.stage() == Stage::AtItem { Extent::Part } else { Extent::Parts };
        let (prefix, seen) = (stream.open(depth)?, stream.seen.len());
        Ok(Self { stream, depth, prefix, extent, key: Bytes::default(), seen, filter: 0, next_index: None })
    }

    /// Moves on to the next entry, and reads its key. There is none either where the body is broken.
    #[inline(always)]
    fn advance(&mut self) -> Option<Bytes> {
        if self.extent != Extent::Parts {
            return self.advance_in_part();
        }
        let key = self.stream.next_key(self.prefix);
        if key.is_none() {
            self.close();
        }
        key
    }

    /// As [`Level::advance`], where the array does not go over more than one part. Those in it do not either.
    #[cold]
    #[inline(never)]
    fn advance_in_part(&mut self) -> Option<Bytes> {
        if self.extent == Extent::Done {
            // Behind the end nobody asks.
            return self.stream.break_off();
        }
        if self.stream.stage() == Stage::Between {
            self.close();
            return None;
        }
        let key = self.stream.next_key(self.prefix);
        self.stream.stay_in_part();
        key
    }

    /// Ends the array: there is no next entry.
    fn close(&mut self) {
        self.stream.seen.truncate(self.seen);
        self.extent = Extent::Done;
    }

    /// Moves on to the next entry, and takes note of its key, if that stands in the body and was certainly not there.
    /// Whatever else it is waits for [`Level::accept`].
    #[inline(never)]
    fn next_new(&mut self) -> Option<&'de [u8]> {
        let key = self.advance()?;
        if let Source::Body = key.source
            && let Some(bytes @ [first, ..]) = self.stream.body.get(key.place.range())
        {
            let bit = 1 << (filter::mark(bytes) % 64);
            if *first > b'9' && self.filter & bit == 0 {
                self.filter |= bit;
                self.stream.seen.push(key);
                return Some(bytes);
            }
        }
        self.key = key;
        None
    }

    /// Takes note of a key, unless it was there.
    #[inline(never)]
    fn accept(&mut self, key: Bytes) -> Result<LevelKey, Irregular> {
        if key.place.len() == 0 {
            let index = self.next_index.unwrap_or(0);
            return self.ascend(index, LevelKey::Appended(index));
        }
        let bytes = self.stream.bytes(key);
        if let Key::Int(int) = Key::new(bytes) {
            return self.ascend(int, LevelKey::Int(key));
        }
        let bit = 1 << (filter::mark(bytes) % 64);
        if self.filter & bit != 0 && self.stream.has_seen(self.seen, bytes) {
            return Err(Irregular);
        }
        self.filter |= bit;
        self.stream.seen.push(key);
        Ok(LevelKey::Text(key))
    }

    /// Takes note of an index, unless it is below the next one.
    fn ascend(&mut self, index: i64, key: LevelKey) -> Result<LevelKey, Irregular> {
        if self.next_index.is_some_and(|next| index < next) {
            return Err(Irregular);
        }
        self.next_index = Some(index.checked_add(1).ok_or(Irregular)?);
        Ok(key)
    }

    /// Hands a key over, whatever it is.
    #[inline(never)]
    fn give_key<S: DeserializeSeed<'de>>(&mut self, key: Bytes, seed: S) -> Result<S::Value, Irregular> {
        match self.accept(key)? {
            LevelKey::Text(key) => seed.deserialize(Scalar::new(self.stream.key(key))),
            // The tree keeps an integer and not its digits: nobody borrows them.
            LevelKey::Int(key) => seed.deserialize(Scalar::new(Text::Decoded(self.stream.bytes(key)))),
            LevelKey::Appended(index) => {
                let digits = Digits::new(index);
                seed.deserialize(Scalar::new(Text::Decoded(digits.as_bytes())))
            }
        }
    }

    /// The end of the array, unless the body was broken off there.
    #[inline]
    fn end<T>(&self) -> Result<Option<T>, Irregular> {
        if self.stream.is_broken() { Err(Irregular) } else { Ok(None) }
    }

    /// What the key leads to of the entry at which this stands.
    #[inline]
    fn value(&mut self) -> Entry<'_, 'de> {
        Entry { stream: self.stream, depth: self.depth + 1 }
    }

    /// Ends the visit of the array, where the visitor did not ask for an entry behind the last one.
    #[inline(never)]
    fn leave_early(&mut self) {
        if self.advance().is_some() {
            self.stream.break_off::<()>();
        }
    }
}

/// If something of an array is left when its visit ends, the body is irregular. Said on the way out, so that nothing
/// stands between the visitor's value and its place: events are large, and copying one took as long as reading some pairs.
impl Drop for Level<'_, '_> {
    #[inline]
    fn drop(&mut self) {
        if self.extent != Extent::Done {
            self.leave_early();
        }
    }
}

impl<'de> MapAccess<'de> for &mut Level<'_, 'de> {
    type Error = Irregular;

    #[inline]
    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Irregular> {
        match self.advance() {
            Some(key) => self.give_key(key, seed).map(Some),
            None => self.end(),
        }
    }

    #[inline]
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Irregular> {
        seed.deserialize(self.value())
    }
}

/// An array on its way into a type that knows its keys: fields are told apart by their bytes.
pub(super) struct Fields<'l, 's, 'de>(pub(super) &'l mut Level<'s, 'de>);

impl<'de> MapAccess<'de> for Fields<'_, '_, 'de> {
    type Error = Irregular;

    #[inline]
    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Irregular> {
        match self.0.next_new() {
            Some(name) => seed.deserialize(FieldName(name)).map(Some),
            None if self.0.extent == Extent::Done => self.0.end(),
            None => self.0.give_key(self.0.key, seed).map(Some),
        }
    }

    #[inline]
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Irregular> {
        seed.deserialize(self.0.value())
    }
}

impl<'de> SeqAccess<'de> for &mut Level<'_, 'de> {
    type Error = Irregular;

    #[inline]
    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Irregular> {
        let Some(key) = self.advance() else { return self.end() };
        match self.accept(key)? {
            LevelKey::Text(_) => Err(Irregular),
            LevelKey::Int(_) | LevelKey::Appended(_) => seed.deserialize(self.value()).map(Some),
        }
    }
}

impl<'de> EnumAccess<'de> for &mut Level<'_, 'de> {
    type Error = Irregular;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(mut self, seed: S) -> Result<(S::Value, Self), Irregular> {
        let variant = self.next_key_seed(seed)?.ok_or(Irregular)?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for &mut Level<'_, 'de> {
    type Error = Irregular;

    fn unit_variant(self) -> Result<(), Irregular> {
        de::Deserialize::deserialize(self.value())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Irregular> {
        seed.deserialize(self.value())
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Irregular> {
        Content::Sequence(visitor).deserialize(self.value())
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Irregular> {
        Content::Map(visitor).deserialize(self.value())
    }
}

/// The key of a struct, whatever its bytes are.
struct FieldName<'de>(&'de [u8]);

macro_rules! of_text {
    ($($method:ident($($argument:ident: $type:ty),*))*) => {$(
        fn $method<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, Irregular> {
            Scalar::new(Text::Body(self.0)).$method($($argument,)* visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for FieldName<'de> {
    type Error = Irregular;

    #[inline]
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        visitor.visit_borrowed_bytes(self.0)
    }

    of_text! {
        deserialize_any() deserialize_ignored_any() deserialize_option()
        deserialize_bool() deserialize_char() deserialize_f32() deserialize_f64()
        deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_i128()
        deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128()
        deserialize_str() deserialize_string() deserialize_bytes() deserialize_byte_buf()
        deserialize_unit() deserialize_unit_struct(name: &'static str)
        deserialize_newtype_struct(name: &'static str)
        deserialize_seq() deserialize_tuple(len: usize)
        deserialize_tuple_struct(name: &'static str, len: usize)
        deserialize_map() deserialize_struct(name: &'static str, fields: &'static [&'static str])
        deserialize_enum(name: &'static str, variants: &'static [&'static str])
    }
}
