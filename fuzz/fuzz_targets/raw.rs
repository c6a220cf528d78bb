//! The tree against the naive reading, and what costs little to compare with it.
#![no_main]
use phpform_proof::properties::{Target, hold_of};

libfuzzer_sys::fuzz_target!(|body: &[u8]| hold_of(Target::Raw, body));
