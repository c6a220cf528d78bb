//! Bodies of the worst kind: made to cost time, memory or stack out of proportion to their length.

use std::io::Write;

use phpform::Options;

/// A kind of body that is made to be slow or large.
#[derive(Clone, Copy, Debug)]
pub struct Adversary {
    /// What it is.
    pub name: &'static str,
    write: fn(&mut Vec<u8>, usize),
    depth: Depth,
}

/// How deep names may go where the body is to do its worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    /// As the readings have it: 64.
    Usual,
    /// As deep as they like.
    Any,
}

const fn adversary(name: &'static str, write: fn(&mut Vec<u8>, usize)) -> Adversary {
    Adversary { name, write, depth: Depth::Usual }
}

const fn deep(name: &'static str, write: fn(&mut Vec<u8>, usize)) -> Adversary {
    Adversary { name, write, depth: Depth::Any }
}

/// Writes numbered parts until the body is long enough.
macro_rules! parts {
    ($format:literal) => {
        |body, bytes| {
            let mut number = 0_usize;
            while body.len() < bytes {
                number += 1;
                _ = write!(body, $format, n = number);
            }
        }
    };
    ($format:literal, $number:expr) => {
        |body, bytes| {
            let mut count = 0_usize;
            while body.len() < bytes {
                count += 1;
                let number: fn(usize) -> usize = $number;
                _ = write!(body, $format, n = number(count));
            }
        }
    };
}

/// Writes one text again and again until the body is long enough.
macro_rules! repeated {
    ($text:literal) => {
        |body, bytes| {
            while body.len() < bytes {
                body.extend_from_slice($text);
            }
        }
    };
}

/// `deep` brackets.
fn brackets(body: &mut Vec<u8>, bracket: &[u8], deep: usize) {
    body.extend(bracket.repeat(deep));
}

