//! A stack whose first items need no allocation: names are rarely more than a few keys deep.

use crate::arena::Arena;

/// A stack of small items. The first `NEAR` are kept in place, deeper ones go to the heap.
#[derive(Clone, Debug)]
pub(crate) struct Stack<T, const NEAR: usize> {
    near: [T; NEAR],
    far: Arena<T>,
    len: usize,
}

impl<T: Copy + Default, const NEAR: usize> Stack<T, NEAR> {
    #[inline]
    pub(crate) fn new() -> Self {
        Self { near: [T::default(); NEAR], far: Arena::new(NEAR), len: 0 }
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    #[inline(always)]
    pub(crate) fn get(&self, index: usize) -> Option<T> {
        if index < self.len { Some(self.at(index)) } else { None }
    }

    /// The item at an index below the length; behind that it means nothing.
    #[inline(always)]
    pub(crate) fn at(&self, index: usize) -> T {
        match self.near.get(index) {
            Some(item) => *item,
            None => self.at_far(index),
        }
    }

    #[cold]
    #[inline(never)]
    fn at_far(&self, index: usize) -> T {
        self.far.get(index - NEAR).copied().unwrap_or_default()
    }

    /// The items kept in place; those from the length of the stack on mean nothing.
    #[inline(always)]
    pub(crate) fn near(&self) -> &[T] {
        &self.near
    }

    #[inline(always)]
    pub(crate) fn push(&mut self, item: T) {
        match self.near.get_mut(self.len) {
            Some(slot) => *slot = item,
            None => self.push_far(item),
        }
        self.len += 1;
    }

    #[cold]
    #[inline(never)]
    fn push_far(&mut self, item: T) {
        // What a truncation left behind is written over.
        match self.far.get_mut(self.len - NEAR) {
            Some(slot) => *slot = item,
            None => self.far.push(item),
        }
    }

    /// Keeps the first `len` items; there are as many.
    #[inline]
    pub(crate) fn truncate(&mut self, len: usize) {
        debug_assert!(len <= self.len, "a stack does not grow by truncation");
        self.len = len;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_beyond_the_first_sixteen_come_back_after_truncation() {
        let mut stack = Stack::<u32, 16>::new();
        for round in [40_u32, 17, 16, 15, 30] {
            stack.truncate(usize::min(stack.len(), round as usize / 2));
            for item in stack.len() as u32..round {
                stack.push(item);
            }
            assert_eq!(stack.at(round as usize - 1), round - 1);
            assert!((0..round).all(|item| stack.get(item as usize) == Some(item)));
            assert_eq!(stack.get(round as usize), None);
        }
    }
}
