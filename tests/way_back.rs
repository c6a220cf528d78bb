//! Promise: what is written is read again as it was, as far as PHP's own encoding can carry it.
//!
//! `PHPFORM_SEED` and `PHPFORM_BODIES` make it another run.

use std::error::Error;

use phpform_proof::bodies::seed_of;
use phpform_proof::properties::{LONGEST, hold};
use phpform_proof::trees::{Value, tree};
use phpform_proof::way_back::{a_tree_comes_back, a_value_comes_back};

type Outcome = Result<(), Box<dyn Error>>;

/// A number from the environment.
fn number(name: &str, default: u64) -> Result<u64, Box<dyn Error>> {
    match std::env::var(name) {
        Ok(text) => text.parse().map_err(|_| format!("{name}: expected a number, found {text:?}").into()),
        Err(_) => Ok(default),
    }
}

/// The seeds of a run: each stands for one value or tree.
fn run(default: u64) -> Result<impl Iterator<Item = u64>, Box<dyn Error>> {
    let (seed, count) = (number("PHPFORM_SEED", 1)?, number("PHPFORM_BODIES", default)?);
    Ok((0..count).map(move |index| seed_of(seed, index)))
}

#[test]
fn values_of_every_type_come_back() -> Outcome {
    for seed in run(20_000)? {
        a_value_comes_back(seed).map_err(|why| format!("value {seed}: {why}"))?;
    }
    Ok(())
}

#[test]
fn a_tree_comes_back_exactly_when_the_specification_says_so() -> Outcome {
    let (mut back, mut trees) = (0, 0);
    for seed in run(100_000)? {
        back += u64::from(a_tree_comes_back(seed).map_err(|why| format!("tree {seed}: {why}"))?);
        trees += 1;
    }
    println!("{back} of {trees} trees came back");
    if back < trees / 10 || back > trees / 10 * 9 {
        return Err(format!("{back} of {trees} trees came back: one of the two proves little").into());
    }
    Ok(())
}

/// Bodies as `http_build_query` writes them are streamed; the generated ones of the other tests seldom are.
#[test]
fn every_property_holds_for_what_is_written() -> Outcome {
    for seed in run(5000)? {
        let body = phpform::to_string(&Value::Array(tree(seed)))?;
        hold(body.as_bytes().get(..LONGEST).unwrap_or(body.as_bytes()));
    }
    Ok(())
}
