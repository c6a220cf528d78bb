//! What is written, shape by shape. That it is what `http_build_query` writes is compared with the real PHP elsewhere.

use std::collections::BTreeMap;
use std::fmt::Debug;

use phpform::{Encoding, ErrorKind, to_string, to_string_as};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize, Serializer};

use crate::read;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Field<T> {
    v: T,
}

#[track_caller]
fn written(value: impl Serialize, body: &str) {
    assert_eq!(to_string(&Field { v: value }).unwrap(), body);
}

/// Written as this body, and read back.
#[track_caller]
fn both_ways<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T, body: &str) {
    let value = Field { v: value };
    assert_eq!(to_string(&value).unwrap(), body);
    assert_eq!(read::<Field<T>>(body).unwrap(), value);
}

#[test]
fn scalars() {
    both_ways(true, "v=1");
    both_ways(false, "v=0");
    both_ways(u64::MAX, "v=18446744073709551615");
    both_ways(i64::MIN, "v=-9223372036854775808");
    both_ways(u128::MAX, "v=340282366920938463463374607431768211455");
    both_ways(i128::MIN, "v=-170141183460469231731687303715884105728");
    both_ways(-7_i8, "v=-7");
    both_ways(123_456_789_u32, "v=123456789");
    both_ways('Я', "v=%D0%AF");
    both_ways(String::from("a b&=+%~[]"), "v=a+b%26%3D%2B%25%7E%5B%5D");
    both_ways(String::new(), "v=");
    both_ways(String::from("\0"), "v=%00");
    written(serde_bytes(b"\xff\0"), "v=%FF%00");
}

/// Bytes, as `serde_bytes` writes them.
fn serde_bytes(bytes: &'static [u8]) -> impl Serialize {
    struct Bytes(&'static [u8]);
    impl Serialize for Bytes {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_bytes(self.0)
        }
    }
    Bytes(bytes)
}

#[test]
fn floats_as_php_writes_them() {
    both_ways(0.1, "v=0.1");
    both_ways(1.0, "v=1");
    both_ways(-0.0, "v=-0");
    both_ways(1e25, "v=1.0E%2B25");
    both_ways(1.5e-7, "v=1.5E-7");
    both_ways(f64::INFINITY, "v=INF");
    // Its own shortest digits, not those of the f64 that it would be in PHP.
    both_ways(0.1_f32, "v=0.1");
    both_ways(f32::MAX, "v=3.4028235E%2B38");
    written(f64::NAN, "v=NAN");
}

#[test]
fn nothing_leaves_nothing() {
    #[derive(Serialize)]
    struct Empty {}
    written(None::<u8>, "");
    written((), "");
    written(Unit, "");
    written(Empty {}, "");
    written([0_u8; 0], "");
    written(vec![None::<u8>, None], "");
    written(BTreeMap::from([("a", vec![BTreeMap::<u8, u8>::new()])]), "");
    assert_eq!(to_string(&[0_u8; 0]).unwrap(), "");
    assert_eq!(to_string(&Empty {}).unwrap(), "");
}

#[test]
fn lists_and_tuples() {
    both_ways(vec![1, 2], "v%5B0%5D=1&v%5B1%5D=2");
    both_ways((1, String::from("x")), "v%5B0%5D=1&v%5B1%5D=x");
    both_ways(vec![vec![1], vec![2, 3]], "v%5B0%5D%5B0%5D=1&v%5B1%5D%5B0%5D=2&v%5B1%5D%5B1%5D=3");
    // PHP keeps the index of what it drops.
    written([Some(1), None, Some(3)], "v%5B0%5D=1&v%5B2%5D=3");
    assert_eq!(to_string(&(1, "x")).unwrap(), "0=1&1=x");
    assert_eq!(to_string(&["x"; 12]).unwrap().split('&').next_back(), Some("11=x"));
}

#[test]
fn newtypes_and_options_are_what_they_hold() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Id(u64);
    both_ways(Id(7), "v=7");
    both_ways(Some(Id(7)), "v=7");
    assert_eq!(to_string(&Some(Field { v: 1 })).unwrap(), "v=1");
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Shape {
    Unit,
    Newtype(u8),
    Tuple(u8, u8),
    Struct { a: u8 },
}

