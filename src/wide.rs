//! Look-ups in arrays of many children that stay constant-time whatever the keys are.
//!
//! PHP's own hash is not seeded, and bodies that make its tables quadratic are public (CVE-2011-4885). Here keys are
//! values of a polynomial at a secret point modulo the prime 2^61 - 1, mixed: whoever does not know the point finds two
//! keys that meet with a probability below length / 2^60, however they choose them.

use alloc::vec::Vec;

use crate::key::Key;
use crate::node::Id;

/// How the children of a wide array are found.
#[derive(Clone, Debug)]
pub(crate) enum Wide {
    /// By hash.
    Hashed(Table),
    /// By binary search: their integer keys ascend, and these are their places in the list of all such children.
    Ascending(core::ops::Range<usize>),
}

impl Default for Wide {
    fn default() -> Self {
        Self::Hashed(Table::default())
    }
}

/// Open addressing, at most three quarters full.
///
/// The bits of a slot that no number of a node needs hold some of the hash: most slots that are not meant are passed
/// without a look at the key, which lies somewhere else in memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    slots: Vec<u32>,
    /// How far a hash is moved to leave the number of a slot.
    shift: u32,
    /// Slots that are not [`FREE`].
    used: usize,
    /// The bits of a slot that hold the node.
    ids: u32,
}

/// Where a key belongs that was looked for in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Vacancy {
    pub(crate) hash: u64,
    slot: usize,
}

const FREE: u32 = u32::MAX;
const DELETED: u32 = u32::MAX - 1;

impl Table {
    /// A table of `entries`, with room for as many more and often for three times as many. No node has the number `most` or a larger one.
    pub(crate) fn new(count: usize, most: u32, entries: impl Iterator<Item = (u64, Id)>) -> Self {
        let mut slots = Vec::new();
        // At most 16/3 slots for each entry: with the nodes that is less than a form may take of the heap.
        slots.resize(usize::next_power_of_two(count * 8 / 3), FREE);
        crate::steps::count!(slots.len());
        // The two largest numbers mean something else.
        let ids = u32::MAX.checked_shr(most.saturating_add(1).leading_zeros()).unwrap_or(0);
        // The highest of the 61 bits are the best mixed ones.
        let shift = 61 - slots.len().trailing_zeros();
        let mut table = Self { slots, shift, used: 0, ids };
        for (hash, id) in entries {
            table.insert(hash, id);
        }
        table
    }

    /// Whether one more makes the table too full to search quickly.
    pub(crate) fn is_full(&self) -> bool {
        self.used * 4 >= self.slots.len() * 3
    }

    /// Adds a child that is not in the table; the table is not full.
    fn insert(&mut self, hash: u64, id: Id) {
        if let Err(vacancy) = self.find(hash, |_| false) {
            self.fill(vacancy, id);
        }
    }

    /// The child under this hash that `is_wanted`, or the place for it.
    #[inline(always)]
    pub(crate) fn find(&self, hash: u64, is_wanted: impl Fn(Id) -> bool) -> Result<Id, Vacancy> {
        let tag = self.entry(hash, 0);
        let mut deleted = None;
        for index in self.probe(hash) {
            match self.slots.get(index).copied().unwrap_or(FREE) {
                slot @ ..DELETED => {
                    if slot & !self.ids == tag && is_wanted(slot & self.ids) {
                        return Ok(slot & self.ids);
                    }
                }
                DELETED => deleted = deleted.or(Some(index)),
                FREE => return Err(Vacancy { hash, slot: deleted.unwrap_or(index) }),
            }
        }
        Err(Vacancy { hash, slot: usize::MAX })
    }

    /// Puts a child where it was not found.
    #[inline]
    pub(crate) fn fill(&mut self, vacancy: Vacancy, id: Id) {
        let entry = self.entry(vacancy.hash, id);
        if let Some(slot) = self.slots.get_mut(vacancy.slot) {
            self.used += usize::from(*slot == FREE);
            *slot = entry;
        }
    }

    /// Takes a child out; its slot serves the next one of the same hash, so that chains do not grow.
    pub(crate) fn delete(&mut self, hash: u64, id: Id) {
        let entry = self.entry(hash, id);
        let found = self.probe(hash).find(|index| self.slots.get(*index) == Some(&entry));
        if let Some(slot) = found.and_then(|index| self.slots.get_mut(index)) {
            *slot = DELETED;
        }
    }

    /// What a slot holds for a child. Where its place begins is told by other bits of the hash.
    fn entry(&self, hash: u64, id: Id) -> u32 {
        (hash as u32 & !self.ids) | id
    }

