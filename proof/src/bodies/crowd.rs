//! Bodies that are about one array: its next index, its many children, the keys met before.

use fastrand::Rng;

use super::spelling::{self, Style};
use super::{Near, name, pick, separator};

/// Int keys and appends in one or two arrays, specification 3.1 to 3.6.
pub(super) fn indices(out: &mut Vec<u8>, rng: &mut Rng, near: &Near) {
    let tops: &[&[u8]] = if rng.bool() { &[b"a"] } else { &[b"a", b"a[0]", b"a[]", b"b"] };
    for index in 0..rng.usize(2..10) {
        out.extend_from_slice(pick(rng, tops));
        match rng.u8(0..16) {
            0..6 => out.extend_from_slice(b"[]"),
            6 => out.extend_from_slice(b"[][x]"),
            7..14 => {
                out.push(b'[');
                spelling::write(out, Style::Plain, pick(rng, name::INTS), rng);
                out.push(b']');
            }
            14 => out.extend_from_slice(b"[x]"),
            _ => {}
        }
        out.extend_from_slice(&[b'=', b'a' + u8::try_from(index).unwrap_or(0), separator(rng, near)]);
    }
    out.pop();
}

/// An array with more than 16, often more than 64 children, and keys that it has already, on the way or behind all
/// others: whoever changes the way of looking keys up when an array grows must find the old ones, whatever they hold.
pub(super) fn crowd(out: &mut Vec<u8>, rng: &mut Rng, near: &Near) {
    let children = pick(rng, &[15, 16, 17, 20, 33, 63, 64, 65, 70, 130]) + rng.usize(0..3);
    let top: &[u8] = pick(rng, &[b"a".as_slice(), b"a[x]", b"a[0][y]", b""]);
    let kind =
        pick(rng, &[Kind::List, Kind::Append, Kind::Sparse, Kind::Words, Kind::Collision, Kind::Mixed]);
    let often = pick(rng, &[0, 0, 8, 64]);
    for child in 0..children {
        one(out, rng, top, kind, child);
        out.extend_from_slice(b"=1");
        out.push(separator(rng, near));
        if rng.u8(..) < often {
            change(out, rng, top, kind, child + 1);
            out.push(separator(rng, near));
        }
    }
    for _ in 0..rng.usize(0..8) {
        change(out, rng, top, kind, children);
        out.push(separator(rng, near));
    }
    out.pop();
}

/// Gives one of so many children something else, or the array one more.
fn change(out: &mut Vec<u8>, rng: &mut Rng, top: &[u8], kind: Kind, children: usize) {
    let child = rng.usize(0..children + 2);
    match rng.u8(0..32) {
        0 => out.extend_from_slice(top),
        1..6 => {
            out.extend_from_slice(top);
            out.extend_from_slice(b"[]");
        }
        bend => {
            one(out, rng, top, kind, child);
            out.extend_from_slice(match bend {
                6..10 => b"[z]",
                10..14 => b"[7]",
                14..16 => b"[]",
                _ => b"",
            });
        }
    }
    out.extend_from_slice(b"=late");
}

/// The children of a crowd.
#[derive(Clone, Copy, Debug, Default)]
enum Kind {
    #[default]
    List,
    Append,
    Sparse,
    Words,
    /// Words that PHP's own hash cannot tell apart (specification 8).
    Collision,
    Mixed,
}

/// Writes the name of one child; without a top name the children are top names themselves.
fn one(out: &mut Vec<u8>, rng: &mut Rng, top: &[u8], kind: Kind, child: usize) {
    let key = match kind {
        Kind::List => child.to_string().into_bytes(),
        Kind::Append => Vec::new(),
        Kind::Sparse => (child * 65536).to_string().into_bytes(),
        Kind::Words => format!("k{child}").into_bytes(),
        Kind::Collision => {
            (0..8).flat_map(|bit| if child >> bit & 1 == 0 { *b"Ez" } else { *b"FY" }).collect()
        }
        Kind::Mixed => match rng.u8(0..4) {
            0 => child.to_string().into_bytes(),
            1 => name::key(rng).to_vec(),
            _ => format!("k{child}").into_bytes(),
        },
    };
    out.extend_from_slice(top);
    if top.is_empty() {
        spelling::write(out, Style::Plain, if key.is_empty() { b"a[]" } else { &key }, rng);
    } else {
        out.push(b'[');
        spelling::write(out, Style::Plain, &key, rng);
        out.push(b']');
    }
}
