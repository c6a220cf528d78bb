//! Trees that are known before they are written out and read back.
#![no_main]
use libfuzzer_sys::Corpus;
use phpform_proof::{properties, written};

libfuzzer_sys::fuzz_target!(|leaves: written::Written| -> Corpus {
    let Some((body, leaves)) = leaves.body() else { return Corpus::Reject };
    written::hold(&body, &leaves);
    properties::hold_of(properties::Target::Raw, &body);
    Corpus::Keep
});
