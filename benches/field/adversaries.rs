//! Bodies that are made to be slow: each in two sizes, so that growth shows.

use std::fmt::Write;

use phpform::Options;

/// A kind of body that is made to be slow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Adversary {
    pub(crate) name: &'static str,
    /// The size of the smaller body; the larger one is twice that.
    pub(crate) size: usize,
    write: fn(&mut String, usize),
    /// How it is read.
    pub(crate) options: Options,
}

const fn adversary(name: &'static str, size: usize, write: fn(&mut String, usize)) -> Adversary {
    Adversary { name, size, write, options: Options::new().seed(0x0dd_5eed) }
}

const DEPTH: usize = 60;

pub(crate) const ADVERSARIES: &[Adversary] = &[
    adversary("f1 same deep prefix", 1000, |body, size| {
        for index in 0..size {
            write!(body, "&a{}[{index}]=1", "[x]".repeat(DEPTH - 1)).unwrap();
        }
    }),
    adversary("f2 deep, distinct roots", 1000, |body, size| {
        for index in 0..size {
            write!(body, "&r{index}{}=1", "[x]".repeat(DEPTH)).unwrap();
        }
    }),
    adversary("f3 text keys", 50_000, |body, size| {
        for index in 0..size {
            write!(body, "&a[k{index}]=1").unwrap();
        }
    }),
    adversary("f4 a[]", 50_000, |body, size| {
        for _ in 0..size {
            body.push_str("&a[]=1");
        }
    }),
    adversary("f5 shuffled integer keys", 50_000, |body, size| {
        // 50,021 and 100,003 are primes: every index comes once.
        let prime = if size > 50_000 { 100_003 } else { 50_021 };
        for index in 0..size {
            write!(body, "&a[{}]=1", index * 7919 % prime).unwrap();
        }
    }),
    adversary("f6 keys that collide in PHP", 32_768, |body, size| {
        for index in 0..size {
            write!(body, "&a[{}]=1", index * 65_536).unwrap();
        }
    }),
    Adversary {
        options: Options::new().unlimited_depth().seed(0x0dd_5eed),
        ..adversary("f7 one name, any depth", 50_000, |body, size| {
            write!(body, "&a{}=1", "[x]".repeat(size)).unwrap();
        })
    },
    adversary("f8 a[[[[", 50_000, |body, size| {
        write!(body, "&a{}=1", "[".repeat(size)).unwrap();
    }),
    adversary("f9 a=v", 50_000, |body, size| {
        for _ in 0..size {
            body.push_str("&a=v");
        }
    }),
    adversary("fa two arrays in turn", 25_000, |body, size| {
        for index in 0..size {
            write!(body, "&a[x{index}]=1&b[x{index}]=1").unwrap();
        }
    }),
    adversary("runs of &", 500_000, |body, size| {
        body.push_str(&"&".repeat(size));
    }),
    adversary("a[]& without a value", 100_000, |body, size| {
        body.push_str(&"a[]&".repeat(size));
    }),
    adversary("a[][].. 63 deep", 3_500, |body, size| {
        for _ in 0..size {
            write!(body, "&a{}=1", "[]".repeat(63)).unwrap();
        }
    }),
    adversary("a[x] over a scalar and back", 50_000, |body, size| {
        for _ in 0..size {
            body.push_str("&a[x]=1&a=2");
        }
    }),
    adversary("escaped brackets, broken escapes", 25_000, |body, size| {
        for index in 0..size {
            write!(body, "&a%5bk%{index}%5d=%+%4").unwrap();
        }
    }),
];

impl Adversary {
    /// The body of `size`.
    pub(crate) fn body(&self, size: usize) -> Vec<u8> {
        let mut body = String::new();
        (self.write)(&mut body, size);
        body.strip_prefix('&').filter(|_| !body.starts_with("&&")).unwrap_or(&body).as_bytes().to_vec()
    }
}

/// How many parts and opening brackets a body has: what time is counted by.
pub(crate) fn parts_and_brackets(body: &[u8]) -> usize {
    let escaped = |window: &[u8]| window.eq_ignore_ascii_case(b"%5B");
    let parts = memchr::memchr_iter(b'&', body).count() + 1;
    let raw = memchr::memchr_iter(b'[', body).count();
    parts + raw + body.windows(3).filter(|window| escaped(window)).count()
}

/// How many pairs and brackets a reading may keep of a body: what memory is counted by.
pub(crate) fn kept(body: &[u8], options: &Options) -> usize {
    options.pairs(body).map(|pair| pair.keys().len()).sum()
}
