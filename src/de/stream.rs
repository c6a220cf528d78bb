//! A body on its way into a type, pair by pair, with no tree between.
//!
//! This goes well as long as the body is regular: the pairs of an array stand together, no key comes up twice, and
//! integer keys ascend. That is how `http_build_query` writes. Whatever is not regular ends the attempt, and so does
//! every error: the tree has the last word, and says what is wrong.

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
        value: RawValue::default(),
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
    /// The value of the pair that was read last. Its keys are those that the names keep.
    value: RawValue,
    /// Whether that pair was not taken yet.
    waiting: bool,
    pairs_left: usize,
    counts_empty: bool,
    /// The textual keys of all open arrays, each above those of the array around it.
    seen: Stack<Bytes>,
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
            let value = self.parts.read(&mut self.names, &mut self.decoded_keys);
            match self.names.fate() {
                Fate::Registered => {
                    (self.value, self.waiting) = (value, true);
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
        self.decoded.clear();
        decode_into(value.place.of(self.parts.body), &mut self.decoded);
        Text::Decoded(&self.decoded)
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
        seen - base >= MOST_SEEN || (base..seen).any(|index| self.bytes(*self.seen.at(index)) == key)
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
    fn array(self) -> Result<Level<'s, 'de>, Irregular> {
        if self.is_scalar() || self.level >= MOST_NESTED {
            return Err(Irregular);
        }
        let seen = self.stream.seen.len();
        let Self { stream, level } = self;
        Ok(Level { stream, depth: level, seen, filter: 0, next_index: None, state: State::Before })
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
        let key = self.stream.names.keys().get(self.level);
        key.is_some_and(|key| key.bytes().is_none_or(|key| self.stream.bytes(key) == b"0"))
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
        while self.stream.peek()? && self.stream.names.shared() >= self.level {
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
    state: State,
}

/// What the key of an entry is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An integer that was written.
    Int,
    /// The integer that a `[]` took.
    Appended,
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
    /// Moves on to the next entry, and tells what its key is; there may be none.
    #[inline(always)]
    fn advance(&mut self) -> Result<Option<Kind>, Irregular> {
        if matches!(self.state, State::AtValue | State::Done) {
            return Err(Irregular);
        }
        if !self.stream.peek()? {
            return Ok(self.close());
        }
        if self.state == State::Behind {
            match self.stream.names.shared().cmp(&self.depth) {
                Ordering::Less => return Ok(self.close()),
                Ordering::Equal => {}
                // The same key once more.
                Ordering::Greater => return Err(Irregular),
            }
        }
        self.state = State::AtValue;
        self.accept().map(Some)
    }

    /// Ends the array: there is no next entry.
    fn close(&mut self) -> Option<Kind> {
        self.stream.seen.truncate(self.seen);
        self.state = State::Done;
        None
    }

    /// Takes note of the next key, unless it was there.
    #[inline(always)]
    fn accept(&mut self) -> Result<Kind, Irregular> {
        // Without a key of its own the pair overwrites the array.
        let key = self.stream.names.keys().get(self.depth).ok_or(Irregular)?;
        if let Some(key) = key.in_body()
            && let [first, ..] = key.of(self.stream.parts.body)
            && *first > b'9'
        {
            let bit = 1 << (filter::mark(key.of(self.stream.parts.body)) % 64);
            if self.filter & bit == 0 {
                self.filter |= bit;
                self.stream.seen.push(Bytes { place: key, source: Source::Body });
                return Ok(Kind::Text);
            }
        }
        self.accept_any(key)
    }

    /// As [`Level::accept`], for integers and whatever is rarer still.
    #[inline(never)]
    fn accept_any(&mut self, key: Segment) -> Result<Kind, Irregular> {
        let Some(key) = key.bytes() else {
            return self.ascend(self.next_index.unwrap_or(0), Kind::Appended);
        };
        let bytes = self.stream.bytes(key);
        if let Key::Int(int) = Key::new(bytes) {
            return self.ascend(int, Kind::Int);
        }
        let bit = 1 << (filter::mark(bytes) % 64);
        if self.filter & bit != 0 && self.stream.has_seen(self.seen, bytes) {
            return Err(Irregular);
        }
        self.filter |= bit;
        self.stream.seen.push(key);
        Ok(Kind::Text)
    }

    /// Takes note of an index, unless it is below the next one.
    fn ascend(&mut self, index: i64, kind: Kind) -> Result<Kind, Irregular> {
        if self.next_index.is_some_and(|next| index < next) {
            return Err(Irregular);
        }
        self.next_index = Some(index.checked_add(1).ok_or(Irregular)?);
        Ok(kind)
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
    #[inline(never)]
    fn end(&mut self) -> Result<(), Irregular> {
        if self.state == State::Done || self.advance()?.is_none() { Ok(()) } else { Err(Irregular) }
    }
}

impl<'de> MapAccess<'de> for &mut Level<'_, 'de> {
    type Error = Irregular;

    #[inline]
    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Irregular> {
        let Some(kind) = self.advance()? else { return Ok(None) };
        let stream = &*self.stream;
        let key = stream.names.keys().at(self.depth).bytes().unwrap_or_default();
        match kind {
            Kind::Text => seed.deserialize(Scalar::new(stream.key(key))).map(Some),
            // The tree keeps an integer and not its digits: nobody borrows them.
            Kind::Int => seed.deserialize(Scalar::new(Text::Decoded(stream.bytes(key)))).map(Some),
            Kind::Appended => {
                let digits = Digits::new(self.next_index.map_or(0, |next| next - 1));
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
        match self.advance()? {
            None => Ok(None),
            Some(Kind::Text) => Err(Irregular),
            Some(Kind::Int | Kind::Appended) => seed.deserialize(self.value()?).map(Some),
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
