//! Bodies bent out of shape.

use fastrand::Rng;

use super::{Seeds, pick};

/// Longer bodies are not mutated further: the run wants many bodies, not long ones.
const LONGEST: usize = 4096;

/// Byte strings that mean something to somebody.
const TOKENS: &[&[u8]] = &[
    b"[",
    b"]",
    b"[]",
    b"&",
    b"=",
    b"%",
    b"+",
    b"%5B",
    b"%5D",
    b"%5b%5d",
    b"%00",
    b"\0",
    b".",
    b" ",
    b"%20",
    b"%26",
    b"%3D",
    b"_",
    b"0",
    b"-",
    b"__Host-",
    b"__Secure-",
    b"][",
    b"[ ]",
    b"%2",
    b"9223372036854775807",
    b";",
    b"&&",
    b"a",
];

/// A seed, mutated.
pub(super) fn mutated(out: &mut Vec<u8>, rng: &mut Rng, seeds: &Seeds) {
    out.extend_from_slice(seeds.one(rng));
    for _ in 0..rng.usize(1..4) {
        mutate(out, rng);
    }
}

/// The beginning of one seed and the end of another.
pub(super) fn spliced(out: &mut Vec<u8>, rng: &mut Rng, seeds: &Seeds) {
    let (head, tail) = (seeds.one(rng), seeds.one(rng));
    out.extend_from_slice(head.get(..rng.usize(0..=head.len())).unwrap_or_default());
    if rng.u8(..) < 64 {
        out.extend_from_slice(pick(rng, TOKENS));
    }
    out.extend_from_slice(tail.get(rng.usize(0..=tail.len())..).unwrap_or_default());
}

/// One small change.
pub(super) fn mutate(body: &mut Vec<u8>, rng: &mut Rng) {
    if body.is_empty() || body.len() > LONGEST {
        return;
    }
    let (at, end) = span(rng, body.len());
    match rng.u8(0..7) {
        0 => body.get_mut(at).into_iter().for_each(|byte| *byte ^= 1 << rng.u8(0..8)),
        1 => body.get_mut(at).into_iter().for_each(|byte| *byte = rng.u8(..)),
        2 => drop(body.drain(at..end)),
        3 => body.extend_from_within(at..end),
        4 => {
            let copy = body.get(at..end).unwrap_or_default().to_vec();
            let to = rng.usize(0..=body.len());
            drop(body.splice(to..to, copy));
        }
        _ => {
            let until = if rng.bool() { at } else { (at + 1).min(body.len()) };
            drop(body.splice(at..until, pick(rng, TOKENS).iter().copied()));
        }
    }
}

/// Pushes an interesting byte to a 16-byte border or next to it, where windows meet.
pub(super) fn align(body: &mut Vec<u8>, rng: &mut Rng) {
    let interesting = |(_, byte): &(usize, &u8)| b"&=[]%+.\0 ".contains(byte);
    let count = body.iter().enumerate().filter(interesting).count();
    if count == 0 || body.len() > LONGEST {
        return;
    }
    let Some((at, _)) = body.iter().enumerate().filter(interesting).nth(rng.usize(0..count)) else { return };
    let target = pick(rng, &[14, 15, 16, 17, 31, 32, 33]);
    let missing = (target + 64 - at % 16) % 16 + if rng.u8(..) < 64 { 16 } else { 0 };
    let to = if rng.bool() { 0 } else { rng.usize(0..=at) };
    let filler = pick(rng, b"xxx0+.&[");
    drop(body.splice(to..to, std::iter::repeat_n(filler, missing)));
}

/// A stretch of the body, most often a short one.
fn span(rng: &mut Rng, length: usize) -> (usize, usize) {
    let at = rng.usize(0..length);
    let longest = if rng.u8(..) < 192 { 8 } else { length };
    (at, (at + rng.usize(1..=longest)).min(length))
}
