//! The way back: [`Query`] writes what PHP's `http_build_query` writes.
//!
//! Sources: `php_url_encode_hash_ex` in php-src `ext/standard/http.c`, `php_url_encode_impl` in `url.c`;
//! specification 6.

use alloc::string::String;
#[cfg(any(test, feature = "serde"))]
use alloc::vec::Vec;
use core::fmt;

use crate::block::{BLOCK, Blocks, Pen, load};
use crate::key::Key;
#[cfg(feature = "serde")]
use crate::path::{Path, PathKey};
#[cfg(any(test, feature = "serde"))]
use crate::percent::decode_into;
use crate::stack::Stack;
use crate::window::Window;

/// How bytes that have a meaning are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// `PHP_QUERY_RFC1738`, PHP's default: a space is `+`, and `~` is escaped.
    #[default]
    Rfc1738,
    /// `PHP_QUERY_RFC3986`: a space is `%20`, and `~` stays.
    Rfc3986,
}

/// Writes a body key by key, as `http_build_query` writes an array: brackets as `%5B` and `%5D`, every index spelled
/// out, upper-case escapes. An array without texts leaves nothing behind, as in PHP.
///
/// ```
/// use phpform::{Encoding, Key, Query};
///
/// let mut query = Query::new(Encoding::Rfc1738);
/// query.open(Key::Bytes(b"chat"));
/// query.text(Key::Bytes(b"id"), b"8");
/// query.text(Key::Int(0), b"a b");
/// query.close();
/// query.text(Key::Bytes(b"ts"), b"1");
///
/// assert_eq!(query.finish(), "chat%5Bid%5D=8&chat%5B0%5D=a+b&ts=1");
/// ```
#[derive(Clone)]
pub struct Query {
    escapes: &'static Escapes,
    /// What was written: ASCII.
    body: Blocks,
    /// The keys of the open arrays, as they stand before every text in them.
    prefix: Blocks,
    /// How long the prefix was before each array was opened.
    opened: Stack<usize>,
}

impl Query {
    /// An empty body.
    pub fn new(encoding: Encoding) -> Self {
        let escapes = match encoding {
            Encoding::Rfc1738 => &Escapes::RFC1738,
            Encoding::Rfc3986 => &Escapes::RFC3986,
        };
        // An event of Bitrix24, and its longest name.
        let (body, prefix) = (Blocks::with_room(1536), Blocks::with_room(256));
        Self { escapes, body, prefix, opened: Stack::new() }
    }

    /// Opens the array under `key`: what follows goes into it.
    pub fn open(&mut self, key: Key<'_>) {
        let top = self.opened.len() == 0;
        self.opened.push(self.prefix.len());
        let Self { escapes, prefix, .. } = self;
        let written = escapes.write_key(prefix.pen(longest(key)), key, top).written();
        prefix.advance(written);
    }

    /// Closes the array opened last. Without one it does nothing.
    #[inline]
    pub fn close(&mut self) {
        self.close_to(self.opened.len().saturating_sub(1));
    }

    /// Writes a text under `key`.
    pub fn text(&mut self, key: Key<'_>, text: &[u8]) {
        self.start(Some(key));
        self.add(text);
    }

    /// The body.
    pub fn finish(self) -> String {
        // It is ASCII.
        String::from_utf8(self.body.into_bytes()).unwrap_or_default()
    }
}

/// For the serializer.
impl Query {
    /// Writes the name of a value: under `key`, or under the key opened last. Pieces of its text follow.
    #[inline]
    pub(crate) fn start(&mut self, key: Option<Key<'_>>) {
        let Self { escapes, body, prefix, opened } = self;
        // Not before the first one.
        let and = usize::from(body.len() > 0);
        let mut pen = body.pen(prefix.len() + key.map_or(0, longest) + 2);
        pen = pen.put(*b"&", and).append(prefix);
        if let Some(key) = key {
            pen = escapes.write_key(pen, key, opened.len() == 0);
        }
        let written = pen.put(*b"=", 1).written();
        body.advance(written);
    }

    /// Writes a piece of the text that was started last.
    #[inline]
    pub(crate) fn add(&mut self, piece: &[u8]) {
        /// Room is made for so many bytes at a time.
        const AT_ONCE: usize = 1024;
        for bytes in piece.chunks(AT_ONCE) {
            let written = self.escapes.write(self.body.pen(3 * bytes.len()), bytes).written();
            self.body.advance(written);
        }
    }

    /// Closes all but the first `depth` keys.
    #[inline]
    pub(crate) fn close_to(&mut self, depth: usize) {
        if let Some(len) = self.opened.get(depth) {
            self.prefix.truncate(len);
            self.opened.truncate(depth);
        }
    }
}

