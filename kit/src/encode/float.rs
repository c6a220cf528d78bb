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
fn write(float: f64) -> String {
    let sign = if float.is_sign_negative() { "-" } else { "" };
    let (digits, exponent) = match float.abs() {
        f64::INFINITY => return format!("{sign}INF"),
        float if float.is_nan() => return "NAN".to_owned(),
        float => shortest(float),
    };
    let before = usize::try_from(exponent + 1).unwrap_or(0);
    match exponent {
        ..-4 | 17.. => {
            let (first, rest) = digits.split_at_checked(1).unwrap_or((&digits, ""));
            let rest = if rest.is_empty() { "0" } else { rest };
            format!("{sign}{first}.{rest}E{exponent:+}")
        }
        ..0 => {
            format!("{sign}0.{digits:0>width$}", width = digits.len() + exponent.unsigned_abs() as usize - 1)
        }
        _ => match digits.split_at_checked(before) {
            Some((whole, part)) if !part.is_empty() => format!("{sign}{whole}.{part}"),
            _ => format!("{sign}{digits:0<before$}"),
        },
    }
}

/// The shortest digits that read back as the same float, and the exponent of the first.
///
/// Where two texts are as short and as near, PHP takes the one that ends in an even digit, as the formatting to a given
/// length does here; the formatting to the shortest length does not. At a power of two the nearest text of that length
/// can be another float, so it is read back.
fn shortest(float: f64) -> (String, i32) {
    let shortest = format!("{float:e}");
    let digits = shortest.bytes().take_while(|byte| *byte != b'e').filter(u8::is_ascii_digit).count();
    let even = format!("{float:.*e}", digits - 1);
    let text = if even.parse() == Ok(float) { even } else { shortest };
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (digits.replace('.', ""), exponent.parse().unwrap_or(0))
}
