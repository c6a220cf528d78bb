//! Conformance vectors, answered by the real PHP, and a test harness for decoders of PHP's form encoding.

pub mod node;

pub use node::{Key, Node};
