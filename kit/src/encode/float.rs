//! Numbers of JSON as PHP writes them in a body.

/// A JSON number as `http_build_query` writes what `json_decode` makes of it, under `precision=-1`: an integer if it
/// is written as one and has 64 bits, else a float.
///
/// Source: `php_json_scan` in php-src `ext/json/json_scanner.re`.
pub(crate) fn from_json(number: &str) -> String {
    match number.parse::<i64>() {
        Ok(int) => int.to_string(),
        // JSON's numbers are a part of those that Rust reads, and the largest ones are infinite, as in PHP.
        Err(_) => phpform::Float::new(number.parse().unwrap_or(f64::NAN)).to_string(),
    }
}
