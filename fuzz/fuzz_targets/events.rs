//! The events of Bitrix24.
#![no_main]
use phpform_proof::properties::{Target, hold_of};

libfuzzer_sys::fuzz_target!(|body: &[u8]| hold_of(Target::Events, body));
