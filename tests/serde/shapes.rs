//! Every shape of serde.

use std::collections::{BTreeMap, HashMap};

use phpform::ErrorKind;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

use crate::{field, read, refused};

#[test]
fn integers_of_every_width() {
    macro_rules! borders {
        ($($integer:ty)*) => {$(
            for int in [<$integer>::MIN, 0, 7, <$integer>::MAX] {
                assert_eq!(field::<$integer>(&format!("v={int}")).unwrap(), int);
            }
            let above = format!("v={}0", <$integer>::MAX);
            assert_eq!(refused::<$integer>(&above).kind(), ErrorKind::OutOfRange);
            for text in ["", "+1", "1.0", "1e3", "0x1", "%201", "1+", "-", "one", "true"] {
                assert_eq!(refused::<$integer>(&format!("v={text}")).kind(), ErrorKind::InvalidInteger, "{text}");
            }
            assert_eq!(field::<$integer>("v=007").unwrap(), 7);
            assert_eq!(field::<$integer>("v=-0").unwrap(), 0);
        )*};
    }
    borders! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize }
    assert_eq!(refused::<u64>("v=-1").kind(), ErrorKind::OutOfRange);
}

#[test]
fn floats() {
    for (text, value) in [("1", 1.0), ("-0.5", -0.5), ("1.0E%2B25", 1e25), ("1e-7", 1e-7), (".5", 0.5)] {
        assert_eq!(field::<f64>(&format!("v={text}")).unwrap().to_bits(), f64::to_bits(value));
    }
    assert!(field::<Nan>("v=NAN").is_ok());
    assert!(field::<f64>("v=-INF").unwrap().is_infinite());
    assert_eq!(refused::<f64>("v=1e999").kind(), ErrorKind::OutOfRange);
    assert_eq!(refused::<f32>("v=1e39").kind(), ErrorKind::OutOfRange);
    for text in ["", "%2B1", "1,5", "0x1p3", "1%20"] {
        assert_eq!(refused::<f64>(&format!("v={text}")).kind(), ErrorKind::InvalidFloat, "{text}");
    }
}

/// Equal to itself.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct Nan(f64);

impl PartialEq for Nan {
    fn eq(&self, other: &Self) -> bool {
        self.0.is_nan() && other.0.is_nan()
    }
}

#[test]
fn booleans_are_four_texts() {
    for (text, value) in [("1", true), ("true", true), ("0", false), ("false", false)] {
        assert_eq!(field::<bool>(&format!("v={text}")).unwrap(), value);
    }
    for text in ["", "Y", "on", "TRUE", "2", "00"] {
        assert_eq!(refused::<bool>(&format!("v={text}")).kind(), ErrorKind::InvalidBoolean, "{text}");
    }
}

#[test]
fn characters() {
    assert_eq!(field::<char>("v=%D0%AF").unwrap(), 'Я');
    assert_eq!(field::<char>("v=+").unwrap(), ' ');
    for text in ["", "ab", "%FF"] {
        assert_eq!(refused::<char>(&format!("v={text}")).kind(), ErrorKind::InvalidChar, "{text}");
    }
}

#[test]
fn texts_and_bytes() {
    assert_eq!(field::<String>("v=a+b%26").unwrap(), "a b&");
    assert_eq!(refused::<String>("v=%FF").kind(), ErrorKind::InvalidUtf8);
    assert_eq!(field::<Bytes>("v=a%FF").unwrap(), Bytes(b"a\xff".to_vec()));
    assert_eq!(refused::<String>("v[]=a").kind(), ErrorKind::ExpectedText);
}

/// Bytes, as `serde_bytes` reads them.
#[derive(Debug, PartialEq)]
struct Bytes(Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Bytes;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }
        }
        deserializer.deserialize_byte_buf(Visitor)
    }
}

#[derive(Debug, PartialEq, Deserialize)]
struct Nothing;

#[test]
fn what_is_nothing_is_a_blank_text() {
    field::<()>("v=").unwrap();
    field::<Nothing>("v=").unwrap();
    assert_eq!(refused::<()>("v=x").kind(), ErrorKind::ExpectedBlank);
    assert_eq!(refused::<Nothing>("v[]=").kind(), ErrorKind::ExpectedText);
}

