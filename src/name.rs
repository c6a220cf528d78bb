//! Phase 3: PHP's grammar of variable names. A raw name -> its top key and its bracket keys.
//!
//! Names of one body share long beginnings, and brackets are read from left to right: what a name shares with the
//! one before it, up to a `]`, means the same in both and is not read again. Names without anything unusual are read
//! straight from the raw bytes; all others are decoded first and then read as `php_register_variable_ex` reads them.

use alloc::vec::Vec;
use core::ops::Range;

use crate::limits::Limit;
use crate::options::TopNames;
use crate::percent::{decode_into, escape_at};
use crate::place::{Bytes, Place, Source, Texts, small};
use crate::stack::Stack;
use crate::window::{Window, Word, common_prefix, find_stop};

/// One key of a name.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Segment {
    /// The key in the body or in the decoded text: a shared one stands where it was read.
    place: Place,
    /// How many raw bytes of the name were read up to here, the bracket behind the key included; and the source.
    tail: u64,
}

impl Segment {
    /// A key of a name that was read for `end` bytes with it.
    #[inline(always)]
    fn new(place: Place, source: Source, end: u32) -> Self {
        Self { place, tail: u64::from(end) | (source as u64) << 32 }
    }

    /// A key that stands in the body as it is.
    #[inline(always)]
    fn raw(place: Place, end: u32) -> Self {
        Self::new(place, if place.len() == 0 { Source::Append } else { Source::Body }, end)
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

    /// Where the bytes of the key stand.
    #[inline(always)]
    pub(crate) fn source(self) -> Source {
        match self.tail >> 32 {
            0 => Source::Body,
            1 => Source::Text,
            _ => Source::Append,
        }
    }

    /// The bytes of the key, unless it is a `[]`.
    #[inline(always)]
    pub(crate) fn bytes(self) -> Option<Bytes> {
        let source = self.source();
        (source != Source::Append).then_some(Bytes { place: self.place, source })
    }
}

/// What becomes of a variable because of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is registered under its keys.
    Registered,
    /// It is dropped: nothing stands before its first bracket (specification 2.4).
    Nameless,
    /// It is dropped at its last key, which takes a prefix that the name itself lacks (specification 2.12).
    Forbidden,
    /// It is dropped at the bracket behind its last key, [`Names::bracket`] (specification 4.3).
    TooDeep,
}

/// A name that was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Name {
    /// Where the raw name ends: at its `=`, at the separator, or at the end of the body.
    pub(crate) end: u32,
    /// How many keys it has in common with the name before it.
    pub(crate) shared: usize,
    pub(crate) fate: Fate,
}

/// Reads names one after the other, and keeps the keys of the last one.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    keys: Stack<Segment>,
    /// Where the last name starts.
    start: u32,
    /// How many of its keys can be shared: those with a bracket behind them, up to the first `[]`.
    firm: usize,
    /// Where the bracket stands that is one too many.
    bracket: usize,
    depth: Limit,
    top: TopNames,
}

impl Names {
    pub(crate) fn new(depth: Limit, top: TopNames) -> Self {
        Self { keys: Stack::new(), start: 0, firm: 0, bracket: 0, depth, top }
    }

    /// The keys of the last name.
    #[inline]
    pub(crate) fn keys(&self) -> &Stack<Segment> {
        &self.keys
    }

    /// Where the bracket stands for which the last name was dropped.
    pub(crate) fn bracket(&self) -> usize {
        self.bracket
    }

    /// The next name shares nothing with the last one.
    #[inline]
    pub(crate) fn forget(&mut self) {
        self.firm = 0;
    }

    /// Reads the name that starts at `start` and ends before `=`, `&` or the end of the body.
    /// Keys that need decoding are appended to `text`.
    #[inline(always)]
    pub(crate) fn read(&mut self, body: &[u8], start: u32, text: &mut Vec<u8>) -> Name {
        let shared = self.share(body, start);
        match self.read_raw(body, start, shared, text) {
            Some(end) => Name { end, shared, fate: Fate::Registered },
            None => self.read_unusual(body, start, text),
        }
    }

    /// Reads any name that starts at `start`.
    #[cold]
    #[inline(never)]
    fn read_unusual(&mut self, body: &[u8], start: u32, text: &mut Vec<u8>) -> Name {
        let end = find_stop(body, start, Window::name_ends);
        self.read_decoded(body, start..end, text)
    }

    /// How many keys of the last name the raw bytes from `start` on begin with. The others are forgotten.
    #[inline(always)]
    fn share(&mut self, body: &[u8], start: u32) -> usize {
        let mut shared = self.firm;
        if let Some(last) = shared.checked_sub(1) {
            let common = common_prefix(body, self.start, start, self.keys.at(last).end());
            while let Some(last) = shared.checked_sub(1)
                && self.keys.at(last).end() > common
            {
                crate::steps::count!(1);
                shared = last;
            }
        }
        self.start = start;
        self.keys.truncate(shared);
        shared
    }

