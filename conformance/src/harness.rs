//! Every vector as a named `cargo test` case, for a decoder in this process.
//!
//! In `Cargo.toml`, a test without the built-in harness:
//!
//! ```toml
//! [[test]]
//! name = "conformance"
//! harness = false
//! ```
//!
//! and in `tests/conformance.rs`:
//!
//! ```no_run
//! use phpform_conformance::{Answer, Decoder, Exit, Node, Reading, harness};
//!
//! struct Mine;
//!
//! impl Decoder for Mine {
//!     fn name(&self) -> &str {
//!         "mine"
//!     }
//!     fn decode(&mut self, _body: &[u8], _reading: &Reading) -> Answer {
//!         Answer::Tree { tree: Node::Array(Vec::new()), warnings: Vec::new() }
//!     }
//! }
//!
//! fn main() -> Exit {
//!     harness::run(Mine)
//! }
//! ```
//!
//! `cargo test --test conformance -- names/` runs the cases whose name contains `names/`.

use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Arguments, Completion, Conclusion, Failed, Trial};

use crate::vector::{LoadError, Vector, vectors};
use crate::{Answer, Decoder, Exit, Verdict};

/// Runs every vector against a decoder, as the command line of `cargo test` asks.
///
/// What the decoder does not support is listed as ignored, a panic is a failed case, and a run in which nothing was
/// filtered out and still no case ran is not green.
pub fn run(decoder: impl Decoder + Send + 'static) -> Exit {
    run_as(&Arguments::from_args(), decoder)
}

/// Runs every vector against a decoder, as these arguments ask.
pub fn run_as(arguments: &Arguments, decoder: impl Decoder + Send + 'static) -> Exit {
    match trials(decoder) {
        Ok(trials) => exit(arguments, &libtest_mimic::run(arguments, trials)),
        Err(error) => {
            eprintln!("{error}");
            Exit::Broken
        }
    }
}

/// Every vector as a case of `libtest-mimic`, for a test that has cases of its own beside them.
///
/// # Errors
///
/// When the vectors cannot be read.
pub fn trials(decoder: impl Decoder + Send + 'static) -> Result<Vec<Trial>, LoadError> {
    let decoder = Arc::new(Mutex::new(decoder));
    let trial = |vector: Vector| {
        let decoder = Arc::clone(&decoder);
        Trial::ignorable_test(vector.case_name(), move || {
            // A decoder that panicked is asked again: the other cases tell whether it is still itself.
            let mut decoder = decoder.lock().unwrap_or_else(PoisonError::into_inner);
            ask(&mut *decoder, &vector)
        })
    };
    Ok(vectors()?.into_iter().map(trial).collect())
}

/// Asks one vector.
fn ask(decoder: &mut dyn Decoder, vector: &Vector) -> Result<Completion, Failed> {
    let reading = vector.reading();
    let answer = if decoder.profiles().contains(&reading.profile) {
        decoder.decode(&vector.body, &reading)
    } else {
        Answer::Unsupported(format!("{} does not read the profile {}", decoder.name(), reading.profile))
    };
    match Verdict::on(&vector.expect, &answer) {
        Verdict::Pass => Ok(Completion::Completed),
        Verdict::Skipped(reason) => Ok(Completion::ignored_with(reason)),
        verdict => Err(Failed::from(format!(
            "{verdict}\n\n{}: {}\nbody: \"{}\"\noptions: {}\ncites: {}",
            vector.title,
            vector.why,
            vector.body.escape_ascii(),
            serde_json::to_string(&vector.options).unwrap_or_default(),
            vector.cites.join(", "),
        ))),
    }
}

/// How a run ends. A filter that matches nothing is green, as with every other test of `cargo test FILTER`.
fn exit(arguments: &Arguments, conclusion: &Conclusion) -> Exit {
    let ran = conclusion.num_passed + conclusion.num_failed;
    let is_filtered = arguments.filter.is_some() || !arguments.skip.is_empty() || arguments.ignored;
    if conclusion.has_failed() {
        Exit::Failed
    } else if ran == 0 && !arguments.list && !is_filtered {
        eprintln!("no vector ran: the decoder supports none of the readings");
        Exit::NothingRan
    } else {
        Exit::Green
    }
}
