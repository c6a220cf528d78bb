//! Bytes written a block at a time: every piece is stored as whole blocks, and the next one begins where it ends.

use alloc::vec::Vec;

use crate::key::Digits;

/// Bytes of a block.
pub(crate) const BLOCK: usize = 16;

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
        Self { bytes: alloc::vec![0; count], len: 0 }
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

    /// A pen for at most so many bytes. What it wrote counts as soon as [`Blocks::advance`] says so.
    #[inline(always)]
    pub(crate) fn pen(&mut self, most: usize) -> Pen<'_> {
        // The end of a piece is stored as a whole block.
        if self.bytes.len() - self.len < most + BLOCK {
            self.grow(most);
        }
        Pen { room: self.bytes.get_mut(self.len..).unwrap_or_default(), written: 0 }
    }

    /// Takes over so many bytes that a pen wrote.
    #[inline(always)]
    pub(crate) fn advance(&mut self, written: usize) {
        self.len += written;
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, most: usize) {
        let wanted = usize::max(self.len + most + BLOCK, self.bytes.len() * 2);
        self.bytes.resize(wanted, 0);
    }
}

/// Writes behind the bytes of some blocks. It is handed on by value, so that where it stands is kept in a register.
pub(crate) struct Pen<'b> {
    room: &'b mut [u8],
    written: usize,
}

impl Pen<'_> {
    /// How many bytes were written.
    #[inline(always)]
    pub(crate) fn written(self) -> usize {
        self.written
    }

    /// Writes the first `count` bytes.
    #[inline(always)]
    pub(crate) fn put<const N: usize>(self, bytes: [u8; N], count: usize) -> Self {
        if let Some(place) = self.room.get_mut(self.written..).and_then(<[u8]>::first_chunk_mut) {
            *place = bytes;
        }
        Self { room: self.room, written: self.written + count }
    }

    /// Writes bytes.
    #[inline(always)]
    pub(crate) fn push(self, bytes: &[u8]) -> Self {
        let (blocks, end) = bytes.as_chunks::<BLOCK>();
        let pen = blocks.iter().fold(self, |pen, block| pen.put(*block, BLOCK));
        pen.put(load(end), end.len())
    }

    /// Writes the decimal digits of a number, at most twenty bytes.
    #[inline(always)]
    pub(crate) fn push_int(self, int: i64) -> Self {
        /// A word holds the digits of any number below.
        const SHORT: u64 = 100_000_000;
        match u64::try_from(int) {
            Ok(mut rest) if rest < SHORT => {
                let (mut digits, mut count) = (0, 0);
                // The last digit goes in first and is moved on by all others.
                while count == 0 || rest > 0 {
                    digits = digits << 8 | (u64::from(b'0') + rest % 10);
                    rest /= 10;
                    count += 1;
                }
                self.put(digits.to_le_bytes(), count)
            }
            _ => self.push_long_int(int),
        }
    }

    #[inline(never)]
    fn push_long_int(self, int: i64) -> Self {
        self.push(Digits::new(int).as_bytes())
    }

    /// Writes the bytes of others.
    #[inline(always)]
    pub(crate) fn append(self, other: &Blocks) -> Self {
        // Behind its end the other has room too, so that there are whole blocks only.
        let count = other.len.div_ceil(BLOCK);
        let from = other.bytes.as_chunks::<BLOCK>().0.iter().take(count);
        let room = self.room.get_mut(self.written..).unwrap_or_default();
        for (place, block) in room.as_chunks_mut::<BLOCK>().0.iter_mut().zip(from) {
            *place = *block;
        }
        Self { written: self.written + other.len, ..self }
    }

    /// Writes bytes, each as `escapes` says: up to three bytes, of which so many count.
    #[inline(never)]
    pub(crate) fn push_each(self, bytes: &[u8], escapes: &[([u8; 3], u8); 256]) -> Self {
        let escape = |byte: &u8| escapes.get(usize::from(*byte)).copied().unwrap_or_default();
        bytes.iter().map(escape).fold(self, |pen, (bytes, count)| pen.put(bytes, usize::from(count)))
    }
}

/// A block that begins with fewer bytes than it holds; zeros follow.
#[inline(always)]
pub(crate) fn load(bytes: &[u8]) -> [u8; BLOCK] {
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
        let written = blocks.pen(bytes.len()).push(bytes).written();
        blocks.advance(written);
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
            let written = blocks.pen(20).push_int(int).written();
            blocks.advance(written);
            assert_eq!(blocks.as_bytes(), std::format!("{int}").as_bytes());
        }
    }

    #[test]
    fn a_short_block_ends_in_zeros() {
        let text: Vec<u8> = (1..=15).collect();
        for length in 0..=15 {
            let mut wanted = [0; BLOCK];
            wanted[..length].copy_from_slice(&text[..length]);
            assert_eq!(load(&text[..length]), wanted);
        }
    }
}
