//! A first look at whether a key may be among others: a set of few bits.

/// A number that is the same for the same key, and often another one for another key. Its lowest bits are the best ones.
#[inline(always)]
pub(crate) fn mark(key: &[u8]) -> u32 {
    let end = |byte: Option<&u8>| u32::from(byte.copied().unwrap_or_default());
    // Two additions: on the keys of events more arithmetic did not part more of them.
    (key.len() as u32).wrapping_add(end(key.first())).wrapping_add(2 * end(key.last()))
}
