//! The parser against the real PHP, in batches.
#![no_main]
use libfuzzer_sys::Corpus;
use phpform_proof::batch;

libfuzzer_sys::fuzz_target!(|body: &[u8]| -> Corpus {
    if batch::hold(body) { Corpus::Keep } else { Corpus::Reject }
});
