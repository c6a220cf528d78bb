//! A first look at whether a key may be among others: a set of few bits.

/// A number that is the same for the same key, and often another one for another key. Its lowest bits are the best ones.
#[inline(always)]
pub(crate) fn mark(key: &[u8]) -> u32 {
    let end = |byte: Option<&u8>| u32::from(byte.copied().unwrap_or_default());
    // Odd factors, so that neighbouring letters and lengths come apart.
    let ends = end(key.first()) * 5 + end(key.last()) * 11;
    (key.len() as u32).wrapping_mul(23).wrapping_add(ends)
}
