//! Generators, properties and the client of the real PHP.

pub mod adversaries;
pub mod bodies;
#[cfg(unix)]
pub mod compare;
#[cfg(unix)]
pub mod php;
pub mod readings;
pub mod shrink;
pub mod trees;
pub mod typed;
pub mod types;
pub mod values;
