//! What must hold for every body, each promise written once: property tests, fuzz targets, the corpus and Miri call
//! the same functions.
//!
//! A check returns what it found wrong as a [`Mismatch`]; [`hold`] makes a readable panic of it.

mod answers;
mod borrowing;
mod events;
mod flat;
mod foreign;
pub mod heap;
mod limits;
mod lookup;
mod mismatch;
mod pairs;
mod round_trip;
mod secrets;
mod shaped;
mod spans;
#[cfg(phpform_steps)]
pub mod steps;
mod survival;
mod turn;
mod types;
mod values;
mod zoo;

use std::fmt;

pub use answers::{BUG, readings};
pub use mismatch::{Mismatch, Outcome};
use turn::Turn;

/// Bodies up to this length are checked: the naive reading is quadratic in the keys of an array.
pub const LONGEST: usize = 4096;

/// The fuzz target that holds bodies against a promise: what is cheap has one of its own, so that it sees more bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The tree, and what costs little to compare with it.
    Raw,
    /// Types, pictures and whatever else is done with a form.
    Types,
    /// The way back.
    RoundTrip,
    /// The events of Bitrix24.
    Events,
    /// Limits.
    Limits,
}

/// Something that holds for every body.
#[derive(Clone, Copy)]
pub struct Property {
    /// The promise, in a few words.
    pub name: &'static str,
    /// Where it is fuzzed.
    pub target: Target,
    check: Check,
}

/// Whether all of a promise is cheap enough for every body that a fuzzer makes.
#[derive(Clone, Copy)]
enum Check {
    Whole(fn(&[u8]) -> Outcome),
    InTurns(fn(&[u8], Turn) -> Outcome),
}

const fn property(target: Target, name: &'static str, check: fn(&[u8]) -> Outcome) -> Property {
    Property { name, target, check: Check::Whole(check) }
}

const fn dear(target: Target, name: &'static str, check: fn(&[u8], Turn) -> Outcome) -> Property {
    Property { name, target, check: Check::InTurns(check) }
}

impl Property {
    /// Every promise.
    pub const ALL: &'static [Self] = &[
        property(Target::Raw, "every body is read as the naive reading reads it", answers::agree),
        property(Target::Raw, "the pairs of a body say what its tree says", pairs::agree),
        property(Target::Raw, "what needs no decoding is borrowed from the body", borrowing::borrows),
        property(Target::Raw, "a printed path is parsed back to itself", lookup::paths_come_back),
        property(Target::Raw, "flat bodies are read as serde_urlencoded reads them", flat::agrees),
        dear(Target::Types, "streaming gives what the tree gives", types::agree),
        property(
            Target::Types,
            "a type of the body's own shape is streamed as the tree has it",
            shaped::agree,
        ),
        dear(Target::Types, "whatever is done with a body, nothing panics", survival::survives),
        dear(Target::Types, "spans lie in the body and hold what they are said to", spans::point),
        dear(Target::Types, "every value is found under its printed path", lookup::finds),
        dear(Target::Types, "no secret is shown", secrets::stay),
        property(Target::RoundTrip, "what a form is written as is that form", round_trip::of_a_form),
        property(Target::RoundTrip, "what a type is written as is that type", round_trip::of_a_type),
        property(Target::RoundTrip, "a form is serialized as it is written", round_trip::through_serde),
        property(Target::RoundTrip, "a form takes what other formats hold", foreign::comes_in),
        property(Target::Events, "events are read one way, streamed or not", events::agree),
        property(Target::Events, "what an event is written as is that event", events::comes_back),
        property(Target::Events, "no secret of an event is shown", events::keeps_secrets),
        property(Target::Limits, "limits are kept exactly", limits::exact),
        #[cfg(phpform_steps)]
        property(Target::Limits, "reading takes steps in proportion to the body", steps::linear),
    ];

    /// Checks the promise for one body.
    ///
    /// # Errors
    ///
    /// What was wanted and what came instead.
    pub fn check(&self, body: &[u8]) -> Outcome {
        self.check_in(Turn::All, body)
    }

    fn check_in(&self, turn: Turn, body: &[u8]) -> Outcome {
        match self.check {
            Check::Whole(check) => check(body),
            Check::InTurns(check) => check(body, turn),
        }
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
        for property in Property::ALL {
            keep(property.name, body, property.check(body));
        }
    }
}

/// Holds a body against the promises of one fuzz target: against those that are dear under some of the readings and for
/// some of the types, which follow from the body.
///
/// # Panics
///
/// As [`hold`].
pub fn hold_of(target: Target, body: &[u8]) {
    if body.len() <= LONGEST {
        let turn = Turn::of_body(body);
        for property in Property::ALL.iter().filter(|property| property.target == target) {
            keep(property.name, body, property.check_in(turn, body));
        }
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
