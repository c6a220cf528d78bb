//! Bytes written a block at a time: every piece is stored as whole blocks, and the next one begins where it ends.

use alloc::vec::Vec;

#[cfg(any(test, feature = "serde"))]
use crate::key::Digits;

/// Bytes of a block.
const BLOCK: usize = 32;

/// Bytes that are looked at together.
pub(crate) const SHORT: usize = 16;

/// Bytes with room for more of them behind.
#[derive(Clone, Default)]
pub(crate) struct Blocks {
    bytes: Vec<u8>,
    /// So many of the bytes count.
    len: usize,
}

impl Blocks {
    /// No bytes, with room for so many.
    pub(crate) fn with_room(count: usize) -> Self {
        Self { bytes: alloc::vec![b'&'; count], len: 0 }
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    #[cfg(any(test, feature = "serde"))]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// Keeps the first `len` bytes.
    #[inline]
    pub(crate) fn truncate(&mut self, len: usize) {
        self.len = usize::min(self.len, len);
    }

    /// The bytes without the room.
    pub(crate) fn into_bytes(mut self) -> Vec<u8> {
        self.bytes.truncate(self.len);
        self.bytes
    }

    /// A pen for at most so many bytes. What it wrote counts as soon as [`Blocks::end`] says so.
    #[inline(always)]
    pub(crate) fn pen(&mut self, most: usize) -> Pen<'_> {
        // The end of a piece is stored as a whole block.
        if self.bytes.len() - self.len < most + BLOCK {
            self.grow(most);
        }
        Pen { bytes: &mut self.bytes, at: self.len }
    }

    /// Takes over what a pen wrote up to its end.
    #[inline(always)]
    pub(crate) fn end(&mut self, end: usize) {
        self.len = end;
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, most: usize) {
        let wanted = usize::max(self.len + most + BLOCK, self.bytes.len() * 2);
        self.bytes.resize(wanted, 0);
    }
}

/// Writes behind the bytes of some blocks. It is handed on by value, so that where it stands is kept in registers.
pub(crate) struct Pen<'b> {
    bytes: &'b mut [u8],
    at: usize,
}

impl Pen<'_> {
    /// Where the pen stands.
    #[inline(always)]
    pub(crate) fn end(self) -> usize {
        self.at
    }

    /// Writes the first `count` bytes.
    #[inline(always)]
    pub(crate) fn put<const N: usize>(self, bytes: [u8; N], count: usize) -> Self {
        // No slice is longer, and so the compiler sees that the end of the place does not overflow.
        let at = self.at & (usize::MAX >> 1);
        if let Some(place) = self.bytes.get_mut(at..at + N) {
            place.copy_from_slice(&bytes);
        }
        Self { at: at + count, ..self }
    }

    /// Writes the bytes of others from so many on.
    #[inline(always)]
    pub(crate) fn append(self, others: &Blocks, from: usize) -> Self {
        let end = self.at + others.len() - from;
        // Behind its end the other has room too, so that there are whole blocks only.
        let mut blocks = others.bytes.get(from..).unwrap_or_default().as_chunks::<BLOCK>().0.iter();
        // Few are longer than two, and whether it is one or two is not worth a guess.
        let mut pen = blocks.by_ref().take(2).fold(self, |pen, block| pen.put(*block, BLOCK));
        while pen.at < end
            && let Some(block) = blocks.next()
        {
            pen = pen.put(*block, BLOCK);
        }
        Self { at: end, ..pen }
    }

    /// Writes bytes, each as `escapes` says: up to three bytes, and how many of these count.
    #[inline(always)]
    pub(crate) fn push_each(self, bytes: &[u8], escapes: &[[u8; 4]; 256]) -> Self {
        let at = store_each(self.bytes, self.at, bytes, escapes);
        Self { at, ..self }
    }
}

/// For the serializer.
#[cfg(any(test, feature = "serde"))]
impl Pen<'_> {
    /// Goes back over so many bytes.
    #[inline(always)]
    pub(crate) fn back(self, count: usize) -> Self {
        Self { at: self.at - count, ..self }
    }

    /// Writes bytes.
    #[inline(always)]
    pub(crate) fn push(self, bytes: &[u8]) -> Self {
        let (blocks, end) = bytes.as_chunks::<SHORT>();
        let pen = blocks.iter().fold(self, |pen, block| pen.put(*block, SHORT));
        pen.put(load(end), end.len())
    }

    /// Writes the decimal digits of a number, at most twenty bytes.
    #[inline(always)]
    pub(crate) fn push_int(self, int: i64) -> Self {
        match u32::try_from(int) {
            Ok(int) if int < HUNDRED_MILLION => {
                let digits = eight_digits(int);
                // All but the last digit are left out as long as they are zero.
                let zeros = u32::min(digits.trailing_zeros() / 8, 7);
                let text = (digits | u64::from_le_bytes([b'0'; 8])) >> (8 * zeros);
                self.put(text.to_le_bytes(), 8 - zeros as usize)
            }
            _ => self.push_long_int(int),
        }
    }

    /// Of more digits than eight.
    #[inline(never)]
    fn push_long_int(self, int: i64) -> Self {
        self.push(Digits::new(int).as_bytes())
    }
}

