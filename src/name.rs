//! Phase 3: PHP's grammar of variable names. A raw name -> its top key and its bracket keys.
//!
//! Names of one body share long beginnings, and brackets are read from left to right: what a name shares with the
//! one before it, up to a `]`, means the same in both and is not read again. Names are read straight from the raw bytes,
//! and a key with an escape is decoded alone; what is more unusual is decoded whole and then read as
//! `php_register_variable_ex` reads it.

use alloc::vec::Vec;

use crate::grammar::{self, Fate, Prefixes, is_space};
use crate::limits::Limit;
use crate::options::TopNames;
use crate::percent::{decode_into, escape_at};
use crate::place::{Bytes, Place, Source, Texts, small};
use crate::stack::Stack;
use crate::window::{WIDTH, Window, Word, common_prefix, find_stop};

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

    /// The bytes of the key, if they stand in the body. Those of a `[]` are empty.
    #[cfg(feature = "serde")]
    #[inline(always)]
    pub(crate) fn in_body(self) -> Option<Place> {
        if self.tail >> 32 == 0 { Some(self.place) } else { None }
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
    /// How long the decoded text was before the name that starts there, as soon as a part of that is decoded.
    text_before: (u32, usize),
    depth: Limit,
    top: TopNames,
}

impl Names {
    pub(crate) fn new(depth: Limit, top: TopNames) -> Self {
        Self {
            keys: Stack::new(),
            start: 0,
            end: 0,
            shared: 0,
            firm: 0,
            firm_end: 0,
            bracket: 0,
            text_before: (u32::MAX, 0),
            depth,
            top,
        }
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

    /// What stands under the first `depth` keys of the last name begins with it: it has these in common with all of that.
    #[cfg(feature = "serde")]
    #[inline]
    pub(crate) fn enter(&mut self, depth: usize) {
        self.shared = depth;
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
            None => self.read_unusual(body, start, text),
        }
    }

    /// Reads any name that starts at `start`, whose keys were read as far as they are usual.
    #[cold]
    #[inline(never)]
    fn read_unusual(&mut self, body: &[u8], start: u32, text: &mut Vec<u8>) -> (NameEnd, Fate) {
        if let Some(end) = self.read_forbidden(body, start, text) {
            return (end, Fate::Forbidden);
        }
        if self.text_before.0 == start {
            text.truncate(self.text_before.1);
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
        let end = plain_key_end(body, at)?;
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
            match self.read_top(body, start, text)? {
                Behind::End(end) => return Some(end),
                Behind::Bracket(behind) => at = behind,
            }
        }
        loop {
            crate::steps::count!(1);
            if self.keys.len() > self.depth.most() {
                return None;
            }
            let end = find_stop(body, at, Window::key_stops);
            let word = Word::at(body, end);
            let key = Place::between(at, end);
            if body.get(at as usize) == Some(&b'_') && key.of(body).starts_with(b"__") {
                return None;
            }
            let key = Bytes { place: key, source: Source::Body };
            if let Some(closing) = word.closing_before_equals() {
                self.keys.push(Segment::new(key, 0));
                return Some(NameEnd::before_equals(end + closing));
            }
            if let Some(brackets) = word.closing_and_opening() {
                at = end + brackets;
                self.push_firm(key, at - start);
                continue;
            }
            match self.read_other_key(body, start, key.place, text)? {
                Behind::End(end) => return Some(end),
                Behind::Bracket(behind) => at = behind,
            }
        }
    }

    /// Adds a key with a bracket behind it, where so many bytes of the name were read.
    #[inline(always)]
    fn push_firm(&mut self, key: Bytes, end: u32) {
        if self.firm == self.keys.len() && key.place.len() > 0 {
            self.firm += 1;
            self.firm_end = end;
        }
        self.keys.push(Segment::new(key, end));
    }

