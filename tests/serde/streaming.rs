//! A body as `http_build_query` writes it is read once, without a tree; any other one twice.

use std::cell::Cell;
use std::collections::BTreeMap;

use serde::Deserialize;

thread_local! {
    static RUNS: Cell<usize> = const { Cell::new(0) };
}

/// Counts how often it is read.
#[derive(Debug)]
struct Counted(#[expect(dead_code, reason = "any text will do")] String);

impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        RUNS.set(RUNS.get() + 1);
        String::deserialize(deserializer).map(Self)
    }
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "read and not looked at")]
struct Event {
    first: Counted,
    #[serde(default)]
    list: Vec<BTreeMap<String, String>>,
    #[serde(default, with = "phpform::with::one_or_many")]
    many: Vec<String>,
    #[serde(default, with = "phpform::with::blank_as_none")]
    blank: Option<u8>,
    #[serde(default, with = "phpform::with::number")]
    number: u8,
    #[serde(default, with = "phpform::with::php_bool")]
    truth: bool,
    ints: Option<BTreeMap<i64, String>>,
}

fn runs(body: &str) -> usize {
    RUNS.set(0);
    let _: Event = phpform::from_str(body).unwrap();
    RUNS.get()
}

#[test]
fn regular_bodies_are_read_once() {
    for body in [
        "first=x",
        "unknown[a][b]=1&first=%41+b&other=2",
        "first=x&list[0][a]=1&list[0][b]=2&list[1][a]=3",
        "first=x&list[][a]=1&list[][b]=2",
        "first=x&many=1&blank=&number=7&truth=Y",
        "first=x&many%5B0%5D=1&many%5B1%5D=2&blank=7",
        "first=x&ints[-7]=1&ints[7]=2&ints[8]=3",
        "&&first=x&",
    ] {
        assert_eq!(runs(body), 1, "{body}");
    }
}

#[test]
fn irregular_bodies_are_read_again_through_the_tree() {
    for body in [
        "first=x&first=y",
        "first=x&list[0][a]=1&ints[1]=2&list[0][b]=2",
        "first=x&list[1][a]=1&list[0][a]=2",
        "first=x&many=1&many[]=2",
        "first=x&__Host-a[__Secure-b]=1",
    ] {
        assert_eq!(runs(body), 2, "{body}");
    }
}

/// All names of up to `depth` of these keys.
fn names(keys: &[&str], depth: usize) -> Vec<String> {
    let mut names = vec!["x".to_owned()];
    let mut last = names.clone();
    for _ in 0..depth {
        last = last.iter().flat_map(|name| keys.iter().map(move |key| format!("{name}[{key}]"))).collect();
        names.extend_from_slice(&last);
    }
    names
}

/// All bodies of so many parts with these names; each value says which part it is.
fn bodies(names: &[String], parts: usize) -> impl Iterator<Item = String> {
    (0..names.len().pow(u32::try_from(parts).unwrap())).map(move |number| {
        let part =
            |index| names[number / names.len().pow(index) % names.len()].clone() + &format!("={index}");
        (0..u32::try_from(parts).unwrap()).map(part).collect::<Vec<_>>().join("&")
    })
}

type Map<T> = BTreeMap<String, T>;

#[test]
fn all_small_bodies_are_read_as_through_the_tree() {
    fn agree<T: serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>() {
        let few = names(&["", "a"], 3);
        let more = names(&["", "a", "0"], 3);
        let mut read = 0;
        for body in bodies(&few, 4).chain(bodies(&more, 3)) {
            read += usize::from(crate::read::<Map<T>>(&body).is_ok());
        }
        assert!(read > 50, "{read}");
    }
    agree::<Vec<Map<Map<u8>>>>();
    agree::<Vec<Vec<Map<u8>>>>();
    agree::<Map<Vec<Map<u8>>>>();
    agree::<Map<Map<Vec<u8>>>>();
    agree::<Vec<Map<Skipped>>>();
    agree::<Map<Vec<Skipped>>>();
    agree::<Vec<Skipped>>();
    agree::<Skipped>();
}

/// Numbers of up to sixteen digits are read without the loop that reads the others.
#[test]
fn numbers_of_every_length_are_read_as_through_the_tree() {
    for length in 1..=20 {
        for digits in ["1234567890".repeat(2), "9".repeat(20), "0".repeat(20)] {
            let digits = digits.get(..length).unwrap();
            let read = crate::read::<Map<u64>>(&format!("x={digits}&y=1"));
            assert_eq!(read.ok().map(|map| map["x"]), digits.parse().ok(), "{digits}");
            for at in 0..length {
                for other in ["/", ":", "x", "-", "%30", "+", "\u{ff}", "p", "\0"] {
                    let text = format!("{}{other}{}", &digits[..at], &digits[at + 1..]);
                    _ = crate::read::<Map<u64>>(&format!("x={text}&y=1"));
                    _ = crate::read::<Map<i8>>(&format!("y=1&x={text}"));
                }
            }
        }
    }
}

/// Anything, no matter what.
#[derive(Debug, PartialEq)]
struct Skipped(u8);

impl<'de> Deserialize<'de> for Skipped {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self(1))
    }
}
