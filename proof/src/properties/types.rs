//! Streaming pairs into a type against reading it from the tree.

use phpform::Options;

use super::mismatch::{Outcome, same};
use super::spans;
use super::turn::Turn;
use super::zoo::{TYPES, Way};

pub(super) fn agree(body: &[u8], turn: Turn) -> Outcome {
    let others = [
        Options::php_parse_str().max_pairs(3).max_depth(2),
        Options::php_parse_str().separators(b"&;"),
        Options::php_post().unlimited_depth().keep_names(),
        Options::new().max_pairs(4).max_depth(1).max_bytes(60),
    ];
    // One of them for each body: there are many bodies.
    let other = others.into_iter().cycle().nth(body.len() % 4);
    for options in [Options::new()].into_iter().chain(other) {
        for kind in turn.of(TYPES) {
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
