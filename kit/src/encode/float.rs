//! Numbers of JSON as PHP writes them in a body.

/// A JSON number as `http_build_query` writes what `json_decode` makes of it, under `precision=-1`: an integer if it
/// is written as one and has 64 bits, else a float.
///
/// Source: `php_json_scan` in php-src `ext/json/json_scanner.re`.
pub(crate) fn from_json(number: &str) -> String {
    match number.parse::<i64>() {
        Ok(int) => int.to_string(),
        // JSON's numbers are a part of those that Rust reads, and the largest ones are infinite, as in PHP.
        Err(_) => write(number.parse().unwrap_or(f64::NAN)),
    }
}

/// A float as PHP writes it under `precision=-1`: the shortest digits that read back the same, with an exponent below
/// 0.0001 and from 1.0E+17 on.
///
/// Source: `smart_str_append_double` and `zend_gcvt` with 17 digits in php-src `Zend/zend_smart_str.c` and
/// `main/snprintf.c`; specification 6.5.
pub(crate) fn write(float: f64) -> String {
    if !float.is_finite() {
        return match float {
            f64::INFINITY => "INF",
            f64::NEG_INFINITY => "-INF",
            _ => "NAN",
        }
        .to_owned();
    }
    if float == 0.0 || (1e-4..1e17).contains(&float.abs()) {
        // Rust writes the shortest digits too, and no point behind whole numbers.
        return float.to_string();
    }
    let text = format!("{float:E}");
    let (digits, exponent) = text.split_once('E').unwrap_or((&text, "0"));
    let point = if digits.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with('-') { "" } else { "+" };
    format!("{digits}{point}E{sign}{exponent}")
}
