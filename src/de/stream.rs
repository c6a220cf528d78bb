//! A body on its way into a type, pair by pair, with no tree between.
//!
//! This goes well as long as the body is regular: the pairs of an array stand together, no key comes up twice, and
//! integer keys ascend. That is how `http_build_query` writes. Whatever is not regular ends the attempt, and so does
//! every error: the tree has the last word, and says what is wrong.

use alloc::vec::Vec;
use core::fmt::{self, Display};
use core::ops::Range;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::content::Content;
use super::scalar::{Refusal, Scalar, Text};
use crate::MOST_NESTED;
use crate::error::ErrorKind;
use crate::key::{Digits, Key};
use crate::name::{Fate, Names, Segment};
use crate::options::{Options, Reading};
use crate::pair::{Parts, RawValue};
use crate::percent::decode_into;
use crate::place::{Bytes, Source, Texts};
use crate::stack::Stack;
use crate::with::Question;

/// The body has to go through the tree.
#[derive(Debug)]
pub(super) struct Irregular;

impl Display for Irregular {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body has to go through the tree")
    }
}

impl core::error::Error for Irregular {}

impl de::Error for Irregular {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

impl Refusal for Irregular {
    fn refuse(_: ErrorKind, _: &[u8]) -> Self {
        Self
    }
}

/// Reads a body into a type, if it is regular. `text` is the body, if it is UTF-8.
pub(super) fn read<'de, T: de::Deserialize<'de>>(
    body: &'de [u8],
    text: Option<&'de str>,
    options: &Options,
) -> Result<T, Irregular> {
    if body.len() > options.limits.longest_body() {
        return Err(Irregular);
    }
    let mut stream = Stream {
        parts: Parts::new(body, options),
        text,
        names: Names::new(options.limits.depth, options.names),
        decoded_keys: Vec::new(),
        decoded: Vec::new(),
        pair: Pair::default(),
        waiting: false,
        pairs_left: options.limits.pairs.most(),
        counts_empty: options.reading != Reading::PhpParseStr,
        seen: Stack::new(),
    };
    let value = T::deserialize(Entry { stream: &mut stream, level: 0 })?;
    // A type that does not want the whole form leaves pairs behind: the tree tells what that means.
    if stream.peek()? { Err(Irregular) } else { Ok(value) }
}

/// The pairs that are still to come, and the keys that were there.
struct Stream<'de> {
    parts: Parts<'de>,
    /// The whole body, if it is UTF-8: no part of it has to be checked again then.
    text: Option<&'de str>,
    names: Names,
    decoded_keys: Vec<u8>,
    /// The value that was decoded last.
    decoded: Vec<u8>,
    /// The pair that was read last.
    pair: Pair,
    /// Whether it was not taken yet.
    waiting: bool,
    pairs_left: usize,
    counts_empty: bool,
    /// The textual keys of all open arrays, each above those of the array around it.
    seen: Stack<Segment>,
}

/// A pair that was read. Its keys are those that the names keep.
#[derive(Clone, Copy, Default)]
struct Pair {
    keys: usize,
    /// So many of its keys are those of the pair before.
    shared: usize,
    value: RawValue,
}

/// An array with more textual keys than this is left to the tree, which looks them up by hash.
const MOST_SEEN: usize = 64;

impl<'de> Stream<'de> {
    /// Whether there is a next pair, which stays the next one until it is taken.
    #[inline(always)]
    fn peek(&mut self) -> Result<bool, Irregular> {
        if self.waiting { Ok(true) } else { self.read() }
    }

    /// Reads the next pair, if there is one.
    #[inline(never)]
    fn read(&mut self) -> Result<bool, Irregular> {
        while self.parts.start().is_some() {
            crate::steps::count!(1);
            let empty = self.parts.skip_empty();
            if empty && !self.counts_empty {
                continue;
            }
            self.pairs_left = self.pairs_left.checked_sub(1).ok_or(Irregular)?;
            if empty {
                continue;
            }
            let (read, value) = self.parts.read(&mut self.names, &mut self.decoded_keys);
            match read.fate {
                Fate::Registered => {
                    self.pair = Pair { keys: self.names.keys().len(), shared: read.shared, value };
                    self.waiting = true;
                    return Ok(true);
                }
                Fate::Nameless => {}
                Fate::Forbidden | Fate::TooDeep => return Err(Irregular),
            }
        }
        Ok(false)
    }

