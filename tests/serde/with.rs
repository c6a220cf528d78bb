//! The helpers, in forms, behind what serde keeps, and in JSON.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::net::Ipv4Addr;

use phpform::ErrorKind;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{assert_error, read};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Number<T: Serialize + DeserializeOwned> {
    #[serde(with = "phpform::with::number")]
    v: T,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Blank<T: Serialize + DeserializeOwned> {
    #[serde(default = "none", with = "phpform::with::blank_as_none")]
    v: Option<T>,
}

fn none<T>() -> Option<T> {
    None
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Many<T: Serialize + DeserializeOwned> {
    #[serde(with = "phpform::with::one_or_many")]
    v: Vec<T>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Truth {
    #[serde(with = "phpform::with::php_bool")]
    v: bool,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Address {
    #[serde(with = "phpform::with::text")]
    v: Ipv4Addr,
}

/// Four ways in which serde may hand a value over: at once, and kept for later.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Flat<T> {
    #[serde(flatten)]
    inner: T,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged<T> {
    Inner(T),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t")]
enum Tagged<T> {
    Inner(T),
}

#[track_caller]
fn everywhere<T: DeserializeOwned + PartialEq + Debug>(body: &str, wanted: impl Fn() -> T) {
    assert_eq!(read::<T>(body).unwrap(), wanted());
    assert_eq!(read::<Flat<T>>(body).unwrap().inner, wanted());
    let Untagged::Inner(inner) = read::<Untagged<T>>(body).unwrap();
    assert_eq!(inner, wanted());
    let tagged = format!("{body}&t=Inner");
    let Tagged::Inner(inner) = read::<Tagged<T>>(&tagged).unwrap();
    assert_eq!(inner, wanted());
}

#[track_caller]
fn refused_everywhere<T: DeserializeOwned + PartialEq + Debug>(body: &str) {
    read::<T>(body).unwrap_err();
    read::<Flat<T>>(body).unwrap_err();
    read::<Untagged<T>>(body).unwrap_err();
    read::<Tagged<T>>(&format!("{body}&t=Inner")).unwrap_err();
}

#[track_caller]
fn json<T: DeserializeOwned + Serialize + PartialEq + Debug>(json: &str, wanted: &T, written: &str) {
    assert_eq!(&serde_json::from_str::<T>(json).unwrap(), wanted, "{json}");
    assert_eq!(serde_json::to_string(wanted).unwrap(), written);
}

#[test]
fn numbers_everywhere() {
    everywhere("v=7", || Number { v: 7_u8 });
    everywhere("v=-7", || Number { v: -7_i64 });
    everywhere("v=170141183460469231731687303715884105727", || Number { v: i128::MAX });
    everywhere("v=340282366920938463463374607431768211455", || Number { v: u128::MAX });
    everywhere("v=0.5", || Number { v: 0.5_f32 });
    everywhere("v=1.0E%2B25", || Number { v: 1e25 });
    everywhere("v=1", || Number { v: true });
    everywhere("v=x", || Number { v: 'x' });
    everywhere("v=7", || Number { v: Some(7_u8) });
    everywhere("v=7", || Number { v: std::num::NonZeroU8::new(7) });
    for text in ["", "+1", "7x", "1.0", "256"] {
        refused_everywhere::<Number<u8>>(&format!("v={text}"));
    }
    refused_everywhere::<Number<bool>>("v=Y");
    refused_everywhere::<Number<u8>>("v[]=1");
    refused_everywhere::<Number<u8>>("w=1");
}

#[test]
fn numbers_keep_their_kinds_where_nothing_is_kept() {
    let body = "w=1&v=7x";
    assert_error(&read::<Number<u8>>(body).unwrap_err(), body, ErrorKind::InvalidInteger, "v", "7x");
    let body = "v=256";
    assert_error(&read::<Number<u8>>(body).unwrap_err(), body, ErrorKind::OutOfRange, "v", "256");
    let error = read::<Flat<Number<u8>>>("v=7x").unwrap_err();
    assert_eq!(error.to_string(), "expected an integer, found \"7x\"");
    let error = read::<Flat<Number<u8>>>("v=256").unwrap_err();
    assert_eq!(error.to_string(), "number out of range");
}

#[test]
fn numbers_in_json() {
    json(r#"{"v":7}"#, &Number { v: 7_u8 }, r#"{"v":7}"#);
    json(r#"{"v":"7"}"#, &Number { v: 7_u8 }, r#"{"v":7}"#);
    json(r#"{"v":-7}"#, &Number { v: -7_i8 }, r#"{"v":-7}"#);
    json(r#"{"v":0.5}"#, &Number { v: 0.5 }, r#"{"v":0.5}"#);
    json(r#"{"v":1}"#, &Number { v: 1.0 }, r#"{"v":1.0}"#);
    json(r#"{"v":true}"#, &Number { v: true }, r#"{"v":true}"#);
    json(r#"{"v":null}"#, &Number { v: None::<u8> }, r#"{"v":null}"#);
    for wrong in [r#"{"v":"7x"}"#, r#"{"v":256}"#, r#"{"v":null}"#, r#"{"v":[7]}"#, r#"{"v":{}}"#] {
        serde_json::from_str::<Number<u8>>(wrong).unwrap_err();
    }
    assert_eq!(serde_json::from_str::<Flat<Number<u8>>>(r#"{"v":"7"}"#).unwrap().inner.v, 7);
}

#[test]
fn blank_everywhere() {
    everywhere("v=", || Blank::<u8> { v: None });
    everywhere("v", || Blank::<String> { v: None });
    everywhere("w=1", || Blank::<u8> { v: None });
    everywhere("v=7", || Blank { v: Some(7_u8) });
    everywhere("v=+", || Blank { v: Some(String::from(" ")) });
    everywhere("v[]=1&v[]=", || Blank { v: Some(vec![String::from("1"), String::new()]) });
    everywhere("v[a]=x", || Blank { v: Some(BTreeMap::from([(String::from("a"), 'x')])) });
    everywhere("v=", || Blank::<Vec<u8>> { v: None });
    refused_everywhere::<Blank<u8>>("v=x");
    refused_everywhere::<Blank<Vec<u8>>>("v=x");
    let body = "w=1&v=x";
    assert_error(&read::<Blank<u8>>(body).unwrap_err(), body, ErrorKind::InvalidInteger, "v", "x");
}

#[test]
fn blank_in_json() {
    json(r#"{"v":""}"#, &Blank::<u8> { v: None }, r#"{"v":null}"#);
    json(r#"{"v":null}"#, &Blank::<u8> { v: None }, r#"{"v":null}"#);
    json(r"{}", &Blank::<u8> { v: None }, r#"{"v":null}"#);
    json(r#"{"v":7}"#, &Blank { v: Some(7_u8) }, r#"{"v":7}"#);
    json(r#"{"v":"x"}"#, &Blank { v: Some(String::from("x")) }, r#"{"v":"x"}"#);
    json(r#"{"v":[1]}"#, &Blank { v: Some(vec![1]) }, r#"{"v":[1]}"#);
    serde_json::from_str::<Blank<u8>>(r#"{"v":"x"}"#).unwrap_err();
}

#[test]
fn blank_borrows() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Borrowed<'b> {
        #[serde(borrow, with = "phpform::with::blank_as_none")]
        v: Option<&'b str>,
        #[serde(borrow, with = "phpform::with::one_or_many")]
        w: Vec<&'b str>,
    }
    let body = "v=x&w=y";
    let borrowed = read::<Borrowed>(body).unwrap();
    assert_eq!(borrowed, Borrowed { v: Some("x"), w: vec!["y"] });
    assert!(std::ptr::eq(borrowed.v.unwrap(), &raw const body[2..3]));
    assert!(std::ptr::eq(borrowed.w[0], &raw const body[6..7]));
    assert_eq!(read::<Flat<Borrowed>>(body).unwrap().inner, borrowed);
}

#[test]
fn one_or_many_everywhere() {
    everywhere("v=7", || Many { v: vec![7_u8] });
    everywhere("v=a+b", || Many { v: vec![String::from("a b")] });
    everywhere("v=", || Many { v: vec![String::new()] });
    everywhere("v[]=7&v[]=8", || Many { v: vec![String::from("7"), String::from("8")] });
    everywhere("v[9]=c&v[-1]=a&v[]=d&v[3]=b", || Many {
        v: vec!['a', 'b', 'c', 'd'].into_iter().map(String::from).collect(),
    });
    everywhere("v[5][a]=1&v[7][a]=2", || Many { v: vec![Number2 { a: 1 }, Number2 { a: 2 }] });
    refused_everywhere::<Many<u8>>("v=x");
    refused_everywhere::<Many<String>>("v[x]=1");
    refused_everywhere::<Many<String>>("v[01]=1");
    let body = "v[x]=1";
    assert_error(&read::<Many<u8>>(body).unwrap_err(), body, ErrorKind::ExpectedIndex, "v[x]", "v[x]");
    let body = "v=x";
    assert_error(&read::<Many<u8>>(body).unwrap_err(), body, ErrorKind::InvalidInteger, "v", "x");
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Number2 {
    #[serde(with = "phpform::with::number")]
    a: u8,
}

#[test]
fn one_or_many_in_json() {
    json(r#"{"v":7}"#, &Many { v: vec![7_u8] }, r#"{"v":[7]}"#);
    json(r#"{"v":[7,8]}"#, &Many { v: vec![7_u8, 8] }, r#"{"v":[7,8]}"#);
    json(r#"{"v":"x"}"#, &Many { v: vec![String::from("x")] }, r#"{"v":["x"]}"#);
    json(r#"{"v":[]}"#, &Many::<u8> { v: vec![] }, r#"{"v":[]}"#);
    serde_json::from_str::<Many<u8>>(r#"{"v":null}"#).unwrap_err();
}

#[test]
fn truth_everywhere() {
    for (body, wanted) in [
        ("v=", false),
        ("v=0", false),
        ("v", false),
        ("v=00", true),
        ("v=0.0", true),
        ("v=false", true),
        ("v=+", true),
        ("v=%00", true),
        ("v=%FF", true),
        ("v[]=", true),
        ("v[a]=0&v[b]=", true),
        ("v[__Host-a]=1", false),
    ] {
        everywhere(body, || Truth { v: wanted });
    }
}

#[test]
fn truth_in_json() {
    for (text, v) in
        [("true", true), ("0", false), ("0.5", true), ("\"0\"", false), ("null", false), ("[]", false)]
    {
        json(&format!("{{\"v\":{text}}}"), &Truth { v }, &format!("{{\"v\":{v}}}"));
    }
}

#[test]
fn texts_everywhere() {
    everywhere("v=192.0.2.7", || Address { v: Ipv4Addr::new(192, 0, 2, 7) });
    everywhere("v=192%2E0.2.7", || Address { v: Ipv4Addr::new(192, 0, 2, 7) });
    refused_everywhere::<Address>("v=192.0.2");
    refused_everywhere::<Address>("v[]=192.0.2.7");
    let body = "w=1&v=192.0.2";
    let error = read::<Address>(body).unwrap_err();
    assert_error(&error, body, ErrorKind::Custom, "v", "192.0.2");
    json(r#"{"v":"192.0.2.7"}"#, &Address { v: Ipv4Addr::new(192, 0, 2, 7) }, r#"{"v":"192.0.2.7"}"#);
}

/// What the helpers write is read back, by them.
#[test]
fn the_way_back() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct All<'b> {
        #[serde(with = "phpform::with::number")]
        number: f64,
        #[serde(default, with = "phpform::with::blank_as_none")]
        blank: Option<u8>,
        #[serde(with = "phpform::with::one_or_many")]
        many: Vec<String>,
        #[serde(with = "phpform::with::php_bool")]
        truth: bool,
        #[serde(with = "phpform::with::text")]
        address: Ipv4Addr,
        #[serde(borrow)]
        cow: Cow<'b, str>,
    }
    let all = All {
        number: 1e25,
        blank: None,
        many: vec!["a b".into()],
        truth: false,
        address: Ipv4Addr::LOCALHOST,
        cow: "x".into(),
    };
    let body = phpform::to_string(&all).unwrap();
    assert_eq!(body, "number=1.0E%2B25&many%5B0%5D=a+b&truth=0&address=127.0.0.1&cow=x");
    assert_eq!(read::<All>(&body).unwrap(), all);
}
