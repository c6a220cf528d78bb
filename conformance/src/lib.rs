//! Conformance vectors, answered by the real PHP, and a test harness for decoders of PHP's form encoding.

pub mod decoder;
pub mod lint;
pub mod naive;
pub mod node;
#[cfg(feature = "phpform")]
pub mod parser;
pub mod path;
pub mod protocol;
pub mod reading;
pub mod tagged;
pub mod vector;

pub use decoder::{Answer, Decoder, Limit};
pub use naive::{Bug, Naive, Rule, Rules};
pub use node::{Key, Node};
pub use reading::{Options, Profile, Reading};
pub use vector::Vector;
