//! The parser against the real PHP, in batches.
#![no_main]
libfuzzer_sys::fuzz_target!(|body: &[u8]| _ = phpform_proof::batch::hold(body));
