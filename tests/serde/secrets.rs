//! No error shows a secret, wherever serde took it.

use std::collections::BTreeMap;
use std::fmt::Debug;

use phpform::Error;
use serde::Deserialize;

const SECRET: &str = "51856fefc120afa4";

#[track_caller]
fn error<'de, T: Deserialize<'de> + Debug>(body: &'de str) -> Error {
    phpform::from_str::<T>(body).unwrap_err()
}

#[track_caller]
fn assert_hidden(error: &Error, body: &str) {
    let shown =
        [error.to_string(), format!("{error:?}"), error.to_json(), error.render(body.as_bytes()).to_string()];
    for shown in shown {
        assert!(!shown.contains(SECRET), "{shown}");
        assert!(!shown.contains("51856"), "{shown}");
    }
}

#[derive(Debug, Deserialize)]
struct Tokens {
    #[allow(dead_code)]
    access_token: u64,
}

#[test]
fn a_field_of_the_wrong_type() {
    let body = format!("access_token={SECRET}");
    let error = error::<Tokens>(&body);
    assert_hidden(&error, &body);
    assert_eq!(error.to_string(), "`access_token`: expected an integer, found ***, at byte 13");
}

#[test]
fn behind_flatten() {
    #[derive(Debug, Deserialize)]
    struct Flat {
        #[serde(flatten)]
        _tokens: Tokens,
    }
    let body = format!("other=1&access_token={SECRET}");
    let error = error::<Flat>(&body);
    assert_hidden(&error, &body);
    assert_eq!(error.to_string(), "expected u64, found ***");
}

#[test]
fn behind_flatten_with_a_helper() {
    #[derive(Debug, Deserialize)]
    struct Flat {
        #[serde(flatten)]
        _tokens: Number,
    }
    #[derive(Debug, Deserialize)]
    struct Number {
        #[serde(with = "phpform::with::number", rename = "access_token")]
        _token: u64,
    }
    // However short it is.
    for secret in [SECRET, "s", "1-2", "51856fefc120afa451856fefc120afa451856fefc120afa4"] {
        let body = format!("data[access_token]={secret}");
        let error = error::<BTreeMap<String, Flat>>(&body);
        assert_hidden(&error, &body);
        assert!(error.to_string().contains("found ***"), "{error}");
    }
}

#[test]
fn in_an_internally_tagged_enum() {
    #[derive(Debug, Deserialize)]
    #[serde(tag = "secret")]
    enum Tagged {
        A,
    }
    let body = format!("secret={SECRET}");
    assert_hidden(&error::<Tagged>(&body), &body);
    #[derive(Debug, Deserialize)]
    struct Outer {
        #[serde(flatten)]
        _inner: Tagged,
    }
    let body = format!("a=1&secret={SECRET}");
    assert_hidden(&error::<Outer>(&body), &body);
}

#[test]
fn in_the_words_of_a_type() {
    #[derive(Debug, Deserialize)]
    #[serde(try_from = "serde_json::Value")]
    struct Checked;

    impl TryFrom<serde_json::Value> for Checked {
        type Error = String;

        fn try_from(value: serde_json::Value) -> Result<Self, String> {
            Err(format!("{value:?} is refused"))
        }
    }
    for name in ["auth_token", "auth[x]", "auth[x][y]", "x[auth][y]"] {
        let body = format!("a=1&{name}={SECRET}");
        assert_hidden(&error::<Checked>(&body), &body);
    }
}

/// Such names have no path that could tell.
#[test]
fn beside_an_error_under_a_name_that_is_dropped_or_unclosed() {
    #[derive(Debug, Deserialize)]
    struct Number {
        #[serde(rename = "n")]
        _n: u8,
    }
    for name in ["[token]", "[my-secret]", "[auth]", "x[auth", "x[a][Auth-x"] {
        let body = format!("n=x&{name}={SECRET}");
        assert_hidden(&error::<Number>(&body), &body);
    }
    let body = "n=x&[author]=shown";
    assert!(error::<Number>(body).render(body.as_bytes()).to_string().contains("shown"));
}

/// It may show a secret in other letters.
#[test]
fn what_a_type_says_of_a_secret_is_not_shown() {
    #[derive(Debug, Deserialize)]
    #[serde(try_from = "String")]
    struct Reversed;

    impl TryFrom<String> for Reversed {
        type Error = String;

        fn try_from(text: String) -> Result<Self, String> {
            Err(text.chars().rev().collect())
        }
    }
    #[derive(Debug, Deserialize)]
    struct Tokens {
        #[serde(rename = "token")]
        _token: Reversed,
    }
    let body = "token=drowssap";
    let error = error::<Tokens>(body);
    assert_eq!(error.to_string(), "`token`: the value is refused, at byte 6");
    assert!(!error.render(body.as_bytes()).to_string().contains("password"));
}

/// What is found at a place that is known and no secret is shown, even if a secret reads the same.
#[test]
fn what_only_looks_like_a_secret_is_shown() {
    let error = error::<BTreeMap<String, u8>>("a=F&token=F");
    assert_eq!(error.to_string(), "`a`: expected an integer, found \"F\", at byte 2");
}
