//! `data[DATA][0][chat][id]`: the keys that lead to a value, in the sender's own notation.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use crate::error::{Error, ErrorKind};
use crate::key::{Key, needs_escape};
use crate::percent;

/// The keys that lead to a value, from the top one on.
///
/// A path is printed as a name would be: the top key, then each key in brackets. What a name cannot hold there is
/// written as `%XX`: `[`, `]`, `%`, control characters, and bytes that are not UTF-8. To parse a path that was
/// printed gives the same path, whatever its bytes are. Nothing is mangled, and `[]` names no value: it is an error.
/// The path of the whole form is empty.
///
/// ```
/// use phpform::{Key, Path};
///
/// let path: Path = "data[DATA][0][50%25]".parse()?;
///
/// assert_eq!(path.keys().len(), 4);
/// assert_eq!(path.keys()[2].as_key(), Key::Int(0));
/// assert_eq!(path.keys()[3].as_key(), Key::Bytes(b"50%"));
/// assert_eq!(path.to_string(), "data[DATA][0][50%25]");
/// # Ok::<(), phpform::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Path {
    keys: Vec<PathKey>,
}

/// A key of a [`Path`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum PathKey {
    /// An integer key.
    Int(i64),
    /// Any other key.
    Bytes(Box<[u8]>),
}

impl Path {
    /// The keys, from the top one on.
    pub fn keys(&self) -> &[PathKey] {
        &self.keys
    }

    /// Adds a key behind the last one.
    #[cfg(feature = "serde")]
    pub(crate) fn push(&mut self, key: PathKey) {
        self.keys.push(key);
    }

    /// Turns the keys around.
    #[cfg(feature = "serde")]
    pub(crate) fn reverse(&mut self) {
        self.keys.reverse();
    }

    /// Whether a value under this path is a secret: some key equals `auth` or contains `token` or `secret`, whatever
    /// the case. Such values are masked wherever people read.
    ///
    /// ```
    /// use phpform::Path;
    ///
    /// assert!("auth[member_id]".parse::<Path>()?.is_secret());
    /// assert!("data[bot][AUTH]".parse::<Path>()?.is_secret());
    /// assert!("refresh_token".parse::<Path>()?.is_secret());
    /// assert!(!"data[author]".parse::<Path>()?.is_secret());
    /// # Ok::<(), phpform::Error>(())
    /// ```
    pub fn is_secret(&self) -> bool {
        self.keys.iter().any(|key| is_secret(key.as_key()))
    }
}

/// Whether values under this key are secrets.
pub(crate) fn is_secret(key: Key<'_>) -> bool {
    match key {
        Key::Int(_) => false,
        Key::Bytes(bytes) => {
            bytes.eq_ignore_ascii_case(b"auth") || contains(bytes, b"token") || contains(bytes, b"secret")
        }
    }
}

/// Whether `word` stands in `bytes`, whatever the case.
pub(crate) fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word))
}

impl PathKey {
    /// The key as a form has it.
    pub fn as_key(&self) -> Key<'_> {
        match self {
            Self::Int(int) => Key::Int(*int),
            Self::Bytes(bytes) => Key::Bytes(bytes),
        }
    }
}

impl From<Key<'_>> for PathKey {
    fn from(key: Key<'_>) -> Self {
        match key {
            Key::Int(int) => Self::Int(int),
            Key::Bytes(bytes) => Self::Bytes(bytes.into()),
        }
    }
}

impl FromIterator<PathKey> for Path {
    fn from_iter<I: IntoIterator<Item = PathKey>>(keys: I) -> Self {
        Self { keys: keys.into_iter().collect() }
    }
}

impl fmt::Debug for PathKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_key().fmt(f)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, key) in self.keys.iter().enumerate() {
            if index == 0 { write!(f, "{key}")? } else { write!(f, "[{key}]")? }
        }
        Ok(())
    }
}

