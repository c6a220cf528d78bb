//! Flat bodies against an independent decoder: `serde_urlencoded`.

use std::collections::BTreeMap;

use super::mismatch::{Outcome, same};
use super::spans::decoded;

/// Both agree where both have an opinion: distinct names of letters, digits, `_` and `-` that do not start with a
/// digit or a forbidden prefix, and text that is UTF-8.
pub(super) fn agrees(body: &[u8]) -> Outcome {
    if !is_flat(body) {
        return Ok(());
    }
    let want: Option<Vec<(String, String)>> = serde_urlencoded::from_bytes(body).ok();
    let want: Option<BTreeMap<String, String>> = want.map(|pairs| pairs.into_iter().collect());
    let got: Option<BTreeMap<String, String>> = phpform::from_bytes(body).ok();
    same(format_args!("a flat body"), &want, &got)
}

fn is_flat(body: &[u8]) -> bool {
    let mut names = Vec::new();
    for part in body.split(|byte| *byte == b'&').filter(|part| !part.is_empty()) {
        let split = part.iter().position(|byte| *byte == b'=').unwrap_or(part.len());
        let (name, value) = part.split_at(split);
        let name = decoded(name);
        if !is_plain(&name) || std::str::from_utf8(&decoded(value)).is_err() {
            return false;
        }
        names.push(name);
    }
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    names.len() == count
}

pub(super) fn is_plain(name: &[u8]) -> bool {
    let starts = matches!(name.first(), Some(b'A'..=b'Z' | b'a'..=b'z' | b'_'));
    let plain = name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    starts && plain && !name.starts_with(b"__Host-") && !name.starts_with(b"__Secure-")
}
