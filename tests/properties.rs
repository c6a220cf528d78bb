//! Promise: every property holds for generated bodies. Each is a case of its own; a body that breaks one is shrunk.
//!
//! `PHPFORM_SEED` and `PHPFORM_BODIES` (bodies a property) make it another run.

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use phpform_conformance::Profile;
use phpform_proof::bodies::{self, Near, Seeds};
use phpform_proof::properties::{LONGEST, Property};
use phpform_proof::shrink::shrink;

const BODIES: u64 = 3000;

/// As often is a body tried while it shrinks.
const STEPS: usize = 5000;

fn number(name: &str, default: u64) -> Result<u64, String> {
    match std::env::var(name) {
        Ok(text) => text.parse().map_err(|_| format!("{name}: expected a number, found {text:?}")),
        Err(_) => Ok(default),
    }
}

fn run(property: Property, seed: u64, bodies: u64) -> Result<(), Failed> {
    let seeds = Seeds::default();
    let mut near = Near::from(&Profile::Default.into());
    let mut body = Vec::new();
    for index in 0..bodies {
        // Limits near which something happens: those of the readings that the properties look at.
        (near.max_pairs, near.max_depth) = if index % 2 == 0 { (3, 2) } else { (1000, 64) };
        bodies::write(&mut body, bodies::seed_of(seed, index), &near, &seeds);
        body.truncate(LONGEST);
        if property.check(&body).is_err() {
            let body = shrink(&body, STEPS, |body| property.check(body).is_err());
            let mismatch = property.check(&body).err().unwrap_or_default();
            let body = body.escape_ascii();
            return Err(format!("body {index} of seed {seed}, shrunk:\n  body   {body}\n{mismatch}").into());
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let (seed, bodies) = match (number("PHPFORM_SEED", 1), number("PHPFORM_BODIES", BODIES)) {
        (Ok(seed), Ok(bodies)) => (seed, bodies),
        (Err(wrong), _) | (_, Err(wrong)) => {
            eprintln!("{wrong}");
            return ExitCode::FAILURE;
        }
    };
    let trial = |property: &Property| {
        let property = *property;
        Trial::test(property.name, move || run(property, seed, bodies))
    };
    libtest_mimic::run(&arguments, Property::ALL.iter().map(trial).collect()).exit_code()
}
