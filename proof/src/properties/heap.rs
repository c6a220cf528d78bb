//! The heap that reading a body may take.

use phpform::Options;

/// What a form of a few nodes needs in any case.
const SLACK: usize = 256;

/// The most bytes of heap that reading this body may take: two for each byte of the body, 64 for each pair and bracket
/// that is kept.
pub fn bound(body: &[u8], options: &Options) -> usize {
    2 * body.len() + 64 * kept(body, options) + SLACK
}

/// How many pairs and brackets a form keeps: the keys of all pairs that are registered, and the arrays that stay
/// behind of pairs that are not.
fn kept(body: &[u8], options: &Options) -> usize {
    let keys = options.pairs(body).map(|pair| pair.keys().len()).sum();
    let nodes = options.parse(body).map_or(0, |form| form.root().walk().count());
    usize::max(keys, nodes)
}
