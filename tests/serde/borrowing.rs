//! What needed no decoding is borrowed from the body.

use std::borrow::Cow;
use std::collections::BTreeMap;

use phpform::ErrorKind;
use serde::Deserialize;

use crate::{assert_error, field, refused};

/// Whether `part` stands in `body`, by its address.
fn stands_in(part: &[u8], body: &[u8]) -> bool {
    let body = body.as_ptr_range();
    let part = part.as_ptr_range();
    body.start <= part.start && part.end <= body.end
}

#[derive(Debug, PartialEq, Deserialize)]
struct Texts<'b> {
    plain: &'b str,
    bytes: &'b [u8],
    #[serde(borrow)]
    cow: Cow<'b, str>,
    #[serde(borrow)]
    map: BTreeMap<&'b str, &'b str>,
    #[serde(borrow)]
    list: Vec<&'b str>,
    option: Option<&'b str>,
}

#[track_caller]
fn assert_borrowed(texts: &Texts<'_>, body: &str) {
    let mut parts = vec![texts.plain.as_bytes(), texts.bytes, texts.cow.as_bytes()];
    parts.extend(texts.map.iter().flat_map(|(key, value)| [key.as_bytes(), value.as_bytes()]));
    parts.extend(texts.list.iter().chain(&texts.option).map(|text| text.as_bytes()));
    assert!(matches!(texts.cow, Cow::Borrowed(_)));
    assert_eq!(parts.len(), 10);
    for part in parts {
        assert!(stands_in(part, body.as_bytes()), "{part:?}");
    }
}

const BODY: &str = "plain=x&bytes=y&cow=z&map[key]=1&map[%6B]=2&list[]=a&list[]=b&option=c";

#[test]
fn by_either_way() {
    let body = BODY.replace("&map[%6B]=2", "&map[k]=2");
    assert_borrowed(&phpform::from_bytes(body.as_bytes()).unwrap(), &body);
    assert_borrowed(&phpform::Options::new().from_tree(body.as_bytes()).unwrap(), &body);
    // Irregular: the list is met twice.
    let body = body.replace("&list[]=b", "") + "&list[]=b";
    assert_borrowed(&phpform::from_bytes(body.as_bytes()).unwrap(), &body);
}

#[test]
fn from_a_body_that_is_not_utf_8() {
    let mut body = BODY.replace("&map[%6B]=2", "&map[k]=2").into_bytes();
    let texts: Texts = phpform::from_bytes(&body).unwrap();
    assert!(stands_in(texts.plain.as_bytes(), &body));
    body.extend_from_slice(b"&other=\xff");
    let texts: Texts = phpform::from_bytes(&body).unwrap();
    assert!(stands_in(texts.plain.as_bytes(), &body));
}

#[test]
fn an_escaped_value_is_no_borrowed_text() {
    for body in ["v=a+b", "v=%61"] {
        let error = refused::<&str>(body);
        assert_error(&error, body, ErrorKind::InvalidType, "v", &body[2..]);
        assert!(matches!(field::<Cow<str>>(body).unwrap(), Cow::Owned(_)));
    }
    let error = refused::<BTreeMap<&str, u8>>("v[%61]=1");
    assert_error(&error, "v[%61]=1", ErrorKind::InvalidType, "v[a]", "v[%61]");
}

#[test]
fn a_cow_borrows_only_under_the_attribute() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Copied<'b> {
        v: Cow<'b, str>,
    }
    assert!(matches!(phpform::from_str::<Copied>("v=x").unwrap().v, Cow::Owned(_)));
}

#[test]
fn a_value_of_a_form_borrows_what_was_decoded_too() {
    let form = phpform::parse(b"a[b]=x+y&a[c]=z").unwrap();
    let texts: BTreeMap<&str, &str> = form.get("a").unwrap().deserialize().unwrap();
    assert_eq!(texts, [("b", "x y"), ("c", "z")].into());
}

#[test]
fn an_integer_key_is_no_borrowed_text() {
    for body in ["v[7]=1", "v[]=1", "v[7]=1&v[7]=2"] {
        assert_eq!(refused::<BTreeMap<&str, u8>>(body).kind(), ErrorKind::InvalidType);
        assert_eq!(field::<BTreeMap<Cow<str>, u8>>(body).unwrap().len(), 1);
    }
    assert!(field::<BTreeMap<&str, u8>>("v[07]=1").is_ok());
}
