//! Phase 3: PHP's grammar of variable names. A raw name -> its top key and its bracket keys.
//!
//! Names of one body share long beginnings, and brackets are read from left to right: what a name shares with the
//! one before it, up to a `]`, means the same in both and is not read again. Names are read straight from the raw bytes,
//! and a key with an escape is decoded alone; what is more unusual is decoded whole and then read as
//! `php_register_variable_ex` reads it.

use alloc::vec::Vec;

use crate::grammar::{self, Fate, Prefixes};
use crate::limits::Limit;
use crate::options::TopNames;
use crate::percent::{decode_into, escape_at};
use crate::place::{Bytes, Place, Source, Texts, small};
use crate::raw_key::{self, Behind, NameEnd, reserve_rest};
use crate::stack::Stack;
use crate::window::{Window, common_prefix, find_stop};

/// One key of a name.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Segment {
    /// The key in the body or in the decoded text: a shared one stands where it was read.
    place: Place,
    /// How many raw bytes of the name were read up to here, the bracket behind the key included, which means something
    /// only if there is one; and the source.
    tail: u64,
}

impl Segment {
    /// A key of a name that was read for `end` bytes with it.
    #[inline(always)]
    fn new(key: Bytes, end: u32) -> Self {
        Self { place: key.place, tail: u64::from(end) | (key.source as u64) << 32 }
    }

    #[inline(always)]
    fn end(self) -> u32 {
        // The lower half.
        self.tail as u32
    }

    /// The place of the key in its text.
    #[inline(always)]
    pub(crate) fn place(self) -> Place {
        self.place
    }

    /// The bytes of the key, unless it is a `[]`: that takes the next free index.
    #[inline(always)]
    pub(crate) fn bytes(self) -> Option<Bytes> {
        let source = if self.tail >> 32 == 0 { Source::Body } else { Source::Text };
        if self.place.len() == 0 { None } else { Some(Bytes { place: self.place, source }) }
    }
}

/// The keys of a name: rarely more than a few.
pub(crate) type Keys = Stack<Segment, 8>;

/// Reads names one after the other, and keeps the keys of the last one.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    keys: Keys,
    /// Where the last name starts, and where it ends: at its `=`, at the separator, or at the end of the body.
    start: u32,
    end: u32,
    /// How many keys the last name has in common with the one before it.
    shared: usize,
    /// How many of its keys can be shared: those with a bracket behind them, up to the first `[]`; and how many raw
    /// bytes these are with that bracket.
    firm: usize,
    firm_end: u32,
    /// Where the bracket stands that is one too many.
    bracket: usize,
    depth: Limit,
    top: TopNames,
}

impl Names {
    pub(crate) fn new(depth: Limit, top: TopNames) -> Self {
        Self { keys: Stack::new(), start: 0, end: 0, shared: 0, firm: 0, firm_end: 0, bracket: 0, depth, top }
    }

    /// The keys of the last name.
    #[inline]
    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    /// How many of these it has in common with the name before it.
    #[inline]
    pub(crate) fn shared(&self) -> usize {
        self.shared
    }

    /// Where the last name stands in the body.
    #[inline]
    pub(crate) fn place(&self) -> Place {
        Place::between(self.start, self.end)
    }

    /// Where the bracket stands for which the last name was dropped.
    pub(crate) fn bracket(&self) -> usize {
        self.bracket
    }

    /// The next name shares nothing with the last one.
    #[inline]
    pub(crate) fn forget(&mut self) {
        (self.firm, self.firm_end) = (0, 0);
    }

    /// The last name has no keys: its variable is dropped.
    pub(crate) fn drop_keys(&mut self) {
        self.keys.truncate(0);
        self.forget();
    }

    /// Reads the name that starts at `start` and ends before `=`, `&` or the end of the body; tells where it ends and
    /// what becomes of its variable. Keys that need decoding are appended to `text`.
    #[inline(always)]
    pub(crate) fn read(&mut self, body: &[u8], start: u32, text: &mut Vec<u8>) -> (NameEnd, Fate) {
        let (shared, behind) = self.share(body, start);
        match self.read_raw(body, start, behind, text) {
            Some(end) => {
                (self.end, self.shared) = (end.name, shared);
                (end, Fate::Registered)
            }
            None => self.read_unusual(body, start, shared, text),
        }
    }

    /// Reads any name that starts at `start`, whose keys were read as far as they are usual. It has the first `shared` of
    /// them in common with the last one.
    #[cold]
    #[inline(never)]
    fn read_unusual(
        &mut self,
        body: &[u8],
        start: u32,
        shared: usize,
        text: &mut Vec<u8>,
    ) -> (NameEnd, Fate) {
        if let Some(end) = self.read_forbidden(body, start, text) {
            return (end, Fate::Forbidden);
        }
        // Its own keys are decoded once more.
        let decoded = |level| self.keys.at(level).bytes().filter(|key| key.source == Source::Text);
        if let Some(key) = (shared..self.keys.len()).find_map(decoded) {
            text.truncate(key.place.start() as usize);
        }
        let end = find_stop(body, start, Window::name_ends);
        let fate = self.read_decoded(body, Place::between(start, end), text);
        (NameEnd::at(body, end), fate)
    }

