//! Sixteen bytes of the body at a time, and where in them the bytes with a meaning stand.
//!
//! Behind the end of the body a window reads `&`: every search stops there by itself.

use core::ops::BitOr;

use crate::place::small;

/// Bytes a window holds.
pub(crate) const WIDTH: usize = 16;

/// Sixteen neighbouring bytes.
#[derive(Clone, Copy)]
pub(crate) struct Window(Lanes);

/// The places of a window that a search found: bit `i` stands for byte `i`.
#[derive(Clone, Copy)]
pub(crate) struct Places(pub(crate) u32);

impl Places {
    /// How many bytes lie before the first place, if there is one.
    #[inline]
    pub(crate) fn first(self) -> Option<u32> {
        if self.0 == 0 { None } else { Some(self.0.trailing_zeros()) }
    }

    /// Whether all of the first `count` bytes are among them, at most sixteen.
    #[inline]
    pub(crate) fn include_first(self, count: usize) -> bool {
        (self.0 | u32::MAX << (count & 31)) == u32::MAX
    }
}

impl Window {
    /// These bytes.
    #[inline(always)]
    pub(crate) fn new(bytes: [u8; WIDTH]) -> Self {
        Self(Lanes::new(bytes))
    }

    /// The bytes from `at` on, if there are enough.
    #[inline(always)]
    fn at(body: &[u8], at: u32) -> Option<Self> {
        let at = at as usize;
        body.get(at..at + WIDTH)?.first_chunk().map(|bytes| Self::new(*bytes))
    }

    /// The bytes, with a space for each `+`.
    #[inline(always)]
    pub(crate) fn spaces_for_plus_signs(self) -> [u8; WIDTH] {
        self.0.replace(b'+', b' ')
    }

    /// Fewer bytes than a window has, and `&` behind them.
    fn padded(bytes: &[u8]) -> Self {
        let mut window = [b'&'; WIDTH];
        if let Some(start) = window.get_mut(..bytes.len()) {
            start.copy_from_slice(bytes);
        }
        Self::new(window)
    }

    /// Where the window holds `byte`.
    #[inline(always)]
    pub(crate) fn equal_to(self, byte: u8) -> Places {
        self.0.equal(byte).places()
    }

    /// Where two windows differ.
    #[inline(always)]
    pub(crate) fn differs_from(self, other: Self) -> Places {
        self.0.differ(other.0)
    }

    /// Where a value ends or stops being plain text: `&`, `%`, `+`.
    #[inline(always)]
    pub(crate) fn value_stops(self) -> Places {
        (self.0.equal(b'&') | self.0.equal(b'%') | self.0.equal(b'+')).places()
    }

    /// Where a raw name ends: `&`, `=`.
    #[inline(always)]
    pub(crate) fn name_ends(self) -> Places {
        (self.0.equal(b'&') | self.0.equal(b'=')).places()
    }

    /// Every byte that no encoding escapes: letters, digits, `-`, `.`, `_`.
    #[inline(always)]
    pub(crate) fn unescaped(self) -> Places {
        let letters = self.0.between(b'a', b'z') | self.0.between(b'A', b'Z');
        (letters | self.0.between(b'0', b'9') | self.0.between(b'-', b'.') | self.0.equal(b'_')).places()
    }

    /// Every byte that has a meaning in a top key.
    #[inline(always)]
    pub(crate) fn top_stops(self) -> Places {
        let ends = self.0.equal(b'&') | self.0.equal(b'=') | self.0.equal(b'[') | self.0.equal(0);
        let changes = self.0.equal(b' ') | self.0.equal(b'.') | self.0.equal(b'+') | self.0.equal(b'%');
        (ends | changes).places()
    }

    /// Every byte that may have a meaning in the name of a top key: all below `0`, then `=` and `[`.
    ///
    /// The range holds NUL, white space, `%`, `&`, `+` and `.`; its other bytes are found in vain, and
    /// one comparison for all of them is worth it.
    #[inline(always)]
    pub(crate) fn top_key_stops(self) -> Places {
        (self.0.below_zero_digit() | self.0.equal(b'=') | self.0.equal(b'[')).places()
    }

