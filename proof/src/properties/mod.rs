//! What must hold for every body, each promise written once: property tests, fuzz targets, the corpus and Miri call
//! the same functions.
//!
//! A check returns what it found wrong as a [`Mismatch`]; [`hold`] makes a readable panic of it.

mod answers;
mod borrowing;
mod flat;
pub mod heap;
mod limits;
mod lookup;
mod mismatch;
mod pairs;
mod query;
mod secrets;
mod spans;
mod survival;
mod types;
mod values;
mod zoo;

use std::fmt;

pub use answers::{BUG, readings};
pub use mismatch::{Mismatch, Outcome};

/// Bodies up to this length are checked: the naive reading is quadratic in the keys of an array.
pub const LONGEST: usize = 4096;

/// Something that holds for every body.
#[derive(Clone, Copy)]
pub struct Property {
    /// The promise, in a few words.
    pub name: &'static str,
    check: fn(&[u8]) -> Outcome,
}

impl Property {
    /// Every promise.
    pub const ALL: &'static [Self] = &[
        Self { name: "every body is read as the naive reading reads it", check: answers::agree },
        Self { name: "whatever is done with a body, nothing panics", check: survival::survives },
        Self { name: "the pairs of a body say what its tree says", check: pairs::agree },
        Self { name: "spans lie in the body and hold what they are said to", check: spans::point },
        Self { name: "what needs no decoding is borrowed from the body", check: borrowing::borrows },
        Self { name: "limits are kept exactly", check: limits::exact },
        Self { name: "every value is found under its printed path", check: lookup::finds },
        Self { name: "a printed path is parsed back to itself", check: lookup::paths_come_back },
        Self { name: "what is written is read back the same", check: query::comes_back },
        Self { name: "flat bodies are read as serde_urlencoded reads them", check: flat::agrees },
        Self { name: "streaming gives what the tree gives", check: types::agree },
        Self { name: "no secret is shown", check: secrets::stay },
    ];

    /// Checks the promise for one body.
    ///
    /// # Errors
    ///
    /// What was wanted and what came instead.
    pub fn check(&self, body: &[u8]) -> Outcome {
        (self.check)(body)
    }
}

impl fmt::Debug for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Property").field(&self.name).finish()
    }
}

/// Holds a body against every promise; longer ones than [`LONGEST`] are left alone.
///
/// # Panics
///
/// If one is broken: with its name, the body, what was wanted and what came instead.
pub fn hold(body: &[u8]) {
    if body.len() <= LONGEST {
        Property::ALL.iter().for_each(|property| keep(property.name, body, property.check(body)));
    }
}

/// Makes a panic of a broken promise.
///
/// # Panics
///
/// If the outcome is a mismatch.
pub fn keep(name: &str, body: &[u8], outcome: Outcome) {
    let broken = outcome.err();
    assert!(
        broken.is_none(),
        "broken: {name}\n  body   {}\n{}",
        body.escape_ascii(),
        broken.unwrap_or_default()
    );
}
