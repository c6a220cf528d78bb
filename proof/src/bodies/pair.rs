//! Bodies of a few pairs.

use fastrand::Rng;

use super::spelling::{self, Style};
use super::{Near, name, pick, separator};

const VALUES: &[&[u8]] = &[
    b"",
    b"1",
    b"2",
    b"x",
    b"8",
    b"1 2+3",
    b"=",
    b"a=b",
    b"\0",
    b"x\0y",
    b"\xff\xfe",
    b"\xd0\x9f\xd1\x80",
    b"100%",
    b"%41",
    b"[]",
    b"a[b]",
    b";",
    b"\r\n",
    b"a&b",
    b"value longer than a sixteen byte window",
];

/// Escapes that are none, specification 1.8.
const LONE: &[&[u8]] =
    &[b"%", b"%4", b"%zz", b"%4g", b"%g4", b"%%41", b"%u0041", b"%+1", b"%5", b"%5b", b"%0", b"%-1", b"% 41"];

/// Pairs that have nothing to do with each other, but for a small stock of names.
pub(super) fn several(out: &mut Vec<u8>, rng: &mut Rng, near: &Near) {
    let style = spelling::style(rng);
    for _ in 0..pick(rng, &[1, 1, 2, 2, 3, 3, 4, 5, 8]) {
        name::write(out, rng, style);
        end(out, rng, style, near);
    }
    finish(out, rng);
}

/// Pairs whose names share long beginnings with the name before, the trap for whoever does not read them twice.
pub(super) fn neighbours(out: &mut Vec<u8>, rng: &mut Rng, near: &Near) {
    let mut style = spelling::style(rng);
    let mut previous = Vec::new();
    name::write(&mut previous, rng, style);
    if rng.bool() {
        name::bracket(&mut previous, rng, style);
    }
    for _ in 0..rng.usize(2..9) {
        out.extend_from_slice(&previous);
        end(out, rng, style, near);
        if rng.u8(..) < 32 {
            style = spelling::style(rng);
        }
        neighbour(&mut previous, rng, style);
    }
    finish(out, rng);
}

/// Turns a name into one with the same beginning.
fn neighbour(name: &mut Vec<u8>, rng: &mut Rng, style: Style) {
    match rng.u8(0..10) {
        0 => {}
        1 => name.truncate(rng.usize(0..=name.len())),
        2 | 3 => name::bracket(name, rng, style),
        4..7 => {
            // Another key in the last bracket, or in one before it.
            let opens = name.iter().enumerate().filter(|(_, byte)| **byte == b'[').map(|(at, _)| at);
            let opens: Vec<usize> = opens.collect();
            let cut = if rng.bool() { opens.last().copied() } else { rng.choice(opens) };
            let cut = cut.unwrap_or(name.len());
            name.truncate(cut);
            name::bracket(name, rng, style);
            if rng.u8(..) < 64 {
                name::bracket(name, rng, style);
            }
        }
        7 => name.push(pick(rng, b"[]ab01 .=%\0+")),
        8 => {
            let at = rng.usize(0..=name.len());
            name.insert(at, pick(rng, b"[]ab01 .%+"));
        }
        _ => {
            // The same name, spelled otherwise.
            let decoded = name.clone();
            name.clear();
            let style = pick(rng, &[Style::Build, Style::Lower, Style::Mixed]);
            spelling::write(name, style, &decoded, rng);
        }
    }
}

/// Writes the value of a pair and what separates it from the next one.
fn end(out: &mut Vec<u8>, rng: &mut Rng, style: Style, near: &Near) {
    if rng.u8(..) < 12 {
        out.extend_from_slice(pick(rng, LONE));
    }
    if rng.u8(..) < 220 {
        out.push(b'=');
        spelling::write(out, style, pick(rng, VALUES), rng);
        if rng.u8(..) < 12 {
            out.extend_from_slice(pick(rng, LONE));
        }
    }
    out.push(separator(rng, near));
    if rng.u8(..) < 24 {
        out.extend_from_slice(pick(
            rng,
            &[b"&".as_slice(), b"&&", b"=&", b"=x&", b"==&", b";", b"\0&", b"+&", b"[]=x&", b"%00&"],
        ));
    }
}

/// Most bodies do not end in a separator.
fn finish(out: &mut Vec<u8>, rng: &mut Rng) {
    if rng.u8(..) < 220 {
        out.pop();
    }
}
