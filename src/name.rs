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
use crate::stack::Stack;
use crate::steps::count;
use crate::window::{Window, common_prefix, find_stop};

/// One key of a name.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Segment {
    /// Where the key starts: counted from the start of the name, or in the decoded text.
    start: u32,
    len: u32,
    /// How many raw bytes of the name were read up to here, counted from its start.
    end: u32,
    source: Source,
}

/// Where the bytes of a key stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Source {
    /// In the body.
    #[default]
    Body,
    /// In the decoded text.
    Text,
    /// Nowhere: `[]` takes the next free index.
    Append,
}

impl Segment {
    /// Where the bytes of the key stand.
    #[inline]
    pub(crate) fn source(self) -> Source {
        self.source
    }

    /// The place of the key in the body (for a name that starts at `name`) or in the decoded text.
    #[inline]
    pub(crate) fn range(self, name: usize) -> Range<usize> {
        let start = self.start as usize + if self.source == Source::Body { name } else { 0 };
        start..start + self.len as usize
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
    pub(crate) end: usize,
    /// How many keys it has in common with the name before it.
    pub(crate) shared: usize,
    pub(crate) fate: Fate,
}

/// Reads names one after the other, and keeps the keys of the last one.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    keys: Stack<Segment>,
    /// Where the last name starts, and how many of its raw bytes can be shared.
    start: usize,
    len: usize,
    /// How many of its keys can be shared: none from the first `[]` on.
    firm: usize,
    /// Where the bracket stands that is one too many.
    bracket: usize,
    depth: Limit,
    top: TopNames,
}

impl Names {
    pub(crate) fn new(depth: Limit, top: TopNames) -> Self {
        Self { keys: Stack::new(), start: 0, len: 0, firm: 0, bracket: 0, depth, top }
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
        self.len = 0;
    }

    /// Reads the name that starts at `start` and ends before `=`, `&` or the end of the body.
    /// Keys that need decoding are appended to `text`.
    #[inline(always)]
    pub(crate) fn read(&mut self, body: &[u8], start: usize, text: &mut Vec<u8>) -> Name {
        let shared = self.share(body, start);
        let decoded = text.len();
        if let Some(end) = self.read_raw(body, start, shared, text) {
            return Name { end, shared, fate: Fate::Registered };
        }
        text.truncate(decoded);
        let end = find_stop(body, start, Window::name_ends);
        self.read_decoded(body, start..end, text)
    }

    /// How many keys of the last name the raw bytes from `start` on begin with. The others are forgotten.
    #[inline(always)]
    fn share(&mut self, body: &[u8], start: usize) -> usize {
        let mut shared = 0;
        if self.len > 0 {
            let common = common_prefix(body, self.start, start, self.len);
            shared = self.firm;
            while shared > 0 && self.keys.get(shared - 1).is_none_or(|key| key.end as usize > common) {
                count!(1);
                shared -= 1;
            }
        }
        self.keys.truncate(shared);
        self.start = start;
        shared
    }

    /// Reads a name without anything unusual straight from the body, and tells where it ends; or gives up.
    #[inline(always)]
    fn read_raw(&mut self, body: &[u8], start: usize, shared: usize, text: &mut Vec<u8>) -> Option<usize> {
        self.firm = shared;
        self.len = 0;
        let (mut at, mut opened);
        if let Some(last) = self.keys.last() {
            at = start + last.end as usize;
            // The top key ends behind the bracket that follows it, every other key before one.
            opened = if shared == 1 { Some(at) } else { bracket_end(body, at) };
        } else {
            at = top_end(body, start)?;
            opened = bracket_end(body, at);
            let end = opened.unwrap_or(at);
            self.keys.push(Segment::new(start, start, at, end, Source::Body));
            self.firm = usize::from(opened.is_some());
        }
        while let Some(key_start) = opened {
            count!(1);
            if self.keys.len() > self.depth.most() {
                return None;
            }
            let key = key_end(body, key_start)?;
            at = key.behind;
            let segment = match body.get(key_start..key.end)? {
                [] => Segment::new(start, start, start, at, Source::Append),
                [b'_', b'_', ..] => return None,
                _ if key.escaped => decode_key(body, start, key_start, &key, text)?,
                _ => Segment::new(start, key_start, key.end, at, Source::Body),
            };
            self.firm += usize::from(self.firm == self.keys.len() && segment.source != Source::Append);
            self.keys.push(segment);
            opened = bracket_end(body, at);
        }
        if !matches!(body.get(at), None | Some(b'=' | b'&')) {
            // Whatever else follows a bracket is ignored (specification 2.8).
            at = find_stop(body, at, Window::name_ends);
        }
        self.len = at - start;
        Some(at)
    }

