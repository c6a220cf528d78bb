//! Floats as PHP writes them under `precision=-1`: the fewest digits that read back to the same number.
//!
//! Sources: `smart_str_append_double`, `php_gcvt` with mode 0 in php-src `main/snprintf.c`; specification 6.5.

use alloc::format;
use alloc::string::{String, ToString};

/// The text of a float: plain digits for exponents from -4 to 16, `1.0E+25` beyond.
pub(crate) fn text(value: f64) -> String {
    if value.is_nan() {
        return "NAN".to_string();
    }
    if value.is_infinite() {
        return if value > 0.0 { "INF" } else { "-INF" }.to_string();
    }
    // Rust's shortest digits in scientific notation: `-1.5e-7`.
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..=16).contains(&exponent) {
        return format!("{value}");
    }
    let point = if digits.contains('.') { "" } else { ".0" };
    format!("{digits}{point}E{exponent:+}")
}

#[cfg(test)]
mod tests {
    use super::text;

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
            assert_eq!(text(*value), *php);
        }
        assert_eq!([f64::INFINITY, -f64::INFINITY, f64::NAN].map(text), ["INF", "-INF", "NAN"]);
    }
}
