//! What the helpers and a [`Form`] do with other formats: they take whatever those have, and say what they expected.

use std::collections::BTreeMap;
use std::fmt::Debug;

use phpform::Form;
use phpform::with::{blank_as_none, number, one_or_many, php_bool, text};
use serde::Deserialize;
use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{self, Deserializer, IntoDeserializer, Unexpected, Visitor};

/// A value of a format that tells what its values are, and has more of them than JSON.
#[derive(Clone)]
enum Given {
    Unit,
    None,
    Some(Box<Self>),
    /// What some formats put around a value.
    Newtype(Box<Self>),
    Bool(bool),
    Int(i64),
    Unsigned(u64),
    Wide(u128),
    Float(f64),
    Char(char),
    Str(&'static str),
    Borrowed(&'static str),
    Bytes(&'static [u8]),
    BorrowedBytes(&'static [u8]),
    /// A variant without content.
    Variant(&'static str),
    List(Vec<Self>),
    Map(Vec<(Self, Self)>),
    /// Nothing that any type takes.
    Stranger,
}

use Given::{
    Bool, Borrowed, BorrowedBytes, Bytes, Char, Float, Int, List, Map, Newtype, Str, Stranger, Unit,
    Unsigned, Variant, Wide,
};

fn some(value: Given) -> Given {
    Given::Some(Box::new(value))
}

fn newtype(value: Given) -> Given {
    Newtype(Box::new(value))
}

impl<'de> Deserializer<'de> for Given {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Unit => visitor.visit_unit(),
            Given::None => visitor.visit_none(),
            Given::Some(value) => visitor.visit_some(*value),
            Newtype(value) => visitor.visit_newtype_struct(*value),
            Bool(value) => visitor.visit_bool(value),
            Int(value) => visitor.visit_i64(value),
            Unsigned(value) => visitor.visit_u64(value),
            Wide(value) => visitor.visit_u128(value),
            Float(value) => visitor.visit_f64(value),
            Char(value) => visitor.visit_char(value),
            Str(text) => visitor.visit_str(text),
            Borrowed(text) => visitor.visit_borrowed_str(text),
            Bytes(bytes) => visitor.visit_bytes(bytes),
            BorrowedBytes(bytes) => visitor.visit_borrowed_bytes(bytes),
            Variant(name) => visitor.visit_enum(IntoDeserializer::<Error>::into_deserializer(name)),
            List(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter())),
            Map(entries) => visitor.visit_map(MapDeserializer::new(entries.into_iter())),
            Stranger => Err(de::Error::invalid_type(Unexpected::Other("a stranger"), &visitor)),
        }
    }

    /// As every format that is not asked by a name it knows.
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl IntoDeserializer<'_, Error> for Given {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[derive(Debug, PartialEq, Deserialize)]
enum Kind {
    Open,
}

#[test]
fn a_number_is_taken_out_of_whatever_is_around_it() {
    for given in [
        Int(7),
        Unsigned(7),
        Str("7"),
        Borrowed("7"),
        Bytes(b"7"),
        BorrowedBytes(b"7"),
        some(Str("7")),
        newtype(Int(7)),
        newtype(some(Borrowed("7"))),
    ] {
        assert_eq!(number::deserialize::<u64, _>(given.clone()), Ok(7));
        assert_eq!(blank_as_none::deserialize::<u64, _>(given), Ok(Some(7)));
    }
    assert_eq!(number::deserialize(Wide(7)), Ok(7_u128));
    assert_eq!(number::deserialize(Bool(true)), Ok(true));
    assert_eq!(number::deserialize(Char('x')), Ok('x'));
    assert_eq!(number::deserialize(Float(0.5)), Ok(0.5));
    assert_eq!(number::deserialize(Variant("Open")), Ok(Kind::Open));
    assert_eq!(number::deserialize(List(vec![Int(1), Int(2)])), Ok((1, 2)));
    assert_eq!(
        number::deserialize(Map(vec![(Str("a"), Int(1))])),
        Ok(BTreeMap::from([(String::from("a"), 1)]))
    );
    for given in [Unit, Given::None] {
        assert_eq!(number::deserialize::<Option<u8>, _>(given.clone()), Ok(None));
        number::deserialize::<u8, _>(given).unwrap_err();
    }
}

#[test]
fn blank_and_nothing_are_none() {
    for given in [Unit, Given::None, Str(""), Borrowed(""), Bytes(b""), BorrowedBytes(b""), newtype(Unit)] {
        assert_eq!(blank_as_none::deserialize::<u8, _>(given.clone()), Ok(None));
        assert_eq!(blank_as_none::deserialize::<u8, _>(some(given)), Ok(None));
    }
}

#[test]
fn one_of_any_kind_is_a_list_of_one() {
    for given in [Int(7), Unsigned(7), Str("7"), Borrowed("7"), Bytes(b"7"), BorrowedBytes(b"7")] {
        assert_eq!(one_or_many::deserialize::<u64, _>(given), Ok(vec![7]));
    }
    assert_eq!(one_or_many::deserialize(Wide(7)), Ok(vec![7_u128]));
    assert_eq!(one_or_many::deserialize(Bool(true)), Ok(vec![true]));
    assert_eq!(one_or_many::deserialize(Char('x')), Ok(vec!['x']));
    assert_eq!(one_or_many::deserialize(Float(0.5)), Ok(vec![0.5]));
    assert_eq!(one_or_many::deserialize(List(vec![Int(7), Int(8)])), Ok(vec![7, 8]));
    let gaps = Map(vec![(Str("9"), Int(8)), (Str("-1"), Int(7))]);
    assert_eq!(one_or_many::deserialize(gaps), Ok(vec![7, 8]));
}

/// As `(bool)` of the same value in PHP.
#[test]
fn whatever_is_neither_zero_nor_nothing_is_true() {
    for (given, truth) in [
        (Unit, false),
        (Given::None, false),
        (some(Int(0)), false),
        (some(Str("0.0")), true),
        (Bool(false), false),
        (Bool(true), true),
        (Int(0), false),
        (Int(-1), true),
        (Unsigned(0), false),
        (Unsigned(2), true),
        (Float(0.0), false),
        (Float(0.5), true),
        (Bytes(b"0"), false),
        (Bytes(b"\xff"), true),
        (Map(vec![]), false),
        (Map(vec![(Str("a"), Unit)]), true),
        (List(vec![]), false),
        (List(vec![Unit]), true),
    ] {
        assert_eq!(php_bool::deserialize(given), Ok(truth));
    }
}

/// Numbers and booleans become the texts that PHP makes of them; what is nothing is left out.
#[test]
fn a_form_takes_every_value_and_every_key() {
    let entries = vec![
        (Str("unit"), Unit),
        (Str("none"), Given::None),
        (Str("some"), some(Str("a"))),
        (Str("newtype"), newtype(Borrowed("b"))),
        (Str("bools"), List(vec![Bool(true), Bool(false), Unit])),
        (Bytes(b"\xff"), Bytes(b"\xfe")),
        (Int(-7), Int(-8)),
        (Unsigned(u64::MAX), Unsigned(u64::MAX)),
        (Str("float"), Float(0.5)),
        (Char('c'), Char('d')),
    ];
    let form = Form::deserialize(Map(entries)).unwrap();
    let shown = r#"{"some": "a", "newtype": "b", "bools": {0: "1", 1: "0"}, "\xFF": "\xFE", -7: "-8", "18446744073709551615": "18446744073709551615", "float": "0.5", "c": "d"}"#;
    assert_eq!(format!("{form:?}"), shown);
    assert_eq!(form.get("bools").unwrap().array().unwrap().len(), 2);
}

#[test]
fn what_no_type_takes_is_told_with_what_was_expected() {
    #[track_caller]
    fn assert_expected<T: Debug>(result: Result<T, Error>, expected: &str) {
        assert_eq!(result.unwrap_err().to_string(), format!("invalid type: a stranger, expected {expected}"));
    }
    /// A format that does not even know newtypes.
    struct Dumb;
    impl<'de> Deserializer<'de> for Dumb {
        type Error = Error;

        fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            Stranger.deserialize_any(visitor)
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
            unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
        }
    }
    assert_expected(number::deserialize::<u8, _>(Dumb), "a number");
    assert_expected(number::deserialize::<u8, _>(Stranger), "a value");
    assert_expected(blank_as_none::deserialize::<u8, _>(Dumb), "a value or a blank text");
    assert_expected(blank_as_none::deserialize::<u8, _>(Stranger), "a value");
    assert_expected(one_or_many::deserialize::<u8, _>(Stranger), "a text or a list");
    assert_expected(php_bool::deserialize(Stranger), "any value");
    assert_expected(text::deserialize::<u8, _>(Stranger), "a text");
    assert_expected(Form::deserialize(Stranger), "an array");
    assert_expected(Form::deserialize(Map(vec![(Str("a"), Stranger)])), "a text or an array");
    assert_expected(Form::deserialize(Map(vec![(Stranger, Str("a"))])), "a key");
}

/// A type that reads a text as a number speaks to the other format in its own words.
#[test]
fn what_a_type_refuses_is_told_in_the_words_of_the_other_format() {
    /// It puts the error of what it holds into words of its own.
    #[derive(Debug)]
    struct Level;
    impl<'de> Deserialize<'de> for Level {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let result = u8::deserialize(deserializer);
            result.map(|_| Self).map_err(|error| de::Error::custom(format_args!("no level: {error}")))
        }
    }
    #[track_caller]
    fn assert_told<T: Debug + Deserialize<'static>>(given: Given, told: &str) {
        assert_eq!(number::deserialize::<T, _>(given).unwrap_err().to_string(), told);
    }
    assert_told::<u8>(Str("7x"), "invalid value: string \"7x\", expected an integer");
    assert_told::<bool>(
        Bytes(b"\xff"),
        "invalid value: byte array, expected a boolean (1, 0, true or false)",
    );
    assert_told::<u8>(Str("256"), "number out of range");
    assert_told::<&str>(Str("x"), "invalid type: string \"x\", expected a borrowed string");
    assert_told::<std::num::NonZeroU8>(Str("0"), "invalid value: integer `0`, expected a nonzero u8");
    assert_told::<Kind>(Str("Shut"), "unknown variant `Shut`, expected `Open`");
    assert_told::<Level>(Str("7x"), "no level: invalid value: string \"7x\", expected an integer");
}
