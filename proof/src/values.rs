//! Values that come back as they were when they are written and read, each a pure function of a seed: the round-trip
//! condition of specification 6.10, less what is written as nothing.

use std::collections::BTreeMap;

use fastrand::Rng;
use serde::{Deserialize, Serialize};

use crate::bodies::{key, pick, top};
use crate::trees::float;

/// A struct with a field of every make.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Struct {
    small: (i8, u8, i16, u16, i32, u32),
    large: (i64, u64, i128, u128),
    floats: (f32, f64),
    truth: bool,
    letter: char,
    text: String,
    option: Option<String>,
    #[serde(default)]
    list: Vec<Option<Variant>>,
    #[serde(default)]
    map: BTreeMap<String, Text>,
    #[serde(default)]
    ints: BTreeMap<i64, bool>,
    external: Variant,
    internal: Internal,
    adjacent: Adjacent,
    untagged: Untagged,
    inner: Option<Box<Self>>,
    #[serde(flatten)]
    flat: Flat,
    #[serde(default, with = "phpform::with::blank_as_none")]
    blank: Option<u32>,
    #[serde(with = "phpform::with::one_or_many")]
    many: Vec<u16>,
    #[serde(with = "phpform::with::text")]
    address: std::net::IpAddr,
}

/// A newtype.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Text(String);

/// By the name of the variant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Variant {
    /// Without content.
    Unit,
    /// With a value.
    Newtype(Text),
    /// With two.
    Tuple(u8, String),
    /// With fields.
    Struct {
        /// One that may be absent.
        a: Option<char>,
        /// One that is there.
        b: bool,
    },
}

/// By a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum Internal {
    /// Without content.
    Unit,
    /// With fields, which serde keeps as texts.
    Struct {
        /// A number.
        #[serde(with = "phpform::with::number")]
        a: f64,
        /// A text.
        b: String,
    },
}

/// By a field, content in another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "content")]
pub enum Adjacent {
    /// Without content.
    Unit,
    /// With two values.
    Tuple(u64, String),
}

/// The first that fits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Untagged {
    /// A text.
    Text(String),
    /// A list.
    List(Vec<String>),
}

/// What serde keeps for later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flat {
    #[serde(with = "phpform::with::number")]
    flat_number: i128,
    flat_text: Option<String>,
}

impl Struct {
    /// The value of this seed.
    pub fn new(seed: u64) -> Self {
        Self::random(&mut Rng::with_seed(seed), 2)
    }

    fn random(rng: &mut Rng, deepest: usize) -> Self {
        let inner = deepest.checked_sub(1).filter(|_| rng.bool());
        Self {
            small: (rng.i8(..), rng.u8(..), rng.i16(..), rng.u16(..), rng.i32(..), rng.u32(..)),
            large: (pick(rng, &[0, 9, i64::MIN, i64::MAX]), rng.u64(..), rng.i128(..), rng.u128(..)),
            floats: (f32::from_bits(rng.u32(..)), float(rng)).not_nan(),
            truth: rng.bool(),
            letter: rng.char(..),
            text: text(rng),
            option: rng.bool().then(|| text(rng)),
            // `None` is written as nothing and leaves a gap.
            list: (0..rng.usize(0..4)).map(|_| Some(Variant::random(rng))).collect(),
            map: (0..rng.usize(0..4)).filter_map(|_| Some((nested_key(rng)?, Text(text(rng))))).collect(),
            ints: (0..rng.usize(0..4)).map(|_| (rng.i64(..), rng.bool())).collect(),
            external: Variant::random(rng),
            internal: if rng.bool() {
                Internal::Unit
            } else {
                Internal::Struct { a: (0.0, float(rng)).not_nan().1, b: text(rng) }
            },
            adjacent: if rng.bool() { Adjacent::Unit } else { Adjacent::Tuple(rng.u64(..), text(rng)) },
            untagged: if rng.bool() {
                Untagged::Text(text(rng))
            } else {
                Untagged::List((0..=rng.usize(0..3)).map(|_| text(rng)).collect())
            },
            inner: inner.map(|deepest| Box::new(Self::random(rng, deepest))),
            flat: Flat { flat_number: rng.i128(..), flat_text: rng.bool().then(|| text(rng)) },
            blank: rng.bool().then(|| rng.u32(..)),
            many: (0..=rng.usize(0..3)).map(|_| rng.u16(..)).collect(),
            address: std::net::Ipv6Addr::from(rng.u128(..)).into(),
        }
    }
}

impl Variant {
    fn random(rng: &mut Rng) -> Self {
        match rng.u8(0..4) {
            0 => Self::Unit,
            1 => Self::Newtype(Text(text(rng))),
            2 => Self::Tuple(rng.u8(..), text(rng)),
            _ => Self::Struct { a: rng.bool().then(|| rng.char(..)), b: rng.bool() },
        }
    }
}

/// NaN is not equal to itself.
trait NotNan {
    fn not_nan(self) -> Self;
}

impl NotNan for (f32, f64) {
    fn not_nan(self) -> Self {
        (if self.0.is_nan() { 0.0 } else { self.0 }, if self.1.is_nan() { 0.0 } else { self.1 })
    }
}

fn text(rng: &mut Rng) -> String {
    match rng.u8(0..4) {
        0 => String::from_utf8_lossy(key(rng)).into_owned(),
        1 => (0..rng.usize(0..40)).map(|_| rng.alphanumeric()).collect(),
        _ => (0..rng.usize(0..20)).map(|_| rng.char(..)).collect(),
    }
}

/// A key below the top that comes back, or none.
fn nested_key(rng: &mut Rng) -> Option<String> {
    let key = if rng.bool() { text(rng) } else { String::from_utf8_lossy(top(rng)).into_owned() };
    (is_read_whole(key.as_bytes(), false) && prefix(key.as_bytes()).is_none()).then_some(key)
}

/// Whether PHP reads all bytes of a key as they are, specification 6.10 (b) and (c).
pub(crate) fn is_read_whole(key: &[u8], top: bool) -> bool {
    let special: &[u8] = if top { b" .[\0" } else { b"]\0" };
    let blank = matches!(key, [b' ' | b'\t' | b'\n' | 0x0b | 0x0c | b'\r']);
    !key.is_empty() && !key.iter().any(|byte| special.contains(byte)) && (top || !blank)
}

/// The prefix that PHP forbids unless the whole name has it, specification 6.10 (d).
pub(crate) fn prefix(key: &[u8]) -> Option<&'static [u8]> {
    [&b"__Host-"[..], b"__Secure-"].into_iter().find(|prefix| key.starts_with(prefix))
}
