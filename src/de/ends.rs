//! Where the parts of a body end: at its `&`, sixty-four bytes at a time.
//!
//! So it is known where the next part starts before anything of this one is read, and a processor can begin with that.

use crate::place::small;
use crate::window::{WIDTH, Window};

/// Bytes of a block.
const BLOCK: usize = 4 * WIDTH;

/// The ends of the parts of a body, one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ends {
    /// Where the block starts.
    block: u32,
    /// Its `&` that were not given out yet: bit `i` stands for byte `i`. Behind the end of the body stand more of them.
    ampersands: u64,
}

impl Ends {
    /// The ends from `start` on.
    #[inline]
    pub(super) fn of(body: &[u8], start: u32) -> Self {
        Self { block: start, ampersands: ampersands(body, start) }
    }

    /// The next end: an `&`, or the end of the body.
    #[inline(always)]
    pub(super) fn next(&mut self, body: &[u8]) -> u32 {
        while self.ampersands == 0 {
            crate::steps::count!(1);
            self.block += small(BLOCK);
            self.ampersands = ampersands(body, self.block);
        }
        let end = self.block + self.ampersands.trailing_zeros();
        // Without the lowest one.
        self.ampersands &= self.ampersands - 1;
        end
    }
}

/// The `&` of the block that starts at `start`.
#[inline(always)]
fn ampersands(body: &[u8], start: u32) -> u64 {
    match body.get(start as usize..).and_then(|rest| rest.first_chunk()) {
        Some(block) => of_block(block),
        None => of_rest(body, start),
    }
}

#[inline(always)]
fn of_block(block: &[u8; BLOCK]) -> u64 {
    let (windows, _) = block.as_chunks::<WIDTH>();
    let places = windows.iter().map(|window| u64::from(Window::new(*window).equal_to(b'&').0));
    places.rev().fold(0, |block, window| block << WIDTH | window)
}

/// As [`of_block`], where less than a block is left of the body: the last whole one reaches back.
#[cold]
#[inline(never)]
fn of_rest(body: &[u8], start: u32) -> u64 {
    let rest = body.get(start as usize..).unwrap_or_default();
    let found = if let Some(last) = body.last_chunk() {
        of_block(last).checked_shr(small(BLOCK - rest.len())).unwrap_or(0)
    } else {
        let mut block = [b'&'; BLOCK];
        if let Some(start) = block.get_mut(..rest.len()) {
            start.copy_from_slice(rest);
        }
        of_block(&block)
    };
    found | u64::MAX << rest.len()
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn every_ampersand_is_an_end_and_so_is_the_end() {
        for len in [0, 1, 15, 16, 17, 63, 64, 65, 127, 128, 129, 200] {
            for step in [1, 3, 16, 63, 64, 65, 100] {
                let body: Vec<u8> =
                    (0..len).map(|at| if at % step == step - 1 { b'&' } else { b'x' }).collect();
                for start in (0..=len).step_by(13) {
                    let mut ends = Ends::of(&body, small(start));
                    let found = body.iter().enumerate().skip(start).filter(|(_, byte)| **byte == b'&');
                    for end in found.map(|(at, _)| at).chain([len]) {
                        assert_eq!(ends.next(&body) as usize, end, "{step} {start} of {len}");
                    }
                }
            }
        }
    }
}
