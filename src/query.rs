//! The way back: [`Query`] writes what PHP's `http_build_query` writes.
//!
//! Sources: `php_url_encode_hash_ex` in php-src `ext/standard/http.c`, `php_url_encode_impl` in `url.c`;
//! specification 6.

use alloc::string::String;
use alloc::vec::Vec;

use crate::key::{Digits, Key};

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
#[derive(Clone, Debug)]
pub struct Query {
    escapes: &'static Escapes,
    body: String,
    /// The keys of the open arrays, as they stand before every text in them.
    prefix: String,
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
        Self { escapes, body: String::new(), prefix: String::new(), opened: Vec::new() }
    }

    /// Opens the array under `key`: what follows goes into it.
    pub fn open(&mut self, key: Key<'_>) {
        self.opened.push(self.prefix.len());
        let top = self.opened.len() == 1;
        self.escapes.write_key(&mut self.prefix, key, top);
    }

    /// Closes the array opened last. Without one it does nothing.
    pub fn close(&mut self) {
        self.prefix.truncate(self.opened.pop().unwrap_or(0));
    }

    /// Writes a text under `key`.
    pub fn text(&mut self, key: Key<'_>, text: &[u8]) {
        if !self.body.is_empty() {
            self.body.push('&');
        }
        self.body.push_str(&self.prefix);
        self.escapes.write_key(&mut self.body, key, self.opened.is_empty());
        self.body.push('=');
        self.escapes.write(&mut self.body, text);
    }

    /// The body.
    pub fn finish(self) -> String {
        self.body
    }
}

/// What is written for each byte that is not written as it is.
#[derive(Debug)]
struct Escapes {
    space: &'static str,
    /// Whether a byte is written as it is.
    plain: [bool; 256],
}

impl Escapes {
    const RFC1738: Self = Self { space: "+", plain: plain(b"-_.") };
    const RFC3986: Self = Self { space: "%20", plain: plain(b"-_.~") };

    fn write_key(&self, out: &mut String, key: Key<'_>, top: bool) {
        if !top {
            out.push_str("%5B");
        }
        match key {
            Key::Int(int) => out.push_str(Digits::new(int).as_str()),
            Key::Bytes(bytes) => self.write(out, bytes),
        }
        if !top {
            out.push_str("%5D");
        }
    }

    fn write(&self, out: &mut String, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let is_plain = |byte: &u8| self.plain.get(usize::from(*byte)) == Some(&true);
            let len = rest.iter().position(|byte| !is_plain(byte)).unwrap_or(rest.len());
            let (plain, escaped) = rest.split_at_checked(len).unwrap_or((rest, &[]));
            // Plain bytes are ASCII.
            out.push_str(core::str::from_utf8(plain).unwrap_or_default());
            let Some((byte, behind)) = escaped.split_first() else { return };
            if *byte == b' ' {
                out.push_str(self.space);
            } else {
                let digit =
                    |nibble: u8| char::from(if nibble < 10 { b'0' + nibble } else { b'A' - 10 + nibble });
                out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
            }
            rest = behind;
        }
    }
}

/// Letters, digits and `others`.
// The compiler works this out: an index out of range would be an error there.
#[allow(clippy::indexing_slicing)]
const fn plain(others: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    let mut at = 0;
    while at < others.len() {
        table[others[at] as usize] = true;
        at += 1;
    }
    table
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