    /// Every byte that may have a meaning in a key in brackets: all below `0`, then `=` and `]`, and in vain `}`, which
    /// is the same as these but for two bits.
    #[inline(always)]
    pub(crate) fn key_stops(self) -> Places {
        (self.0.below_zero_digit() | self.0.equal_but_for(b'=' ^ b']', b'=' | b']')).places()
    }
}

/// The place of the first `byte` at or behind `from`, or the end of the body.
#[inline]
pub(crate) fn find(body: &[u8], from: u32, byte: u8) -> u32 {
    find_stop(body, from, |window| window.equal_to(byte))
}

/// The first place at or behind `from` that `places` finds, or the end of the body.
#[inline(always)]
pub(crate) fn find_stop(body: &[u8], from: u32, places: impl Fn(Window) -> Places) -> u32 {
    crate::steps::count!(1);
    match Window::at(body, from) {
        Some(window) => match places(window).first() {
            Some(offset) => from + offset,
            None => find_further(body, from, places),
        },
        None => find_in_rest(body, from, places),
    }
}

/// As [`find_stop`], where the first window held nothing.
#[inline(never)]
fn find_further(body: &[u8], from: u32, places: impl Fn(Window) -> Places) -> u32 {
    // Most of what is longer than one window is not much longer.
    for index in 1..=2 {
        let from = from + index * WIDTH as u32;
        let Some(window) = Window::at(body, from) else { return find_in_rest(body, from, places) };
        if let Some(offset) = places(window).first() {
            return from + offset;
        }
    }
    let from = from + 2 * WIDTH as u32;
    let (windows, _) = body.get(from as usize + WIDTH..).unwrap_or_default().as_chunks::<WIDTH>();
    let mut at = from + WIDTH as u32;
    for window in windows {
        crate::steps::count!(1);
        if let Some(offset) = places(Window::new(*window)).first() {
            return at + offset;
        }
        at += WIDTH as u32;
    }
    find_in_rest(body, at, places)
}

/// As [`find_stop`], where less than a window is left of the body: the last whole one reaches back.
#[cold]
#[inline(never)]
fn find_in_rest(body: &[u8], at: u32, places: impl Fn(Window) -> Places) -> u32 {
    let rest = body.get(at as usize..).unwrap_or_default();
    let found = match body.last_chunk() {
        Some(last) => {
            Places(places(Window::new(*last)).0.checked_shr(small(WIDTH - rest.len())).unwrap_or(0))
        }
        None => places(Window::padded(rest)),
    };
    at + found.first().map_or(small(rest.len()), |offset| u32::min(offset, small(rest.len())))
}

/// How many bytes are the same from `left` on and from `right` on. Not many more than `most` are looked at.
#[inline(always)]
pub(crate) fn common_prefix(body: &[u8], left: u32, right: u32, most: u32) -> u32 {
    let mut length = 0;
    while length < most {
        crate::steps::count!(1);
        let (Some(one), Some(other)) = (Window::at(body, left + length), Window::at(body, right + length))
        else {
            return common_rest(body, left, right, length);
        };
        if let Some(offset) = one.differs_from(other).first() {
            return length + offset;
        }
        length += WIDTH as u32;
    }
    length
}

/// As [`common_prefix`], where less than a window is left behind the first `length` bytes.
#[cold]
#[inline(never)]
fn common_rest(body: &[u8], left: u32, right: u32, length: u32) -> u32 {
    let from = |start: u32| body.get((start + length) as usize..).unwrap_or_default().iter();
    length + small(from(left).zip(from(right)).take_while(|(left, right)| left == right).count())
}

/// Eight bytes of the body in one number, the first one lowest.
#[derive(Clone, Copy)]
pub(crate) struct Word(u64);

impl Word {
    /// The bytes from `at` on.
    #[inline(always)]
    pub(crate) fn at(body: &[u8], at: u32) -> Self {
        let start = at as usize;
        match body.get(start..start + 8).and_then(|bytes| bytes.first_chunk()) {
            Some(bytes) => Self(u64::from_le_bytes(*bytes)),
            None => Self::padded(body, start),
        }
    }

