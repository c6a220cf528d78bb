//! Conformance vectors for decoders of PHP's form encoding, answered by the real PHP, and what it takes to ask them.
//!
//! **What.** Bodies, each with the tree that PHP makes of it and the reason why it is asked. **Why.** A decoder that is
//! almost right is found out by an attacker or by a customer; here by a test. The vectors find every bug of a list, and what
//! does nothing passes next to none. **How.** Implement [`Decoder`], and [`harness::run`] makes each vector a `cargo test`
//! case. A decoder in another language speaks the [`protocol`] over a pipe.
//!
//! ```
//! use phpform_conformance::{Decoder, Naive, vector};
//!
//! let vectors = vector::vectors()?;
//! let vector = vectors.iter().find(|vector| vector.id == "unclosed/first-level").unwrap();
//! // The naive reading of the specification is a decoder, too.
//! let answer = Naive::new(vector.reading()).decode(&vector.body, &vector.reading());
//! assert_eq!(answer, vector.expect);
//! # Ok::<(), vector::LoadError>(())
//! ```
//!
//! 1. [`vector`]: the questions, each with PHP's answer and why it is asked; [`lint`] keeps them in order.
//! 2. [`Decoder`]: what is asked. In this process it is a trait to implement, in another one the [`protocol`].
//! 3. [`Answer`]: a tree ([`Node`], in JSON as [`tagged`] says) with warnings, or the error of a limit.
//! 4. [`Verdict`]: what came of it, with the [`Difference`] for people; a [`Summary`] gives the [`Exit`] code.
//!    A [`Selection`] says what is asked, and the [`Known`] failures what may go wrong.
//! 5. [`harness`]: all of that as `cargo test` cases, in ten lines.
//!
//! [`Naive`] reads bodies as the specification says, slowly and to be checked by eye. It can be told to have any
//! [`Bug`] of a list, to see whether vectors find it, and it counts which [`Rules`] a body used.
//! [`controls`] are what a run proves itself with.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod controls;
pub mod decoder;
pub mod difference;
pub mod harness;
pub mod known;
pub mod lint;
pub mod naive;
pub mod node;
pub mod outline;
#[cfg(feature = "phpform")]
pub mod parser;
pub mod path;
pub mod protocol;
pub mod reading;
pub mod selection;
pub mod tagged;
pub mod vector;
pub mod verdict;

pub use decoder::{Answer, Decoder, Limit};
pub use difference::Difference;
pub use known::Known;
pub use naive::{Bug, Naive, Rule, Rules};
pub use node::{Key, Node};
pub use reading::{Options, Profile, Reading};
pub use selection::Selection;
pub use vector::{Level, Vector};
pub use verdict::{Exit, Strictness, Summary, Verdict};
