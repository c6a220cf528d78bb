//! A body on its way into a type, pair by pair, with no tree between.
//!
//! This goes well as long as the body is regular: the pairs of an array stand together, no key comes up twice, and
//! integer keys ascend. That is how `http_build_query` writes. Whatever is not regular ends the attempt, and so does
//! every error: the tree has the last word, and says what is wrong.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt::{self, Display};
use core::ops::Range;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::content::Content;
use super::scalar::{Refusal, Scalar, Text};
use crate::MOST_NESTED;
use crate::error::ErrorKind;
use crate::filter;
use crate::key::{Digits, Key};
use crate::name::{Fate, Names};
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
        value: RawValue::default(),
        waiting: false,
        broken: false,
        pairs_left: options.limits.pairs.most(),
        counts_empty: options.reading != Reading::PhpParseStr,
        seen: Stack::new(),
    };
    let value = T::deserialize(Entry { stream: &mut stream, level: 0 });
    // A type that does not want the whole form leaves pairs behind: the tree tells what that means.
    unless(value, || stream.waiting || stream.read() || stream.broken)
}

/// A value, unless the body turns out to be irregular behind it. The value stays where it is: events are large.
#[inline(always)]
fn unless<T>(value: Result<T, Irregular>, irregular: impl FnOnce() -> bool) -> Result<T, Irregular> {
    if value.is_ok() && irregular() {
        return Err(Irregular);
    }
    value
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
    /// The value of the pair that was read last. Its keys are those that the names keep.
    value: RawValue,
    /// Whether that pair was not taken yet.
    waiting: bool,
    /// Whether the body turned out to be irregular: no more pairs come then.
    broken: bool,
    pairs_left: usize,
    counts_empty: bool,
    /// The textual keys of all open arrays, each above those of the array around it.
    seen: Stack<Bytes, 16>,
}

/// An array with more textual keys than this is left to the tree, which looks them up by hash.
const MOST_SEEN: usize = 64;

impl<'de> Stream<'de> {
    /// Whether there is a next pair, which stays the next one until it is taken.
    #[inline(always)]
    fn peek(&mut self) -> Result<bool, Irregular> {
        let waits = self.waiting || self.read();
        if self.broken { Err(Irregular) } else { Ok(waits) }
    }

    /// Reads the next pair, and tells whether there is one. There is none any more as soon as the body is `broken`.
    #[inline(never)]
    fn read(&mut self) -> bool {
        while self.parts.start().is_some() {
            crate::steps::count!(1);
            let empty = self.parts.skip_empty();
            if empty && !self.counts_empty {
                continue;
            }
            let Some(left) = self.pairs_left.checked_sub(1) else { return self.break_off() };
            self.pairs_left = left;
            if empty {
                continue;
            }
            let value = self.parts.read(&mut self.names, &mut self.decoded_keys);
            match self.names.fate() {
                Fate::Registered => {
                    (self.value, self.waiting) = (value, true);
                    return true;
                }
                Fate::Nameless => {}
                Fate::Forbidden | Fate::TooDeep => return self.break_off(),
            }
        }
        false
    }

    /// Leaves the body to the tree.
    #[cold]
    fn break_off(&mut self) -> bool {
        self.broken = true;
        self.parts.end();
        false
    }

