//! The field: what every measurement runs, and the floors and aims that it is held to.
//!
//! - [`inputs`]: the bodies, the same in every run;
//! - [`events`]: plain derived types of these bodies, the same for every party;
//! - [`plain`]: a generic value, in which the parties' answers are compared;
//! - [`rows`]: for each row of the table, what `phpform` and each peer do;
//! - [`hostile`]: the bodies that are made to be slow, in the sizes in which they are measured;
//! - [`foreign`]: PHP and Node;
//! - [`machine`]: what was measured, and on what;
//! - [`aims`]: the floors and aims;
//! - [`budgets`]: counts that may not grow;
//! - [`results`], [`report`], [`picture`]: what came of a run, as a page and a picture.
#![allow(dead_code, reason = "each program uses a part of it")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "numbers of inputs are small, and figures are for people"
)]

pub(crate) mod aims;
pub(crate) mod budgets;
pub(crate) mod events;
pub(crate) mod foreign;
pub(crate) mod hostile;
pub(crate) mod inputs;
pub(crate) mod machine;
pub(crate) mod party;
pub(crate) mod picture;
pub(crate) mod plain;
pub(crate) mod report;
pub(crate) mod results;
pub(crate) mod rows;
