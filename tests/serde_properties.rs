//! Promise: what holds for one body holds for all, and for values of every type. Each property is written once, in
//! `phpform-proof`, and tried here on generated bodies.
//!
//! `PHPFORM_SEED` and `PHPFORM_BODIES` make it another run.

use std::error::Error;

use phpform::Options;
use phpform_proof::bodies::{self, Near, Seeds};
use phpform_proof::{readings, trees, typed};

type Outcome = Result<(), Box<dyn Error>>;

/// A number from the environment.
fn number(name: &str, default: u64) -> Result<u64, Box<dyn Error>> {
    match std::env::var(name) {
        Ok(text) => text.parse().map_err(|_| format!("{name}: expected a number, found {text:?}").into()),
        Err(_) => Ok(default),
    }
}

/// The seeds of a run: each stands for one body or one value.
fn run(default: u64) -> Result<impl Iterator<Item = u64>, Box<dyn Error>> {
    let (seed, count) = (number("PHPFORM_SEED", 1)?, number("PHPFORM_BODIES", default)?);
    Ok((0..count).map(move |index| bodies::seed_of(seed, index)))
}

/// Tries a property on generated bodies, each with a reading of its own, and on bodies as `http_build_query` writes
/// them. A property tells how much it had to say; all of them together have to say this much for each body.
fn try_bodies(
    default: u64,
    at_least: f64,
    property: impl Fn(&[u8], &Options) -> Result<usize, String>,
) -> Outcome {
    let seeds = Seeds::default();
    let mut body = Vec::new();
    let (mut said, mut bodies) = (0.0, 0.0);
    for seed in run(default)? {
        let reading = readings::reading(seed);
        bodies::write(&mut body, seed, &Near::from(&reading), &seeds);
        let irregular =
            property(&body, &Options::from(&reading)).map_err(|why| format!("body {seed}: {why}"))?;
        let written = phpform::to_string(&trees::Value::Array(trees::tree(seed)))?;
        let regular =
            property(written.as_bytes(), &Options::new()).map_err(|why| format!("tree {seed}: {why}"))?;
        said += f64::from(u32::try_from(irregular + regular)?);
        bodies += 2.0;
    }
    let each = said / bodies;
    println!("{bodies} bodies, {each:.2} answers each");
    if each < at_least {
        return Err(format!("{each:.2} answers for a body are too few to prove much").into());
    }
    Ok(())
}

#[test]
fn streamed_equals_by_tree() -> Outcome {
    try_bodies(20_000, 6.0, typed::streamed_equals_by_tree)
}

#[test]
fn a_form_that_was_read_is_written_and_read_again() -> Outcome {
    try_bodies(100_000, 0.8, |body, _| typed::decode_encode_decode(body).map(usize::from))
}

#[test]
fn a_value_that_was_written_is_read_again() -> Outcome {
    for seed in run(20_000)? {
        typed::encode_decode(seed).map_err(|why| format!("value {seed}: {why}"))?;
    }
    Ok(())
}

#[test]
fn a_tree_comes_back_exactly_when_the_specification_says_so() -> Outcome {
    let (mut back, mut trees) = (0, 0);
    for seed in run(100_000)? {
        back += u64::from(typed::a_tree_comes_back(seed).map_err(|why| format!("tree {seed}: {why}"))?);
        trees += 1;
    }
    println!("{back} of {trees} trees came back");
    if back < trees / 10 || back > trees / 10 * 9 {
        return Err(format!("{back} of {trees} trees came back: one of the two proves little").into());
    }
    Ok(())
}
