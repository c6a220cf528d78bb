//! PHP's quoted texts, with their escapes; and quotes that word processors and hurry leave behind.

use super::remark::{Remark, Remarks};

/// The two kinds of quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Single,
    Double,
}

/// A quote at the start of a text: its kind, and how long it is. Those of ASCII are one byte long, and all others are
/// typographic.
pub(super) fn quote(text: &[u8]) -> Option<(Kind, usize)> {
    Some(match text {
        [b'\'', ..] => (Kind::Single, 1),
        [b'"', ..] => (Kind::Double, 1),
        // ‘ ’ ‚ ‛
        [0xE2, 0x80, 0x98..=0x9B, ..] => (Kind::Single, 3),
        // “ ” „ ‟
        [0xE2, 0x80, 0x9C..=0x9F, ..] => (Kind::Double, 3),
        // « »
        [0xC2, 0xAB | 0xBB, ..] => (Kind::Double, 2),
        _ => return None,
    })
}

/// The length of white space at the start of a text, with what browsers copy as such.
pub(super) fn space(text: &[u8]) -> usize {
    match text {
        [b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C, ..] => 1,
        [0xC2, 0xA0, ..] => 2,
        [0xEF, 0xBB, 0xBF, ..] | [0xE2, 0x80, 0x8B, ..] => 3,
        _ => 0,
    }
}

/// What stands behind a quote.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behind {
    /// What may follow on a text.
    Fitting,
    /// White space, and then something that begins an element.
    Element,
    /// Something that begins an element, at once.
    Glued,
}

fn behind(source: &[u8], at: usize) -> Behind {
    let mut rest = source.get(at..).unwrap_or_default();
    let mut is_glued = true;
    while let length @ 1.. = space(rest) {
        rest = rest.get(length..).unwrap_or_default();
        is_glued = false;
    }
    let begins = match rest.first() {
        Some(byte) => {
            byte.is_ascii_alphanumeric()
                || matches!(byte, b'_' | b'$' | b'[' | 0x80..)
                || quote(rest).is_some()
        }
        None => false,
    };
    match (begins, is_glued) {
        (false, _) => Behind::Fitting,
        (true, false) => Behind::Element,
        (true, true) => Behind::Glued,
    }
}

/// Reads the text that the quote at `start` opens, and says where it ends.
pub(super) fn read(
    source: &[u8],
    start: usize,
    remarks: &mut Remarks<'_>,
) -> Result<(Vec<u8>, usize), Remark> {
    let Some((kind, length)) = quote(source.get(start..).unwrap_or_default()) else {
        return Err(Remark::new(start, "expected a quote"));
    };
    let found = if length == 1 {
        find_end(source, start, remarks)?
    } else {
        find_typographic_end(source, start, kind)?
    };
    if length > 1 {
        remarks.add(start, "a typographic quote, which is none for PHP: read as a plain one");
    }
    let raw = source.get(start + length..found.close).unwrap_or_default();
    let text = match kind {
        Kind::Single => unescape_single(raw),
        Kind::Double => unescape_double(raw, start + length, remarks)?,
    };
    Ok((text, found.end))
}

/// Where a text ends: its closing quote, and what comes behind that.
struct Found {
    close: usize,
    end: usize,
}

fn find_end(source: &[u8], start: usize, remarks: &mut Remarks<'_>) -> Result<Found, Remark> {
    let mark = source.get(start).copied();
    let unclosed =
        || Remark::new(start, "expected a second quote on this line that closes the text, found none");
    // Whether a quote that stood alone was taken for one of the text; and where the text would end if its closing quote
    // had been forgotten.
    let mut has_apostrophe = false;
    let mut forgotten: Option<usize> = None;
    let mut at = start + 1;
    while let Some(byte) = source.get(at).copied() {
        match byte {
            b'\\' => at += 1,
            b'\n' if has_apostrophe => return Err(unclosed()),
            b'\n' => forgotten = forgotten.or(Some(at)),
            b'=' if source.get(at + 1) == Some(&b'>') => forgotten = forgotten.or(Some(at)),
            _ if Some(byte) == mark => match behind(source, at + 1) {
                Behind::Fitting | Behind::Element => return Ok(Found { close: at, end: at + 1 }),
                Behind::Glued => {
                    let next = quote(source.get(at + 1..).unwrap_or_default());
                    if let Some((_, length)) = next
                        && behind(source, at + 1 + length) == Behind::Fitting
                    {
                        remarks.add(at + 1, "a quote too many: left out");
                        return Ok(Found { close: at, end: at + 1 + length });
                    }
                    if let Some(end) = forgotten {
                        return Ok(close_at(source, start, end, remarks));
                    }
                    has_apostrophe = true;
                    remarks.add(at, "a quote inside a text that it would end: read as a part of the text");
                }
            },
            _ => {}
        }
        at += 1;
    }
    match forgotten {
        Some(end) if !has_apostrophe => Ok(close_at(source, start, end, remarks)),
        _ if has_apostrophe => Err(unclosed()),
        _ => Ok(close_at(source, start, source.len(), remarks)),
    }
}

