//! Promise: every type that serde knows is read from a body and written as one, strictly, and every error says where.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy allows this in test functions alone"
)]
#![allow(clippy::items_after_statements, reason = "a type stands beside the assertion that it is for")]

mod borrowing;
mod errors;
mod formats;
mod lists;
mod presence;
mod secrets;
mod shapes;
mod streaming;
mod with;
mod writing;

use std::fmt::Debug;

use phpform::{Error, ErrorKind, Options};
use serde::Deserialize;

/// Reads a body both ways, pair by pair and through the tree: they give the same value or the same error.
#[track_caller]
fn read<'de, T: Deserialize<'de> + PartialEq + Debug>(body: &'de str) -> Result<T, Error> {
    let result = phpform::from_str(body);
    let by_tree = Options::new().from_tree(body.as_bytes());
    match (&result, &by_tree) {
        (Ok(value), Ok(by_tree)) => assert_eq!(value, by_tree, "{body}"),
        (Err(error), Err(by_tree)) => assert_eq!(error.to_json(), by_tree.to_json(), "{body}"),
        _ => panic!("{body}: {result:?}, by the tree {by_tree:?}"),
    }
    result
}

/// The value under `v`.
#[derive(Debug, PartialEq, Deserialize)]
struct Field<T> {
    v: T,
}

/// Reads what stands under `v`.
#[track_caller]
fn field<'de, T: Deserialize<'de> + PartialEq + Debug>(body: &'de str) -> Result<T, Error> {
    read::<Field<T>>(body).map(|field| field.v)
}

/// The error for a value of this type under `v`.
#[track_caller]
fn refused<'de, T: Deserialize<'de> + PartialEq + Debug>(body: &'de str) -> Error {
    field::<T>(body).unwrap_err()
}

/// Asserts kind, path, and the bytes of the body that the span holds.
#[track_caller]
fn assert_error(error: &Error, body: &str, kind: ErrorKind, path: &str, bytes: &str) {
    assert_eq!(error.kind(), kind, "{error}");
    assert_eq!(error.path().to_string(), path, "{error}");
    assert_eq!(&body[error.span()], bytes, "{error}");
}
