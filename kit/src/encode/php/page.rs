//! Where the array begins in what was pasted: at once, or somewhere on a page.

use super::lexer::{blank, starts_with};
use super::quoted::{quote, space};
use super::remark::{Remark, Remarks};

/// Finds the first array that stands at the start of a line, with nothing before it on that line but `<?php`, `return`,
/// `$name =` or a call.
pub(super) fn start(source: &[u8], remarks: &mut Remarks<'_>) -> Result<usize, Remark> {
    let Some(at) = find(source) else {
        let start = source.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(source.len());
        let reason = match source.get(start) {
            None => "expected a PHP array, [ or array(, found nothing",
            Some(b'{') => "expected a PHP array, [ or array(, found JSON, which --from json reads",
            Some(_) => "expected a PHP array, [ or array( at the start of a line, found none",
        };
        return Err(Remark::new(start, reason));
    };
    let rest = source.get(at..).unwrap_or_default();
    if is_dumped(rest) {
        return Err(Remark::new(
            at,
            "expected a PHP array, found the output of var_dump: print it with var_export",
        ));
    }
    if let before = source.get(..at).unwrap_or_default()
        && !is_prologue(before)
    {
        remarks.add(at, "the first array begins here: what stands before it is not read");
    }
    Ok(at)
}

fn find(source: &[u8]) -> Option<usize> {
    let mut start = 0;
    let mut likely = None;
    for line in source.split_inclusive(|byte| *byte == b'\n') {
        if let Some(at) = opening(line).filter(|at| is_before_array(line.get(..*at).unwrap_or_default())) {
            if is_array(source.get(start + at..).unwrap_or_default()) {
                return Some(start + at);
            }
            likely = likely.or(Some(start + at));
        }
        start += line.len();
    }
    // Where nothing else comes into question, anything that looks like an array is one.
    likely.filter(|at| is_prologue(source.get(..*at).unwrap_or_default()))
}

/// The first bracket that could open an array.
fn opening(line: &[u8]) -> Option<usize> {
    let square = line.iter().position(|byte| *byte == b'[');
    let word = line.get(..square.unwrap_or(line.len())).and_then(|before| {
        let at = before.windows(5).position(|word| word.eq_ignore_ascii_case(b"array"))?;
        let behind = before.get(at + 5..)?.trim_ascii_start();
        // The bracket may stand on the next line.
        (behind.is_empty() || behind.starts_with(b"(")).then_some(at)
    });
    word.or(square)
}

fn is_before_array(prefix: &[u8]) -> bool {
    let mut prefix = prefix;
    while let length @ 1.. = space(prefix) {
        prefix = prefix.get(length..).unwrap_or_default();
    }
    let prefix = before_cast(prefix.trim_ascii_end());
    let is_code = prefix.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_$\\<?>-:=( \t".contains(byte));
    prefix.is_empty() || is_code && (prefix.ends_with(b"=") || prefix.ends_with(b"(") || is_prologue(prefix))
}

/// Whether a bracket opens an array, and no link of a page.
fn is_array(text: &[u8]) -> bool {
    let Some(mut rest) = text.strip_prefix(b"[") else {
        return text.get(5..).unwrap_or_default().trim_ascii_start().starts_with(b"(");
    };
    while let length @ 1.. = space(rest) {
        rest = rest.get(length..).unwrap_or_default();
    }
    match rest.first() {
        Some(b'0'..=b'9') => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            // A footnote.
            rest.get(digits) != Some(&b']')
        }
        Some(b'[' | b']' | b'-' | b'/' | b'#' | b'$') => true,
        _ => quote(rest).is_some() || starts_with(rest, b"array"),
    }
}

/// What stands before a cast that changes nothing.
fn before_cast(text: &[u8]) -> &[u8] {
    let casts = [&b"(object)"[..], b"(array)"];
    casts.iter().find_map(|cast| text.strip_suffix(*cast)).unwrap_or(text).trim_ascii_end()
}

/// Whether a text is nothing but what PHP needs before an array.
fn is_prologue(text: &[u8]) -> bool {
    let mut rest = text;
    loop {
        rest = match rest {
            _ if blank(rest) > Some(0) => rest.get(blank(rest).unwrap_or_default()..),
            _ if starts_with(rest, b"<?php") => rest.get(5..),
            _ => break,
        }
        .unwrap_or_default();
    }
    let rest = before_cast(rest.trim_ascii_end());
    let is_one_line = !rest.contains(&b'\n');
    let is_assignment = rest.ends_with(b"=") && (rest.starts_with(b"$") || starts_with(rest, b"const"));
    rest.is_empty()
        || is_one_line && (is_assignment || rest.ends_with(b"(") || rest.eq_ignore_ascii_case(b"return"))
}

/// `array(2) {`
fn is_dumped(text: &[u8]) -> bool {
    let Some(rest) = text.get(5..).and_then(|rest| rest.strip_prefix(b"(")) else { return false };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    digits > 0 && rest.get(digits..).is_some_and(|rest| rest.starts_with(b") {"))
}

/// `Array ( [event] => X`, at the first bracket or key.
pub(super) fn is_printed(text: &[u8]) -> bool {
    let Some(rest) = text.strip_prefix(b"[") else { return false };
    let key = rest.iter().take(200).position(|byte| matches!(byte, b']' | b'\n'));
    let behind = key.and_then(|end| rest.get(end..)?.strip_prefix(b"]"));
    behind.is_some_and(|behind| behind.trim_ascii_start().starts_with(b"=>"))
}

/// Whether nothing stands behind an array but what may stand there.
pub(super) fn is_epilogue(text: &[u8]) -> bool {
    let mut rest = text;
    loop {
        rest = match rest {
            _ if blank(rest) > Some(0) => rest.get(blank(rest).unwrap_or_default()..),
            [b';' | b')', ..] => rest.get(1..),
            [b'?', b'>', ..] => rest.get(2..),
            [b'`', b'`', b'`', ..] => rest.get(3..),
            _ => return rest.is_empty(),
        }
        .unwrap_or_default();
    }
}