impl Adversary {
    /// All of them.
    pub const ALL: &[Adversary] = &[
        adversary("separators", repeated!(b"&")),
        adversary("equals signs", repeated!(b"=")),
        adversary("opening brackets", repeated!(b"[")),
        adversary("closing brackets", repeated!(b"]")),
        adversary("brackets without a top", repeated!(b"[]")),
        adversary("escapes", repeated!(b"%41")),
        adversary("percent signs", repeated!(b"%")),
        adversary("plus signs in a value", |body, bytes| {
            body.extend_from_slice(b"a=");
            body.resize(usize::max(bytes, 2), b'+');
        }),
        adversary("plus signs in a name", |body, bytes| {
            body.push(b'a');
            body.resize(usize::max(bytes, 1), b'+');
        }),
        adversary("plus signs in a key", |body, bytes| {
            body.extend_from_slice(b"a[");
            body.resize(usize::max(bytes, 3) - 1, b'+');
            body.push(b']');
        }),
        adversary("one name, parts of one letter", repeated!(b"a&")),
        adversary("one name again and again", repeated!(b"a=v&")),
        adversary("appends", repeated!(b"a[]&")),
        adversary("appends of arrays, 63 deep", |body, bytes| {
            while body.len() < bytes {
                body.push(b'a');
                brackets(body, b"[]", 63);
                body.push(b'&');
            }
        }),
        adversary("the same deep prefix", |body, bytes| {
            let mut number = 0;
            while body.len() < bytes {
                number += 1;
                body.push(b'a');
                brackets(body, b"[x]", 59);
                _ = write!(body, "[{number}]=1&");
            }
        }),
        adversary("deep names of distinct roots", |body, bytes| {
            let mut number = 0;
            while body.len() < bytes {
                number += 1;
                _ = write!(body, "r{number}");
                brackets(body, b"[x]", 60);
                body.extend_from_slice(b"=1&");
            }
        }),
        adversary("text keys", parts!("a[k{n}]=1&")),
        adversary("text keys of three bytes", parts!("{n:x}z&", |n| n % 0xfff)),
        adversary("text keys, each twice", parts!("a[k{n}]=1&", |n| n / 2)),
        adversary("text keys of one length with the same ends", parts!("a[k{n:012}k]=1&")),
        adversary("integers that PHP's own hash brings together", parts!("a[{n}]=1&", |n| n << 16)),
        adversary("integers shuffled", parts!("a[{n}]=1&", |n| n * 7919 % 1_000_003)),
        adversary("integers downwards", parts!("a[{n}]=1&", |n| 9_000_000 - n)),
        adversary("texts that PHP's own hash brings together", |body, bytes| {
            let mut number = 0_u64;
            while body.len() < bytes {
                number += 1;
                for bit in 0..20 {
                    body.extend_from_slice(if number >> bit & 1 == 0 { b"Ez" } else { b"FY" });
                }
                body.extend_from_slice(b"=1&");
            }
        }),
        adversary("two arrays in turn", parts!("a[x{n}]=1&b[x{n}]=1&")),
        adversary("an array and a scalar in turn", repeated!(b"a[x]=1&a=2&")),
        adversary("appends behind the largest integer", |body, bytes| {
            for number in 0..bytes / 100 {
                _ = write!(body, "a[{number}]&");
            }
            body.extend_from_slice(b"a[9223372036854775807]&");
            while body.len() < bytes {
                body.extend_from_slice(b"a[]&");
            }
        }),
        adversary("top entries made and deleted", |body, bytes| {
            while body.len() < bytes {
                body.extend_from_slice(b"a=1&a");
                brackets(body, b"[", 1);
                brackets(body, b"][", 65);
                body.extend_from_slice(b"]=1&");
            }
        }),
        adversary("many top entries, then all deleted", |body, bytes| {
            let most = bytes / 250;
            for number in 0..most {
                _ = write!(body, "k{number}=1&");
            }
            for number in 0..most {
                _ = write!(body, "k{number}");
                brackets(body, b"[x]", 65);
                body.push(b'&');
            }
        }),
        adversary("mangled names", parts!("a.{n}[x]=1&")),
        adversary("one mangled name", parts!("a.b[{n}]=1&")),
        adversary("forbidden keys", parts!("a[x{n}][__Host-x]=1&")),
        adversary("unclosed brackets", parts!("a{n}[b.c[d=1&")),
        adversary("nothing but names that are dropped", repeated!(b"=&")),
        adversary("escaped keys", parts!("a%5b%41{n}%5d=%+%4&")),
        adversary("NULs in names", repeated!(b"a%00b[c]=1&")),
        adversary("long prefixes that differ late", |body, bytes| {
            let mut number = 0;
            while body.len() < bytes {
                number += 1;
                body.extend_from_slice(b"a[");
                body.resize(body.len() + 500, b'k');
                _ = write!(body, "{number}]=1&");
            }
        }),
        deep("one name as deep as it is long", |body, bytes| {
            body.push(b'a');
            brackets(body, b"[]", bytes / 2);
        }),
        deep("one name of keys as deep as it is long", |body, bytes| {
            body.push(b'a');
            brackets(body, b"[x]", bytes / 3);
        }),
        deep("one deep name twice", |body, bytes| {
            for number in 0..2 {
                body.push(b'a');
                brackets(body, b"[x]", bytes / 6);
                _ = write!(body, "={number}&");
            }
        }),
        deep("one deep name, unclosed", |body, bytes| {
            body.push(b'a');
            brackets(body, b"[x]", bytes / 3);
            body.push(b'[');
        }),
    ];

    /// The body, of about so many bytes.
    pub fn body(&self, bytes: usize) -> Vec<u8> {
        let mut body = Vec::with_capacity(bytes + 256);
        (self.write)(&mut body, bytes);
        body
    }

    /// The reading, with the limits out of the way that would end such a body early.
    pub fn options(&self, reading: Options) -> Options {
        let options = reading.unlimited_bytes().unlimited_pairs();
        if self.depth == Depth::Any { options.unlimited_depth() } else { options }
    }
}
