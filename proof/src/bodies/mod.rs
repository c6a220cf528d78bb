//! Nasty form bodies, each a pure function of a seed.
//!
//! A uniform stream of bytes would hardly ever form a bracket. These bodies are written by a grammar that knows where
//! PHP's rules part ways, and then bent: spelled in many ways, mutated, spliced, pushed over 16-byte borders.

mod crowd;
mod mutation;
mod name;
mod pair;
mod seeds;
mod spelling;

use fastrand::Rng;
use phpform_conformance::Reading;

pub(crate) use name::{key, top};
pub use seeds::Seeds;

/// What the bodies should come close to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// The limit on pairs; bodies have one less, as many, one more.
    pub max_pairs: usize,
    /// The limit on depth.
    pub max_depth: usize,
    /// The bytes that separate pairs.
    pub separators: Vec<u8>,
}

impl From<&Reading> for Near {
    fn from(reading: &Reading) -> Self {
        Self {
            max_pairs: reading.max_pairs().unwrap_or(usize::MAX),
            max_depth: reading.max_depth(),
            separators: reading.separators().to_vec(),
        }
    }
}

/// A limit above this is met by rare bodies only, because each of them is long.
const SMALL_LIMIT: usize = 100;
/// No body goes on to a limit above this.
const LARGE_LIMIT: usize = 5000;

/// Writes the body of this seed over `out`.
pub fn write(out: &mut Vec<u8>, seed: u64, near: &Near, seeds: &Seeds) {
    out.clear();
    let mut rng = Rng::with_seed(seed);
    let rng = &mut rng;
    match rng.u32(0..1000) {
        0..430 => pair::several(out, rng, near),
        430..560 => pair::neighbours(out, rng, near),
        560..680 => soup(out, rng),
        680..780 => crowd::indices(out, rng, near),
        780..800 => crowd::crowd(out, rng, near),
        800..840 => deep(out, rng, near),
        840..850 => many(out, rng, near),
        850..852 => long(out, rng, near),
        852..930 => mutation::mutated(out, rng, seeds),
        _ => mutation::spliced(out, rng, seeds),
    }
    if rng.u8(..) < 24 {
        mutation::mutate(out, rng);
    }
    if rng.u8(..) < 24 {
        mutation::align(out, rng);
    }
}

/// The seed of body `index` in the run of `seed`; neighbours in a run have nothing in common.
pub fn seed_of(seed: u64, index: u64) -> u64 {
    Rng::with_seed(seed ^ index.wrapping_mul(0x9E37_79B9_7F4A_7C15)).u64(..)
}

/// Spells bytes so that they are read back as they are; the seed decides which of many ways.
pub(crate) fn spell(out: &mut Vec<u8>, bytes: &[u8], seed: u64) {
    let rng = &mut Rng::with_seed(seed);
    let style = pick(rng, spelling::Style::FAITHFUL);
    spelling::write(out, style, bytes, rng);
}

/// One of `choices`; the default where there are none.
pub(crate) fn pick<T: Copy + Default>(rng: &mut Rng, choices: &[T]) -> T {
    choices.get(rng.usize(0..choices.len().max(1))).copied().unwrap_or_default()
}

fn separator(rng: &mut Rng, near: &Near) -> u8 {
    if rng.u8(..) < 16 { b'&' } else { pick(rng, &near.separators) }
}

/// Bytes that mean something somewhere, without a plan.
fn soup(out: &mut Vec<u8>, rng: &mut Rng) {
    const BRACKETS: &[u8] = b"[][][][]=&ab";
    const PERCENTS: &[u8] = b"%%%%%0123456789abcdefABCDEFg+=&a[]";
    const EQUALS: &[u8] = b"====&&&a1[]";
    const ALL: &[u8] = b"[]=&%+. _ab01-;\0\t\n\x0b\x0c\r\x1f\x7f\x80\xa0\xff#?\"'";
    let alphabet = pick(rng, &[BRACKETS, PERCENTS, EQUALS, ALL, ALL]);
    for _ in 0..rng.usize(0..40) {
        out.push(pick(rng, alphabet));
    }
}

