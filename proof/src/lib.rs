//! Generators, properties and the client of the real PHP.

pub mod adversaries;
#[cfg(unix)]
pub mod batch;
pub mod bodies;
#[cfg(unix)]
pub mod compare;
pub mod corpus;
#[cfg(unix)]
pub mod php;
pub mod properties;
pub mod readings;
pub mod shrink;
pub mod trees;
pub mod values;
pub mod way_back;
pub mod written;
