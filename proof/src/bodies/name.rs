//! The pieces of names: top names, keys, and what follows the last bracket.

use fastrand::Rng;

use super::pick;
use super::spelling::{self, Style};

/// All borders of int64 and their near misses, specification 3.1.
pub(super) const INTS: &[&[u8]] = &[
    b"0",
    b"1",
    b"2",
    b"7",
    b"-1",
    b"-2",
    b"-5",
    b"-0",
    b"00",
    b"01",
    b"-01",
    b"--1",
    b"-",
    b"1-",
    b"+1",
    b"1.5",
    b"1e3",
    b"0x1",
    b"9223372036854775805",
    b"9223372036854775806",
    b"9223372036854775807",
    b"9223372036854775808",
    b"9223372036854775810",
    b"9999999999999999999",
    b"09223372036854775807",
    b"-9223372036854775807",
    b"-9223372036854775808",
    b"-9223372036854775809",
    b"18446744073709551615",
    b"18446744073709551616",
    b"18446744073709551617",
    b"-18446744073709551616",
    b"92233720368547758070",
    b"99999999999999999999999",
    b"4294967295",
    b"4294967296",
    b"2147483648",
    b"-2147483649",
];

/// Specification 2.12, with what just misses it.
const PREFIXES: &[&[u8]] = &[
    b"__Host-a",
    b"__Host-",
    b"__Host",
    b"__host-a",
    b"_ Host-a",
    b"_.Host-a",
    b"..Host-",
    b"  __Host-b",
    b". Host-",
    b"__Secure-a",
    b"__Secure-",
    b"__Secure",
    b"..Secure-b",
    b"_[Host-a",
    b"_[Secure-",
    b"_.Secure-a",
    b"__Secure_a",
    b"__Hosts-a",
    b"\t__Host-a",
    b" __Host-",
    b"__Host-\0x",
    b"__Hos",
    b"___Host-a",
];

/// Top names, decoded.
const TOPS: &[&[u8]] = &[
    b"a",
    b"a",
    b"a",
    b"b",
    b"data",
    b"auth",
    b"a.b",
    b"a b",
    b"a_b",
    b" a",
    b"  a",
    b"a ",
    b".",
    b" ",
    b"_",
    b"",
    b".a",
    b" .a",
    b". a",
    b"a]",
    b"]",
    b"\ta",
    b"\na",
    b"\xa0a",
    b"a-b~c$",
    b"a\0b",
    b"\0a",
    b"\xc3\xa9",
    b"\xff",
    b"this",
    b"GLOBALS",
    b"__proto__",
    b"a%41",
    b"a=b",
    b"a&b",
    b"a;b",
    b"?a",
    b"a#b",
    b"EzEz",
    b"FYEz",
    b"EzFY",
    b"abcdefghijklmnopqrstuvwxyz0123456789",
];

/// Keys, decoded; the empty one appends.
const KEYS: &[&[u8]] = &[
    b"",
    b"",
    b"",
    b"",
    b"a",
    b"b",
    b"x",
    b"y",
    b"id",
    b"DATA",
    b"0",
    b"1",
    b" ",
    b"\t",
    b"\n",
    b"\x0b",
    b"\x0c",
    b"\r",
    b"  ",
    b" b",
    b"b ",
    b"\t\t",
    b"\x08",
    b"\x0e",
    b"\xa0",
    b"\x1f",
    b"\x85",
    b"[",
    b"[[",
    b"a[",
    b" [",
    b"a.b",
    b"a b",
    b"a\0b",
    b"\0",
    b"\x80",
    b"\xc3\xa9",
    b"\"b\"",
    b"=",
    b"&",
    b"a=b",
    b";",
    b"%",
    b"%41",
    b"+",
    b".",
    b"_",
    b"key-that-is-longer-than-sixteen-bytes",
];

/// What stands behind the last bracket; most of it ends the name.
const TAILS: &[&[u8]] = &[
    b"[",
    b"]",
    b"c",
    b"c[d]",
    b" [c]",
    b"]]",
    b"].[c]",
    b"\0[c]",
    b"\0",
    b"[c",
    b"[ ",
    b"[ c",
    b"[]",
    b"[[",
    b"[b.c d[e",
    b" ",
    b".",
    b"[a\0]",
    b"[\t",
    b"[ ]",
    b"[]b[]",
    b"[__Host-a",
    b"%5B",
    b"[a]b]",
    b"=",
    b"[=]",
];

/// A decoded top name.
pub(crate) fn top(rng: &mut Rng) -> &'static [u8] {
    match rng.u8(..) {
        0..150 => pick(rng, &[b"a".as_slice(), b"b", b"c"]),
        150..172 => pick(rng, INTS),
        172..188 => pick(rng, PREFIXES),
        _ => pick(rng, TOPS),
    }
}

/// A decoded key.
pub(crate) fn key(rng: &mut Rng) -> &'static [u8] {
    match rng.u8(..) {
        0..130 => pick(rng, &[b"".as_slice(), b"x", b"y", b"0", b"1"]),
        130..170 => pick(rng, INTS),
        170..182 => pick(rng, PREFIXES),
        _ => pick(rng, KEYS),
    }
}

/// Writes a whole name.
pub(super) fn write(out: &mut Vec<u8>, rng: &mut Rng, style: Style) {
    spelling::write(out, style, top(rng), rng);
    for _ in 0..pick(rng, &[0, 0, 1, 1, 1, 2, 2, 3, 4]) {
        bracket(out, rng, style);
    }
    if rng.u8(..) < 40 {
        spelling::write(out, style, pick(rng, TAILS), rng);
    }
}

/// Writes one level.
pub(super) fn bracket(out: &mut Vec<u8>, rng: &mut Rng, style: Style) {
    spelling::write(out, style, b"[", rng);
    spelling::write(out, style, key(rng), rng);
    if rng.u8(..) < 248 {
        spelling::write(out, style, b"]", rng);
    }
}