    /// Fewer bytes than a word has, and `&` behind them.
    #[cold]
    #[inline(never)]
    fn padded(body: &[u8], at: usize) -> Self {
        Self(u64::from_le_bytes(core::array::from_fn(|index| body.get(at + index).copied().unwrap_or(b'&'))))
    }

    /// What follows the first `count` bytes, three at most.
    #[inline(always)]
    pub(crate) fn behind(self, count: u32) -> Self {
        Self(self.0 >> (8 * count & 63))
    }

    /// The first byte.
    #[inline(always)]
    pub(crate) fn first(self) -> u8 {
        self.0.to_le_bytes()[0]
    }

    /// The number that the first `count` bytes are, one to eight, if all of them are digits.
    #[cfg(feature = "serde")]
    #[inline(always)]
    pub(crate) fn number(self, count: u32) -> Option<u64> {
        const EACH: u64 = 0x0101_0101_0101_0101;
        // The digits as numbers, the last one in the highest byte, and zeros before them.
        let digits = (self.0 ^ EACH * u64::from(b'0')) << (64 - 8 * count & 63);
        // Nine and less have no carry into the top bit.
        if ((digits & EACH * 0x7f) + EACH * (0x80 - 10) | digits) & EACH * 0x80 != 0 {
            return None;
        }
        // Numbers of two digits, of four and of eight.
        let twos = (digits * 10 + (digits >> 8)) & 0x00ff_00ff_00ff_00ff;
        let fours = (twos * 100 + (twos >> 16)) & 0x0000_ffff_0000_ffff;
        Some(fours * 10_000 + (fours >> 32) & 0xffff_ffff)
    }

    /// How many bytes the bracket has that stands first, if one does: `[`, `%5B` or `%5b`.
    #[inline(always)]
    pub(crate) fn opening(self) -> Option<u32> {
        self.bracket(b'[', *b"%5b\0")
    }

    /// How many bytes the bracket has that stands first, if one does: `]`, `%5D` or `%5d`.
    #[inline(always)]
    pub(crate) fn closing(self) -> Option<u32> {
        self.bracket(b']', *b"%5d\0")
    }

    /// How many bytes the closing bracket has that stands first, if one does and `=` follows.
    #[inline(always)]
    pub(crate) fn closing_before_equals(self) -> Option<u32> {
        // Without the bit in which both letters of the last digit differ.
        if self.0 as u32 & !0x20_0000 == u32::from_le_bytes(*b"%5D=") {
            Some(3)
        } else if self.0 as u16 == u16::from_le_bytes(*b"]=") {
            Some(1)
        } else {
            None
        }
    }

    /// How many bytes a closing and an opening bracket of the same kind have that stand first, if two do.
    #[inline(always)]
    pub(crate) fn closing_and_opening(self) -> Option<u32> {
        // Without what is behind the brackets, and without the bit in which both letters of a digit differ.
        if self.0 & 0xdfff_ffdf_ffff == u64::from_le_bytes(*b"%5D%5B\0\0") {
            Some(6)
        } else if self.0 as u16 == u16::from_le_bytes(*b"][") {
            Some(2)
        } else {
            None
        }
    }

    #[inline(always)]
    fn bracket(self, plain: u8, escaped: [u8; 4]) -> Option<u32> {
        // Both letters of the last digit differ in this bit alone.
        let first = (self.0 | 0x20_0000) & 0xff_ffff;
        if first == u64::from(u32::from_le_bytes(escaped)) {
            Some(3)
        } else if self.first() == plain {
            Some(1)
        } else {
            None
        }
    }
}

#[cfg(feature = "simd")]
use simd::Lanes;
#[cfg(not(feature = "simd"))]
use words::Lanes;

#[cfg(feature = "simd")]
mod simd {
    use super::{BitOr, Places};
    use wide::u8x16;

    #[derive(Clone, Copy)]
    pub(super) struct Lanes(u8x16);

    impl Lanes {
        #[inline(always)]
        pub(super) fn new(bytes: [u8; 16]) -> Self {
            Self(u8x16::new(bytes))
        }

