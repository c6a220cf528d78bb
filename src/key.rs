//! A key of an array: PHP's integers, and everything else.

use core::fmt;

/// A key of an array, as PHP keeps it: `7` and `-7` are integers, `07`, `-0` and `x` are not.
///
/// Source: `ZEND_HANDLE_NUMERIC_STR` in php-src `Zend/zend_hash.h`; specification 3.1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key<'f> {
    /// An integer of 64 bits, written in its shortest form.
    Int(i64),
    /// Any other bytes.
    Bytes(&'f [u8]),
}

impl<'f> Key<'f> {
    /// The key that PHP makes of these bytes.
    ///
    /// ```
    /// use phpform::Key;
    ///
    /// assert_eq!(Key::new(b"7"), Key::Int(7));
    /// assert_eq!(Key::new(b"07"), Key::Bytes(b"07"));
    /// assert_eq!(Key::new(b"9223372036854775808"), Key::Bytes(b"9223372036854775808"));
    /// ```
    #[inline]
    pub fn new(bytes: &'f [u8]) -> Self {
        match bytes.first() {
            Some(b'0'..=b'9' | b'-') => integer(bytes).map_or(Self::Bytes(bytes), Self::Int),
            _ => Self::Bytes(bytes),
        }
    }

    /// The bytes of a key that is no integer, if they are UTF-8.
    pub fn as_str(&self) -> Option<&'f str> {
        match self {
            Self::Int(_) => None,
            Self::Bytes(bytes) => core::str::from_utf8(bytes).ok(),
        }
    }

    /// The integer, if it is one.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(int) => Some(*int),
            Self::Bytes(_) => None,
        }
    }
}

/// `0 | -?[1-9][0-9]*` within 64 bits.
fn integer(bytes: &[u8]) -> Option<i64> {
    // Most of what is no integer ends otherwise.
    if !bytes.last()?.is_ascii_digit() {
        return None;
    }
    let (digits, sign) = match bytes {
        [b'-', digits @ ..] => (digits, -1),
        digits => (digits, 1),
    };
    match digits {
        [b'0'] if sign == 1 => Some(0),
        [b'1'..=b'9', ..] => digits.iter().try_fold(0_i64, |value, digit| {
            let digit = digit.is_ascii_digit().then(|| i64::from(*digit - b'0'))?;
            // Negative numbers are summed up below zero: there is one more of them.
            value.checked_mul(10)?.checked_add(sign * digit)
        }),
        _ => None,
    }
}

impl fmt::Debug for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(int) => write!(f, "{int}"),
            Self::Bytes(bytes) => write!(f, "\"{}\"", Text(bytes)),
        }
    }
}

/// The decimal digits of an integer, without an allocation and without the machinery of `Display`.
pub(crate) struct Digits {
    bytes: [u8; 20],
    start: usize,
}

impl Digits {
    pub(crate) fn new(int: i64) -> Self {
        let mut digits = Self { bytes: [b'-'; 20], start: 20 };
        let mut rest = int.unsigned_abs();
        for (index, slot) in digits.bytes.iter_mut().enumerate().rev() {
            // One digit.
            *slot = b'0' + (rest % 10) as u8;
            digits.start = index;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        // There is room for the sign: 64 bits have at most 19 digits, and those bytes are `-` still.
        digits.start -= usize::from(int < 0);
        digits
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    #[cfg(any(test, feature = "serde"))]
    pub(crate) fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

/// Bytes for people: UTF-8 as it is, whatever is not printable as an escape, quotes escaped.
pub(crate) struct Text<'t>(pub(crate) &'t [u8]);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            for letter in chunk.valid().chars() {
                match letter {
                    '"' | '\\' => write!(f, "\\{letter}")?,
                    '\n' => f.write_str("\\n")?,
                    '\r' => f.write_str("\\r")?,
                    '\t' => f.write_str("\\t")?,
                    _ if needs_escape(letter) => write!(f, "\\u{{{:x}}}", u32::from(letter))?,
                    _ => write!(f, "{letter}")?,
                }
            }
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02X}")?;
            }
        }
        Ok(())
    }
}

/// Control characters and those that turn the direction of writing around: they would garble a terminal or a log.
pub(crate) fn needs_escape(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn the_borders_of_an_integer_key() {
        for text in ["0", "7", "-7", "10", "9223372036854775807", "-9223372036854775808"] {
            assert_eq!(Key::new(text.as_bytes()), Key::Int(text.parse().unwrap()));
        }
        for text in ["", "-", "-0", "00", "07", "+1", "1.0", "1a", "0x1", "--1", " 1", "9223372036854775808"]
        {
            assert_eq!(Key::new(text.as_bytes()), Key::Bytes(text.as_bytes()));
        }
        for text in ["-9223372036854775809", "18446744073709551617", "99999999999999999999999"] {
            assert_eq!(Key::new(text.as_bytes()), Key::Bytes(text.as_bytes()));
        }
    }

    #[test]
    fn integers_are_written_in_full() {
        for int in [0, 7, -7, 10, 1_000_000, i64::MAX, i64::MIN] {
            assert_eq!(Digits::new(int).as_str().parse(), Ok(int));
        }
    }

    #[test]
    fn text_for_people_holds_no_control_character() {
        let text = Text(b"a\"\\\n\x1b[31m\xd0\xaf\xff\xe2\x80\xae").to_string();
        assert_eq!(text, "a\\\"\\\\\\n\\u{1b}[31m\u{42f}\\xFF\\u{202e}");
    }
}
