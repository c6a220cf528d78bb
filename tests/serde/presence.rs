//! Absent, blank and present are three things.

use phpform::ErrorKind;
use serde::Deserialize;

use crate::{assert_error, field, read};

#[derive(Debug, PartialEq, Deserialize)]
struct Chat {
    title: Option<String>,
    id: Option<u64>,
    #[serde(default)]
    count: u32,
}

#[test]
fn an_absent_key_is_none_or_the_default() {
    assert_eq!(read::<Chat>("").unwrap(), Chat { title: None, id: None, count: 0 });
    assert_eq!(read::<Chat>("other=1").unwrap(), Chat { title: None, id: None, count: 0 });
}

#[test]
fn a_blank_text_is_a_text() {
    assert_eq!(read::<Chat>("title=").unwrap().title.as_deref(), Some(""));
    assert_eq!(read::<Chat>("title").unwrap().title.as_deref(), Some(""));
    let error = read::<Chat>("title=x&id=").unwrap_err();
    assert_error(&error, "title=x&id=", ErrorKind::InvalidInteger, "id", "");
    assert_eq!(error.span(), 11..11);
    assert_eq!(read::<Chat>("count=").unwrap_err().kind(), ErrorKind::InvalidInteger);
}

#[test]
fn present_is_some() {
    let chat = Chat { title: Some("x".into()), id: Some(0), count: 3 };
    assert_eq!(read::<Chat>("title=x&id=0&count=3").unwrap(), chat);
}

#[test]
fn an_option_around_an_array() {
    assert_eq!(field::<Option<Vec<u8>>>("v[]=1").unwrap(), Some(vec![1]));
    assert_eq!(field::<Option<Vec<u8>>>("w=1").unwrap(), None);
    assert_eq!(field::<Option<Vec<u8>>>("v=").unwrap_err().kind(), ErrorKind::ExpectedArray);
}

#[test]
fn an_array_without_texts_is_an_array() {
    // Only a key that PHP refuses leaves one behind (specification 2.12).
    assert_eq!(field::<Vec<u8>>("v[__Host-a]=1").unwrap(), Vec::<u8>::new());
    assert_eq!(field::<Option<Vec<u8>>>("v[__Host-a]=1").unwrap(), Some(Vec::new()));
}

#[test]
fn a_missing_field_is_told_at_the_first_key_of_its_array() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Id {
        id: u64,
    }
    let body = "a=1&v[x]=2&v[y]=3";
    let error = field::<Id>(body).unwrap_err();
    assert_error(&error, body, ErrorKind::MissingField, "v", "v[x]");
    assert_eq!(error.to_string(), "`v`: missing field `id`, at byte 4");

    let error = read::<Id>("").unwrap_err();
    assert_error(&error, "", ErrorKind::MissingField, "", "");
    assert_eq!(error.to_string(), "missing field `id`");
}