    fn probe(&self, hash: u64) -> impl Iterator<Item = usize> + use<> {
        let slots = self.slots.len();
        crate::steps::count!(1);
        let start = (hash >> (self.shift & 63)) as usize;
        (0..slots).map(move |step| {
            crate::steps::count!(1);
            (start + step) & (slots - 1)
        })
    }
}

/// The prime 2^61 - 1.
const PRIME: u64 = (1 << 61) - 1;

/// The secret that keys are hashed with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seed {
    /// The powers of the point, the first one first.
    powers: [u64; 4],
    /// What the value of the polynomial is multiplied by, and that times each of the powers.
    spreads: [u64; 5],
}

impl Seed {
    /// The seed that the caller gave, or one from the operating system.
    pub(crate) fn new(given: Option<u64>) -> Self {
        let (point, spread) = match given {
            Some(seed) => (mix(seed), mix(seed ^ 0x9e37_79b9_7f4a_7c15)),
            None => drawn(),
        };
        let (point, spread) = (point % (PRIME - 1) + 1, spread % (PRIME - 1) + 1);
        let times = |left, right| remainder(reduce(product(left, right)));
        let square = times(point, point);
        let powers = [point, square, times(square, point), times(square, square)];
        let [one, two, three, four] = powers.map(|power| times(spread, power));
        Self { powers, spreads: [spread, one, two, three, four] }
    }

    /// The hash of a key, below 2^61.
    #[inline(always)]
    pub(crate) fn hash(&self, key: Key<'_>) -> u64 {
        let sum = match key {
            Key::Bytes(bytes) if bytes.len() >= 7 => self.sum(bytes),
            short => {
                let (first, word) = match short {
                    Key::Int(int) => (int.cast_unsigned() & 0xffff_ffff, int.cast_unsigned() >> 32),
                    Key::Bytes(bytes) => (self.start(bytes), short_word(bytes)),
                };
                let [spread, last, ..] = self.spreads;
                product(first, last) + product(word, spread)
            }
        };
        // Keys in a row are values in a row: without this they would fill neighbouring slots under an unlucky seed.
        mix(remainder(reduce(sum))) >> 3
    }

    /// What the first two coefficients of any key that is no integer make.
    #[inline(always)]
    fn start(&self, bytes: &[u8]) -> u64 {
        self.powers[0] + bytes.len() as u64
    }

    /// What the words of a key, the next coefficients, make of the sum before them, spread. Four are taken at a time,
    /// because a product that waits for the one before it costs far more than one that does not.
    #[inline(never)]
    fn sum(&self, bytes: &[u8]) -> u128 {
        let [point, square, cube, fourth] = self.powers;
        let (words, rest) = bytes.as_chunks::<7>();
        let (fours, words) = words.as_chunks::<4>();
        crate::steps::count!(fours.len() + words.len());
        let mut sum = self.start(bytes);
        for [a, b, c, d] in fours {
            let [a, b, c, d] = [a, b, c, d].map(|word| short_word(word));
            let known = product(a, cube) + product(b, square) + product(c, point);
            sum = reduce(product(sum, fourth) + known + u128::from(d));
        }
        let [spread, one, two, three, four] = self.spreads;
        let times = |word: &[u8; 7], factor| product(short_word(word), factor);
        let known = match words {
            [] => product(sum, one),
            [a] => product(sum, two) + times(a, one),
            [a, b] => product(sum, three) + times(a, two) + times(b, one),
            [a, b, c, ..] => product(sum, four) + times(a, three) + times(b, two) + times(c, one),
        };
        known + product(short_word(rest), spread)
    }
}

/// The product of a number below 2^62 and one below the prime.
#[inline(always)]
fn product(left: u64, right: u64) -> u128 {
    u128::from(left) * u128::from(right)
}

/// A number below 2^124 modulo the prime, or as much as the prime more: at most 2^61 + 7.
#[inline(always)]
fn reduce(number: u128) -> u64 {
    // 2^61 is 1 modulo the prime. Both halves together are below 2^64.
    let sum = (number as u64 & PRIME) + (number >> 61) as u64;
    (sum & PRIME) + (sum >> 61)
}

/// The remainder of a number below twice the prime.
#[inline(always)]
fn remainder(number: u64) -> u64 {
    number.checked_sub(PRIME).unwrap_or(number)
}