/// Bytes that are escaped together, and the place that what becomes of them is stored in: the last one leaves four bytes.
const FEW: usize = 8;
const PLACE: usize = 3 * (FEW - 1) + 4;

/// Stores bytes, each as `escapes` says, and tells where they end.
#[inline(never)]
fn store_each(room: &mut [u8], mut at: usize, bytes: &[u8], escapes: &[[u8; 4]; 256]) -> usize {
    for few in bytes.chunks(FEW) {
        // Behind the end of a piece there is room for a block.
        let Some(place) = room.get_mut(at..).and_then(|room| room.first_chunk_mut::<PLACE>()) else { break };
        let mut end = 0;
        for byte in few {
            let escape = escapes.get(usize::from(*byte)).copied().unwrap_or_default();
            // All four in one go: the next ones stand where the fourth was.
            if let Some(slot) = place.get_mut(end..end + 4) {
                slot.copy_from_slice(&escape);
            }
            end += usize::from(escape[3]);
        }
        at += end;
    }
    at
}

/// Numbers below have at most eight digits.
#[cfg(any(test, feature = "serde"))]
const HUNDRED_MILLION: u32 = 100_000_000;

/// The eight decimal digits of a number as bytes from 0 to 9, the first digit lowest. The halves of a number, then
/// theirs, are parted side by side: each quotient is that of its own lane, because the factors are exact below 10,000
/// and 100.
#[cfg(any(test, feature = "serde"))]
#[inline(always)]
fn eight_digits(int: u32) -> u64 {
    let fours = u64::from(int / 10_000) | u64::from(int % 10_000) << 32;
    let hundreds = (fours * 10_486) >> 20 & 0x7f_0000_007f;
    let twos = hundreds | (fours - 100 * hundreds) << 16;
    let tens = (twos * 103) >> 10 & 0xf_000f_000f_000f;
    tens | (twos - 10 * tens) << 8
}

/// A block that begins with fewer bytes than it holds; zeros follow.
#[inline(always)]
pub(crate) fn load(bytes: &[u8]) -> [u8; SHORT] {
    // Two overlapping words hold any number of bytes from one to two of them, and what both hold is the same.
    let len = bytes.len();
    let block = if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        let (first, last) = (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
        u128::from(first) | u128::from(last) << (8 * (len & 7))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        u128::from(u64::from(first) | u64::from(last) << (8 * (len & 3)))
    } else {
        let byte = |index: usize| bytes.get(index).map_or(0, |byte| u32::from(*byte) << (8 * index));
        u128::from(byte(0) | byte(1) | byte(2))
    };
    block.to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(blocks: &mut Blocks, bytes: &[u8]) {
        let end = blocks.pen(bytes.len()).push(bytes).end();
        blocks.end(end);
    }

    #[test]
    fn pieces_of_any_length_stand_one_behind_the_other() {
        let text: Vec<u8> = (1..=100).collect();
        for length in 0..=text.len() {
            let mut blocks = Blocks::default();
            let mut wanted = Vec::new();
            for piece in text.chunks(length.max(1)) {
                push(&mut blocks, piece);
                wanted.extend_from_slice(piece);
                push(&mut blocks, &text[..length]);
                wanted.extend_from_slice(&text[..length]);
            }
            assert_eq!(blocks.as_bytes(), wanted);
            blocks.truncate(length);
            wanted.truncate(length);
            assert_eq!(blocks.into_bytes(), wanted);
        }
    }

    #[test]
    fn numbers_are_written_in_full() {
        for int in [0, 7, 10, 105, 99_999_999, 100_000_000, 1_714_649_632, i64::MAX, -1, i64::MIN] {
            let mut blocks = Blocks::default();
            let end = blocks.pen(20).push_int(int).end();
            blocks.end(end);
            assert_eq!(blocks.as_bytes(), std::format!("{int}").as_bytes());
        }
    }

    #[test]
    fn a_short_block_ends_in_zeros() {
        let text: Vec<u8> = (1..=15).collect();
        for length in 0..=15 {
            let mut wanted = [0; SHORT];
            wanted[..length].copy_from_slice(&text[..length]);
            assert_eq!(load(&text[..length]), wanted);
        }
    }
}
