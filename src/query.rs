//! The way back: [`Query`] writes what PHP's `http_build_query` writes.
//!
//! Sources: `php_url_encode_hash_ex` in php-src `ext/standard/http.c`, `php_url_encode_impl` in `url.c`;
//! specification 6.

use alloc::string::String;
#[cfg(any(test, feature = "serde"))]
use alloc::vec::Vec;
use core::fmt;

use crate::block::{Blocks, Pen, SHORT, load};
use crate::key::{Digits, Key};
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
    /// What stands before every key in the open array: `&`, or `&a%5Bb%5D%5B`.
    prefix: Blocks,
    /// How long the prefix was before each array was opened.
    opened: Stack<usize, 8>,
}

impl Query {
    /// An empty body.
    pub fn new(encoding: Encoding) -> Self {
        let escapes = match encoding {
            Encoding::Rfc1738 => &Escapes::RFC1738,
            Encoding::Rfc3986 => &Escapes::RFC3986,
        };
        // An event of Bitrix24, and its longest name.
        let (body, mut prefix) = (Blocks::with_room(2048), Blocks::with_room(256));
        let end = prefix.pen(1).put(*b"&", 1).end();
        prefix.end(end);
        Self { escapes, body, prefix, opened: Stack::new() }
    }

    /// Opens the array under `key`: what follows goes into it.
    pub fn open(&mut self, key: Key<'_>) {
        match key {
            Key::Bytes(bytes) => self.open_under(bytes),
            Key::Int(int) => self.open_under(Digits::new(int).as_bytes()),
        }
    }

    /// Closes the array opened last. Without one it does nothing.
    #[inline]
    pub fn close(&mut self) {
        self.close_to(self.opened.len().saturating_sub(1));
    }

    /// Writes a text under `key`.
    pub fn text(&mut self, key: Key<'_>, text: &[u8]) {
        match key {
            Key::Bytes(bytes) => self.text_under(bytes, text),
            Key::Int(int) => self.text_under(Digits::new(int).as_bytes(), text),
        }
    }

    /// The body.
    pub fn finish(self) -> String {
        // It is ASCII.
        String::from_utf8(self.body.into_bytes()).unwrap_or_default()
    }
}

/// Keys as bytes: an integer is its digits.
impl Query {
    pub(crate) fn open_under(&mut self, key: &[u8]) {
        let top = self.opened.len() == 0;
        self.opened.push(self.prefix.len());
        let pen = self.prefix.pen(3 * key.len() + CLOSED.len() + OPENED.len());
        let pen = self.escapes.write(pen, key);
        let end = if top { pen.put(OPENED, OPENED.len()) } else { pen.put(*b"%5D%5B", 6) }.end();
        self.prefix.end(end);
    }

    pub(crate) fn text_under(&mut self, key: &[u8], text: &[u8]) {
        let (first, rest) = text.split_at(usize::min(text.len(), AT_ONCE));
        let (escapes, pen) = self.name(key, 3 * first.len());
        let end = escapes.write(pen, first).end();
        self.body.end(end);
        if !rest.is_empty() {
            self.add(rest);
        }
    }

    /// The pen behind the name of a text, with room for so many bytes more.
    #[inline(always)]
    fn name(&mut self, key: &[u8], most: usize) -> (&'static Escapes, Pen<'_>) {
        let Self { escapes, body, prefix, opened } = self;
        let pen = pen_behind(body, prefix, 3 * key.len() + CLOSED.len() + most);
        let pen = escapes.write(pen, key);
        (escapes, if opened.len() == 0 { pen.put(*b"=", 1) } else { pen.put(CLOSED, CLOSED.len()) })
    }