/// At most seven bytes as a number, the first one lowest.
#[inline(always)]
fn short_word(bytes: &[u8]) -> u64 {
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => {
            // Where both overlap they hold the same.
            u64::from(u32::from_le_bytes(*first))
                | u64::from(u32::from_le_bytes(*last)) << (8 * (bytes.len() - 4))
        }
        _ => match bytes {
            [] => 0,
            [one] => u64::from(*one),
            [first, .., last] => {
                let middle = bytes.get(1).copied().unwrap_or_default();
                u64::from(*first) | u64::from(middle) << 8 | u64::from(*last) << (8 * (bytes.len() - 1))
            }
        },
    }
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
            let (modulo, point) = (u128::from(PRIME), u128::from(seed.powers[0]));
            let sum = words.iter().fold(0, |sum, word| (sum * point + u128::from(*word)) % modulo);
            mix((sum * u128::from(seed.spreads[0]) % modulo) as u64) >> 3
        };
        let word = |text: &[u8]| text.iter().rev().fold(0, |word, b| word << 8 | u64::from(*b));
        let text: Vec<u8> = (0..200_u8).map(|number| number.wrapping_mul(157)).collect();
        for len in 0..text.len() {
            let (words, rest) = text[..len].as_chunks::<7>();
            let mut all = alloc::vec![1, len as u64];
            all.extend(words.iter().map(|bytes| word(bytes)));
            all.push(word(rest));
            assert_eq!(seed.hash(Key::Bytes(&text[..len])), slow(&all));
        }
        assert_eq!(seed.hash(Key::Int(-2)), slow(&[0, 0xffff_fffe, 0xffff_ffff]));
        assert_eq!([PRIME - 1, PRIME, PRIME + 1].map(remainder), [PRIME - 1, 0, 1]);
        for len in 0..8 {
            assert_eq!(short_word(&b"\xffetters"[..len]), word(&b"\xffetters"[..len]));
        }
        // The largest numbers that can meet.
        let (left, right) = ((1 << 62) - 1, PRIME - 1);
        let most = product(left, right) + 3 * product((1 << 56) - 1, right) + (1 << 56);
        assert_eq!(u128::from(remainder(reduce(most))), most % u128::from(PRIME));
    }

    #[test]
    fn seeds_differ() {
        let hash = |seed: Seed| seed.hash(Key::Bytes(b"auth"));
        assert_ne!(hash(Seed::new(Some(0))), hash(Seed::new(Some(1))));
        #[cfg(feature = "std")]
        assert_ne!(hash(Seed::new(None)), hash(Seed::new(None)));
    }

    /// What splitmix64 gives for the seed 1234567, as published with it.
    #[test]
    fn seeds_are_mixed_as_by_splitmix64() {
        let state = |step: u64| 1_234_567_u64.wrapping_add(step.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let published = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([1, 2, 3].map(state).map(mix), published);
    }

    /// Tables that were full sooner would be made so often that many children cost more than time in proportion.
    #[test]
    fn a_table_takes_as_many_entries_again_and_is_full_at_three_quarters() {
        for count in [1, 2, 3, 5, 6, 7, 11, 12, 13, 47, 48, 49, 199] {
            let hash = |id: Id| mix(u64::from(id)) >> 3;
            let mut table = Table::new(count as usize, 1000, (0..count).map(|id| (hash(id), id)));
            let mut id = count;
            while !table.is_full() && id < 1000 {
                table.insert(hash(id), id);
                id += 1;
            }
            assert!(id >= 2 * count, "{id} of {count}");
            assert_eq!(id as usize, (table.slots.len() * 3).div_ceil(4), "of {count}");
            assert!((0..id).all(|id| table.find(hash(id), |found| found == id) == Ok(id)));
        }
    }

    #[test]
    fn no_seed_brings_keys_in_a_row_together() {
        const KEYS: u32 = 600;
        for number in 0..3000 {
            let seed = Seed::new(Some(number));
            let hash = |key: u32| seed.hash(Key::Int(i64::from(key)));
            let table = Table::new(KEYS as usize, KEYS, (0..KEYS).map(|key| (hash(key), key)));
            let probed =
                |key| table.probe(hash(key)).take_while(|slot| table.slots[*slot] & table.ids != key).count();
            let sum: usize = (0..KEYS).map(probed).sum();
            assert!(sum < 3 * KEYS as usize, "seed {number}: {sum} slots were passed");
        }
    }

    #[test]
    fn a_deleted_slot_is_used_again() {
        let mut table = Table::new(4, 1000, core::iter::empty());
        for id in 0..1000 {
            table.insert(5, id);
            assert_eq!(table.find(5, |found| found == id), Ok(id));
            table.delete(5, id);
            assert!(table.find(5, |_| true).is_err());
        }
        assert_eq!(table.used, 1);
    }
}
