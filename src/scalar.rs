//! Texts read as numbers and booleans: strictly, never by guess.

use core::num::{IntErrorKind, ParseIntError};
use core::str::FromStr;

use crate::error::ErrorKind;

/// `-?[0-9]+`, within the range of the type.
pub(crate) fn integer<I: FromStr<Err = ParseIntError>>(text: &[u8]) -> Result<I, ErrorKind> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let text = match core::str::from_utf8(text) {
        Ok(text) if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => text,
        _ => return Err(ErrorKind::InvalidInteger),
    };
    text.parse().or_else(|error: ParseIntError| match error.kind() {
        // Unsigned types take no sign at all, though minus zero lies in their range.
        IntErrorKind::InvalidDigit if digits.iter().all(|digit| *digit == b'0') => {
            "0".parse().map_err(|_| ErrorKind::OutOfRange)
        }
        _ => Err(ErrorKind::OutOfRange),
    })
}

/// An integer of at most eighteen digits, for which no range has to be watched.
#[cfg(feature = "serde")]
#[inline]
pub(crate) fn short_integer(text: &[u8]) -> Option<i64> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let value = digits.iter().try_fold(0_i64, |value, digit| {
        let digit = digit.wrapping_sub(b'0');
        (digit <= 9).then(|| value * 10 + i64::from(digit))
    })?;
    Some(if digits.len() == text.len() { value } else { -value })
}

/// What Rust reads as a float, but for a leading `+`. A number too large for the type is none.
#[cfg(feature = "serde")]
pub(crate) fn float<F: FromStr>(text: &[u8], is_finite: impl Fn(&F) -> bool) -> Result<F, ErrorKind> {
    let text = core::str::from_utf8(text).ok().filter(|text| !text.starts_with('+'));
    let float = text.and_then(|text| text.parse().ok()).ok_or(ErrorKind::InvalidFloat)?;
    // Only a number with digits can have been too large.
    let overflows =
        !is_finite(&float) && text.is_some_and(|text| text.bytes().any(|byte| byte.is_ascii_digit()));
    if overflows { Err(ErrorKind::OutOfRange) } else { Ok(float) }
}

/// Exactly `1`, `0`, `true` or `false`.
pub(crate) fn boolean(text: &[u8]) -> Result<bool, ErrorKind> {
    match text {
        b"1" | b"true" => Ok(true),
        b"0" | b"false" => Ok(false),
        _ => Err(ErrorKind::InvalidBoolean),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_digits_and_nothing_else() {
        assert_eq!(integer::<u8>(b"255"), Ok(255));
        assert_eq!(integer::<i8>(b"-128"), Ok(-128));
        assert_eq!(integer::<u64>(b"007"), Ok(7));
        assert_eq!(integer::<u8>(b"-0"), Ok(0));
        assert_eq!(integer::<u8>(b"-1"), Err(ErrorKind::OutOfRange));
        assert_eq!(integer::<u8>(b"256"), Err(ErrorKind::OutOfRange));
        for text in [&b""[..], b"-", b"+1", b" 1", b"1 ", b"1.0", b"0x1", b"\xff", b"1e3"] {
            assert_eq!(integer::<i64>(text), Err(ErrorKind::InvalidInteger));
        }
    }

    #[test]
    fn four_texts_are_booleans() {
        assert_eq!([b"1", b"0"].map(|text| boolean(text)), [Ok(true), Ok(false)]);
        assert_eq!(boolean(b"true"), Ok(true));
        assert_eq!(boolean(b"false"), Ok(false));
        for text in [&b""[..], b"Y", b"on", b"TRUE", b"01"] {
            assert_eq!(boolean(text), Err(ErrorKind::InvalidBoolean));
        }
    }
}