    /// Some bytes of the body.
    #[inline]
    fn borrow<'t>(&self, range: Range<usize>) -> Text<'de, 't> {
        match self.text.and_then(|text| text.get(range.clone())) {
            Some(text) => Text::Str(text),
            None => Text::Body(self.parts.body.get(range).unwrap_or_default()),
        }
    }

    /// A key that is no `[]`.
    #[inline]
    fn key(&self, key: Segment) -> Text<'de, '_> {
        match key.source() {
            Source::Body => self.borrow(key.place().range()),
            _ => Text::Decoded(key.place().of(&self.decoded_keys)),
        }
    }

    /// A value.
    #[inline]
    fn value(&mut self, value: RawValue) -> Text<'de, '_> {
        if !value.escaped {
            return self.borrow(value.place.range());
        }
        self.decoded.clear();
        decode_into(value.place.of(self.parts.body), &mut self.decoded);
        Text::Decoded(&self.decoded)
    }

    /// The bytes of a key, empty for a `[]`.
    #[inline]
    fn bytes(&self, key: Segment) -> &[u8] {
        let texts = Texts { body: self.parts.body, decoded: &self.decoded_keys };
        texts.get(Bytes { place: key.place(), source: key.source() })
    }

    /// Whether a key was seen from `base` on; it is from now on.
    #[inline]
    fn has_seen(&mut self, base: usize, key: Segment, filter: &mut u64) -> bool {
        let bytes = self.bytes(key);
        let bit = 1 << filter_index(bytes);
        let seen = self.seen.len();
        if *filter & bit != 0 {
            crate::steps::count!(usize::min(seen - base, MOST_SEEN));
            let known = |index| self.bytes(*self.seen.at(index)) == bytes;
            if seen - base >= MOST_SEEN || (base..seen).any(known) {
                return true;
            }
        }
        *filter |= bit;
        self.seen.push(key);
        false
    }
}

/// One of 64 numbers, the same for the same key.
#[inline]
fn filter_index(key: &[u8]) -> u32 {
    let end = |byte: Option<&u8>| u32::from(byte.copied().unwrap_or_default());
    let mixed = (key.len() as u32).wrapping_mul(0x9e37_79b1)
        ^ end(key.first()).wrapping_mul(0x85eb_ca6b)
        ^ end(key.last()).wrapping_mul(0xc2b2_ae35);
    mixed >> 26
}

/// A value on its way into a type: the next pair without its first `level` keys, and the pairs that share these.
struct Entry<'s, 'de> {
    stream: &'s mut Stream<'de>,
    level: usize,
}

impl<'s, 'de> Entry<'s, 'de> {
    /// The value of the next pair, if it has no more keys.
    #[inline(always)]
    fn take_scalar(&mut self) -> Option<Scalar<'de, '_, Irregular>> {
        if !self.is_scalar() {
            return None;
        }
        self.stream.waiting = false;
        Some(Scalar::new(self.stream.value(self.stream.pair.value)))
    }

    /// Takes the value of the next pair, if it is a blank text.
    fn take_blank(&mut self) -> bool {
        let value = self.stream.pair.value;
        let blank = self.is_scalar() && value.place.len() == 0;
        self.stream.waiting &= !blank;
        blank
    }

    #[inline(always)]
    fn is_scalar(&self) -> bool {
        self.stream.waiting && self.stream.pair.keys == self.level
    }

    /// The array that starts with the next pair.
    #[inline]
    fn array(self) -> Result<Level<'s, 'de>, Irregular> {
        if self.is_scalar() || self.level >= MOST_NESTED {
            return Err(Irregular);
        }
        let seen = self.stream.seen.len();
        let Self { stream, level } = self;
        Ok(Level { stream, depth: level, seen, filter: 0, next_index: None, key: None, state: State::Before })
    }

