//! Limits hold exactly, and the heap stays within its bound.
#![no_main]
use allocation_counter::measure;
use phpform_proof::properties::{Target, heap, hold_of};

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    hold_of(Target::Limits, body);
    heap::hold(body, |run| measure(run).bytes_max);
});