#[test]
fn variants() {
    both_ways(Shape::Unit, "v=Unit");
    both_ways(Shape::Newtype(7), "v%5BNewtype%5D=7");
    both_ways(Shape::Tuple(7, 8), "v%5BTuple%5D%5B0%5D=7&v%5BTuple%5D%5B1%5D=8");
    both_ways(Shape::Struct { a: 7 }, "v%5BStruct%5D%5Ba%5D=7");
    assert_eq!(to_string(&Shape::Struct { a: 7 }).unwrap(), "Struct%5Ba%5D=7");
    assert_eq!(to_string(&Shape::Newtype(7)).unwrap(), "Newtype=7");
    // What follows a variant stands beside it.
    let list = [Shape::Tuple(1, 2), Shape::Unit, Shape::Struct { a: 3 }, Shape::Newtype(4)];
    let body = "0%5BTuple%5D%5B0%5D=1&0%5BTuple%5D%5B1%5D=2&1=Unit&2%5BStruct%5D%5Ba%5D=3&3%5BNewtype%5D=4";
    assert_eq!(to_string(&list).unwrap(), body);
}

#[test]
fn keys_of_maps() {
    both_ways(BTreeMap::from([(-7, 1), (7, 2)]), "v%5B-7%5D=1&v%5B7%5D=2");
    both_ways(BTreeMap::from([(u128::MAX, 1)]), "v%5B340282366920938463463374607431768211455%5D=1");
    both_ways(BTreeMap::from([(false, 1), (true, 2)]), "v%5B0%5D=1&v%5B1%5D=2");
    both_ways(BTreeMap::from([('Я', 1)]), "v%5B%D0%AF%5D=1");
    both_ways(BTreeMap::from([(String::from("a.b c"), 1)]), "v%5Ba.b+c%5D=1");
    both_ways(BTreeMap::from([(Shape::Unit, 1)]), "v%5BUnit%5D=1");
    assert_eq!(to_string(&BTreeMap::from([(Some("a"), 1)])).unwrap(), "a=1");
    both_ways(BTreeMap::from([(Name("a".into()), 1)]), "v%5Ba%5D=1");
    assert_eq!(to_string(&Single(serde_bytes(b"\xff"))).unwrap(), "%FF=1");
    assert_eq!(to_string(&BTreeMap::from([(u64::MAX, 1)])).unwrap(), "18446744073709551615=1");
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Name(String);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Two(u8, u8);

#[test]
fn a_tuple_struct_is_a_list() {
    both_ways(Two(1, 2), "v%5B0%5D=1&v%5B1%5D=2");
}

#[test]
fn other_keys_are_refused_with_what_to_do() {
    let error = to_string(&Field { v: BTreeMap::from([((1, 2), 1)]) }).unwrap_err();
    assert_eq!((error.kind(), error.path().to_string().as_str()), (ErrorKind::InvalidKey, "v"));
    assert_eq!(
        error.to_string(),
        "`v`: expected a map key that is a text, an integer, a boolean or a unit variant; write it as a text, \
         found a tuple"
    );
    assert_eq!(error.span(), 0..0);
    assert_eq!(error.render(b"").to_string(), format!("{error}\n"));
    for kind in [
        to_string(&BTreeMap::from([((), 1)])),
        to_string(&BTreeMap::from([(None::<u8>, 1)])),
        to_string(&BTreeMap::from([(Shape::Newtype(1), 1)])),
        to_string(&BTreeMap::from([(Shape::Struct { a: 1 }, 1)])),
        to_string(&BTreeMap::from([(Shape::Tuple(1, 2), 1)])),
        to_string(&Single(0.5_f32)),
        to_string(&Single(0.5_f64)),
        to_string(&Single(Unit)),
        to_string(&Single(Two(1, 2))),
        to_string(&Single(Field { v: 1 })),
        to_string(&BTreeMap::from([(vec![1], 1)])),
        to_string(&BTreeMap::from([(BTreeMap::from([(1, 1)]), 1)])),
    ] {
        assert_eq!(kind.unwrap_err().kind(), ErrorKind::InvalidKey);
    }
}

/// A map of one key, of any type.
struct Single<K>(K);

impl<K: Serialize> Serialize for Single<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(&self.0, 1)])
    }
}

#[derive(Serialize)]
struct Unit;

#[test]
fn a_text_without_a_name_is_refused() {
    for result in [
        to_string(&1),
        to_string("x"),
        to_string(&Shape::Unit),
        to_string(&Some(true)),
        to_string(&()),
        to_string(&Unit),
    ] {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.path().keys().len()), (ErrorKind::Unnamed, 0));
    }
    assert_eq!(
        to_string("x").unwrap_err().to_string(),
        "expected a struct, a map or a list, whose keys name the values in the body, found a text without a name"
    );
    assert_eq!(to_string(&None::<Field<u8>>).unwrap_err().kind(), ErrorKind::Unnamed);
    assert_eq!(to_string(&format_args!("x")).unwrap_err().kind(), ErrorKind::Unnamed);
}

