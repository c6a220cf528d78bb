//! Trees for the way back: PHP values with hostile keys, each a pure function of a seed.

use fastrand::Rng;
use phpform_conformance::Key;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::bodies::{key, pick, top};

/// A value that `http_build_query` takes, specification 6.3 to 6.5.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Dropped.
    Null,
    /// `1` and `0`.
    Bool(bool),
    /// Decimal.
    Int(i64),
    /// As `precision=-1` prints it.
    Float(f64),
    /// Bytes.
    Text(Vec<u8>),
    /// Keys as PHP holds them: distinct, and never text that reads as an int.
    Array(Vec<(Key, Self)>),
}

/// The key that PHP makes of text, specification 0: an int where it is one in canonical form.
fn normal(text: &[u8]) -> Key {
    let int = std::str::from_utf8(text).ok().and_then(|text| text.parse::<i64>().ok());
    match int.filter(|int| int.to_string().as_bytes() == text) {
        Some(int) => Key::Int(int),
        None => Key::Text(text.to_vec()),
    }
}

/// How deep a tree of [`tree`] can be.
const DEEPEST: usize = 8;

/// The array of this seed.
pub fn tree(seed: u64) -> Vec<(Key, Value)> {
    let mut rng = Rng::with_seed(seed);
    array(&mut rng, DEEPEST, top)
}

fn array(rng: &mut Rng, deepest: usize, key: fn(&mut Rng) -> &'static [u8]) -> Vec<(Key, Value)> {
    let length = pick(rng, &[0, 1, 1, 1, 2, 2, 3, 4, 7]);
    let list = rng.u8(..) < 64;
    let mut items: Vec<(Key, Value)> = Vec::with_capacity(length);
    for _ in 0..length {
        let key = if list { Key::Int(i64::try_from(items.len()).unwrap_or(0)) } else { normal(key(rng)) };
        if items.iter().all(|(other, _)| *other != key) {
            items.push((key, value(rng, deepest)));
        }
    }
    items
}

fn value(rng: &mut Rng, deepest: usize) -> Value {
    match rng.u8(0..20) {
        0 => Value::Null,
        1 => Value::Bool(rng.bool()),
        2 => Value::Int(pick(rng, &[0, 1, -1, 8, -5, i64::MAX, i64::MIN, 1 << 40])),
        3 => Value::Float(float(rng)),
        4 => Value::Text((0..rng.usize(0..20)).map(|_| rng.u8(..)).collect()),
        5 => Value::Text((0..=255).collect()),
        6..13 if deepest > 0 => Value::Array(array(rng, deepest - 1, key)),
        _ => Value::Text(key(rng).to_vec()),
    }
}

pub(crate) fn float(rng: &mut Rng) -> f64 {
    const BORDERS: &[f64] = &[
        0.0,
        -0.0,
        1.0,
        0.1,
        0.1 + 0.2,
        1e14,
        1e15,
        1e16,
        1e17,
        123_456_789_012_345_680.0,
        1e-4,
        1e-5,
        1.5e-7,
        1e22,
        f64::MAX,
        f64::MIN_POSITIVE,
        5e-324,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
    ];
    match rng.u8(0..6) {
        0 => f64::from_bits(rng.u64(..)),
        // Powers of two and their neighbours: the gaps on both sides differ.
        1 => f64::from_bits((rng.u64(0..0x7ff) << 52).wrapping_add_signed(rng.i64(-3..=3))),
        // Few bits behind the point: two shortest texts are often equally close.
        2 => exact(rng.u64(0..1 << 53)) / exact(1 << rng.u32(0..12)),
        3 => f64::from(rng.i32(..)) / 100.0,
        4 => f64::from(rng.i32(..)) * pick(rng, &[1e3, 1e6, 1e9, 1e-3, 1e-9, 1e-12]),
        _ => pick(rng, BORDERS),
    }
}

/// An integer that a float holds.
fn exact(int: u64) -> f64 {
    // Below 2^53.
    #[allow(clippy::cast_precision_loss)]
    let float = int as f64;
    float
}

/// As a program would hand the value to a serializer: lists as sequences, other arrays as maps, text as `str` where it
/// is UTF-8 and as bytes where not.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(bool) => serializer.serialize_bool(*bool),
            Self::Int(int) => serializer.serialize_i64(*int),
            Self::Float(float) => serializer.serialize_f64(*float),
            Self::Text(text) => Bytes(text).serialize(serializer),
            Self::Array(items) if is_list(items) => {
                serializer.collect_seq(items.iter().map(|(_, value)| value))
            }
            Self::Array(items) => {
                let mut map = serializer.serialize_map(Some(items.len()))?;
                for (key, value) in items {
                    match key {
                        Key::Int(int) => map.serialize_entry(int, value)?,
                        Key::Text(text) => map.serialize_entry(&Bytes(text), value)?,
                    }
                }
                map.end()
            }
        }
    }
}

fn is_list(items: &[(Key, Value)]) -> bool {
    items.iter().zip(0..).all(|((key, _), index)| *key == Key::Int(index))
}

struct Bytes<'a>(&'a [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(self.0) {
            Ok(text) => serializer.serialize_str(text),
            Err(_) => serializer.serialize_bytes(self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use phpform_conformance::Key;

    use super::{Value, normal, tree};

    #[test]
    fn keys_are_normal() {
        assert_eq!(normal(b"9223372036854775807"), Key::Int(i64::MAX));
        for text in [b"9223372036854775808".as_slice(), b"-0", b"01", b"+1", b"", b"\xff"] {
            assert_eq!(normal(text), Key::Text(text.to_vec()));
        }
    }

    #[test]
    fn every_kind_of_value_comes_up() {
        let values: Vec<Value> = (0..2000).flat_map(tree).map(|(_, value)| value).collect();
        assert!(values.contains(&Value::Null));
        assert!(values.contains(&Value::Bool(true)));
        assert!(values.contains(&Value::Int(i64::MIN)));
        assert!(values.contains(&Value::Array(Vec::new())));
        assert!(values.iter().any(|value| matches!(value, Value::Float(float) if float.is_nan())));
        assert!(values.iter().any(|value| matches!(value, Value::Array(items) if items.len() > 4)));
    }
}
