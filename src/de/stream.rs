//! A body on its way into a type, key by key, with no tree between.
//!
//! This goes well as long as the body is regular: the pairs of an array stand together, no key comes up twice, and
//! integer keys ascend. That is how `http_build_query` writes. Whatever is not regular ends the attempt, and so does
//! every error: the tree has the last word, and says what is wrong.
//!
//! An array is as many bytes as lead to it, up to its bracket: the parts that begin with the same bytes are its
//! entries. So a name is read from there on only, a key when its entry is asked for, and a value when that is taken.

use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;
use core::fmt::{self, Display};
use core::ops::Range;

use serde::de;

use super::ends::Ends;
use super::entry::Entry;
use super::scalar::{Refusal, Text};
use crate::error::ErrorKind;
use crate::options::{Options, Reading, TopNames};
use crate::pair::RawValue;
use crate::percent::decode_into;
use crate::place::{Bytes, Source, Texts, small};
use crate::raw_key::{self, Behind};
use crate::stack::Stack;
use crate::window::{Word, common_prefix};

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
    if body.len() > options.limits.longest_body() || options.unusual_separators().is_some() {
        return Err(Irregular);
    }
    let body = options.readable(body);
    let mut stream = Stream {
        body,
        text,
        names: options.names,
        ends: Ends::of(body, 0),
        start: 0,
        at: 0,
        // The first part starts behind it.
        end: u32::MAX,
        common: 0,
        stage: Stage::AtArray,
        broken: false,
        pairs_left: options.limits.pairs.most(),
        counts_empty: options.reading != Reading::PhpParseStr,
        most_keys: options.limits.depth.most(),
        decoded_keys: Vec::new(),
        decoded: Vec::new(),
        seen: Stack::new(),
        comparisons_left: Cell::new(COMPARISONS_PER_BYTE.saturating_mul(body.len())),
    };
    let value = T::deserialize(Entry { stream: &mut stream, depth: 0 });
    // A type that does not want the whole form leaves pairs behind: the tree tells what that means.
    if value.is_ok() && (stream.stage != Stage::Between || stream.begin(0).is_some() || stream.broken) {
        return Err(Irregular);
    }
    value
}

/// What is still to come of a body, and the keys that were there.
pub(super) struct Stream<'de> {
    pub(super) body: &'de [u8],
    /// The whole body, if it is UTF-8: no part of it has to be checked again then.
    text: Option<&'de str>,
    names: TopNames,
    ends: Ends,
    /// Where the part starts that was begun last, how far it is read, and where it ends.
    start: u32,
    at: u32,
    end: u32,
    /// How many bytes that part has in common with the one before it, as far as somebody asked.
    common: u32,
    stage: Stage,
    /// Whether the body turned out to be irregular: no more parts come then.
    broken: bool,
    pairs_left: usize,
    counts_empty: bool,
    /// The most keys that may lead to an array.
    most_keys: usize,
    decoded_keys: Vec<u8>,
    /// The value that was decoded last.
    decoded: Vec<u8>,
    /// The textual keys of all open arrays, each above those of the array around it.
    pub(super) seen: Stack<Bytes, 16>,
    /// How often a key may still be compared with one that was seen.
    comparisons_left: Cell<usize>,
}

/// How far a part is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// All of it: the next one starts here.
    Between,
    /// It was begun: which of the open arrays it belongs to is to be seen.
    Begun,
    /// Up to its value, which is a text.
    AtText,
    /// Up to the bracket behind which the keys of an array start. The whole form is such an array, too.
    AtArray,
    /// As before, and the array is that of a `[]`, or in one: no other part belongs to it.
    AtItem,
}

/// An array with more textual keys than this is left to the tree, which looks them up by hash.
const MOST_SEEN: usize = 64;

/// Keys that are compared more often than that, because they were made to share a bit of the filter, are left to the
/// tree.
const COMPARISONS_PER_BYTE: usize = 2;

