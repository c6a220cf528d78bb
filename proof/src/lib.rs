//! Generators, properties and the client of the real PHP.
