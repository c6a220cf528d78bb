//! One key of a raw name, read from the body as it stands: plain bytes and escapes up to the bracket, `=` or `&` behind it.
//!
//! What is more unusual than an escape is given up: only the whole name, decoded, tells what PHP makes of it
//! ([`grammar`](crate::grammar)).

use alloc::vec::Vec;

use crate::grammar::is_space;
use crate::options::TopNames;
use crate::percent::escape_at;
use crate::place::{Bytes, Place, Source, Texts, small};
use crate::window::{WIDTH, Window, Word, find_stop};

/// A key, and what follows it.
pub(crate) type Read = (Bytes, Behind);

/// What follows a key.
#[derive(Clone, Copy)]
pub(crate) enum Behind {
    /// The name ends.
    End(NameEnd),
    /// A bracket opened; here it ends.
    Bracket(u32),
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
    pub(crate) fn at(body: &[u8], end: u32) -> Self {
        if body.get(end as usize) == Some(&b'=') {
            Self::before_equals(end)
        } else {
            Self { name: end, value: end }
        }
    }
}

/// Reads the top key of a name that starts at `start`. If it needs decoding, it is appended to `text`.
#[inline(always)]
pub(crate) fn read_top(body: &[u8], start: u32, names: TopNames, text: &mut Vec<u8>) -> Option<Read> {
    let mut end = find_stop(body, start, Window::top_key_stops);
    let mut word = Word::at(body, end);
    let mut key = Bytes { place: Place::between(start, end), source: Source::Body };
    if !matches!(word.first(), b'=' | b'&') && word.opening().is_none() {
        (key, end) = undo_unless_read(text, |text| read_unusual_top(body, start, end, names, text))?;
        word = Word::at(body, end);
    }
    if key.place.len() == 0 {
        return None;
    }
    let behind = match word.opening() {
        Some(opening) => Behind::Bracket(end + opening),
        None => Behind::End(NameEnd::at(body, end)),
    };
    Some((key, behind))
}

/// Reads the key in brackets that starts at `at`, in the name that starts at `name`. That of a `[]` has no bytes. If it
/// needs decoding, it is appended to `text`.
#[inline(always)]
pub(crate) fn read(body: &[u8], name: u32, at: u32, text: &mut Vec<u8>) -> Option<Read> {
    let end = find_stop(body, at, Window::key_stops);
    let word = Word::at(body, end);
    let place = Place::between(at, end);
    if body.get(at as usize) == Some(&b'_') && place.of(body).starts_with(b"__") {
        return None;
    }
    let key = Bytes { place, source: Source::Body };
    if let Some(closing) = word.closing_before_equals() {
        return Some((key, Behind::End(NameEnd::before_equals(end + closing))));
    }
    if let Some(brackets) = word.closing_and_opening() {
        return Some((key, Behind::Bracket(end + brackets)));
    }
    read_other(body, name, key, text)
}

/// Reads a key in brackets that starts and holds something with a meaning where `key` does, or behind which
/// something else stands than `=` or a bracket of the same kind.
#[cold]
#[inline(never)]
fn read_other(body: &[u8], name: u32, mut key: Bytes, text: &mut Vec<u8>) -> Option<Read> {
    let mut end = small(key.place.range().end);
    let mut word = Word::at(body, end);
    if word.closing().is_none() {
        let at = key.place.start();
        (key, end) = undo_unless_read(text, |text| read_unusual(body, name, at, end, text))?;
        word = Word::at(body, end);
    }
    let closing = word.closing()?;
    let (closed, word) = (end + closing, word.behind(closing));
    let behind = match word.opening() {
        Some(opening) => Behind::Bracket(closed + opening),
        // Whatever else follows a bracket is ignored (specification 2.8).
        None => Behind::End(NameEnd::at(body, find_stop(body, closed, Window::name_ends))),
    };
    Some((key, behind))
}

/// Takes back what was decoded of a key that was given up.
#[inline]
fn undo_unless_read<T>(text: &mut Vec<u8>, read: impl FnOnce(&mut Vec<u8>) -> Option<T>) -> Option<T> {
    let decoded = text.len();
    let key = read(text);
    if key.is_none() {
        text.truncate(decoded);
    }
    key
}

/// Reads a top key that starts at `start` and holds something with a meaning at `stop`, and tells where it ends. It
/// is none of those that may be forbidden.
#[cold]
#[inline(never)]
fn read_unusual_top(
    body: &[u8],
    start: u32,
    stop: u32,
    names: TopNames,
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
            let decoded = *decoded.get_or_insert_with(|| make_room(body, start, start, text));
            append(body, from, at, text);
            match (byte, names) {
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
fn read_unusual(body: &[u8], name: u32, start: u32, stop: u32, text: &mut Vec<u8>) -> Option<(Bytes, u32)> {
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
            decoded.get_or_insert_with(|| make_room(body, name, start, text));
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

/// Where the key ends that starts at `start`, if that is before the name does and nothing in it is escaped.
pub(crate) fn plain_end(body: &[u8], start: u32) -> Option<u32> {
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

/// Makes room to decode a key that starts at `at`, and tells where it will stand in `text`.
fn make_room(body: &[u8], name: u32, at: u32, text: &mut Vec<u8>) -> usize {
    reserve_rest(text, body.len() - at as usize, body.len() - name as usize);
    text.len()
}

/// Makes room for `more` bytes, at once for all that the rest of the body may still need: decoding never makes
/// anything longer.
#[inline]
pub(crate) fn reserve_rest(text: &mut Vec<u8>, more: usize, rest: usize) {
    if text.capacity() - text.len() < more {
        text.reserve_exact(usize::max(more, rest));
    }
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