impl<'de> Stream<'de> {
    #[inline(always)]
    pub(super) fn stage(&self) -> Stage {
        self.stage
    }

    #[inline(always)]
    pub(super) fn is_broken(&self) -> bool {
        self.broken
    }

    /// Begins the next part, if there is one. Tells how many bytes it has in common with the part before it, as far as
    /// `most` go.
    #[inline(always)]
    fn begin(&mut self, most: u32) -> Option<u32> {
        let mut start = self.end.wrapping_add(1);
        loop {
            crate::steps::count!(1);
            if start as usize >= self.body.len() {
                return None;
            }
            self.end = self.ends.next(self.body);
            if self.end > start {
                break;
            }
            if self.counts_empty {
                self.count()?;
            }
            start += 1;
        }
        let common = common_prefix(self.body, self.start, start, most);
        self.start = start;
        self.count()?;
        Some(common)
    }

    /// Counts a part, unless it is one too many.
    #[inline(always)]
    fn count(&mut self) -> Option<()> {
        match self.pairs_left.checked_sub(1) {
            Some(left) => {
                self.pairs_left = left;
                Some(())
            }
            None => self.break_off(),
        }
    }

    /// Opens the array at which this stands, to which `depth` keys lead. Tells how many bytes of a part these are; the
    /// part goes on with its first entry.
    #[inline(always)]
    pub(super) fn open(&mut self, depth: usize) -> Result<u32, Irregular> {
        if !matches!(self.stage, Stage::AtArray | Stage::AtItem) || depth > self.most_keys {
            return Err(Irregular);
        }
        self.common = self.at - self.start;
        self.stage = if depth == 0 { Stage::Between } else { Stage::Begun };
        Ok(self.common)
    }

    /// Moves on to the next entry of the array to which the first `prefix` bytes of a part lead, and reads its key, up to
    /// what that leads to. There is none either where the body is broken.
    #[inline(always)]
    pub(super) fn next_key(&mut self, prefix: u32) -> Option<Bytes> {
        let common = match self.stage {
            Stage::Begun => self.common,
            Stage::Between => self.begin(prefix)?,
            // Nobody took what was there.
            Stage::AtText | Stage::AtArray | Stage::AtItem => self.break_off()?,
        };
        if common < prefix {
            // An array around this one goes on with it.
            (self.common, self.stage) = (common, Stage::Begun);
            return None;
        }
        self.read_key(self.start + prefix)
    }

    /// No array at which this stands goes over another part.
    pub(super) fn stay_in_part(&mut self) {
        if self.stage == Stage::AtArray {
            self.stage = Stage::AtItem;
        }
    }

    /// Reads the key that starts there, up to what it leads to.
    #[inline(always)]
    fn read_key(&mut self, at: u32) -> Option<Bytes> {
        let (body, start, text) = (self.body, self.start, &mut self.decoded_keys);
        let read = if at == start {
            raw_key::read_top(body, start, self.names, text)
        } else {
            raw_key::read(body, start, at, text)
        };
        let Some((key, behind)) = read else { return self.break_off() };
        (self.at, self.stage) = match behind {
            Behind::End(name) => (name.value, Stage::AtText),
            Behind::Bracket(behind) if key.place.len() == 0 => (behind, Stage::AtItem),
            Behind::Bracket(behind) => (behind, Stage::AtArray),
        };
        Some(key)
    }

    /// Whether the array at which this stands might be a list.
    pub(super) fn may_be_list(&self) -> bool {
        // A bracket that closes, a zero, or an escape of either.
        matches!(self.body.get(self.at as usize), Some(b']' | b'0' | b'%'))
    }

    /// Takes the text at which this stands.
    #[inline(always)]
    pub(super) fn take(&mut self) -> Result<RawValue, Irregular> {
        if self.stage != Stage::AtText {
            return Err(Irregular);
        }
        self.stage = Stage::Between;
        Ok(RawValue::between(self.body, self.at, self.end))
    }