#[derive(Debug, PartialEq, Deserialize)]
struct Id(u64);

#[derive(Debug, PartialEq, Deserialize)]
struct Point(i32, i32);

#[derive(Debug, PartialEq, Deserialize)]
struct Nested {
    id: Id,
    at: Point,
    inner: BTreeMap<String, Vec<(u8, bool)>>,
}

#[test]
fn structs_newtypes_tuples_and_maps() {
    let body = "id=7&at[]=1&at[]=-2&inner[a][0][]=1&inner[a][0][]=0&inner[b+c][][]=2&inner[b+c][0][]=1";
    let inner = [("a".into(), vec![(1, false)]), ("b c".into(), vec![(2, true)])].into();
    assert_eq!(read::<Nested>(body).unwrap(), Nested { id: Id(7), at: Point(1, -2), inner });
}

#[test]
fn a_newtype_of_the_whole_body() {
    assert_eq!(read::<Wrapper>("a=1&b=2").unwrap().0.len(), 2);
    assert_eq!(read::<(u8, u8)>("0=1&1=2").unwrap(), (1, 2));
    assert_eq!(read::<Vec<u8>>("5=1&7=2").unwrap(), [1, 2]);
    assert_eq!(read::<Option<Wrapper>>("a=1").unwrap().unwrap().0.len(), 1);
}

#[derive(Debug, PartialEq, Deserialize)]
struct Wrapper(HashMap<String, u8>);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Color {
    Red,
    Green,
}

#[test]
fn keys_of_maps() {
    assert_eq!(field::<BTreeMap<i64, u8>>("v[7]=1&v[-7]=2").unwrap(), [(-7, 2), (7, 1)].into());
    assert_eq!(field::<BTreeMap<bool, u8>>("v[1]=1&v[false]=2").unwrap(), [(false, 2), (true, 1)].into());
    assert_eq!(field::<BTreeMap<char, u8>>("v[a]=1").unwrap(), [('a', 1)].into());
    assert_eq!(field::<BTreeMap<Color, u8>>("v[green]=1").unwrap(), [(Color::Green, 1)].into());
    assert_eq!(
        field::<BTreeMap<String, u8>>("v[]=1&v[]=2").unwrap(),
        [("0".into(), 1), ("1".into(), 2)].into()
    );
}

#[test]
fn maps_keep_the_order_of_the_wire() {
    #[derive(Debug, PartialEq)]
    struct Pairs(Vec<(String, String)>);

    impl<'de> Deserialize<'de> for Pairs {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Visitor;
            impl<'de> serde::de::Visitor<'de> for Visitor {
                type Value = Pairs;

                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("a map")
                }

                fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                    let mut pairs = Vec::new();
                    while let Some(pair) = map.next_entry()? {
                        pairs.push(pair);
                    }
                    Ok(Pairs(pairs))
                }
            }
            deserializer.deserialize_map(Visitor)
        }
    }

    let pairs =
        |items: &[(&str, &str)]| Pairs(items.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect());
    assert_eq!(
        read::<Pairs>("b=1&a=2&9=3&3=4").unwrap(),
        pairs(&[("b", "1"), ("a", "2"), ("9", "3"), ("3", "4")])
    );
    // PHP: a key keeps its place, and takes the last value.
    assert_eq!(read::<Pairs>("b=1&a=2&b=3").unwrap(), pairs(&[("b", "3"), ("a", "2")]));
}

#[derive(Debug, PartialEq, Deserialize)]
enum External {
    Unit,
    Newtype(u8),
    Tuple(u8, u8),
    Struct { a: u8 },
}