/// The key as it stands in a path.
impl fmt::Display for PathKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = match self {
            Self::Int(int) => return write!(f, "{int}"),
            Self::Bytes(bytes) => bytes,
        };
        for chunk in bytes.utf8_chunks() {
            for letter in chunk.valid().chars() {
                if matches!(letter, '[' | ']' | '%') || letter.is_ascii_control() {
                    write!(f, "%{:02X}", u32::from(letter))?;
                } else if needs_escape(letter) {
                    for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
                        write!(f, "%{byte:02X}")?;
                    }
                } else {
                    write!(f, "{letter}")?;
                }
            }
            for byte in chunk.invalid() {
                write!(f, "%{byte:02X}")?;
            }
        }
        Ok(())
    }
}

impl FromStr for Path {
    type Err = Error;

    /// # Errors
    ///
    /// [`ErrorKind::InvalidPath`], with the reason.
    fn from_str(text: &str) -> Result<Self, Error> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let invalid = |at: usize, reason| Error::new(ErrorKind::InvalidPath, at..at).because(text, reason);
        let (top, mut rest) = text.split_at(text.find('[').unwrap_or(text.len()));
        let mut keys = Vec::new();
        let mut add = |key: &str, at: usize| {
            if key.is_empty() {
                return Err(invalid(at, "a key is empty; `[]` names no value"));
            }
            match unescape(key) {
                Ok(bytes) => keys.push(PathKey::from(Key::new(&bytes))),
                Err(offset) => {
                    return Err(invalid(at + offset, "`%` without two hex digits; write `%25` for `%`"));
                }
            }
            Ok(())
        };
        add(top, 0)?;
        if let Some(at) = top.find(']') {
            return Err(invalid(at, "`]` without `[`; write `%5D` for a `]` in a key"));
        }
        while !rest.is_empty() {
            let at = text.len() - rest.len();
            let Some(inner) = rest.strip_prefix('[') else {
                return Err(invalid(at, "text behind `]`; write `[` there, or nothing"));
            };
            let Some((key, behind)) = inner.split_once(']') else {
                return Err(invalid(at, "`[` without `]`; write `%5B` for a `[` in a key"));
            };
            if let Some(offset) = key.find('[') {
                return Err(invalid(at + 1 + offset, "`[` in a key; write `%5B` for it"));
            }
            add(key, at + 1)?;
            rest = behind;
        }
        Ok(Self { keys })
    }
}

/// Undoes `%XX`, or tells where a `%` stands without two digits.
fn unescape(key: &str) -> Result<Vec<u8>, usize> {
    let raw = key.as_bytes();
    let mut bytes = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(byte) = raw.get(at) {
        match percent::escape_at(raw, at) {
            Some(decoded) => {
                bytes.push(decoded);
                at += 3;
            }
            None if *byte == b'%' => return Err(at),
            None => {
                bytes.push(*byte);
                at += 1;
            }
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn to_parse_what_was_printed_is_the_identity() {
        let bytes: Vec<u8> = (0..=255).collect();
        let mut keys: Vec<&[u8]> = bytes.chunks(1).chain(bytes.chunks(7)).collect();
        keys.extend([
            &b"7"[..],
            b"-7",
            b"07",
            "\u{202e}\u{42f}%41".as_bytes(),
            b"]",
            b"[",
            b"[]",
            b"%5D",
            b"a.b c",
        ]);
        for top in &keys {
            let path: Path = [*top, b"x", *top].into_iter().map(|key| PathKey::from(Key::new(key))).collect();
            assert_eq!(path.to_string().parse::<Path>().unwrap(), path, "{path}");
        }
        assert_eq!("".parse::<Path>().unwrap(), Path::default());
    }

    #[test]
    fn what_is_no_path_says_why() {
        for (text, why) in [
            ("[a]", "empty"),
            ("a[]", "empty"),
            ("a[b", "without `]`"),
            ("a]", "without `[`"),
            ("a[b]c", "behind"),
            ("a[b[c]", "`[` in a key"),
            ("a[%]", "%25"),
            ("50%", "%25"),
        ] {
            let error = text.parse::<Path>().unwrap_err();
            assert!(error.to_string().contains(why), "{text}: {error}");
            assert_eq!(error.kind(), ErrorKind::InvalidPath);
        }
    }
}
