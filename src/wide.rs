//! Look-ups in arrays of many children that stay constant-time whatever the keys are.
//!
//! PHP's own hash is not seeded, and bodies that make its tables quadratic are public (CVE-2011-4885). Here keys are
//! values of a polynomial at a secret point modulo the prime 2^61 - 1, mixed: whoever does not know the point finds two
//! keys that meet with a probability below length / 2^60, however they choose them.

use alloc::vec::Vec;

use crate::key::Key;
use crate::tree::Id;

/// How the children of a wide array are found.
#[derive(Clone, Debug)]
pub(crate) enum Wide {
    /// By hash.
    Hashed(Table),
    /// By binary search: their integer keys ascend, and these are their places in the list of all such children.
    Ascending(core::ops::Range<usize>),
}

/// Open addressing, at most three quarters full.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    slots: Vec<Id>,
    /// Slots that are not [`FREE`].
    used: usize,
}

const FREE: Id = u32::MAX;
const DELETED: Id = u32::MAX - 1;

impl Table {
    /// A table of `ids`, with room for as many more.
    pub(crate) fn new(count: usize, ids: impl Iterator<Item = (u64, Id)>) -> Self {
        let mut slots = Vec::new();
        slots.resize(usize::next_power_of_two(count * 2), FREE);
        crate::steps::count!(slots.len());
        let mut table = Self { slots, used: 0 };
        for (hash, id) in ids {
            table.insert(hash, id);
        }
        table
    }

    /// Whether one more makes the table too full to search quickly.
    pub(crate) fn is_full(&self) -> bool {
        self.used * 4 >= self.slots.len() * 3
    }

    /// Adds a child that is not in the table; the table is not full.
    pub(crate) fn insert(&mut self, hash: u64, id: Id) {
        for index in self.probe(hash) {
            if let Some(slot) = self.slots.get_mut(index)
                && matches!(*slot, FREE | DELETED)
            {
                self.used += usize::from(*slot == FREE);
                *slot = id;
                return;
            }
        }
    }

    /// The child under this hash that `is_wanted`.
    pub(crate) fn find(&self, hash: u64, is_wanted: impl Fn(Id) -> bool) -> Option<Id> {
        self.probe(hash)
            .filter_map(|index| self.slots.get(index).copied())
            .take_while(|id| *id != FREE)
            .find(|id| *id != DELETED && is_wanted(*id))
    }

    /// Takes a child out; its slot serves the next one of the same hash, so that chains do not grow.
    pub(crate) fn delete(&mut self, hash: u64, id: Id) {
        let found = self.probe(hash).find(|index| self.slots.get(*index) == Some(&id));
        if let Some(slot) = found.and_then(|index| self.slots.get_mut(index)) {
            *slot = DELETED;
        }
    }

    fn probe(&self, hash: u64) -> impl Iterator<Item = usize> + use<> {
        let mask = self.slots.len() - 1;
        // The highest of the 61 bits are the best mixed ones.
        crate::steps::count!(1);
        let start = (hash >> (61 - self.slots.len().trailing_zeros())) as usize;
        (0..=mask).map(move |step| {
            crate::steps::count!(1);
            (start + step) & mask
        })
    }
}

/// The prime 2^61 - 1.
const PRIME: u64 = (1 << 61) - 1;

/// The secret that keys are hashed with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seed {
    point: u64,
    spread: u64,
}

impl Seed {
    /// The seed that the caller gave, or one from the operating system.
    pub(crate) fn new(given: Option<u64>) -> Self {
        let (point, spread) = match given {
            Some(seed) => (mix(seed), mix(seed ^ 0x9e37_79b9_7f4a_7c15)),
            None => drawn(),
        };
        Self { point: point % (PRIME - 1) + 1, spread: spread % (PRIME - 1) + 1 }
    }