    /// Ends the name at the key behind those read so far, if that stands in the body as it is and the name is dropped
    /// for it. All keys read so far have a bracket behind them: a name is never given up behind its last one.
    fn read_forbidden(&mut self, body: &[u8], start: u32, text: &[u8]) -> Option<NameEnd> {
        let last = self.keys.len().checked_sub(1)?;
        // One bracket more may be one too many, which counts first.
        if self.keys.len() >= self.depth.most() {
            return None;
        }
        let at = start + self.keys.at(last).end();
        let top = Texts { body, decoded: text }.get(self.keys.at(0).bytes()?);
        if !Prefixes::of(top).forbid(body.get(at as usize..)) {
            return None;
        }
        let end = raw_key::plain_end(body, at)?;
        self.forget();
        let key = Bytes { place: Place::between(at, end), source: Source::Body };
        self.keys.push(Segment::new(key, 0));
        let end = NameEnd::at(body, find_stop(body, end, Window::name_ends));
        (self.end, self.shared) = (end.name, 0);
        Some(end)
    }

    /// How many keys of the last name the raw bytes from `start` on begin with, and how many bytes these are with the
    /// bracket behind them. The others are forgotten.
    #[inline(always)]
    fn share(&mut self, body: &[u8], start: u32) -> (usize, u32) {
        let (mut shared, mut behind) = (self.firm, self.firm_end);
        let common = common_prefix(body, self.start, start, behind);
        while behind > common {
            crate::steps::count!(1);
            shared -= 1;
            behind = shared.checked_sub(1).map_or(0, |last| self.keys.at(last).end());
        }
        self.start = start;
        (self.firm, self.firm_end) = (shared, behind);
        self.keys.truncate(shared);
        (shared, behind)
    }

    /// Reads a name without anything unusual straight from the body, behind the bytes that it shares with the last one,
    /// and tells where it ends; or gives up.
    #[inline(always)]
    fn read_raw(&mut self, body: &[u8], start: u32, shared: u32, text: &mut Vec<u8>) -> Option<NameEnd> {
        let mut at = start + shared;
        if shared == 0 {
            match raw_key::read_top(body, start, self.top, text)? {
                (key, Behind::End(end)) => return Some(self.push_last(key, end)),
                (key, Behind::Bracket(behind)) => at = self.push(key, start, behind),
            }
        }
        loop {
            crate::steps::count!(1);
            if self.keys.len() > self.depth.most() {
                return None;
            }
            match raw_key::read(body, start, at, text)? {
                (key, Behind::End(end)) => return Some(self.push_last(key, end)),
                (key, Behind::Bracket(behind)) => at = self.push(key, start, behind),
            }
        }
    }

    /// Adds a key of the name that starts at `start`, with a bracket behind it that ends at `behind`.
    #[inline(always)]
    fn push(&mut self, key: Bytes, start: u32, behind: u32) -> u32 {
        let end = behind - start;
        if self.firm == self.keys.len() && key.place.len() > 0 {
            self.firm += 1;
            self.firm_end = end;
        }
        self.keys.push(Segment::new(key, end));
        behind
    }

    /// Adds the last key of a name that ends there.
    #[inline(always)]
    fn push_last(&mut self, key: Bytes, end: NameEnd) -> NameEnd {
        self.keys.push(Segment::new(key, 0));
        end
    }

    /// Reads any name: decodes it whole and then goes by the book.
    /// Nothing of it is shared with the next one.
    #[cold]
    #[inline(never)]
    pub(crate) fn read_decoded(&mut self, body: &[u8], name: Place, text: &mut Vec<u8>) -> Fate {
        self.drop_keys();
        let raw = name.of(body);
        let start = text.len();
        reserve_rest(text, raw.len(), body.len() - name.start() as usize);
        decode_into(raw, text);
        let decoded = text.get_mut(start..).unwrap_or_default();
        let keys = &mut self.keys;
        let fate = grammar::read(decoded, self.top, self.depth.most(), |key| {
            let place = Place::between(small(start + key.start), small(start + key.end));
            keys.push(Segment::new(Bytes { place, source: Source::Text }, 0));
        });
        let fate = fate.unwrap_or_else(|bracket| {
            self.bracket = name.start() as usize + raw_offset(raw, bracket);
            Fate::TooDeep
        });
        (self.start, self.end, self.shared) = (name.start(), small(name.range().end), 0);
        fate
    }
}

/// The raw place of what stands at `decoded` after decoding.
fn raw_offset(raw: &[u8], decoded: usize) -> usize {
    crate::steps::count!(decoded);
    (0..decoded).fold(0, |at, _| at + if escape_at(raw, at).is_some() { 3 } else { 1 })
}
