//! Generators, properties and the client of the real PHP.

#[cfg(unix)]
pub mod php;
