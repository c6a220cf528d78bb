//! The field: what every measurement runs, and the floors and aims that it is held to.
//!
//! - [`inputs`]: the bodies, the same in every run;
//! - [`events`]: plain derived types of these bodies, the same for every party;
//! - [`plain`]: a generic value, in which the parties' answers are compared;
//! - [`rows`]: for each row of the table, what `phpform` and each peer do;
//! - [`adversaries`]: bodies that are made to be slow;
//! - [`foreign`]: PHP and Node;
//! - [`aims`]: the floors and aims.
#![allow(dead_code, reason = "each program uses a part of it")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of inputs are small, and sums only keep work from being left out"
)]

pub(crate) mod adversaries;
pub(crate) mod aims;
pub(crate) mod events;
pub(crate) mod foreign;
pub(crate) mod inputs;
pub(crate) mod party;
pub(crate) mod plain;
pub(crate) mod rows;