    /// The hash of a key, below 2^61.
    pub(crate) fn hash(self, key: Key<'_>) -> u64 {
        let sum = match key {
            Key::Int(int) => {
                let bits = int.cast_unsigned();
                self.add(self.add(0, bits & 0xffff_ffff), bits >> 32)
            }
            Key::Bytes(bytes) => {
                let (words, rest) = bytes.as_chunks::<7>();
                crate::steps::count!(words.len());
                let mut sum = self.add(1, bytes.len() as u64);
                for [a, b, c, d, e, f, g] in words {
                    sum = self.add(sum, u64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, 0]));
                }
                let last = rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
                self.add(sum, last)
            }
        };
        // Keys in a row are values in a row: without this they would fill neighbouring slots under an unlucky seed.
        mix(times(sum, self.spread)) >> 3
    }

    fn add(self, sum: u64, word: u64) -> u64 {
        reduce(u128::from(times(sum, self.point)) + u128::from(word))
    }
}

fn times(left: u64, right: u64) -> u64 {
    reduce(u128::from(left) * u128::from(right))
}

/// The remainder of a number below 2^122.
fn reduce(number: u128) -> u64 {
    // Both halves fit: 2^61 is 1 modulo the prime.
    let sum = (number as u64 & PRIME) + (number >> 61) as u64;
    let sum = (sum & PRIME) + (sum >> 61);
    if sum == PRIME { 0 } else { sum }
}

/// The finaliser of splitmix64: a caller's seed may be a small number.
fn mix(seed: u64) -> u64 {
    let seed = (seed ^ seed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let seed = (seed ^ seed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    seed ^ seed >> 31
}

#[cfg(feature = "std")]
fn drawn() -> (u64, u64) {
    use std::hash::{BuildHasher, RandomState};
    let state = RandomState::new();
    (state.hash_one(0_u8), state.hash_one(1_u8))
}

/// Without an operating system to ask, [`Options::seed`](crate::Options::seed) has to give the secret.
#[cfg(not(feature = "std"))]
fn drawn() -> (u64, u64) {
    (mix(1), mix(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_polynomial_modulo_the_prime() {
        let seed = Seed::new(Some(7));
        let slow = |words: &[u64]| {
            let modulo = u128::from(PRIME);
            let sum = words.iter().fold(0, |sum, w| (sum * u128::from(seed.point) + u128::from(*w)) % modulo);
            mix((sum * u128::from(seed.spread) % modulo) as u64) >> 3
        };
        let word = |text: &[u8]| text.iter().rev().fold(0, |word, b| word << 8 | u64::from(*b));
        assert_eq!(
            seed.hash(Key::Bytes(b"application_token")),
            slow(&[1, 17, word(b"applica"), word(b"tion_to"), word(b"ken")])
        );
        assert_eq!(seed.hash(Key::Int(-2)), slow(&[0, 0xffff_fffe, 0xffff_ffff]));
        assert_eq!(reduce(u128::from(PRIME)), 0);
        assert_eq!(reduce(u128::from(PRIME) * 2), 0);
        assert_eq!(reduce((1 << 122) - 1), 0);
    }

    #[test]
    fn seeds_differ() {
        let hash = |seed: Seed| seed.hash(Key::Bytes(b"auth"));
        assert_ne!(hash(Seed::new(Some(0))), hash(Seed::new(Some(1))));
        #[cfg(feature = "std")]
        assert_ne!(hash(Seed::new(None)), hash(Seed::new(None)));
    }

    #[test]
    fn no_seed_brings_keys_in_a_row_together() {
        const KEYS: u32 = 600;
        for number in 0..3000 {
            let seed = Seed::new(Some(number));
            let hash = |key: u32| seed.hash(Key::Int(i64::from(key)));
            let table = Table::new(KEYS as usize, (0..KEYS).map(|key| (hash(key), key)));
            let probed = |key| table.probe(hash(key)).take_while(|slot| table.slots[*slot] != key).count();
            let sum: usize = (0..KEYS).map(probed).sum();
            assert!(sum < 3 * KEYS as usize, "seed {number}: {sum} slots were passed");
        }
    }

    #[test]
    fn a_deleted_slot_is_used_again() {
        let mut table = Table::new(4, core::iter::empty());
        for id in 0..1000 {
            table.insert(5, id);
            assert_eq!(table.find(5, |found| found == id), Some(id));
            table.delete(5, id);
            assert_eq!(table.find(5, |_| true), None);
        }
        assert_eq!(table.used, 1);
    }
}