/// Names that open one level less than the limit, as many, one more, and what comes of their top name before and after.
fn deep(out: &mut Vec<u8>, rng: &mut Rng, near: &Near) {
    if near.max_depth > LARGE_LIMIT {
        return pair::several(out, rng, near);
    }
    let tops: &[&[u8]] = &[b"a", b"b", b"a.b", b"a_b", b"1", b"+a", b"__Host-a"];
    for _ in 0..rng.usize(1..6) {
        out.extend_from_slice(pick(rng, tops));
        let levels = match rng.u8(0..8) {
            0 => 0,
            1 | 2 => rng.usize(0..=near.max_depth.min(4)),
            _ => (near.max_depth + rng.usize(0..4)).saturating_sub(2),
        };
        let same = rng.bool().then(|| key(rng));
        for _ in 0..levels {
            let key = same.unwrap_or_else(|| key(rng));
            let (open, close): (&[u8], &[u8]) = if rng.u8(..) < 64 { (b"%5B", b"%5d") } else { (b"[", b"]") };
            out.extend_from_slice(open);
            spelling::write(out, spelling::Style::Plain, key, rng);
            out.extend_from_slice(close);
        }
        out.extend_from_slice(pick(
            rng,
            &[b"=1", b"=", b"", b"[=1", b"x[y][z]=1", b"[]", b"[a][b]c=1", b"%00[x]"],
        ));
        out.push(separator(rng, near));
    }
    if rng.bool() {
        out.pop();
    }
}

/// One part less than the limit, as many, one more; many of them empty, dropped or alike.
fn many(out: &mut Vec<u8>, rng: &mut Rng, near: &Near) {
    if near.max_pairs > LARGE_LIMIT || (near.max_pairs > SMALL_LIMIT && rng.u8(..) < 230) {
        return pair::several(out, rng, near);
    }
    let parts: &[&[u8]] = &[b"", b"a", b"=x", b"a[]=1", b"[]=x", b"b[x]=2", b"%00", b"c.d=e"];
    let (one, other) = (pick(rng, parts), pick(rng, parts));
    let mixed = rng.u8(..);
    for index in 0..(near.max_pairs + rng.usize(0..5)).saturating_sub(2) {
        match rng.u8(..) {
            0..4 => out.extend_from_slice(pick(rng, parts)),
            4..8 => out.extend_from_slice(format!("k{index}={index}").as_bytes()),
            byte => out.extend_from_slice(if byte < mixed { one } else { other }),
        }
        out.push(separator(rng, near));
    }
    match rng.u8(0..4) {
        0 => {}
        1 => drop(out.pop()),
        _ => out.extend_from_slice(b"last[x]=1"),
    }
}

/// A body whose tail lies around PHP's block of 8192 bytes (specification 5.3).
fn long(out: &mut Vec<u8>, rng: &mut Rng, near: &Near) {
    let filler: &[u8] = pick(rng, &[b"x", b"%41", b"&", b"=", b"[", b"a[]&", b"\0"]);
    out.extend_from_slice(pick(rng, &[b"".as_slice(), b"a=", b"a[x]=", b"a[", b"a"]));
    let end = rng.usize(8150..8200);
    while out.len() < end {
        out.extend_from_slice(filler);
    }
    out.push(separator(rng, near));
    pair::several(out, rng, near);
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use phpform_conformance::Profile;

    use super::{Near, Seeds, seed_of, write};

    fn near() -> Near {
        Near::from(&Profile::PhpPost.into())
    }

    fn bodies(seed: u64, near: &Near, count: u64) -> Vec<Vec<u8>> {
        let seeds = Seeds::default();
        let body = |index| {
            let mut body = Vec::new();
            write(&mut body, seed_of(seed, index), near, &seeds);
            body
        };
        (0..count).map(body).collect()
    }

    #[test]
    fn the_seed_alone_decides() {
        let near = near();
        assert_eq!(bodies(1, &near, 500), bodies(1, &near, 500));
        assert_ne!(bodies(1, &near, 500), bodies(2, &near, 500));
    }

    #[test]
    fn bodies_differ_and_stay_short() {
        let all = bodies(3, &near(), 20_000);
        let length: usize = all.iter().map(Vec::len).sum();
        assert!(length < 20_000 * 150, "{length}");
        let distinct: HashSet<_> = all.into_iter().collect();
        assert!(distinct.len() > 18_000, "{}", distinct.len());
    }

    #[test]
    fn every_limit_has_bodies() {
        let limits = [0, 1, 2, 63, 100, 5001, usize::MAX];
        for (max_pairs, max_depth) in limits.iter().flat_map(|pairs| limits.map(|depth| (*pairs, depth))) {
            bodies(4, &Near { max_pairs, max_depth, separators: Vec::new() }, 2000);
        }
    }
}