    #[inline]
    fn visit_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        let mut level = self.array()?;
        let value = visitor.visit_map(&mut level)?;
        level.end()?;
        Ok(value)
    }

    fn visit_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        let mut level = self.array()?;
        let value = visitor.visit_seq(&mut level)?;
        level.end()?;
        Ok(value)
    }

    /// Whether the array that starts here might be a list.
    fn may_be_list(&self) -> bool {
        match self.stream.names.keys().get(self.level) {
            Some(key) if key.source() == Source::Append => true,
            Some(key) => match self.stream.key(key) {
                Text::Str(text) => text == "0",
                Text::Body(bytes) | Text::Decoded(bytes) => bytes == b"0",
            },
            None => false,
        }
    }
}

macro_rules! of_scalar {
    ($($method:ident($($argument:ident: $type:ty),*))*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(mut self, $($argument: $type,)* visitor: V) -> Result<V::Value, Irregular> {
            self.take_scalar().ok_or(Irregular)?.$method($($argument,)* visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Entry<'_, 'de> {
    type Error = Irregular;

    of_scalar! {
        deserialize_bool() deserialize_char() deserialize_f32() deserialize_f64()
        deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_i128()
        deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128()
        deserialize_str() deserialize_string() deserialize_bytes() deserialize_byte_buf()
        deserialize_unit() deserialize_unit_struct(name: &'static str) deserialize_identifier()
    }

    fn deserialize_any<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Irregular> {
        if let Some(scalar) = self.take_scalar() {
            return scalar.deserialize_any(visitor);
        }
        // Whether it is a list shows only at its end.
        if self.level > 0 && self.may_be_list() { Err(Irregular) } else { self.visit_map(visitor) }
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        visitor.visit_some(self)
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        mut self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Irregular> {
        match Question::of(name) {
            None => visitor.visit_newtype_struct(self),
            Some(Question::IsBlank) if self.take_blank() => visitor.visit_none(),
            Some(Question::IsText) if !self.is_scalar() => self.visit_seq(visitor),
            Some(_) => visitor.visit_some(self),
        }
    }

    #[inline]
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        self.visit_seq(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Irregular> {
        self.visit_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Irregular> {
        self.visit_seq(visitor)
    }

    #[inline]
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        self.visit_map(visitor)
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Irregular> {
        self.visit_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        mut self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Irregular> {
        if let Some(scalar) = self.take_scalar() {
            return scalar.deserialize_enum(name, variants, visitor);
        }
        let mut level = self.array()?;
        let value = visitor.visit_enum(&mut level)?;
        level.end()?;
        Ok(value)
    }

    /// What is ignored may hold anything: it is skipped without a look at its keys.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        self.stream.peek()?;
        self.stream.waiting = false;
        while self.stream.peek()? && self.stream.pair.shared >= self.level {
            self.stream.waiting = false;
        }
        visitor.visit_unit()
    }
}

/// An array on its way into a type.
struct Level<'s, 'de> {
    stream: &'s mut Stream<'de>,
    /// How many keys lead to the array.
    depth: usize,
    /// Where its own keys start among those that were seen.
    seen: usize,
    /// One bit for several of its textual keys.
    filter: u64,
    /// The index behind its integer keys, if it has any.
    next_index: Option<i64>,
    /// The key of the entry at which this stands.
    key: Option<LevelKey>,
    state: State,
}

/// A key of an array.
#[derive(Clone, Copy)]
enum LevelKey {
    /// It was a `[]`.
    Appended(i64),
    /// It stands in the name.
    Written(Segment, Kind),
}

/// What a written key is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Int,
    Text,
}

/// How far an array is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// The next pair is the first one of the array.
    Before,
    /// A key was given out, its value was not.
    AtValue,
    /// The next pair may belong to the array.
    Behind,
    /// All of it was given out.
    Done,
}

impl<'de> Level<'_, 'de> {
    /// Moves on to the next entry, and tells whether there is one.
    #[inline(always)]
    fn advance(&mut self) -> Result<bool, Irregular> {
        match self.state {
            State::Before => {}
            State::Behind => {
                if !self.stream.peek()? || self.stream.pair.shared < self.depth {
                    return Ok(self.close());
                }
                if self.stream.pair.shared > self.depth {
                    // The same key once more.
                    return Err(Irregular);
                }
            }
            State::AtValue | State::Done => return Err(Irregular),
        }
        if !self.stream.peek()? {
            return Ok(self.close());
        }
        // Without a key of its own the pair overwrites the array.
        let key = self.stream.names.keys().get(self.depth).ok_or(Irregular)?;
        self.key = Some(self.accept(key)?);
        self.state = State::AtValue;
        Ok(true)
    }

    /// Ends the array: there is no next entry.
    fn close(&mut self) -> bool {
        self.stream.seen.truncate(self.seen);
        self.state = State::Done;
        false
    }

    /// Takes note of a key, unless it was there.
    #[inline]
    fn accept(&mut self, key: Segment) -> Result<LevelKey, Irregular> {
        if key.source() == Source::Append {
            let index = self.next_index.unwrap_or(0);
            self.next_index = Some(index.checked_add(1).ok_or(Irregular)?);
            return Ok(LevelKey::Appended(index));
        }
        match Key::new(self.stream.bytes(key)) {
            Key::Int(int) if self.next_index.is_none_or(|next| next <= int) => {
                self.next_index = Some(int.checked_add(1).ok_or(Irregular)?);
                Ok(LevelKey::Written(key, Kind::Int))
            }
            Key::Int(_) => Err(Irregular),
            Key::Bytes(_) => {
                let seen = self.stream.has_seen(self.seen, key, &mut self.filter);
                if seen { Err(Irregular) } else { Ok(LevelKey::Written(key, Kind::Text)) }
            }
        }
    }

    /// The value of the entry at which this stands.
    #[inline]
    fn value(&mut self) -> Result<Entry<'_, 'de>, Irregular> {
        if self.state != State::AtValue {
            return Err(Irregular);
        }
        self.state = State::Behind;
        Ok(Entry { level: self.depth + 1, stream: self.stream })
    }

    /// Whether nothing of the array is left.
    #[inline]
    fn end(&mut self) -> Result<(), Irregular> {
        if self.state == State::Done || !self.advance()? { Ok(()) } else { Err(Irregular) }
    }
}

impl<'de> MapAccess<'de> for &mut Level<'_, 'de> {
    type Error = Irregular;

    #[inline]
    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Irregular> {
        if !self.advance()? {
            return Ok(None);
        }
        match self.key.ok_or(Irregular)? {
            LevelKey::Written(key, Kind::Text) => {
                seed.deserialize(Scalar::new(self.stream.key(key))).map(Some)
            }
            // The tree keeps an integer and not its digits: nobody borrows them.
            LevelKey::Written(key, Kind::Int) => {
                let digits = self.stream.key(key);
                seed.deserialize(Scalar::new(Text::Decoded(digits.bytes()))).map(Some)
            }
            LevelKey::Appended(index) => {
                let digits = Digits::new(index);
                seed.deserialize(Scalar::new(Text::Decoded(digits.as_bytes()))).map(Some)
            }
        }
    }

    #[inline]
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Irregular> {
        seed.deserialize(self.value()?)
    }
}

impl<'de> SeqAccess<'de> for &mut Level<'_, 'de> {
    type Error = Irregular;

    #[inline]
    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Irregular> {
        if !self.advance()? {
            return Ok(None);
        }
        if matches!(self.key, Some(LevelKey::Written(_, Kind::Text))) {
            return Err(Irregular);
        }
        seed.deserialize(self.value()?).map(Some)
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
        de::Deserialize::deserialize(self.value()?)
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Irregular> {
        seed.deserialize(self.value()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Irregular> {
        Content::Sequence(visitor).deserialize(self.value()?)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Irregular> {
        Content::Map(visitor).deserialize(self.value()?)
    }
}
