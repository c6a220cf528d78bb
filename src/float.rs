//! Floats as PHP writes them under `precision=-1`: the fewest digits that read back to the same number.
//!
//! Sources: `smart_str_append_double`, `php_gcvt` with mode 0 in php-src `main/snprintf.c`; specification 6.5.

use core::fmt::{self, LowerExp, Write};
use core::str::FromStr;

/// The text of a float as PHP writes it under `precision=-1`: plain digits for exponents from -4 to 16, `1.0E+25`
/// beyond. It needs no allocation.
///
/// ```
/// use phpform::Float;
///
/// assert_eq!(Float::new(1.0).as_str(), "1");
/// assert_eq!(Float::new(0.1_f32).as_str(), "0.1");
/// assert_eq!(Float::new(1e25).as_str(), "1.0E+25");
/// ```
#[derive(Clone, Copy)]
pub struct Float {
    bytes: [u8; LONGEST],
    len: usize,
}

/// Room for sign, 17 digits, point, and four zeros or an exponent.
const LONGEST: usize = 32;

impl Float {
    /// An `f32` is written by its own shortest digits: `0.1`, not the `0.10000000149011612` that it is as an `f64`.
    pub fn new<F: Copy + LowerExp + FromStr + PartialEq>(number: F) -> Self {
        // Rust's shortest digits in scientific notation: `-1.5e-7`.
        let shortest = Self::of(format_args!("{number:e}"));
        match shortest.as_str() {
            "NaN" => return Self::of(format_args!("NAN")),
            "inf" => return Self::of(format_args!("INF")),
            "-inf" => return Self::of(format_args!("-INF")),
            _ => {}
        }
        let scientific = shortest.with_even_tie(number);
        let (digits, exponent) = scientific.parts();
        let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
        let (first, rest) = digits.split_once('.').unwrap_or((digits, ""));
        match usize::try_from(exponent) {
            Ok(places @ 0..=16) => match rest.split_at_checked(places) {
                Some((whole, "")) => Self::of(format_args!("{sign}{first}{whole}")),
                Some((whole, fraction)) => Self::of(format_args!("{sign}{first}{whole}.{fraction}")),
                None => Self::of(format_args!("{sign}{first}{rest:0<places$}")),
            },
            Err(_) if exponent >= -4 => {
                let zeros = "000".get(..(-exponent - 1).unsigned_abs() as usize).unwrap_or_default();
                Self::of(format_args!("{sign}0.{zeros}{first}{rest}"))
            }
            _ => {
                let rest = if rest.is_empty() { "0" } else { rest };
                Self::of(format_args!("{sign}{first}.{rest}E{exponent:+}"))
            }
        }
    }

    /// Of two shortest texts that are equally close to the number PHP takes the one whose last digit is even
    /// (`zend_dtoa`, mode 0), Rust the larger one. To write as many digits exactly decides as PHP does.
    fn with_even_tie<F: Copy + LowerExp + FromStr + PartialEq>(self, number: F) -> Self {
        let places = self.parts().0.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let even = Self::of(format_args!("{number:.places$e}"));
        // Next to a power of two the closest text of so many digits may belong to the number below.
        if even.as_str().parse().is_ok_and(|read: F| read == number) { even } else { self }
    }

    /// The digits with their point, and the exponent.
    fn parts(&self) -> (&str, i32) {
        let (digits, exponent) = self.as_str().split_once('e').unwrap_or((self.as_str(), "0"));
        (digits, exponent.parse().unwrap_or(0))
    }

    fn of(text: fmt::Arguments<'_>) -> Self {
        let mut float = Self { bytes: [0; LONGEST], len: 0 };
        // No float is longer than the room for it.
        _ = float.write_fmt(text);
        float
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl fmt::Display for Float {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Float {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Write for Float {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.len + text.len();
        self.bytes.get_mut(self.len..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Float;

    /// What `echo` prints for these floats under `php -n -d precision=-1` (PHP 8.2).
    #[test]
    #[expect(clippy::unreadable_literal, clippy::excessive_precision, reason = "as PHP was given them")]
    fn as_php_writes_them() {
        let pairs: &[(f64, &str)] = &[
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (0.1, "0.1"),
            (0.30000000000000004, "0.30000000000000004"),
            (1e14, "100000000000000"),
            (1e15, "1000000000000000"),
            (1e16, "10000000000000000"),
            (123456789012345678.0, "1.2345678901234568E+17"),
            (1.5e-7, "1.5E-7"),
            (0.0001, "0.0001"),
            (0.00012345, "0.00012345"),
            (0.00001, "1.0E-5"),
            (1.0e25, "1.0E+25"),
            (-2.5e-10, "-2.5E-10"),
            (1e100, "1.0E+100"),
            (5e-324, "5.0E-324"),
            (1.7976931348623157e308, "1.7976931348623157E+308"),
            (100000.0, "100000"),
            (999999999999999.9, "999999999999999.9"),
            (123456789012345.6, "123456789012345.6"),
            // Two shortest texts are equally close.
            (1059449252316338.25, "1059449252316338.2"),
            // The digits end before the point.
            (36028797018963968.0, "36028797018963970"),
            // A power of two: the gaps on its two sides differ.
            (5.684341886080802e-14, "5.684341886080802E-14"),
        ];
        for (value, php) in pairs {
            assert_eq!(Float::new(*value).as_str(), *php);
        }
        for (value, php) in [(f64::INFINITY, "INF"), (-f64::INFINITY, "-INF"), (f64::NAN, "NAN")] {
            assert_eq!(Float::new(value).as_str(), php);
        }
    }

    #[test]
    fn the_longest_ones_have_room() {
        for value in [-f64::MIN_POSITIVE, -1.797_693_134_862_315_7e308, -0.000_123_456_789_012_345_67] {
            let text = Float::new(value);
            assert!(text.len <= 24);
            assert_eq!(text.as_str().parse(), Ok(value));
        }
    }

    #[test]
    fn an_f32_has_its_own_digits() {
        assert_eq!(Float::new(0.1_f32).as_str(), "0.1");
        assert_eq!(Float::new(f32::MAX).as_str(), "3.4028235E+38");
        assert_eq!(Float::new(-f32::MIN_POSITIVE).as_str(), "-1.1754944E-38");
        assert_eq!(Float::new(f32::NEG_INFINITY).as_str(), "-INF");
    }
}
