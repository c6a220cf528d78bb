//! A body on its way into a type, pair by pair, with no tree between.
//!
//! This goes well as long as the body is regular: the pairs of an array stand together, no key comes up twice, and
//! integer keys ascend. That is how `http_build_query` writes. Whatever is not regular ends the attempt, and so does
//! every error: the tree has the last word, and says what is wrong.

use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;
use core::fmt::{self, Display};
use core::ops::Range;

use serde::de;

use super::entry::Entry;
use super::scalar::{Refusal, Text};
use crate::error::ErrorKind;
use crate::grammar::Fate;
use crate::name::Names;
use crate::options::{Options, Reading};
use crate::pair::{Part, Parts, RawValue};
use crate::percent::decode_into;
use crate::place::{Bytes, Source, Texts};
use crate::stack::Stack;

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
        comparisons_left: Cell::new(COMPARISONS_PER_BYTE.saturating_mul(body.len())),
    };
    let value = T::deserialize(Entry { stream: &mut stream, level: 0 });
    // A type that does not want the whole form leaves pairs behind: the tree tells what that means.
    if value.is_ok() && (stream.waiting || stream.read() || stream.broken) {
        return Err(Irregular);
    }
    value
}

/// The pairs that are still to come, and the keys that were there.
pub(super) struct Stream<'de> {
    pub(super) parts: Parts<'de>,
    /// The whole body, if it is UTF-8: no part of it has to be checked again then.
    text: Option<&'de str>,
    pub(super) names: Names,
    decoded_keys: Vec<u8>,
    /// The value that was decoded last.
    decoded: Vec<u8>,
    /// The value of the pair that was read last. Its keys are those that the names keep.
    pub(super) value: RawValue,
    /// Whether that pair was not taken yet.
    pub(super) waiting: bool,
    /// Whether the body turned out to be irregular: no more pairs come then.
    pub(super) broken: bool,
    pairs_left: usize,
    counts_empty: bool,
    /// The textual keys of all open arrays, each above those of the array around it.
    pub(super) seen: Stack<Bytes, 16>,
    /// How often a key may still be compared with one that was seen.
    comparisons_left: Cell<usize>,
}

/// An array with more textual keys than this is left to the tree, which looks them up by hash.
const MOST_SEEN: usize = 64;

/// Keys that are compared more often than that, because they were made to share a bit of the filter, are left to the
/// tree.
const COMPARISONS_PER_BYTE: usize = 2;

impl<'de> Stream<'de> {
    /// Whether there is a next pair, which stays the next one until it is taken.
    #[inline(always)]
    pub(super) fn peek(&mut self) -> Result<bool, Irregular> {
        let waits = self.waiting || self.read();
        if self.broken { Err(Irregular) } else { Ok(waits) }
    }

    /// Reads the next pair, and tells whether there is one. There is none any more as soon as the body is `broken`.
    #[inline(never)]
    pub(super) fn read(&mut self) -> bool {
        while self.parts.start().is_some() {
            crate::steps::count!(1);
            let part = self.parts.read(&mut self.names, &mut self.decoded_keys);
            if part == Part::Empty && !self.counts_empty {
                continue;
            }
            let Some(left) = self.pairs_left.checked_sub(1) else { return self.break_off() };
            self.pairs_left = left;
            match part {
                Part::Variable(value, Fate::Registered) => {
                    (self.value, self.waiting) = (value, true);
                    return true;
                }
                Part::Empty | Part::Variable(_, Fate::Nameless) => {}
                Part::Variable(_, Fate::Forbidden | Fate::TooDeep) => return self.break_off(),
            }
        }
        false
    }

    /// Leaves the body to the tree.
    #[cold]
    pub(super) fn break_off(&mut self) -> bool {
        (self.broken, self.waiting) = (true, false);
        self.parts.end();
        false
    }

    /// Some bytes of the body.
    #[inline]
    pub(super) fn borrow<'t>(&self, range: Range<usize>) -> Text<'de, 't> {
        match self.text.and_then(|text| text.get(range.clone())) {
            Some(text) => Text::Str(text),
            None => Text::Body(self.parts.body.get(range).unwrap_or_default()),
        }
    }

    /// The text of a key.
    #[inline]
    pub(super) fn key(&self, key: Bytes) -> Text<'de, '_> {
        match key.source {
            Source::Body => self.borrow(key.place.range()),
            Source::Text => Text::Decoded(key.place.of(&self.decoded_keys)),
        }
    }

    /// The value of the pair.
    #[inline]
    pub(super) fn value(&mut self) -> Text<'de, '_> {
        let value = self.value;
        if !value.escaped {
            return self.borrow(value.place.range());
        }
        Text::Decoded(self.decode(value))
    }

    /// The value of the pair, for those to whom its bytes are enough.
    #[inline]
    pub(super) fn value_bytes(&mut self) -> Text<'de, '_> {
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
    pub(super) fn decode_text(&self) -> Result<String, Irregular> {
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
    pub(super) fn bytes(&self, key: Bytes) -> &[u8] {
        (Texts { body: self.parts.body, decoded: &self.decoded_keys }).get(key)
    }

    /// Whether a key was seen from `base` on, or may have been.
    #[cold]
    #[inline(never)]
    pub(super) fn has_seen(&self, base: usize, key: &[u8]) -> bool {
        let seen = self.seen.len();
        let Some(left) = self.comparisons_left.get().checked_sub(seen - base) else { return true };
        self.comparisons_left.set(left);
        if seen - base >= MOST_SEEN {
            return true;
        }
        crate::steps::count!(seen - base);
        (base..seen).any(|index| self.bytes(self.seen.at(index)) == key)
    }
}
