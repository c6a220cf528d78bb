//! Events that the kit sends: typed where they are as they should be, pairs where they are not.

mod body;
mod sample;

pub(crate) use body::{Body, Pair, Writing, is_secret_key};
pub(crate) use sample::sample;
