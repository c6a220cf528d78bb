//! Items that stay where they are: an arena grows without copying, so that it never needs twice its size.

use alloc::vec::Vec;

/// Items by number, in pieces that are reserved one by one.
#[derive(Clone, Debug)]
pub(crate) struct Arena<T> {
    /// The first piece, which is all there is for most bodies.
    first: Vec<T>,
    /// How many items the first piece holds.
    room: usize,
    more: Vec<Vec<T>>,
    len: usize,
    /// Every other piece holds two to the power of this.
    shift: u32,
}

impl<T> Arena<T> {
    /// An arena whose first piece holds `room` items, and every other as many at most.
    pub(crate) const fn new(room: usize) -> Self {
        let room = if room == 0 { 1 } else { room };
        Self { first: Vec::new(), room, more: Vec::new(), len: 0, shift: room.ilog2() }
    }

    /// How many items there are.
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    #[inline(always)]
    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        match self.first.get(index) {
            Some(item) => Some(item),
            None => self.get_far(index),
        }
    }

    #[inline(always)]
    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        if index < self.first.len() { self.first.get_mut(index) } else { self.get_far_mut(index) }
    }

    #[cold]
    #[inline(never)]
    fn get_far(&self, index: usize) -> Option<&T> {
        let far = index.checked_sub(self.room)?;
        self.more.get(far >> self.shift)?.get(far & ((1 << self.shift) - 1))
    }

    #[cold]
    #[inline(never)]
    fn get_far_mut(&mut self, index: usize) -> Option<&mut T> {
        let far = index.checked_sub(self.room)?;
        self.more.get_mut(far >> self.shift)?.get_mut(far & ((1 << self.shift) - 1))
    }

    /// Adds an item behind all others.
    #[inline(always)]
    pub(crate) fn push(&mut self, item: T) {
        self.len += 1;
        let piece =
            if self.first.len() < self.first.capacity() { &mut self.first } else { self.piece_with_room() };
        piece.push(item);
    }

    #[cold]
    #[inline(never)]
    fn piece_with_room(&mut self) -> &mut Vec<T> {
        let room = 1 << self.shift;
        if self.first.capacity() == 0 {
            self.first.reserve_exact(self.room);
            // The allocator may give more than it was asked for.
            self.room = self.first.capacity();
            return &mut self.first;
        }
        if self.more.last().is_none_or(|piece| piece.len() == room) {
            self.more.push(Vec::new());
        }
        let piece = self.more.last_mut().unwrap_or(&mut self.first);
        if piece.capacity() == 0 {
            piece.reserve_exact(room);
        }
        piece
    }

    /// Forgets the items from `len` on.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.len = usize::min(self.len, len);
        self.first.truncate(len);
        let far = len.saturating_sub(self.room);
        self.more.truncate(far.div_ceil(1 << self.shift));
        if let Some(last) = self.more.len().checked_sub(1)
            && let Some(piece) = self.more.last_mut()
        {
            piece.truncate(far - (last << self.shift));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_keep_their_numbers_over_all_pieces() {
        for room in [0, 1, 2, 3, 16, 17] {
            let mut arena = Arena::new(room);
            let mut model = Vec::new();
            for (round, len) in [100, 40, 41, 3, 70, 0, 20, 16, 17].into_iter().enumerate() {
                arena.truncate(len);
                model.truncate(len);
                for item in model.len()..len {
                    arena.push(item * 10 + round);
                    model.push(item * 10 + round);
                }
                assert_eq!(arena.len(), model.len());
                assert!((0..=len + 40).all(|index| arena.get(index) == model.get(index)));
                assert!(
                    (0..=len + 40).all(|index| arena.get_mut(index).copied() == model.get(index).copied())
                );
            }
        }
    }
}