    /// Reads a name without anything unusual straight from the body, and tells where it ends; or gives up.
    #[inline(always)]
    fn read_raw(&mut self, body: &[u8], start: u32, shared: usize, text: &mut Vec<u8>) -> Option<u32> {
        self.firm = shared;
        let mut at = match shared.checked_sub(1) {
            Some(last) => start + self.keys.at(last).end(),
            None => {
                let end = top_end(body, start)?;
                let opening = Word::at(body, end).opening();
                let at = end + opening.unwrap_or(0);
                self.keys.push(Segment::new(Place::between(start, end), Source::Body, at - start));
                if opening.is_none() {
                    return Some(end);
                }
                self.firm = 1;
                at
            }
        };
        loop {
            crate::steps::count!(1);
            if self.keys.len() > self.depth.most() {
                return None;
            }
            let stop = name_stop(body, at);
            let word = Word::at(body, stop);
            let opening;
            (at, opening) = match word.closing() {
                Some(closing) => {
                    let place = Place::between(at, stop);
                    if let [b'_', b'_', ..] = place.of(body) {
                        return None;
                    }
                    let opening = word.behind(closing).opening();
                    let behind = stop + closing + opening.unwrap_or(0);
                    self.push(Segment::raw(place, behind - start), opening);
                    (behind, opening)
                }
                None => self.read_unusual_key(body, at, stop, text)?,
            };
            if opening.is_none() {
                break;
            }
        }
        if !matches!(body.get(at as usize), None | Some(b'=' | b'&')) {
            // Whatever else follows a bracket is ignored (specification 2.8).
            at = find_stop(body, at, Window::name_ends);
        }
        Some(at)
    }

    /// Adds a key, and the bracket that opens behind it.
    #[inline(always)]
    fn push(&mut self, key: Segment, opening: Option<u32>) {
        let level = self.keys.len();
        self.keys.push(key);
        self.firm += usize::from(self.firm == level && opening.is_some() && key.source() != Source::Append);
    }

    /// Reads a key that starts at `start` and holds something with a meaning at `stop`, if it ends before the name does,
    /// does not start with white space, and is none of those that may be forbidden. Tells where it ends, with the
    /// bracket that opens behind it.
    #[cold]
    #[inline(never)]
    fn read_unusual_key(
        &mut self,
        body: &[u8],
        start: u32,
        stop: u32,
        text: &mut Vec<u8>,
    ) -> Option<(u32, Option<u32>)> {
        let (end, escaped) = unusual_key_end(body, start, stop)?;
        let word = Word::at(body, end);
        let closing = word.closing()?;
        let opening = word.behind(closing).opening();
        let behind = end + closing + opening.unwrap_or(0);
        let place = Place::between(start, end);
        let (place, source) = if escaped {
            let decoded = small(text.len());
            let raw = place.of(body);
            reserve_rest(text, raw.len(), body.len() - self.start as usize);
            decode_into(raw, text);
            (Place::between(decoded, small(text.len())), Source::Text)
        } else {
            (place, Source::Body)
        };
        let key = Bytes { place, source };
        if (Texts { body, decoded: text }).get(key).starts_with(b"__") {
            return None;
        }
        self.push(Segment::new(place, source, behind - self.start), opening);
        Some((behind, opening))
    }

    /// Reads any name: decodes it whole and then goes by `php_register_variable_ex`, line by line.
    /// The name fills `raw`; nothing of it is shared with the next one.
    #[cold]
    #[inline(never)]
    pub(crate) fn read_decoded(&mut self, body: &[u8], raw: Range<u32>, text: &mut Vec<u8>) -> Name {
        self.keys.truncate(0);
        self.forget();
        let raw_name = Place::between(raw.start, raw.end).of(body);
        let start = text.len();
        reserve_rest(text, raw_name.len(), body.len() - raw.start as usize);
        decode_into(raw_name, text);
        let decoded = text.get_mut(start..).unwrap_or_default();
        let fate = self.read_keys(decoded, start);
        if fate == Fate::TooDeep {
            self.bracket = raw.start as usize + raw_offset(raw_name, self.bracket);
        }
        Name { end: raw.end, shared: 0, fate }
    }