    /// Writes a piece of the text that was started last.
    #[inline]
    pub(crate) fn add(&mut self, piece: &[u8]) {
        for bytes in piece.chunks(AT_ONCE) {
            let end = self.escapes.write(self.body.pen(3 * bytes.len()), bytes).end();
            self.body.end(end);
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

/// For the serializer.
#[cfg(feature = "serde")]
impl Query {
    /// Writes a number: nothing in it needs an escape.
    pub(crate) fn int_under(&mut self, key: &[u8], int: i64) {
        let end = self.name(key, 20).1.push_int(int).end();
        self.body.end(end);
    }

    /// Starts the text of the key opened last. Its pieces follow.
    pub(crate) fn start(&mut self) {
        let Self { body, prefix, .. } = self;
        let end = pen_behind(body, prefix, 1).back(OPENED.len()).put(*b"=", 1).end();
        body.end(end);
    }

    /// How many keys are open.
    #[inline]
    pub(crate) fn depth(&self) -> usize {
        self.opened.len()
    }

    /// The open keys.
    pub(crate) fn path(&self) -> Path {
        let keys = (0..self.opened.len()).map(|index| {
            let start = self.opened.get(index).unwrap_or(0);
            let end = self.opened.get(index + 1).unwrap_or(self.prefix.len());
            let closed = if index == 0 { 0 } else { "%5D".len() };
            let mut key = Vec::new();
            decode_into(
                self.prefix.as_bytes().get(start..end - OPENED.len() - closed).unwrap_or_default(),
                &mut key,
            );
            PathKey::from(Key::new(&key))
        });
        keys.collect()
    }
}

/// What was written may hold secrets.
impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query").field("written", &self.body.len()).finish_non_exhaustive()
    }
}

/// The pen behind what stands before a key, with room for so many bytes more.
#[inline(always)]
fn pen_behind<'b>(body: &'b mut Blocks, prefix: &Blocks, most: usize) -> Pen<'b> {
    let first = body.len() == 0;
    let pen = body.pen(prefix.len() + most);
    // `&` stands between pairs only.
    if first { pen.append(prefix, 1) } else { pen.append(prefix, 0) }
}

/// Brackets, and the sign behind a name.
const OPENED: [u8; 3] = *b"%5B";
const CLOSED: [u8; 4] = *b"%5D=";

/// Room is made for so many bytes of a text at a time.
const AT_ONCE: usize = 1024;

/// What is written for each byte.
struct Escapes {
    /// Up to three bytes, and how many of them.
    written: [[u8; 4]; 256],
}

impl Escapes {
    const RFC1738: Self = Self::new(b"-_.", b"+");
    const RFC3986: Self = Self::new(b"-_.~", b"%20");

    /// Letters, digits and `plain` as they are, and a space as it is wanted.
    // The compiler works this out: an index out of range would be an error there.
    #[allow(clippy::indexing_slicing)]
    const fn new(plain: &[u8], space: &[u8]) -> Self {
        const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
        let mut written = [[b'%', b'0', b'0', 3]; 256];
        let mut byte = 0;
        while byte < 256 {
            written[byte] = [b'%', DIGITS[byte >> 4], DIGITS[byte & 15], 3];
            if (byte as u8).is_ascii_alphanumeric() {
                written[byte] = [byte as u8, 0, 0, 1];
            }
            byte += 1;
        }
        let mut at = 0;
        while at < plain.len() {
            written[plain[at] as usize] = [plain[at], 0, 0, 1];
            at += 1;
        }
        if space.len() == 1 {
            written[b' ' as usize] = [space[0], 0, 0, 1];
        }
        Self { written }
    }

    #[inline(always)]
    fn write<'b>(&self, mut pen: Pen<'b>, bytes: &[u8]) -> Pen<'b> {
        let mut rest = bytes;
        while let Some((block, behind)) = rest.split_first_chunk() {
            pen = self.write_block(pen, *block, block);
            rest = behind;
        }
        // Tokens and hashes are of whole blocks.
        if rest.is_empty() { pen } else { self.write_block(pen, load(rest), rest) }
    }

    /// Writes some bytes, which stand at the start of a block.
    #[inline(always)]
    fn write_block<'b>(&self, pen: Pen<'b>, block: [u8; SHORT], bytes: &[u8]) -> Pen<'b> {
        if Window::new(block).unescaped().include_first(bytes.len()) {
            pen.put(block, bytes.len())
        } else {
            pen.push_each(bytes, &self.written)
        }
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