#[test]
fn externally_tagged_enums() {
    assert_eq!(field::<External>("v=Unit").unwrap(), External::Unit);
    assert_eq!(field::<External>("v[Unit]=").unwrap(), External::Unit);
    assert_eq!(field::<External>("v[Newtype]=7").unwrap(), External::Newtype(7));
    assert_eq!(field::<External>("v[Tuple][]=1&v[Tuple][]=2").unwrap(), External::Tuple(1, 2));
    assert_eq!(field::<External>("v[Struct][a]=1").unwrap(), External::Struct { a: 1 });
    assert_eq!(read::<External>("Struct[a]=1").unwrap(), External::Struct { a: 1 });
    for body in ["v=Newtype", "v=Tuple", "v=Struct"] {
        assert_eq!(refused::<External>(body).kind(), ErrorKind::ExpectedArray);
    }
    assert_eq!(refused::<External>("v[Unit]=x").kind(), ErrorKind::ExpectedBlank);
    assert_eq!(refused::<External>("v=unit").kind(), ErrorKind::UnknownVariant);
    assert_eq!(refused::<External>("v[Unit]=&v[Newtype]=1").kind(), ErrorKind::ExpectedVariant);
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Internal {
    Unit,
    Newtype(BTreeMap<String, String>),
    Struct { text: String, list: Vec<String> },
}

#[test]
fn internally_tagged_enums() {
    assert_eq!(field::<Internal>("v[type]=unit").unwrap(), Internal::Unit);
    assert_eq!(
        read::<Internal>("type=newtype&a=1").unwrap(),
        Internal::Newtype([("a".into(), "1".into())].into())
    );
    let wanted = Internal::Struct { text: "x y".into(), list: vec!["1".into()] };
    assert_eq!(field::<Internal>("v[text]=x+y&v[list][]=1&v[type]=struct").unwrap(), wanted);
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Unit,
    Newtype(u64),
    Tuple(u64, bool),
    Struct { a: f64 },
}

#[test]
fn adjacently_tagged_enums() {
    assert_eq!(field::<Adjacent>("v[t]=Unit").unwrap(), Adjacent::Unit);
    assert_eq!(field::<Adjacent>("v[t]=Newtype&v[c]=7").unwrap(), Adjacent::Newtype(7));
    assert_eq!(field::<Adjacent>("v[t]=Tuple&v[c][]=7&v[c][]=1").unwrap(), Adjacent::Tuple(7, true));
    assert_eq!(field::<Adjacent>("v[t]=Struct&v[c][a]=0.5").unwrap(), Adjacent::Struct { a: 0.5 });
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Struct { a: String },
    List(Vec<String>),
    Text(String),
}

#[test]
fn untagged_enums() {
    assert_eq!(field::<Untagged>("v[a]=x").unwrap(), Untagged::Struct { a: "x".into() });
    assert_eq!(field::<Untagged>("v[]=x&v[]=y").unwrap(), Untagged::List(vec!["x".into(), "y".into()]));
    assert_eq!(field::<Untagged>("v=x").unwrap(), Untagged::Text("x".into()));
    assert_eq!(refused::<Untagged>("v[b]=x").kind(), ErrorKind::Custom);
}

#[derive(Debug, PartialEq, Deserialize)]
struct Flat {
    id: u8,
    #[serde(flatten)]
    named: Named,
    #[serde(flatten)]
    rest: BTreeMap<String, Untagged>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Named {
    name: String,
    nick: Option<String>,
}

#[test]
fn flatten() {
    let flat: Flat = read("name=a+b&id=7&x[]=1&y=2").unwrap();
    let rest =
        [("x".into(), Untagged::List(vec!["1".into()])), ("y".into(), Untagged::Text("2".into()))].into();
    assert_eq!(flat, Flat { id: 7, named: Named { name: "a b".into(), nick: None }, rest });
}

#[test]
fn what_is_ignored_may_be_anything() {
    for body in ["v=x&w=1", "v[a][][b]=1&w=1", "w=1&v[x]=1&v[y][z]=2", "v=%FF&w=1", "w=1&v[a]=1&v=2&v[b]=3"] {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Ignores {
            v: IgnoredAny,
            w: u8,
        }
        assert_eq!(read::<Ignores>(body).unwrap().w, 1);
        #[derive(Debug, PartialEq, Deserialize)]
        struct Unknown {
            w: u8,
        }
        assert_eq!(read::<Unknown>(body).unwrap().w, 1);
    }
}

#[test]
fn a_form_as_a_field() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Event {
        data: phpform::Form<'static>,
    }
    let event: Event = read("data[b][]=1&data[a]=%FF&data[7]=x").unwrap();
    assert_eq!(event.data, phpform::parse(b"b[]=1&a=%FF&7=x").unwrap());
    assert_eq!(refused::<phpform::Form>("v=x").kind(), ErrorKind::Custom);
}

/// Whoever takes anything gets a list for 0, 1, 2, … in this order, and a map for every other array and for the body.
#[test]
fn anything_is_a_text_a_list_or_a_map() {
    for (body, json) in [
        ("v=x+y", json!("x y")),
        ("v[]=a&v[]=b", json!(["a", "b"])),
        ("v[0][]=a&v[1]=b", json!([["a"], "b"])),
        ("v[1]=a&v[0]=b", json!({"1": "a", "0": "b"})),
        ("v[a]=1&v[b][]=2", json!({"a": "1", "b": ["2"]})),
    ] {
        assert_eq!(field::<serde_json::Value>(body).unwrap(), json, "{body}");
        // Wherever it is read from: the value of a form is no form.
        let form = phpform::parse(body.as_bytes()).unwrap();
        assert_eq!(form.get("v").unwrap().deserialize::<serde_json::Value>().unwrap(), json, "{body}");
    }
    assert_eq!(read::<serde_json::Value>("0=a&1=b").unwrap(), json!({"0": "a", "1": "b"}));
}

/// Whoever reserves room by what a list says of its length reserves neither too little nor too much.
#[test]
fn what_a_list_or_map_says_of_its_length_is_true() {
    /// How many were left, as far as it was told, before each of them and behind the last.
    #[derive(Debug, PartialEq)]
    struct Hints(Vec<Option<usize>>);

    impl<'de> Deserialize<'de> for Hints {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Visitor;
            impl<'de> serde::de::Visitor<'de> for Visitor {
                type Value = Hints;

                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an array")
                }

                fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut items: A) -> Result<Hints, A::Error> {
                    let mut hints = vec![items.size_hint()];
                    while items.next_element::<IgnoredAny>()?.is_some() {
                        hints.push(items.size_hint());
                    }
                    Ok(Hints(hints))
                }

                fn visit_map<A: serde::de::MapAccess<'de>>(self, mut entries: A) -> Result<Hints, A::Error> {
                    let mut hints = vec![entries.size_hint()];
                    while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
                        hints.push(entries.size_hint());
                    }
                    Ok(Hints(hints))
                }
            }
            deserializer.deserialize_any(Visitor)
        }
    }

    let form = phpform::parse(b"list[]=a&list[]=b&list[]=c&map[x]=a&map[y]=b&map[z]=c").unwrap();
    let hints: BTreeMap<&str, Hints> = form.root().deserialize().unwrap();
    assert_eq!(hints["list"].0, [Some(3), Some(2), Some(1), Some(0)]);
    for (hint, left) in hints["map"].0.iter().zip([3, 2, 1, 0]) {
        assert!(hint.is_none_or(|hint| hint == left), "{hint:?} of {left}");
    }
}

#[test]
fn long_texts_of_a_form_as_a_field_are_whole() {
    let text = "x".repeat(0x1_0000);
    let body = format!("v[a]={text}&v[b]={text}");
    let form: phpform::Form = field(&body).unwrap();
    assert_eq!(
        (form.get("a").unwrap().text().unwrap(), form.get("b").unwrap().text().unwrap()),
        (&*text, &*text)
    );
}

#[test]
fn serde_goes_no_deeper_than_128() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Deep {
        a: Option<Box<Deep>>,
        b: Option<u8>,
    }
    let body = |levels: usize| format!("a{}[b]=1", "[a]".repeat(levels));
    let options = phpform::Options::new().unlimited_depth();
    for levels in [0, 1, 126] {
        options.from_str::<Deep>(&body(levels)).unwrap();
        options.from_tree::<Deep>(body(levels).as_bytes()).unwrap();
    }
    for levels in [127, 1000] {
        let error = options.from_str::<Deep>(&body(levels)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooNested);
        assert_eq!(error.path().keys().len(), 128);
        options.from_str::<IgnoredAny>(&body(levels)).unwrap();
    }
}