#[test]
fn what_a_value_says_itself_has_a_path() {
    struct Refuses;
    impl Serialize for Refuses {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("not today"))
        }
    }
    let value = BTreeMap::from([("a]b", vec![Field { v: Refuses }])]);
    let error = to_string(&Field { v: (1, value) }).unwrap_err();
    assert_eq!(error.to_string(), "`v[1][a%5Db][0][v]`: not today");
    assert_eq!(error.kind(), ErrorKind::Custom);
    assert_eq!(to_string(&BTreeMap::from([("", (1, Refuses))])).unwrap_err().path().keys().len(), 2);
    assert_eq!(to_string(&Refuses).unwrap_err().to_string(), "not today");
}

#[test]
fn a_failed_attempt_leaves_nothing_behind() {
    /// Writes a map with a key that is refused, and then a text in its place.
    struct Tries;
    impl Serialize for Tries {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            use serde::ser::SerializeStruct;
            let mut fields = serializer.serialize_struct("Tries", 2)?;
            assert!(fields.serialize_field("a", &vec![Field { v: BTreeMap::from([((), 1)]) }]).is_err());
            fields.serialize_field("b", &1)?;
            fields.end()
        }
    }
    written(Tries, "v%5Bb%5D=1");
}

#[test]
fn keys_and_values_take_turns() {
    struct Wrong(bool);
    impl Serialize for Wrong {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            use serde::ser::SerializeMap;
            let mut map = serializer.serialize_map(None)?;
            map.serialize_key("a")?;
            if self.0 {
                map.serialize_key("b")?;
            } else {
                map.serialize_value(&1)?;
            }
            map.serialize_value(&2)?;
            map.end()
        }
    }
    for wrong in [true, false] {
        assert_eq!(to_string(&Field { v: Wrong(wrong) }).unwrap_err().kind(), ErrorKind::Custom);
    }
}

#[test]
fn no_deeper_than_what_is_read() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Deep {
        a: Option<Box<Deep>>,
        b: Option<u8>,
    }
    let deep = |levels| {
        (0..levels).fold(Deep { a: None, b: Some(1) }, |deep, _| Deep { a: Some(Box::new(deep)), b: None })
    };
    let body = to_string(&deep(127)).unwrap();
    let options = phpform::Options::new().unlimited_depth();
    assert_eq!(options.from_str::<Deep>(&body).unwrap(), deep(127));
    let error = to_string(&deep(128)).unwrap_err();
    assert_eq!((error.kind(), error.path().keys().len()), (ErrorKind::TooNested, 128));
    let form = options.parse(format!("a{}=1", "[a]".repeat(128)).into_bytes().leak()).unwrap();
    assert_eq!(to_string(&form).unwrap_err().kind(), ErrorKind::Custom);
    serde_json::to_string(&form).unwrap_err();
}

#[test]
fn the_other_encoding() {
    let value = BTreeMap::from([("a b", "~ ")]);
    assert_eq!(to_string_as(&value, Encoding::Rfc1738).unwrap(), "a+b=%7E+");
    assert_eq!(to_string_as(&value, Encoding::Rfc3986).unwrap(), "a%20b=~%20");
}

#[test]
fn a_form_is_written_as_it_came() {
    let body = "b%5B0%5D=x&b%5B1%5D%5Bk%5D=y+z&a=%FF&7=1&c%5B3%5D=%00";
    let form = phpform::parse(body.as_bytes()).unwrap();
    assert_eq!(to_string(&form).unwrap(), body);
    assert_eq!(to_string(&Field { v: form.get("b").unwrap() }).unwrap(), "v%5B0%5D=x&v%5B1%5D%5Bk%5D=y+z");
    assert_eq!(to_string(&form.get("b").unwrap().array().unwrap()).unwrap(), "0=x&1%5Bk%5D=y+z");
    assert_eq!(to_string(&form.get("a").unwrap()).unwrap_err().kind(), ErrorKind::Unnamed);
    let again: phpform::Form = phpform::from_str(body).unwrap();
    assert_eq!(again, form);
}

#[test]
fn a_form_as_json() {
    let form = phpform::parse(b"l[]=a&l[][x]=b&m[1]=c&e[__Host-a]=1&0=d&1=e").unwrap();
    let json = r#"{"l":["a",{"x":"b"}],"m":{"1":"c"},"e":[],"0":"d","1":"e"}"#;
    assert_eq!(serde_json::to_string(&form).unwrap(), json);
    let again: phpform::Form = serde_json::from_str(json).unwrap();
    assert_eq!(again, form);
    assert_eq!(serde_json::to_string(&phpform::parse(b"0=a&1=b").unwrap()).unwrap(), r#"{"0":"a","1":"b"}"#);
}
