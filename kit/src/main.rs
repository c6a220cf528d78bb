//! Decode, encode and check PHP form bodies, decoders and webhook handlers.
fn main() {}