#[cfg(feature = "serde")]
impl Query {
    /// Writes a number as the text that was started last: nothing in it needs an escape.
    #[inline]
    pub(crate) fn add_int(&mut self, int: i64) {
        let written = self.body.pen(20).push_int(int).written();
        self.body.advance(written);
    }

    /// How many keys are open.
    #[inline]
    pub(crate) fn depth(&self) -> usize {
        self.opened.len()
    }

    /// The open keys.
    pub(crate) fn path(&self) -> Path {
        let mut keys = (0..self.opened.len()).map(|index| {
            let start = self.opened.get(index).unwrap_or(0);
            let end = self.opened.get(index + 1).unwrap_or(self.prefix.len());
            let mut key = Vec::new();
            decode_into(self.prefix.as_bytes().get(start..end).unwrap_or_default(), &mut key);
            key
        });
        let top = keys.next().map(|top| PathKey::from(Key::new(&top)));
        let in_brackets = |key: &[u8]| PathKey::from(Key::new(key.get(1..key.len() - 1).unwrap_or_default()));
        top.into_iter().chain(keys.map(|key| in_brackets(&key))).collect()
    }
}

/// What was written may hold secrets.
impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query").field("written", &self.body.len()).finish_non_exhaustive()
    }
}

/// What is written for each byte.
struct Escapes {
    /// Up to three bytes, and how many of them.
    written: [([u8; 3], u8); 256],
}

impl Escapes {
    const RFC1738: Self = Self::new(b"-_.", b"+");
    const RFC3986: Self = Self::new(b"-_.~", b"%20");

    /// Letters, digits and `plain` as they are, and a space as it is wanted.
    // The compiler works this out: an index out of range would be an error there.
    #[allow(clippy::indexing_slicing)]
    const fn new(plain: &[u8], space: &[u8]) -> Self {
        const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
        let mut written = [([b'%', b'0', b'0'], 3); 256];
        let mut byte = 0;
        while byte < 256 {
            written[byte].0 = [b'%', DIGITS[byte >> 4], DIGITS[byte & 15]];
            if (byte as u8).is_ascii_alphanumeric() {
                written[byte] = ([byte as u8; 3], 1);
            }
            byte += 1;
        }
        let mut at = 0;
        while at < plain.len() {
            written[plain[at] as usize] = ([plain[at]; 3], 1);
            at += 1;
        }
        if space.len() == 1 {
            written[b' ' as usize] = ([space[0]; 3], 1);
        }
        Self { written }
    }

    #[inline(always)]
    fn write_key<'b>(&self, pen: Pen<'b>, key: Key<'_>, top: bool) -> Pen<'b> {
        let brackets = if top { 0 } else { 3 };
        let pen = pen.put(*b"%5B", brackets);
        let pen = match key {
            Key::Int(int) => pen.push_int(int),
            Key::Bytes(bytes) => self.write(pen, bytes),
        };
        pen.put(*b"%5D", brackets)
    }

    #[inline(always)]
    fn write<'b>(&self, pen: Pen<'b>, bytes: &[u8]) -> Pen<'b> {
        let (blocks, end) = bytes.as_chunks();
        let pen = blocks.iter().fold(pen, |pen, block| self.write_block(pen, *block, block));
        self.write_block(pen, load(end), end)
    }

    /// Writes some bytes, which stand at the start of a block.
    #[inline(always)]
    fn write_block<'b>(&self, pen: Pen<'b>, block: [u8; BLOCK], bytes: &[u8]) -> Pen<'b> {
        if Window::new(block).unescaped().include_first(bytes.len()) {
            pen.put(block, bytes.len())
        } else {
            pen.push_each(bytes, &self.written)
        }
    }
}

/// The most bytes that a key takes, with its brackets.
#[inline]
fn longest(key: Key<'_>) -> usize {
    match key {
        Key::Int(_) => 26,
        Key::Bytes(bytes) => 6 + 3 * bytes.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_in_both_encodings() {
        let bytes: Vec<u8> = (0..=255).collect();
        for (encoding, plain) in [(Encoding::Rfc1738, "-_."), (Encoding::Rfc3986, "-_.~")] {
            let mut query = Query::new(encoding);
            query.text(Key::Bytes(b""), &bytes);
            let body = query.finish();
            let mut decoded = Vec::new();
            decode_into(&body.as_bytes()[1..], &mut decoded);
            assert_eq!(decoded, bytes);
            let kept: String = body[1..].split('%').filter_map(|part| part.get(2..)).collect();
            let mut wanted = String::from(if encoding == Encoding::Rfc1738 { "+" } else { "" });
            wanted.push_str("-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
            wanted.push_str(plain.get(3..).unwrap());
            assert_eq!(kept, wanted);
        }
    }
}