    /// Reads a key in brackets that starts and holds something with a meaning where `key` does, or behind which
    /// something else stands than `=` or a bracket of the same kind.
    #[cold]
    #[inline(never)]
    fn read_other_key(&mut self, body: &[u8], start: u32, key: Place, text: &mut Vec<u8>) -> Option<Behind> {
        let mut end = small(key.range().end);
        let mut word = Word::at(body, end);
        let mut key = Bytes { place: key, source: Source::Body };
        if word.closing().is_none() {
            (key, end) = self.read_unusual_key(body, key.place.start(), end, text)?;
            word = Word::at(body, end);
        }
        let closing = word.closing()?;
        let (closed, word) = (end + closing, word.behind(closing));
        let Some(opening) = word.opening() else {
            self.keys.push(Segment::new(key, 0));
            // Whatever else follows a bracket is ignored (specification 2.8).
            return Some(Behind::End(NameEnd::at(body, find_stop(body, closed, Window::name_ends))));
        };
        let behind = closed + opening;
        self.push_firm(key, behind - start);
        Some(Behind::Bracket(behind))
    }

    /// Reads the top key of a name that starts at `start`.
    #[inline(always)]
    fn read_top(&mut self, body: &[u8], start: u32, text: &mut Vec<u8>) -> Option<Behind> {
        let mut end = find_stop(body, start, Window::top_key_stops);
        let mut word = Word::at(body, end);
        let mut key = Bytes { place: Place::between(start, end), source: Source::Body };
        if !matches!(word.first(), b'=' | b'&') && word.opening().is_none() {
            (key, end) = self.read_unusual_top(body, start, end, text)?;
            word = Word::at(body, end);
        }
        if key.place.len() == 0 {
            return None;
        }
        let Some(opening) = word.opening() else {
            self.keys.push(Segment::new(key, 0));
            return Some(Behind::End(NameEnd::at(body, end)));
        };
        let behind = end + opening;
        self.keys.push(Segment::new(key, behind - start));
        (self.firm, self.firm_end) = (1, behind - start);
        Some(Behind::Bracket(behind))
    }

    /// Reads a top key that starts at `start` and holds something with a meaning at `stop`, and tells where it ends. It
    /// is none of those that may be forbidden.
    #[cold]
    #[inline(never)]
    fn read_unusual_top(
        &mut self,
        body: &[u8],
        start: u32,
        stop: u32,
        text: &mut Vec<u8>,
    ) -> Option<(Bytes, u32)> {
        let (mut from, mut decoded) = (start, None);
        let mut at = stop;
        loop {
            let (byte, further) = match body.get(at as usize) {
                None | Some(b'=' | b'&' | b'[') => break,
                Some(0) => return None,
                Some(b'%') => match escape_at(body, at as usize) {
                    Some(b'[') => break,
                    Some(0) => return None,
                    Some(byte) => (Some(byte), at + 3),
                    None => (None, at + 1),
                },
                Some(b'+' | b' ') => (Some(b' '), at + 1),
                Some(b'.') => (Some(b'.'), at + 1),
                Some(_) => (None, at + 1),
            };
            if let Some(byte) = byte {
                let decoded = *decoded.get_or_insert_with(|| self.start_text(start, body, text));
                append(body, from, at, text);
                match (byte, self.top) {
                    (b' ', TopNames::Mangled) if text.len() == decoded => {}
                    (b' ' | b'.', TopNames::Mangled) => text.push(b'_'),
                    _ => text.push(byte),
                }
                from = further;
            }
            at = find_stop(body, further, Window::top_stops);
        }
        let Some(decoded) = decoded else {
            return Some((Bytes { place: Place::between(start, at), source: Source::Body }, at));
        };
        append(body, from, at, text);
        if text.get(decoded..)?.starts_with(b"__") {
            return None;
        }
        Some((Bytes { place: Place::between(small(decoded), small(text.len())), source: Source::Text }, at))
    }

