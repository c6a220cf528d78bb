//! The bodies that are made to be slow, as they are measured: each in two sizes, so that growth shows.

use phpform::Options;
use phpform_proof::adversaries::Adversary;

/// About so many bytes; the second is twice the first.
pub(crate) const SIZES: [usize; 2] = [1 << 19, 1 << 20];

/// The reading that goes on where names are too deep, with a seed that is the same in every run.
pub(crate) fn options(adversary: &Adversary) -> Options {
    adversary.options(Options::php_post()).seed(0x0dd_5eed)
}

/// How many parts and opening brackets a body has: what time is counted by.
pub(crate) fn parts_and_brackets(body: &[u8]) -> usize {
    let escaped = |window: &[u8]| window.eq_ignore_ascii_case(b"%5B");
    let parts = memchr::memchr_iter(b'&', body).count() + 1;
    let raw = memchr::memchr_iter(b'[', body).count();
    parts + raw + body.windows(3).filter(|window| escaped(window)).count()
}