    /// The keys of a decoded name that stands at `base` of the decoded text. A bracket too many is told by its place
    /// in `name`.
    fn read_keys(&mut self, name: &mut [u8], base: usize) -> Fate {
        // A name is a C string (specification 1.9).
        let end = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
        let start = match self.top {
            TopNames::Mangled => name.iter().take(end).take_while(|byte| **byte == b' ').count(),
            TopNames::Kept => 0,
        };
        let name = name.get_mut(..end).unwrap_or_default();
        let prefixes = Prefixes::of(name.get(start..).unwrap_or_default());
        let bracket = position(name, start, b'[').unwrap_or(end);
        if bracket == start {
            return Fate::Nameless;
        }
        self.mangle(name, start..bracket, b" .");
        let mut last = start..bracket;
        let mut at = bracket;
        while name.get(at) == Some(&b'[') {
            crate::steps::count!(1);
            if self.keys.len() >= self.depth.most() {
                self.push_text(base, &last);
                self.bracket = at;
                return Fate::TooDeep;
            }
            let key_start = at + 1;
            let skipped = usize::from(name.get(key_start).is_some_and(|byte| is_space(*byte)));
            let Some(key_end) = position(name, key_start + skipped, b']') else {
                if at == bracket {
                    // Unclosed at the first level: a plain variable (specification 2.9).
                    self.mangle(name, at..end, b" .[");
                    last = start..end;
                }
                break;
            };
            if prefixes.forbid(name.get(last.clone())) {
                self.push_text(base, &last);
                return Fate::Forbidden;
            }
            self.push_text(base, &last);
            // One white space byte and nothing else is no key (specification 2.7).
            last = if key_end == key_start + skipped { key_end..key_end } else { key_start..key_end };
            at = key_end + 1;
        }
        self.push_text(base, &last);
        if prefixes.forbid(name.get(last)) { Fate::Forbidden } else { Fate::Registered }
    }

    fn push_text(&mut self, base: usize, key: &Range<usize>) {
        let source = if key.is_empty() { Source::Append } else { Source::Text };
        let place = Place::between(small(base + key.start), small(base + key.end));
        self.keys.push(Segment::new(place, source, 0));
    }

    /// Puts `_` for each of `bytes`, unless top names are kept (specification 2.2).
    fn mangle(&self, name: &mut [u8], range: Range<usize>, bytes: &[u8]) {
        if self.top == TopNames::Mangled {
            for byte in name.get_mut(range).unwrap_or_default() {
                crate::steps::count!(1);
                if bytes.contains(byte) {
                    *byte = b'_';
                }
            }
        }
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

/// The first byte at or behind `at` that may have a meaning in a name, or the end of the body.
#[inline(always)]
fn name_stop(body: &[u8], at: u32) -> u32 {
    find_stop(body, at, Window::name_stops)
}

/// Where the plain text ends that a name starts with, if a bracket, `=`, `&` or the end of the body follows it.
#[inline(always)]
fn top_end(body: &[u8], start: u32) -> Option<u32> {
    let mut stop = name_stop(body, start);
    loop {
        match body.get(stop as usize) {
            None | Some(b'=' | b'&' | b'[') => break,
            Some(b'%') if Word::at(body, stop).opening().is_some() => break,
            Some(0 | b' ' | b'.' | b'+' | b'%') => return None,
            Some(_) => stop = name_stop(body, stop + 1),
        }
    }
    if stop == start { None } else { Some(stop) }
}

/// Where the key ends that starts at `start` and holds something with a meaning at `stop`, if it ends before the name
/// does and does not start with white space; and whether it has to be decoded.
fn unusual_key_end(body: &[u8], start: u32, mut stop: u32) -> Option<(u32, bool)> {
    let mut escaped = false;
    loop {
        let next = match *body.get(stop as usize)? {
            b']' => return Some((stop, escaped)),
            b'%' => match escape_at(body, stop as usize) {
                Some(b']') => return Some((stop, escaped)),
                Some(0) => return None,
                Some(byte) if stop == start && is_space(byte) => return None,
                Some(_) => {
                    escaped = true;
                    stop + 3
                }
                None => stop + 1,
            },
            0 | b'=' | b'&' => return None,
            b'+' if stop == start => return None,
            byte if stop == start && is_space(byte) => return None,
            byte => {
                escaped |= byte == b'+';
                stop + 1
            }
        };
        stop = name_stop(body, next);
    }
}

/// `isspace` in the C locale.
#[inline]
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

fn position(name: &[u8], from: usize, wanted: u8) -> Option<usize> {
    let rest = name.get(from..)?;
    let found = rest.iter().position(|byte| *byte == wanted);
    crate::steps::count!(1 + found.unwrap_or(rest.len()));
    Some(from + found?)
}

/// The raw place of what stands at `decoded` after decoding.
fn raw_offset(raw: &[u8], decoded: usize) -> usize {
    crate::steps::count!(decoded);
    (0..decoded).fold(0, |at, _| at + if escape_at(raw, at).is_some() { 3 } else { 1 })
}

/// The cookie prefixes that a name has, and so may have in its keys.
///
/// Source: `php_is_forbidden_variable_name` in php-src `main/php_variables.c`; specification 2.12.
struct Prefixes {
    host: bool,
    secure: bool,
}

impl Prefixes {
    const HOST: &[u8] = b"__Host-";
    const SECURE: &[u8] = b"__Secure-";

    fn of(name: &[u8]) -> Self {
        Self { host: name.starts_with(Self::HOST), secure: name.starts_with(Self::SECURE) }
    }

    /// Whether the name is dropped for this key.
    fn forbid(&self, key: Option<&[u8]>) -> bool {
        key.is_some_and(|key| {
            !self.host && key.starts_with(Self::HOST) || !self.secure && key.starts_with(Self::SECURE)
        })
    }
}