    /// Reads a key that starts at `start` and holds something with a meaning at `stop`, and tells where it ends, if that is
    /// before the name does. It does not start with white space, and is none of those that may be forbidden.
    #[cold]
    #[inline(never)]
    fn read_unusual_key(
        &mut self,
        body: &[u8],
        start: u32,
        stop: u32,
        text: &mut Vec<u8>,
    ) -> Option<(Bytes, u32)> {
        let (mut from, mut decoded) = (start, None);
        let mut at = stop;
        loop {
            let (byte, further) = match *body.get(at as usize)? {
                b']' => break,
                0 | b'=' | b'&' => return None,
                b'%' => match escape_at(body, at as usize) {
                    Some(b']') => break,
                    Some(0) => return None,
                    Some(byte) => (Some(byte), at + 3),
                    None => (None, at + 1),
                },
                b'+' => (Some(b' '), at + 1),
                byte if at == start && is_space(byte) => return None,
                _ => (None, at + 1),
            };
            if let Some(byte) = byte {
                if at == start && is_space(byte) {
                    return None;
                }
                decoded.get_or_insert_with(|| self.start_text(start, body, text));
                append(body, from, at, text);
                text.push(byte);
                from = further;
            }
            at = find_stop(body, further, Window::key_stops);
        }
        let mut key = Bytes { place: Place::between(start, at), source: Source::Body };
        if let Some(decoded) = decoded {
            append(body, from, at, text);
            key = Bytes { place: Place::between(small(decoded), small(text.len())), source: Source::Text };
        }
        (!(Texts { body, decoded: text }).get(key).starts_with(b"__")).then_some((key, at))
    }

    /// Makes room to decode the name that is read from `at` on, and tells where that will stand in `text`.
    fn start_text(&mut self, at: u32, body: &[u8], text: &mut Vec<u8>) -> usize {
        let decoded = text.len();
        if self.text_before.0 != self.start {
            self.text_before = (self.start, decoded);
        }
        reserve_rest(text, body.len() - at as usize, body.len() - self.start as usize);
        decoded
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

/// Makes room for `more` bytes, at once for all that the rest of the body may still need: decoding never makes
/// anything longer.
#[inline]
pub(crate) fn reserve_rest(text: &mut Vec<u8>, more: usize, rest: usize) {
    if text.capacity() - text.len() < more {
        text.reserve_exact(usize::max(more, rest));
    }
}

/// Where a name ends, and where its value starts: at the same place, if there is no `=`.
#[derive(Clone, Copy)]
pub(crate) struct NameEnd {
    pub(crate) name: u32,
    pub(crate) value: u32,
}

impl NameEnd {
    /// The end of a name with a `=` behind it.
    #[inline(always)]
    fn before_equals(end: u32) -> Self {
        Self { name: end, value: end + 1 }
    }

    /// The end of a name, whatever stands behind it.
    #[inline(always)]
    fn at(body: &[u8], end: u32) -> Self {
        if body.get(end as usize) == Some(&b'=') {
            Self::before_equals(end)
        } else {
            Self { name: end, value: end }
        }
    }
}

/// Where the key ends that starts at `start`, if that is before the name does and nothing in it is escaped.
fn plain_key_end(body: &[u8], start: u32) -> Option<u32> {
    let mut stop = find_stop(body, start, Window::key_stops);
    loop {
        match body.get(stop as usize)? {
            b']' => return Some(stop),
            b'%' => return (escape_at(body, stop as usize) == Some(b']')).then_some(stop),
            0 | b'=' | b'&' | b'+' => return None,
            _ => stop = find_stop(body, stop + 1, Window::key_stops),
        }
    }
}

/// What follows a key.
enum Behind {
    /// The name ends.
    End(NameEnd),
    /// A bracket opened; here it ends.
    Bracket(u32),
}

/// Appends what stands between two positions. It is mostly short: as many bytes as a window has are copied then, which
/// takes no loop, and those that are too many are cut off.
#[inline(always)]
fn append(body: &[u8], from: u32, end: u32, text: &mut Vec<u8>) {
    let run = Place::between(from, end).of(body);
    match body.get(from as usize..).and_then(|rest| rest.first_chunk::<WIDTH>()) {
        Some(window) if run.len() <= WIDTH => {
            let len = text.len() + run.len();
            text.extend_from_slice(window);
            text.truncate(len);
        }
        _ => text.extend_from_slice(run),
    }
}

/// The raw place of what stands at `decoded` after decoding.
fn raw_offset(raw: &[u8], decoded: usize) -> usize {
    crate::steps::count!(decoded);
    (0..decoded).fold(0, |at, _| at + if escape_at(raw, at).is_some() { 3 } else { 1 })
}
