//! What is wrong with an event is told by key and byte.

use phpform::bitrix24::{AppTest, Event, MessageId};
use phpform::{Error, ErrorKind};

use crate::samples::{AUTH, body, pairs, sample};

fn refuse(body: &str) -> Error {
    match phpform::from_str::<Event>(body) {
        Ok(event) => panic!("{event:?} was read from {body}"),
        Err(error) => error,
    }
}

/// Where and what: the bytes of the body that the error is about.
fn told(body: &str) -> (String, ErrorKind, &str) {
    let error = refuse(body);
    (error.path().to_string(), error.kind(), &body[error.span()])
}

#[test]
fn a_value_of_another_type() {
    let start = sample("on-im-connector-dialog-start");
    let ts = start.replace("ts=1714649632", "ts=17x");
    assert_eq!(told(&ts), ("ts".into(), ErrorKind::InvalidInteger, "17x"));

    let line = start.replace("LINE%5D=105", "LINE%5D=");
    assert_eq!(refuse(&line).path().to_string(), "data[LINE]");

    let closed = start.replace("closed%5D=N", "closed%5D=Maybe");
    assert_eq!(told(&closed), ("data[DATA][0][session][closed]".into(), ErrorKind::UnknownVariant, "Maybe"));

    let text = body("ONIMCONNECTORLINEDELETE", "data[LINE]=107");
    assert_eq!(told(&text), ("data".into(), ErrorKind::ExpectedText, "data[LINE]"));
}

#[test]
fn a_key_that_is_missing() {
    let start = sample("on-im-connector-dialog-start");
    let without = |key: &str| {
        let mut pairs = pairs(&start);
        pairs.retain(|pair| !pair.starts_with(key));
        pairs.join("&")
    };
    let chat = without("data%5BDATA%5D%5B0%5D%5Bchat%5D%5Bid%5D");
    let error = refuse(&chat);
    assert_eq!((error.path().to_string().as_str(), error.kind()), ("data[DATA][0]", ErrorKind::MissingField));
    assert!(error.to_string().contains("missing field `chat`"), "{error}");

    for (key, path) in [
        ("event=", ""),
        ("data", ""),
        ("ts=", ""),
        ("auth", ""),
        ("data%5BLINE", "data"),
        ("auth%5Bapplication_token", "auth"),
        ("auth%5Bmember_id", "auth"),
    ] {
        let body = without(key);
        assert_eq!(
            (refuse(&body).path().to_string().as_str(), refuse(&body).kind()),
            (path, ErrorKind::MissingField),
            "{key}"
        );
    }
}

/// `auth` comes last: what is cut off is the proof.
#[test]
fn a_body_that_is_cut_off() {
    let start = sample("on-im-connector-dialog-start");
    let whole = start.len();
    // A shorter last token is still a token. It verifies nothing.
    let last_value = start.rfind('=').unwrap() + 1;
    for length in 0..whole {
        let cut = &start[..length];
        match phpform::from_str::<Event>(cut) {
            Ok(event) => {
                assert!(length >= last_value - 1, "{length}");
                assert!(!event.auth.verify("51856fefc120afa4b628cc82d3935cce"), "{length}");
            }
            Err(error) => {
                assert!(length < last_value, "{length}");
                assert!(error.span().end <= length, "{length}: {error}");
                assert!(!error.render(cut.as_bytes()).to_string().is_empty());
            }
        }
    }
}

#[test]
fn a_text_in_the_place_of_auth_or_of_a_required_object() {
    for text in ["1", "undefined", ""] {
        let body = format!("event=ONIMCONNECTORLINEDELETE&data=107&ts=1&auth={text}");
        let error = refuse(&body);
        assert_eq!(
            (error.path().to_string().as_str(), error.kind()),
            ("auth", ErrorKind::ExpectedArray),
            "{text}"
        );
    }
    for (event, data, path) in [
        ("ONIMCONNECTORMESSAGEADD", "data=undefined", "data"),
        (
            "ONIMCONNECTORMESSAGEADD",
            "data[CONNECTOR]=my&data[LINE]=1&data[MESSAGES]=undefined",
            "data[MESSAGES]",
        ),
        (
            "ONIMCONNECTORDIALOGSTART",
            "data[CONNECTOR]=my&data[LINE]=1&data[DATA][0][connector]=undefined",
            "data[DATA][0][connector]",
        ),
    ] {
        let body = body(event, data);
        assert_eq!(told(&body), (path.into(), ErrorKind::ExpectedArray, "undefined"));
    }
}

#[test]
fn another_text_than_undefined_is_no_optional_object() {
    let body = body("ONAPPTEST", "data[QUERY]=unknown&data[LANGUAGE_ID]=en");
    let error = refuse(&body);
    assert_eq!(error.path().to_string(), "data[QUERY]");
    assert!(error.to_string().contains("expected an array, or `undefined`"), "{error}");
}

/// In a body every value is a text or an array. JSON has more, and each type says what it wants instead.
#[test]
fn in_other_formats_a_type_says_what_it_expected() {
    let event = |data: &str| format!(r#"{{"event":"ONX","data":{data},"ts":1,"auth":{{}}}}"#);
    for (json, expected) in [("7", "expected an event"), (&event("7"), "expected a text or an array")] {
        let error = serde_json::from_str::<Event>(json).unwrap_err();
        assert!(error.to_string().contains(expected), "{json}: {error}");
    }
    let error = serde_json::from_str::<MessageId>("7").unwrap_err();
    assert!(error.to_string().contains("expected an id or a list of ids"), "{error}");
    let error = serde_json::from_str::<AppTest>(r#"{"QUERY":7}"#).unwrap_err();
    assert!(error.to_string().contains("expected an array, or `undefined`"), "{error}");
}

#[test]
fn an_array_in_the_place_of_a_token() {
    for token in ["application_token", "access_token", "refresh_token"] {
        for keys in ["[]", "[0]", "[x]"] {
            let auth = AUTH.replace("&auth[application_token]=token-0123456789", "");
            let rest = if token == "application_token" {
                ""
            } else {
                "&auth[application_token]=t&auth[access_token]=a"
            };
            let body = format!(
                "event=ONIMCONNECTORLINEDELETE&data=107&ts=1&{auth}{rest}&auth[{token}]{keys}=token-0123456789"
            );
            let error = refuse(&body);
            assert_eq!(error.path().to_string(), format!("auth[{token}]"), "{keys}");
            assert_eq!(error.kind(), ErrorKind::ExpectedText);
        }
    }
}

/// Too many pairs are an error, never an event without its `auth`.
#[test]
fn a_limit_cuts_nothing_off() {
    let start = sample("on-im-connector-dialog-start");
    let error = phpform::Options::new().max_pairs(10).from_str::<Event>(&start).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MaxPairs);
}
