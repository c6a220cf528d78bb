//! Promise: every event of Bitrix24 is read in its true shape, whatever is odd about it, gives no secret away, and is
//! written back byte for byte.
#![cfg(feature = "bitrix24")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy allows this in test functions alone"
)]

mod borrowing;
mod errors;
mod generated;
mod made;
mod oddities;
mod samples;
mod secrets;
mod shapes;
mod tokens;
