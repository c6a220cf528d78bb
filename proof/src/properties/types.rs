//! Streaming pairs into a type against reading it from the tree.

use phpform::Options;

use super::mismatch::{Outcome, same};
use super::spans;
use super::zoo::{TYPES, Way};

pub(super) fn agree(body: &[u8]) -> Outcome {
    for options in [Options::new(), Options::php_parse_str().max_pairs(3).max_depth(2)] {
        for kind in TYPES {
            let place = format_args!("the type {}", kind.name);
            let tree = (kind.read)(&options, body, Way::Tree);
            let streamed = (kind.read)(&options, body, Way::Streamed);
            if let Err(error) = &tree {
                spans::of_error(body, error)?;
            }
            let told = tree.map_err(|error| format!("{error:?}"));
            let streamed = streamed.map_err(|error| format!("{error:?}"));
            same(place, &told, &streamed)?;
            let of_text = (kind.read)(&options, body, Way::Text).map_err(|error| format!("{error:?}"));
            same(place, &told, &of_text)?;
        }
    }
    Ok(())
}