    /// Some bytes of the body.
    #[inline]
    fn borrow<'t>(&self, range: Range<usize>) -> Text<'de, 't> {
        match self.text.and_then(|text| text.get(range.clone())) {
            Some(text) => Text::Str(text),
            None => Text::Body(self.parts.body.get(range).unwrap_or_default()),
        }
    }

    /// The text of a key.
    #[inline]
    fn key(&self, key: Bytes) -> Text<'de, '_> {
        match key.source {
            Source::Body => self.borrow(key.place.range()),
            Source::Text => Text::Decoded(key.place.of(&self.decoded_keys)),
        }
    }

    /// The value of the pair.
    #[inline]
    fn value(&mut self) -> Text<'de, '_> {
        let value = self.value;
        if !value.escaped {
            return self.borrow(value.place.range());
        }
        Text::Decoded(self.decode(value))
    }

    /// The value of the pair, for those to whom its bytes are enough.
    #[inline]
    fn value_bytes(&mut self) -> Text<'de, '_> {
        let value = self.value;
        if value.escaped {
            Text::Decoded(self.decode(value))
        } else {
            Text::Body(value.place.of(self.parts.body))
        }
    }

    /// Decodes a value. It stays until the next one is decoded.
    #[cold]
    #[inline(never)]
    fn decode(&mut self, value: RawValue) -> &[u8] {
        self.decoded.clear();
        decode_into(value.place.of(self.parts.body), &mut self.decoded);
        &self.decoded
    }

    /// The value of the pair as a text of its own, that need not be copied again.
    #[inline(never)]
    fn decode_text(&self) -> Result<String, Irregular> {
        let raw = self.value.place.of(self.parts.body);
        let mut text = Vec::with_capacity(raw.len());
        decode_into(raw, &mut text);
        // What was written letter by letter in escapes left most of the room empty.
        if text.len() < text.capacity() / 2 {
            text.shrink_to_fit();
        }
        String::from_utf8(text).map_err(|_| Irregular)
    }

    /// The bytes of a key.
    #[inline]
    fn bytes(&self, key: Bytes) -> &[u8] {
        (Texts { body: self.parts.body, decoded: &self.decoded_keys }).get(key)
    }

    /// Whether a key was seen from `base` on.
    #[cold]
    #[inline(never)]
    fn has_seen(&self, base: usize, key: &[u8]) -> bool {
        let seen = self.seen.len();
        crate::steps::count!(usize::min(seen - base, MOST_SEEN));
        seen - base >= MOST_SEEN || (base..seen).any(|index| self.bytes(self.seen.at(index)) == key)
    }
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
        Some(Scalar::new(self.stream.value()))
    }

    /// As [`Entry::take_scalar`], for numbers.
    #[inline(always)]
    fn take_number(&mut self) -> Option<Scalar<'de, '_, Irregular>> {
        if !self.is_scalar() {
            return None;
        }
        self.stream.waiting = false;
        Some(Scalar::new(self.stream.value_bytes()))
    }

    /// Takes the value of the next pair, if it is a blank text.
    fn take_blank(&mut self) -> bool {
        let value = self.stream.value;
        let blank = self.is_scalar() && value.place.len() == 0;
        self.stream.waiting &= !blank;
        blank
    }

    #[inline(always)]
    fn is_scalar(&self) -> bool {
        self.stream.waiting && self.stream.names.keys().len() == self.level
    }

    /// The array that starts with the next pair.
    #[inline]
    fn array(self, keys: Keys) -> Result<Level<'s, 'de>, Irregular> {
        if self.is_scalar() || self.level >= MOST_NESTED {
            return Err(Irregular);
        }
        let seen = self.stream.seen.len();
        let Self { stream, level } = self;
        Ok(Level { stream, depth: level, seen, filter: 0, next_index: None, keys, state: State::Before })
    }

    #[inline]
    fn visit_map<V: Visitor<'de>>(self, keys: Keys, visitor: V) -> Result<V::Value, Irregular> {
        let mut level = self.array(keys)?;
        let value = visitor.visit_map(&mut level);
        unless(value, || level.goes_on())
    }

    fn visit_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        let mut level = self.array(Keys::Any)?;
        let value = visitor.visit_seq(&mut level);
        unless(value, || level.goes_on())
    }

    /// Whether the array that starts here might be a list.
    fn may_be_list(&self) -> bool {
        let key = self.stream.names.keys().get(self.level);
        key.is_some_and(|key| key.bytes().is_none_or(|key| self.stream.bytes(key) == b"0"))
    }
}

macro_rules! of_scalar {
    ($take:ident: $($method:ident($($argument:ident: $type:ty),*))*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(mut self, $($argument: $type,)* visitor: V) -> Result<V::Value, Irregular> {
            self.$take().ok_or(Irregular)?.$method($($argument,)* visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Entry<'_, 'de> {
    type Error = Irregular;

    of_scalar! {
        take_number:
        deserialize_bool() deserialize_char() deserialize_f32() deserialize_f64()
        deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_i128()
        deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128()
    }

    of_scalar! {
        take_scalar:
        deserialize_bytes() deserialize_byte_buf()
        deserialize_unit() deserialize_unit_struct(name: &'static str) deserialize_identifier()
    }

    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        self.deserialize_string(visitor)
    }

    #[inline]
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        if !self.is_scalar() {
            return Err(Irregular);
        }
        self.stream.waiting = false;
        let value = self.stream.value;
        if value.escaped {
            return visitor.visit_string(self.stream.decode_text()?);
        }
        Scalar::new(self.stream.borrow(value.place.range())).deserialize_string(visitor)
    }

    fn deserialize_any<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Irregular> {
        if let Some(scalar) = self.take_scalar() {
            return scalar.deserialize_any(visitor);
        }
        // Whether it is a list shows only at its end.
        if self.level > 0 && self.may_be_list() { Err(Irregular) } else { self.visit_map(Keys::Any, visitor) }
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
        self.visit_map(Keys::Any, visitor)
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Irregular> {
        self.visit_map(Keys::Fields, visitor)
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
        let mut level = self.array(Keys::Any)?;
        let value = visitor.visit_enum(&mut level);
        unless(value, || level.goes_on())
    }

    /// What is ignored may hold anything: it is skipped without a look at its keys.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        self.stream.peek()?;
        self.stream.waiting = false;
        while self.stream.peek()? && self.stream.names.shared() >= self.level {
            self.stream.waiting = false;
        }
        visitor.visit_unit()
    }
}

/// The key of a struct: fields are told apart by their bytes, whatever these are.
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
    keys: Keys,
    state: State,
}

/// What the type takes the keys of an array for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    /// The names of its fields.
    Fields,
    Any,
}

/// What comes next in an array.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Entry,
    /// Nothing: the array ends here.
    End,
    /// Something that the tree has to sort out.
    Irregular,
}

