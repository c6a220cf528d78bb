//! Reads nested form bodies exactly as PHP does, and gives them to Rust as a tree or as your types.
//!
//! **What.** PHP's `http_build_query` writes arrays as `data%5BDATA%5D%5B0%5D%5Bchat%5D%5Bid%5D=8`. Webhooks of the PHP world
//! come like that, those of Bitrix24 among them. [`parse`] gives a tree, [`pairs`] what it is made of; with the feature
//! `serde`, `from_bytes` gives your own types and `to_string` is the way back; with `bitrix24` its events are types.
//!
//! ```
//! let form = phpform::parse(b"event=ONIMCONNECTORDIALOGSTART&data%5BDATA%5D%5B0%5D%5Bchat%5D%5Bid%5D=8")?;
//!
//! assert_eq!(form.get("data[DATA][0][chat][id]")?.integer::<u64>()?, 8);
//! # Ok::<(), phpform::Error>(())
//! ```
//!
//! **Why.** Flat decoders see no nesting. Nested ones have rules of their own, and two readings of one body are how checks
//! are passed by. Here whatever the bytes are, the tree is the one of PHP 8; vectors and a million generated bodies, all
//! answered by the real PHP, hold it to that. Time and memory are in proportion to the body, nothing panics or recurses,
//! and with default features off no dependency and no `std` are needed.
//!
//! **How.** [`Options`] says whose reading it is and what a body may cost. The default is what `$_POST` holds, with every
//! limit an error, because an event's `auth` comes last and a silent cut loses it. An [`Error`] names the key and the byte
//! and shows no secret; [`Error::render`] draws it into the body. A body goes through these phases, in one pass:
//!
//! 1. `pair`: the body is parted into raw names and values;
//! 2. `percent`: `%XX` and `+` are undone where there are any;
//! 3. `name`: a name is taken apart into its top key and its bracket keys;
//! 4. `tree`: the keys lead to a place in PHP's ordered array, and the value is put there.
//!
//! | feature | on by default | what it brings |
//! |---|---|---|
//! | `std` | yes | a seed for look-ups from the operating system |
//! | `serde` | yes | `from_bytes`, `from_str`, `to_string`, the module `with` |
//! | `simd` | yes | 16-byte windows through `wide`; without it the same scan on 8-byte words |
//! | `bitrix24` | no | the module `bitrix24` |
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]
// A number is made narrower only where a comment says why it fits.
#![allow(clippy::cast_possible_truncation)]
// The loops over the bytes are spread over small functions, and are fast only as one.
#![allow(clippy::inline_always)]

extern crate alloc;
#[cfg(any(feature = "std", phpform_steps))]
extern crate std;

mod arena;
#[cfg(feature = "bitrix24")]
pub mod bitrix24;
mod block;
#[cfg(feature = "serde")]
mod de;
mod error;
mod filter;
#[cfg(feature = "serde")]
mod float;
mod form;
mod grammar;
mod json;
mod key;
mod limits;
mod name;
mod node;
mod options;
mod pair;
mod pairs;
mod path;
mod percent;
mod place;
mod query;
mod raw_key;
mod register;
mod render;
mod scalar;
#[cfg(feature = "serde")]
mod ser;
mod stack;
#[cfg(phpform_steps)]
pub mod steps;
#[cfg(not(phpform_steps))]
mod steps;
mod tree;
mod value;
mod walk;
mod wide;
mod window;
#[cfg(feature = "serde")]
pub mod with;

#[cfg(feature = "serde")]
pub use de::{from_bytes, from_str};
pub use error::{Error, ErrorKind};
#[cfg(feature = "serde")]
pub use float::Float;
pub use form::Form;
pub use key::Key;
pub use limits::Warning;
pub use options::Options;
pub use pairs::{Pair, Pairs};
pub use path::{Path, PathKey};
pub use query::{Encoding, Query};
pub use render::Render;
#[cfg(feature = "serde")]
pub use ser::{to_string, to_string_as};
pub use value::{Array, Iter, Value};
pub use walk::{Step, Walk};

/// serde goes no deeper than this, in either direction: it recurses.
#[cfg(feature = "serde")]
const MOST_NESTED: usize = 128;

/// Reads a body as PHP reads it into `$_POST`, with every limit an error; see [`Options`] for other readings.
///
/// # Errors
///
/// [`ErrorKind::MaxBytes`] above 2 MiB, [`ErrorKind::MaxDepth`] above 64 brackets in a name. Whatever is odd in a body,
/// from a broken `%` to brackets without end, is no error: PHP reads it, and so does this.
///
/// ```
/// let form = phpform::parse(b"a[b=1&c[]=2&c[]=3")?;
///
/// assert_eq!(format!("{form:?}"), r#"{"a_b": "1", "c": {0: "2", 1: "3"}}"#);
/// # Ok::<(), phpform::Error>(())
/// ```
pub fn parse(body: &[u8]) -> Result<Form<'_>, Error> {
    Options::new().parse(body)
}

/// The pairs of a body, in its order, with the keys of each name: no tree, and no allocation where nothing in a
/// name needs decoding and no name has more than eight keys.
///
/// Nothing is stored, so no limit applies: whoever calls this stops when they have enough. Empty parts between two
/// separators are no pairs. A body of 4 GiB, which no reading takes ([`Options::longest_body`]), has none.
///
/// ```
/// use phpform::Key;
///
/// let mut pairs = phpform::pairs(b"chat[id]=8&text=a+b");
///
/// let pair = pairs.next().unwrap();
/// assert!(pair.keys().eq([Some(Key::Bytes(b"chat")), Some(Key::Bytes(b"id"))]));
/// assert_eq!(&*pair.value(), b"8");
/// assert_eq!(&*pairs.next().unwrap().value(), b"a b");
/// assert!(pairs.next().is_none());
/// ```
pub fn pairs(body: &[u8]) -> Pairs<'_> {
    Options::new().pairs(body)
}

/// The examples of the README are compiled and run.
#[cfg(all(doctest, feature = "bitrix24"))]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