/// Closes a text whose closing quote was forgotten, before the punctuation that stands there.
fn close_at(source: &[u8], start: usize, end: usize, remarks: &mut Remarks<'_>) -> Found {
    remarks.add(start, "a quote that is never closed: read up to the end of what it opens on this line");
    let text = source.get(start + 1..end).unwrap_or_default();
    let is_text = |byte: &u8| !matches!(byte, b' ' | b'\t' | b'\r' | b',' | b';' | b']' | b')');
    let length = text.iter().rposition(is_text).map_or(0, |last| last + 1);
    let text = text.get(..length).unwrap_or_default();
    let stray = [3, 2, 1].into_iter().find(|length| {
        let quote = text.len().checked_sub(*length).and_then(|from| quote(text.get(from..)?));
        quote.is_some_and(|(_, found)| found == *length)
    });
    let close = start + 1 + length - stray.unwrap_or(0);
    Found { close, end: start + 1 + length }
}

/// A typographic quote is closed by any quote of its kind on the same line that something fitting stands behind.
fn find_typographic_end(source: &[u8], start: usize, kind: Kind) -> Result<Found, Remark> {
    let mut at = start + 2;
    while let Some(rest) = source.get(at..)
        && !rest.is_empty()
        && !rest.starts_with(b"\n")
    {
        if let Some((found, length)) = quote(rest)
            && found == kind
            && behind(source, at + length) != Behind::Glued
        {
            return Ok(Found { close: at, end: at + length });
        }
        at += 1;
    }
    Err(Remark::new(start, "expected a second quote on this line that closes the text, found none"))
}

/// Source: `'` in php-src `Zend/zend_language_scanner.l`.
fn unescape_single(raw: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let [byte, behind @ ..] = rest {
        rest = behind;
        match (byte, behind) {
            (b'\\', [escaped @ (b'\'' | b'\\'), behind @ ..]) => {
                text.push(*escaped);
                rest = behind;
            }
            _ => text.push(*byte),
        }
    }
    text
}

/// Source: `zend_scan_escape_string` in php-src `Zend/zend_language_scanner.l`.
fn unescape_double(raw: &[u8], offset: usize, remarks: &mut Remarks<'_>) -> Result<Vec<u8>, Remark> {
    let mut text = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(byte) = raw.get(at) {
        let behind = raw.get(at + 1..).unwrap_or_default();
        if *byte == b'\\' {
            at += 1 + escape(behind, &mut text).map_err(|message| Remark::new(offset + at, message))?;
            continue;
        }
        let is_variable = match (byte, behind) {
            (b'$', [next, ..]) => begins_name(*next) || *next == b'{',
            (b'{', [next, ..]) => *next == b'$',
            _ => false,
        };
        if is_variable {
            remarks.add(offset + at, "a variable in a text, whose value only PHP knows: read as it stands");
        }
        text.push(*byte);
        if is_variable && *byte == b'{' {
            // The same variable.
            text.push(b'$');
            at += 1;
        }
        at += 1;
    }
    Ok(text)
}

pub(super) fn begins_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

/// Reads what follows on a backslash, and says how long it is.
fn escape(behind: &[u8], text: &mut Vec<u8>) -> Result<usize, &'static str> {
    let plain = match behind.first() {
        Some(b'n') => b'\n',
        Some(b't') => b'\t',
        Some(b'r') => b'\r',
        Some(b'v') => 0x0B,
        Some(b'e') => 0x1B,
        Some(b'f') => 0x0C,
        Some(byte @ (b'\\' | b'$' | b'"')) => *byte,
        Some(b'0'..=b'7') => {
            let (value, digits) = digits(behind, 8, 3);
            text.push(value);
            return Ok(digits);
        }
        Some(b'x' | b'X') if behind.get(1).is_some_and(u8::is_ascii_hexdigit) => {
            let (value, digits) = digits(behind.get(1..).unwrap_or_default(), 16, 2);
            text.push(value);
            return Ok(1 + digits);
        }
        Some(b'u') if behind.get(1) == Some(&b'{') => return code_point(behind, text),
        _ => {
            text.push(b'\\');
            return Ok(0);
        }
    };
    text.push(plain);
    Ok(1)
}

/// The value of so many digits at most, modulo 256.
fn digits(text: &[u8], radix: u32, most: usize) -> (u8, usize) {
    let values = text.iter().take(most).map_while(|byte| char::from(*byte).to_digit(radix));
    let (value, length) =
        values.fold((0_u32, 0), |(value, length), digit| (value * radix + digit, length + 1));
    (value.to_le_bytes()[0], length)
}

/// Reads `u{…}`. A surrogate gets the three bytes that it would have, as in PHP.
fn code_point(behind: &[u8], text: &mut Vec<u8>) -> Result<usize, &'static str> {
    const EXPECTED: &str = "expected a code point of Unicode in hexadecimal, such as \\u{1F600}";
    let digits = behind.get(2..).unwrap_or_default();
    let length = digits.iter().position(|byte| !byte.is_ascii_hexdigit()).ok_or(EXPECTED)?;
    let hex = digits.get(..length).filter(|_| digits.get(length) == Some(&b'}')).ok_or(EXPECTED)?;
    let value = hex.iter().try_fold(0_u32, |value, digit| {
        let value = value << 4 | char::from(*digit).to_digit(16)?;
        (value <= 0x10_FFFF).then_some(value)
    });
    let value = value.filter(|_| length > 0).ok_or(EXPECTED)?;
    if let Some(char) = char::from_u32(value) {
        text.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
    } else {
        let low = |shift: u32| 0x80 | (value >> shift & 0x3F).to_le_bytes()[0];
        text.extend_from_slice(&[0xE0 | (value >> 12).to_le_bytes()[0], low(6), low(0)]);
    }
    Ok(length + 3)
}