/// A key of an array.
enum LevelKey {
    /// An integer that was written.
    Int(Bytes),
    /// The integer that a `[]` took.
    Appended(i64),
    Text(Bytes),
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
    /// Moves on to the next entry, if there is one.
    #[inline(always)]
    fn advance(&mut self) -> Next {
        match self.state {
            State::AtValue | State::Done => return Next::Irregular,
            State::Behind if self.stream.waiting || self.stream.read() => {
                match self.stream.names.shared().cmp(&self.depth) {
                    Ordering::Less => return self.close(),
                    Ordering::Equal => {}
                    // The same key once more.
                    Ordering::Greater => return Next::Irregular,
                }
            }
            State::Before if self.stream.waiting || self.stream.read() => {}
            State::Before | State::Behind => return self.close(),
        }
        self.state = State::AtValue;
        Next::Entry
    }

    /// Ends the array: there is no next entry.
    fn close(&mut self) -> Next {
        self.stream.seen.truncate(self.seen);
        self.state = State::Done;
        if self.stream.broken { Next::Irregular } else { Next::End }
    }

    /// Takes note of a key that stands in the body and was certainly not there. Whatever else it is waits for
    /// [`Level::accept`].
    #[inline(always)]
    fn accept_new(&mut self) -> Option<&'de [u8]> {
        // There is a key of its own: the array goes on behind the bracket that follows the keys that lead here.
        let key = self.stream.names.keys().at(self.depth).in_body()?;
        let bytes @ [first, ..] = self.stream.parts.body.get(key.range())? else { return None };
        let bit = 1 << (filter::mark(bytes) % 64);
        if *first <= b'9' || self.filter & bit != 0 {
            return None;
        }
        self.filter |= bit;
        self.stream.seen.push(Bytes { place: key, source: Source::Body });
        Some(bytes)
    }

    /// Takes note of a key, unless it was there.
    #[inline(never)]
    fn accept(&mut self) -> Result<LevelKey, Irregular> {
        // Without a key of its own the pair overwrites the array.
        let key = self.stream.names.keys().get(self.depth).ok_or(Irregular)?;
        let Some(key) = key.bytes() else {
            let index = self.next_index.unwrap_or(0);
            return self.ascend(index, LevelKey::Appended(index));
        };
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
    fn give_key<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Irregular> {
        match self.accept()? {
            LevelKey::Text(key) => seed.deserialize(Scalar::new(self.stream.key(key))),
            // The tree keeps an integer and not its digits: nobody borrows them.
            LevelKey::Int(key) => seed.deserialize(Scalar::new(Text::Decoded(self.stream.bytes(key)))),
            LevelKey::Appended(index) => {
                let digits = Digits::new(index);
                seed.deserialize(Scalar::new(Text::Decoded(digits.as_bytes())))
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

    /// Whether something of the array is left.
    #[inline(never)]
    fn goes_on(&mut self) -> bool {
        self.state != State::Done && self.advance() != Next::End
    }
}

impl<'de> MapAccess<'de> for &mut Level<'_, 'de> {
    type Error = Irregular;

    #[inline]
    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Irregular> {
        match self.advance() {
            Next::Entry => {}
            Next::End => return Ok(None),
            Next::Irregular => return Err(Irregular),
        }
        if self.keys == Keys::Fields
            && let Some(name) = self.accept_new()
        {
            return seed.deserialize(FieldName(name)).map(Some);
        }
        self.give_key(seed).map(Some)
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
        match self.advance() {
            Next::Entry => {}
            Next::End => return Ok(None),
            Next::Irregular => return Err(Irregular),
        }
        match self.accept()? {
            LevelKey::Text(_) => Err(Irregular),
            LevelKey::Int(_) | LevelKey::Appended(_) => seed.deserialize(self.value()?).map(Some),
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