    /// Reads any name: decodes it whole and then goes by `php_register_variable_ex`, line by line.
    /// The name fills `raw`; nothing of it is shared with the next one.
    #[cold]
    #[inline(never)]
    pub(crate) fn read_decoded(&mut self, body: &[u8], raw: Range<usize>, text: &mut Vec<u8>) -> Name {
        self.keys.truncate(0);
        self.forget();
        let raw_name = body.get(raw.clone()).unwrap_or_default();
        let start = text.len();
        reserve_rest(text, raw_name.len(), body.len() - raw.start);
        decode_into(raw_name, text);
        let decoded = text.get_mut(start..).unwrap_or_default();
        let fate = self.read_keys(decoded, start);
        if fate == Fate::TooDeep {
            self.bracket = raw.start + raw_offset(raw_name, self.bracket);
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
            count!(1);
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
        self.keys.push(Segment::new(0, base + key.start, base + key.end, 0, source));
    }

    /// Puts `_` for each of `bytes`, unless top names are kept (specification 2.2).
    fn mangle(&self, name: &mut [u8], range: Range<usize>, bytes: &[u8]) {
        if self.top == TopNames::Mangled {
            for byte in name.get_mut(range).unwrap_or_default() {
                count!(1);
                if bytes.contains(byte) {
                    *byte = b'_';
                }
            }
        }
    }
}

impl Segment {
    /// A key from `start` to `end` of a name that starts at `name`, read up to `behind`.
    #[inline(always)]
    fn new(name: usize, start: usize, end: usize, behind: usize, source: Source) -> Self {
        let len = small(end - start);
        Self { start: small(start - name), len, end: small(behind.wrapping_sub(name)), source }
    }
}

/// A key that has to be decoded, unless it might be a forbidden one.
#[cold]
#[inline(never)]
fn decode_key(body: &[u8], name: usize, start: usize, key: &RawKey, text: &mut Vec<u8>) -> Option<Segment> {
    let raw = body.get(start..key.end)?;
    let decoded = text.len();
    reserve_rest(text, raw.len(), body.len() - name);
    decode_into(raw, text);
    if text.get(decoded..)?.starts_with(b"__") {
        return None;
    }
    Some(Segment { end: small(key.behind - name), ..Segment::new(0, decoded, text.len(), 0, Source::Text) })
}

/// Offsets fit: [`Limits::longest_body`](crate::limits::Limits::longest_body) keeps bodies below 4 GiB.
#[inline]
pub(crate) fn small(offset: usize) -> u32 {
    offset as u32
}

/// Makes room for `more` bytes, at once for all that the rest of the body may still need: decoding never makes
/// anything longer.
#[inline]
pub(crate) fn reserve_rest(text: &mut Vec<u8>, more: usize, rest: usize) {
    if text.capacity() - text.len() < more {
        text.reserve_exact(usize::max(more, rest));
    }
}

/// A bracket key as it stands in the body.
struct RawKey {
    /// Where its text ends.
    end: usize,
    /// Where its closing bracket ends.
    behind: usize,
    escaped: bool,
}

/// The first byte at or behind `at` that may have a meaning in a name, or the end of the body.
#[inline(always)]
fn name_stop(body: &[u8], at: usize) -> usize {
    find_stop(body, at, Window::name_stops)
}

/// Where the plain text ends that a name starts with, if a bracket, `=`, `&` or the end of the body follows it.
#[inline(always)]
fn top_end(body: &[u8], start: usize) -> Option<usize> {
    let mut stop = name_stop(body, start);
    loop {
        match body.get(stop) {
            None | Some(b'=' | b'&' | b'[') => break,
            Some(b'%') if bracket_end(body, stop).is_some() => break,
            Some(0 | b' ' | b'.' | b'+' | b'%') => return None,
            Some(_) => stop = name_stop(body, stop + 1),
        }
    }
    if stop == start { None } else { Some(stop) }
}

/// Where the bracket ends that opens at `at`, if one does.
#[inline(always)]
fn bracket_end(body: &[u8], at: usize) -> Option<usize> {
    match body.get(at..) {
        Some([b'[', ..]) => Some(at + 1),
        Some([b'%', b'5', b'B' | b'b', ..]) => Some(at + 3),
        _ => None,
    }
}

/// Where the key ends that starts at `start`, if it ends before the name does and does not start with white space.
#[inline(always)]
fn key_end(body: &[u8], start: usize) -> Option<RawKey> {
    let stop = name_stop(body, start);
    match body.get(stop..) {
        Some([b']', ..]) => Some(RawKey { end: stop, behind: stop + 1, escaped: false }),
        Some([b'%', b'5', b'D' | b'd', ..]) => Some(RawKey { end: stop, behind: stop + 3, escaped: false }),
        _ => unusual_key_end(body, start, stop),
    }
}

/// As [`key_end`], for a key that holds something with a meaning at `stop`.
#[cold]
#[inline(never)]
fn unusual_key_end(body: &[u8], start: usize, mut stop: usize) -> Option<RawKey> {
    let mut escaped = false;
    loop {
        let next = match *body.get(stop)? {
            b']' => return Some(RawKey { end: stop, behind: stop + 1, escaped }),
            b'%' => match escape_at(body, stop) {
                Some(b']') => return Some(RawKey { end: stop, behind: stop + 3, escaped }),
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
    count!(1 + found.unwrap_or(rest.len()));
    Some(from + found?)
}

/// The raw place of what stands at `decoded` after decoding.
fn raw_offset(raw: &[u8], decoded: usize) -> usize {
    count!(decoded);
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