        #[inline(always)]
        pub(super) fn equal(self, byte: u8) -> Self {
            Self(self.0.simd_eq(u8x16::splat(byte)))
        }

        /// Where the bytes are `byte` with these bits set.
        #[inline(always)]
        pub(super) fn equal_but_for(self, bits: u8, byte: u8) -> Self {
            Self(self.0 | u8x16::splat(bits)).equal(byte)
        }

        /// The bytes, with `new` for each `old`.
        #[inline(always)]
        pub(super) fn replace(self, old: u8, new: u8) -> [u8; 16] {
            (self.0 ^ (self.0.simd_eq(u8x16::splat(old)) & u8x16::splat(old ^ new))).to_array()
        }

        #[inline(always)]
        pub(super) fn below_zero_digit(self) -> Self {
            Self(self.0.min(u8x16::splat(b'0' - 1)).simd_eq(self.0))
        }

        #[inline(always)]
        pub(super) fn between(self, first: u8, last: u8) -> Self {
            Self(self.0.max(u8x16::splat(first)).min(u8x16::splat(last)).simd_eq(self.0))
        }

        #[inline(always)]
        pub(super) fn differ(self, other: Self) -> Places {
            Places(self.0.simd_eq(other.0).to_bitmask() ^ 0xffff)
        }

        #[inline(always)]
        pub(super) fn places(self) -> Places {
            Places(self.0.to_bitmask())
        }
    }

    impl BitOr for Lanes {
        type Output = Self;

        #[inline(always)]
        fn bitor(self, other: Self) -> Self {
            Self(self.0 | other.0)
        }
    }
}

/// The same windows on two 64-bit words, for targets and builds without the `simd` feature.
#[cfg(any(test, not(feature = "simd")))]
#[cfg_attr(feature = "simd", allow(dead_code, reason = "compared with the other way in the tests"))]
mod words {
    use super::{BitOr, Places};

    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    const ONES: u64 = 0x0101_0101_0101_0101;

    /// The top bit of each byte is the answer for that byte, as soon as a search was made.
    #[derive(Clone, Copy)]
    pub(super) struct Lanes(u64, u64);

    impl Lanes {
        #[inline(always)]
        pub(super) fn new(bytes: [u8; 16]) -> Self {
            let both = u128::from_le_bytes(bytes);
            // The halves of the 128 bits.
            Self(both as u64, (both >> 64) as u64)
        }

        #[inline(always)]
        fn each(self, answer: impl Fn(u64) -> u64) -> Self {
            Self(answer(self.0), answer(self.1))
        }

        #[inline(always)]
        pub(super) fn equal(self, byte: u8) -> Self {
            self.each(|word| {
                let zero_where_equal = word ^ (ONES * u64::from(byte));
                !(((zero_where_equal & LOW) + LOW) | zero_where_equal | LOW)
            })
        }

        #[inline(always)]
        pub(super) fn equal_but_for(self, bits: u8, byte: u8) -> Self {
            self.each(|word| word | ONES * u64::from(bits)).equal(byte)
        }

        #[inline(always)]
        pub(super) fn replace(self, old: u8, new: u8) -> [u8; 16] {
            let found = self.equal(old);
            // A one for each byte found, times the bits in which the two bytes differ.
            let change = |found: u64| (found >> 7 & ONES) * u64::from(old ^ new);
            let (low, high) = (self.0 ^ change(found.0), self.1 ^ change(found.1));
            (u128::from(low) | u128::from(high) << 64).to_le_bytes()
        }

        #[inline(always)]
        pub(super) fn below_zero_digit(self) -> Self {
            // 0x80 - '0' more than a byte of at least '0' carries into its top bit.
            self.each(|word| !(((word & LOW) + ONES * u64::from(0x80 - b'0')) | word) & !LOW)
        }

        /// Both bytes are ASCII.
        #[inline(always)]
        pub(super) fn between(self, first: u8, last: u8) -> Self {
            self.each(|word| {
                let at_least = |byte: u8| (word & LOW) + ONES * u64::from(0x80 - byte);
                at_least(first) & !at_least(last + 1) & !word & !LOW
            })
        }

