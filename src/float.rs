//! Floats as PHP writes them under `precision=-1`: the fewest digits that read back to the same number.
//!
//! Sources: `smart_str_append_double`, `php_gcvt` with mode 0 in php-src `main/snprintf.c`; specification 6.5.

use core::fmt::{self, Display, LowerExp, Write};

/// The text of a float: plain digits for exponents from -4 to 16, `1.0E+25` beyond. It needs no allocation.
#[derive(Clone, Copy)]
pub(crate) struct Float {
    bytes: [u8; LONGEST],
    len: usize,
}

/// Room for sign, 17 digits, point, and four zeros or an exponent.
const LONGEST: usize = 32;

impl Float {
    /// An `f32` is written by its own shortest digits: `0.1`, not the `0.10000000149011612` that it is as an `f64`.
    pub(crate) fn new(number: impl Display + LowerExp) -> Self {
        // Rust's shortest digits in scientific notation: `-1.5e-7`.
        let scientific = Self::of(format_args!("{number:e}"));
        let scientific = match scientific.as_str() {
            "NaN" => return Self::of(format_args!("NAN")),
            "inf" => return Self::of(format_args!("INF")),
            "-inf" => return Self::of(format_args!("-INF")),
            finite => finite,
        };
        let (digits, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
        let exponent: i32 = exponent.parse().unwrap_or(0);
        if (-4..=16).contains(&exponent) {
            return Self::of(format_args!("{number}"));
        }
        let point = if digits.contains('.') { "" } else { ".0" };
        Self::of(format_args!("{digits}{point}E{exponent:+}"))
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

    fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
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
    #[expect(clippy::unreadable_literal, reason = "as PHP was given them")]
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
