//! Types, pictures, paths, secrets: whatever else is done with a form.
#![no_main]
use phpform_proof::properties::{Target, hold_of};

libfuzzer_sys::fuzz_target!(|body: &[u8]| hold_of(Target::Types, body));