        #[inline(always)]
        pub(super) fn differ(self, other: Self) -> Places {
            let differs = Self(self.0 ^ other.0, self.1 ^ other.1);
            Places(differs.equal(0).places().0 ^ 0xffff)
        }

        #[inline(always)]
        pub(super) fn places(self) -> Places {
            // The eight top bits, gathered in the highest byte of the product.
            let gather = |word: u64| (((word >> 7) & ONES).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u32;
            Places(gather(self.0) | (gather(self.1) << 8))
        }
    }

    impl BitOr for Lanes {
        type Output = Self;

        #[inline(always)]
        fn bitor(self, other: Self) -> Self {
            Self(self.0 | other.0, self.1 | other.1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first bytes stand once more among the last ones.
    fn bytes(seed: u8) -> [u8; 16] {
        core::array::from_fn(|i| seed.wrapping_add((i as u8 % 11).wrapping_mul(17)))
    }

    #[test]
    fn words_find_what_a_loop_over_the_bytes_finds() {
        for seed in 0..=255 {
            let bytes = bytes(seed);
            let lanes = words::Lanes::new(bytes);
            let bits = |holds: &dyn Fn(u8) -> bool| {
                bytes.iter().enumerate().fold(0, |bits, (i, b)| bits | u32::from(holds(*b)) << i)
            };
            for wanted in [0, b'&', b'%', b'=', 0x7f, 0x80, 0xff, seed] {
                assert_eq!(lanes.equal(wanted).places().0, bits(&|b| b == wanted));
            }
            let [one, other] = [bytes[0], bytes[4]];
            let either = lanes.equal(one) | lanes.equal(other) | lanes.equal(one);
            assert_eq!(either.places().0, bits(&|b| b == one || b == other));
            assert_eq!(lanes.below_zero_digit().places().0, bits(&|b| b < b'0'));
            for (first, last) in [(b'a', b'z'), (b'-', b'.'), (0, 0x7e), (b'0', b'0')] {
                assert_eq!(lanes.between(first, last).places().0, bits(&|b| (first..=last).contains(&b)));
                assert_eq!(
                    Lanes::new(bytes).between(first, last).places().0,
                    lanes.between(first, last).places().0
                );
            }
            let replaced = bytes.map(|b| if b == seed { b' ' } else { b });
            assert_eq!(
                (lanes.replace(seed, b' '), Lanes::new(bytes).replace(seed, b' ')),
                (replaced, replaced)
            );
            let other = bytes.map(|b| b & 0xf7);
            assert_eq!(lanes.differ(words::Lanes::new(other)).0, bits(&|b| b & 8 != 0));
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn numbers_are_digits_and_nothing_else() {
        for count in 1..=8 {
            let digits = *b"90817263";
            let text = core::str::from_utf8(&digits[..count]).unwrap();
            let number = Word::at(&digits, 0).number(small(count));
            assert_eq!(number, text.parse().ok());
            for at in 0..8 {
                for byte in 0..=255 {
                    let mut bytes = digits;
                    bytes[at] = byte;
                    let number = Word::at(&bytes, 0).number(small(count));
                    assert_eq!(number.is_some(), at >= count || byte.is_ascii_digit());
                }
            }
        }
    }

    #[test]
    fn both_ways_find_the_same() {
        for seed in 0..=255 {
            let (here, there) = (Lanes::new(bytes(seed)), words::Lanes::new(bytes(seed)));
            assert_eq!(here.below_zero_digit().places().0, there.below_zero_digit().places().0);
            assert_eq!(here.equal(seed).places().0, there.equal(seed).places().0);
        }
    }

    #[test]
    fn behind_the_end_stands_an_ampersand() {
        assert_eq!(Window::padded(b"ab").equal_to(b'&').0, 0xfffc);
        assert_eq!(find(b"ab", 7, b'&'), 7);
        assert_eq!(find(b"0123456789abcdef0", 0, b'&'), 17);
        assert_eq!(find(b"0123456789abcdef0&", 3, b'&'), 17);
    }
}
