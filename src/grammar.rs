//! PHP's grammar of variable names by the book: a decoded name -> its keys, and what becomes of its variable.
//!
//! Source: `php_register_variable_ex` in php-src `main/php_variables.c`, line by line; specification 2.

use core::ops::Range;

use crate::options::TopNames;

/// What becomes of a variable because of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is registered under its keys.
    Registered,
    /// It is dropped: nothing stands before its first bracket (specification 2.4).
    Nameless,
    /// It is dropped at its last key, which takes a prefix that the name itself lacks (specification 2.12).
    Forbidden,
    /// It is dropped at the bracket behind its last key, [`Names::bracket`](crate::name::Names::bracket) (specification
    /// 4.3).
    TooDeep,
}

/// Reads a decoded name: gives each of its keys as a place in it, the top key mangled, and tells what becomes of its
/// variable; or where the bracket stands behind `most` keys.
pub(crate) fn read(
    name: &mut [u8],
    top: TopNames,
    most: usize,
    mut give: impl FnMut(Range<usize>),
) -> Result<Fate, usize> {
    // A name is a C string (specification 1.9).
    let end = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
    let name = name.get_mut(..end).unwrap_or_default();
    let start = leading_spaces(name, top);
    let prefixes = Prefixes::of(name.get(start..).unwrap_or_default());
    let bracket = position(name, start, b'[').unwrap_or(end);
    if bracket == start {
        return Ok(Fate::Nameless);
    }
    mangle(name, top, start..bracket, b" .");
    let mut last = start..bracket;
    let (mut at, mut keys) = (bracket, 0);
    while name.get(at) == Some(&b'[') {
        crate::steps::count!(1);
        if keys >= most {
            give(last);
            return Err(at);
        }
        let key_start = at + 1;
        let skipped = usize::from(name.get(key_start).is_some_and(|byte| is_space(*byte)));
        let Some(key_end) = position(name, key_start + skipped, b']') else {
            if at == bracket {
                // Unclosed at the first level: a plain variable (specification 2.9).
                mangle(name, top, at..end, b" .[");
                last = start..end;
            }
            break;
        };
        let is_forbidden = prefixes.forbid(name.get(last.clone()));
        give(last);
        if is_forbidden {
            return Ok(Fate::Forbidden);
        }
        keys += 1;
        // One white space byte and nothing else is no key (specification 2.7).
        last = if key_end == key_start + skipped { key_end..key_end } else { key_start..key_end };
        at = key_end + 1;
    }
    let is_forbidden = prefixes.forbid(name.get(last.clone()));
    give(last);
    Ok(if is_forbidden { Fate::Forbidden } else { Fate::Registered })
}

/// How many spaces a name starts with, unless top names are kept (specification 2.1).
fn leading_spaces(name: &[u8], top: TopNames) -> usize {
    match top {
        TopNames::Mangled => name.iter().take_while(|byte| **byte == b' ').count(),
        TopNames::Kept => 0,
    }
}

/// Puts `_` for each of `bytes`, unless top names are kept (specification 2.2).
fn mangle(name: &mut [u8], top: TopNames, range: Range<usize>, bytes: &[u8]) {
    if top == TopNames::Mangled {
        for byte in name.get_mut(range).unwrap_or_default() {
            crate::steps::count!(1);
            if bytes.contains(byte) {
                *byte = b'_';
            }
        }
    }
}

/// `isspace` in the C locale.
#[inline]
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

fn position(name: &[u8], from: usize, wanted: u8) -> Option<usize> {
    let rest = name.get(from..).unwrap_or_default();
    let found = rest.iter().position(|byte| *byte == wanted);
    crate::steps::count!(1 + found.unwrap_or(rest.len()));
    Some(from + found?)
}

/// The cookie prefixes that a name has, and so may have in its keys.
///
/// Source: `php_is_forbidden_variable_name` in php-src `main/php_variables.c`; specification 2.12.
pub(crate) struct Prefixes {
    host: bool,
    secure: bool,
}

impl Prefixes {
    const HOST: &[u8] = b"__Host-";
    const SECURE: &[u8] = b"__Secure-";

    pub(crate) fn of(name: &[u8]) -> Self {
        Self { host: name.starts_with(Self::HOST), secure: name.starts_with(Self::SECURE) }
    }

    /// Whether the name is dropped for this key.
    pub(crate) fn forbid(&self, key: Option<&[u8]>) -> bool {
        key.is_some_and(|key| {
            !self.host && key.starts_with(Self::HOST) || !self.secure && key.starts_with(Self::SECURE)
        })
    }
}
