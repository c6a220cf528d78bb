//! The way back: [`Query`] writes what PHP's `http_build_query` writes.
//!
//! Sources: `php_url_encode_hash_ex` in php-src `ext/standard/http.c`, `php_url_encode_impl` in `url.c`;
//! specification 6.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::key::{Digits, Key};
#[cfg(feature = "serde")]
use crate::path::{Path, PathKey};
#[cfg(feature = "serde")]
use crate::percent::decode_into;

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
    body: Vec<u8>,
    /// The keys of the open arrays, as they stand before every text in them.
    prefix: Vec<u8>,
    /// How long the prefix was before each array was opened.
    opened: Vec<usize>,
}

impl Query {
    /// An empty body.
    pub fn new(encoding: Encoding) -> Self {
        let escapes = match encoding {
            Encoding::Rfc1738 => &Escapes::RFC1738,
            Encoding::Rfc3986 => &Escapes::RFC3986,
        };
        Self { escapes, body: Vec::new(), prefix: Vec::new(), opened: Vec::new() }
    }

    /// Opens the array under `key`: what follows goes into it.
    #[inline]
    pub fn open(&mut self, key: Key<'_>) {
        self.opened.push(self.prefix.len());
        let top = self.opened.len() == 1;
        self.escapes.write_key(&mut self.prefix, key, top);
    }

    /// Closes the array opened last. Without one it does nothing.
    #[inline]
    pub fn close(&mut self) {
        self.close_to(self.opened.len().saturating_sub(1));
    }

    /// Writes a text under `key`.
    pub fn text(&mut self, key: Key<'_>, text: &[u8]) {
        self.open(key);
        self.value(text);
        self.close();
    }

    /// The body.
    pub fn finish(self) -> String {
        // It is ASCII.
        String::from_utf8(self.body).unwrap_or_default()
    }
}

/// For the serializer, which opens every key before it knows whether a text or an array stands under it.
impl Query {
    /// Writes a text under the key opened last.
    #[inline]
    pub(crate) fn value(&mut self, text: &[u8]) {
        self.start_value();
        self.add_to_value(text);
    }

    /// Closes all but the first `depth` keys.
    #[inline]
    pub(crate) fn close_to(&mut self, depth: usize) {
        if let Some(len) = self.opened.get(depth) {
            self.prefix.truncate(*len);
            self.opened.truncate(depth);
        }
    }

    /// Writes the key opened last; pieces of its text follow.
    #[inline]
    pub(crate) fn start_value(&mut self) {
        if !self.body.is_empty() {
            self.body.push(b'&');
        }
        self.body.extend_from_slice(&self.prefix);
        self.body.push(b'=');
    }

    /// Writes a piece of the text that was started last.
    #[inline]
    pub(crate) fn add_to_value(&mut self, piece: &[u8]) {
        self.escapes.write(&mut self.body, piece);
    }
}

#[cfg(feature = "serde")]
impl Query {
    /// How many keys are open.
    #[inline]
    pub(crate) fn depth(&self) -> usize {
        self.opened.len()
    }

    /// The open keys.
    pub(crate) fn path(&self) -> Path {
        let starts = self.opened.iter().copied();
        let ends = starts.clone().skip(1).chain([self.prefix.len()]);
        let mut keys = starts.zip(ends).map(|(start, end)| {
            let mut key = Vec::new();
            decode_into(self.prefix.get(start..end).unwrap_or_default(), &mut key);
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

    #[inline]
    fn write_key(&self, out: &mut Vec<u8>, key: Key<'_>, top: bool) {
        if !top {
            out.extend_from_slice(b"%5B");
        }
        match key {
            Key::Int(int) => out.extend_from_slice(Digits::new(int).as_bytes()),
            Key::Bytes(bytes) => self.write(out, bytes),
        }
        if !top {
            out.extend_from_slice(b"%5D");
        }
    }

    /// Block by block: each byte takes three places, and the next one starts behind those that count.
    #[inline]
    fn write(&self, out: &mut Vec<u8>, bytes: &[u8]) {
        const BLOCK: usize = 16;
        for block in bytes.chunks(BLOCK) {
            let mut written = [0; BLOCK * 3];
            let mut len = 0;
            for byte in block {
                let Some((escape, count)) = self.written.get(usize::from(*byte)) else { continue };
                if let Some(place) = written.get_mut(len..len + 3) {
                    place.copy_from_slice(escape);
                }
                len += usize::from(*count);
            }
            out.extend_from_slice(written.get(..len).unwrap_or_default());
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
            crate::percent::decode_into(&body.as_bytes()[1..], &mut decoded);
            assert_eq!(decoded, bytes);
            let kept: String = body[1..].split('%').filter_map(|part| part.get(2..)).collect();
            let mut wanted = String::from(if encoding == Encoding::Rfc1738 { "+" } else { "" });
            wanted.push_str("-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
            wanted.push_str(plain.get(3..).unwrap());
            assert_eq!(kept, wanted);
        }
    }
}
