//! The real PHP, kept running and asked in batches: what does it make of these bodies?
//!
//! [`ParseStr`] is `parse_str` in a `php` process, [`Post`] is `$_POST` in a `php-cgi` process that serves `FastCGI`.
//! One process has one set of [`Ini`] settings, because PHP fixes them when it starts.

mod build_query;
mod cli;
mod fastcgi;
mod fault;
mod ini;
mod parse_str;
mod post;
mod probe;
mod serialized;
mod warning;
mod worker;

pub use build_query::{BuildQuery, Encoding};
pub use fault::Fault;
pub use ini::Ini;
pub use parse_str::ParseStr;
pub use post::Post;
pub use probe::{Missing, Program, Version, required};
