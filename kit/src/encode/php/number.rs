//! PHP's numbers.

use super::array::Scalar;

/// Reads the number at the start of a text, and says how long it is.
///
/// Source: LNUM, DNUM, HNUM, BNUM, ONUM in php-src `Zend/zend_language_scanner.l`.
pub(super) fn read(text: &[u8]) -> Option<(Scalar, usize)> {
    let radix = match text {
        [b'0', b'x' | b'X', ..] => Some(16),
        [b'0', b'b' | b'B', ..] => Some(2),
        [b'0', b'o' | b'O', ..] => Some(8),
        _ => None,
    };
    if let Some(radix) = radix {
        let digits = digits(text.get(2..)?, radix);
        return (digits > 0)
            .then(|| (integer(text.get(2..2 + digits).unwrap_or_default(), radix), 2 + digits));
    }
    let whole = digits(text, 10);
    let mut end = whole;
    if let Some(rest) = text.get(end..).and_then(|rest| rest.strip_prefix(b".")) {
        let behind = digits(rest, 10);
        if whole + behind > 0 {
            end += 1 + behind;
        }
    }
    if end > 0 {
        end += exponent(text.get(end..).unwrap_or_default());
    }
    let number = text.get(..end).filter(|number| !number.is_empty())?;
    if end > whole {
        return Some((decimal(number), end));
    }
    match number {
        [b'0', octal @ ..] if !octal.is_empty() => {
            // 08 is no number at all.
            let is_octal = octal.iter().all(|byte| matches!(byte, b'0'..=b'7' | b'_'));
            is_octal.then(|| (integer(octal, 8), end))
        }
        _ => Some((integer(number, 10), end)),
    }
}

/// How many bytes are digits, with single `_` between them.
fn digits(text: &[u8], radix: u32) -> usize {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(|byte| char::from(*byte).is_digit(radix));
    let mut end = 0;
    while is_digit(text.get(end)) {
        end += if text.get(end + 1) == Some(&b'_') && is_digit(text.get(end + 2)) { 2 } else { 1 };
    }
    end
}

/// How long an exponent is, if one stands here.
fn exponent(text: &[u8]) -> usize {
    let sign = match text {
        [b'e' | b'E', b'+' | b'-', ..] => 2,
        [b'e' | b'E', ..] => 1,
        _ => return 0,
    };
    match digits(text.get(sign..).unwrap_or_default(), 10) {
        0 => 0,
        digits => sign + digits,
    }
}

/// An integer, or the float that one becomes which 64 bits do not hold.
fn integer(digits: &[u8], radix: u32) -> Scalar {
    let values = || digits.iter().filter_map(|digit| char::from(*digit).to_digit(radix));
    let add = |sum: i64, digit: u32| sum.checked_mul(radix.into())?.checked_add(digit.into());
    match values().try_fold(0, add) {
        Some(int) => Scalar::Int(int),
        None if radix == 10 => decimal(digits),
        None => Scalar::Float(values().fold(0.0, |sum, digit| next(sum, radix, digit))),
    }
}

/// A float and one digit more, rounded where PHP rounds: it adds the character of a digit and takes off that of zero,
/// but for hexadecimal ones.
///
/// Source: `zend_hex_strtod`, `zend_oct_strtod` and `zend_bin_strtod` in php-src `Zend/zend_strtod.c`.
#[allow(clippy::suboptimal_flops)]
fn next(sum: f64, radix: u32, digit: u32) -> f64 {
    let zero = if radix == 16 { 0.0 } else { f64::from(b'0') };
    sum * f64::from(radix) + (f64::from(digit) + zero) - zero
}

fn decimal(number: &[u8]) -> Scalar {
    let plain: String = number.iter().filter(|byte| **byte != b'_').map(|byte| char::from(*byte)).collect();
    Scalar::Float(plain.parse().unwrap_or(f64::NAN))
}
