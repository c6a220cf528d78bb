//! Streaming pairs into a type against reading it from the tree.

use phpform::Options;

use super::mismatch::{Outcome, same};
use super::spans;
use super::zoo::{TYPES, Way};

pub(super) fn agree(body: &[u8]) -> Outcome {
    let readings =
        [Options::new(), Options::php_post().max_pairs(3).max_depth(2), Options::php_parse_str().separators(b"&;")];
    for options in readings {
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
            if let Ok(text) = std::str::from_utf8(body) {
                let from_str = (kind.read)(&options, text.as_bytes(), Way::Text).map_err(|e| format!("{e:?}"));
                same(place, &told, &from_str)?;
            }
        }
    }
    Ok(())
}
