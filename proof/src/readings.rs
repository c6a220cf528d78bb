//! Readings: the few that a run asks PHP about, and any number for the comparisons that need no PHP.

use fastrand::Rng;
use phpform_conformance::{Options, Profile, Reading};

use crate::bodies::pick;

/// The reading of this seed: any profile, limits from zero up, odd separators, names kept now and then.
pub fn reading(seed: u64) -> Reading {
    let mut rng = Rng::with_seed(seed);
    let profile =
        pick(&mut rng, &[Some(Profile::PhpPost), Some(Profile::PhpParseStr), Some(Profile::Default)]);
    let profile = profile.unwrap_or(Profile::Default);
    let limits = [None, None, Some(0), Some(1), Some(2), Some(3), Some(5), Some(17), Some(64)];
    let separators = (profile == Profile::PhpParseStr && rng.bool()).then(|| separators(&mut rng));
    let options = Options {
        max_pairs: pick(&mut rng, &limits),
        max_depth: pick(&mut rng, &limits),
        max_bytes: if rng.u8(..) < 16 { Some(rng.usize(0..100)) } else { None },
        separators,
        keep_names: rng.u8(..) < 32,
    };
    Reading { profile, options }
}

fn separators(rng: &mut Rng) -> Vec<u8> {
    let sets: &[&[u8]] = &[b"&;", b";", b"&", b"=", b"[]", b"%", b"+&", b"&\xff", b"a", b".&_", b" "];
    if rng.u8(..) < 200 {
        pick(rng, sets).to_vec()
    } else {
        (0..rng.usize(1..4)).map(|_| rng.u8(1..)).collect()
    }
}
