//! Items that stay where they are: an arena grows without copying, so that it never needs twice its size.

use alloc::vec::Vec;

/// Items by number, in pieces that are reserved one by one.
#[derive(Clone, Debug)]
pub(crate) struct Arena<T> {
    /// The piece that grows. For most bodies it is all there is.
    last: Vec<T>,
    /// The number of its first item.
    base: usize,
    /// The pieces before it: the first holds `room` items, the next ones two to the power of `shift`, and later ones so
    /// many more that the last piece is never much beside all others.
    full: Vec<Vec<T>>,
    room: usize,
    shift: usize,
}

impl<T> Arena<T> {
    /// An arena whose first piece holds `room` items, and the next ones as many at most.
    pub(crate) const fn new(room: usize) -> Self {
        let room = if room == 0 { 1 } else { room };
        Self { last: Vec::new(), base: 0, full: Vec::new(), room, shift: room.ilog2() as usize }
    }

    /// How many items there are.
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        self.base + self.last.len()
    }

    #[inline(always)]
    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        match self.last.get(index.wrapping_sub(self.base)) {
            Some(item) => Some(item),
            None => self.get_far(index),
        }
    }

    #[inline(always)]
    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        let near = index.wrapping_sub(self.base);
        if near < self.last.len() { self.last.get_mut(near) } else { self.get_far_mut(index) }
    }

    #[inline]
    fn get_far(&self, index: usize) -> Option<&T> {
        let (piece, at) = self.place(index);
        self.full.get(piece)?.get(at)
    }

    #[inline(never)]
    fn get_far_mut(&mut self, index: usize) -> Option<&mut T> {
        let (piece, at) = self.place(index);
        self.full.get_mut(piece)?.get_mut(at)
    }

    /// In which piece an item lies, and where.
    fn place(&self, index: usize) -> (usize, usize) {
        match index.checked_sub(self.room) {
            None => (0, index),
            Some(behind) => {
                let growth = self.growth(behind);
                let shift = self.shift + growth;
                (1 + (growth * 8) + (behind >> shift), behind & ((1 << shift) - 1))
            }
        }
    }

    /// How often the pieces have doubled where an item lies that is so far behind the first piece: after sixteen, and
    /// every eight from there on.
    fn growth(&self, behind: usize) -> usize {
        ((behind >> self.shift) | 8).ilog2() as usize - 3
    }

    /// Adds an item behind all others.
    #[inline(always)]
    pub(crate) fn push(&mut self, item: T) {
        if self.last.len() == self.last.capacity() {
            self.make_room();
        }
        self.last.push(item);
    }

    #[cold]
    #[inline(never)]
    fn make_room(&mut self) {
        let mut room = self.room;
        if self.last.capacity() > 0 {
            self.base = self.len();
            room = 1 << (self.shift + self.growth(self.base - self.room));
            self.full.push(core::mem::take(&mut self.last));
        }
        self.last.reserve_exact(room);
        if self.full.is_empty() {
            // The allocator may give more than it was asked for.
            self.room = self.last.capacity();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each piece has a header of its own, and what is free of the last one is lost.
    #[test]
    fn pieces_are_few_and_the_last_one_is_small_beside_all_others() {
        let mut arena = Arena::new(8);
        for len in 0..10_000_usize {
            arena.push(len);
            assert!(arena.full.len() <= 24 + 8 * (len / 128).max(1).ilog2() as usize, "{len}");
            assert!(arena.last.capacity() <= usize::max(8, len / 8), "{len}");
        }
    }

    #[test]
    fn items_keep_their_numbers_over_all_pieces() {
        for room in [0, 1, 2, 3, 16, 17] {
            let mut arena = Arena::new(room);
            for len in 0..200 {
                assert_eq!(arena.len(), len);
                assert_eq!(arena.get(len), None);
                assert_eq!(arena.get_mut(len + 80), None);
                arena.push(len);
                assert!((0..=len).all(|index| arena.get(index) == Some(&index)));
                assert!((0..=len).all(|index| arena.get_mut(index).copied() == Some(index)));
            }
        }
    }
}