    /// Takes the text at which this stands, if it is a number as most are written: one to sixteen digits.
    #[inline(always)]
    pub(super) fn take_number(&mut self) -> Option<i64> {
        if self.stage != Stage::AtText {
            return None;
        }
        let digits = self.end - self.at;
        let number = match digits {
            1..=8 => Word::at(self.body, self.at).number(digits)?,
            9..=16 => {
                let high = Word::at(self.body, self.at).number(digits - 8)?;
                high * 100_000_000 + Word::at(self.body, self.end - 8).number(8)?
            }
            _ => return None,
        };
        self.stage = Stage::Between;
        i64::try_from(number).ok()
    }

    /// Takes the text at which this stands, if it has no bytes.
    pub(super) fn take_blank(&mut self) -> bool {
        let blank = self.stage == Stage::AtText && self.at == self.end;
        if blank {
            self.stage = Stage::Between;
        }
        blank
    }

    /// Passes over what stands here, to which `depth` keys lead: a text, or all parts of an array, whose names are read
    /// and forgotten.
    pub(super) fn skip(&mut self, depth: usize) -> Result<(), Irregular> {
        if self.stage == Stage::AtText {
            self.stage = Stage::Between;
            return Ok(());
        }
        let is_item = self.stage == Stage::AtItem;
        let prefix = self.open(depth)?;
        // How many bytes of the name are known, and how many keys these are.
        let (mut known, mut keys) = (prefix, depth);
        loop {
            match self.stage {
                Stage::Begun => {}
                _ if is_item => break,
                _ => match self.begin(known) {
                    Some(common) => (self.common, self.stage) = (common, Stage::Begun),
                    None => break,
                },
            }
            if self.common < prefix {
                break;
            }
            if self.common < known {
                (known, keys) = (prefix, depth);
            }
            let decoded = self.decoded_keys.len();
            while self.read_key(self.start + known).is_some() && self.stage != Stage::AtText {
                (known, keys) = (self.at - self.start, keys + 1);
                if keys > self.most_keys {
                    return Err(Irregular);
                }
            }
            self.decoded_keys.truncate(decoded);
            self.stage = Stage::Between;
        }
        if self.broken { Err(Irregular) } else { Ok(()) }
    }

    /// Leaves the body to the tree.
    #[cold]
    pub(super) fn break_off<T>(&mut self) -> Option<T> {
        (self.broken, self.stage) = (true, Stage::Between);
        self.end = small(self.body.len());
        None
    }

    /// Some bytes of the body.
    #[inline]
    pub(super) fn borrow<'t>(&self, range: Range<usize>) -> Text<'de, 't> {
        match self.text.and_then(|text| text.get(range.clone())) {
            Some(text) => Text::Str(text),
            None => Text::Body(self.body.get(range).unwrap_or_default()),
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

    /// A value.
    #[inline]
    pub(super) fn value(&mut self, value: RawValue) -> Text<'de, '_> {
        if value.escaped { Text::Decoded(self.decode(value)) } else { self.borrow(value.place.range()) }
    }

    /// A value, for those to whom its bytes are enough.
    #[inline]
    pub(super) fn value_bytes(&mut self, value: RawValue) -> Text<'de, '_> {
        if value.escaped { Text::Decoded(self.decode(value)) } else { Text::Body(value.place.of(self.body)) }
    }

    /// Decodes a value. It stays until the next one is decoded.
    #[cold]
    #[inline(never)]
    fn decode(&mut self, value: RawValue) -> &[u8] {
        self.decoded.clear();
        decode_into(value.place.of(self.body), &mut self.decoded);
        &self.decoded
    }

    /// A value as a text of its own, that need not be copied again.
    #[inline(never)]
    pub(super) fn decode_text(&self, value: RawValue) -> Result<String, Irregular> {
        let raw = value.place.of(self.body);
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
        (Texts { body: self.body, decoded: &self.decoded_keys }).get(key)
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
