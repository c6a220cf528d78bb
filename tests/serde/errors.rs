//! Every error says where: the path of the key, and the bytes of the body.

use std::collections::BTreeMap;

use phpform::{Error, ErrorKind, Options};
use serde::Deserialize;

use crate::{assert_error, field, read, refused};

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    #[serde(alias = "identifier")]
    id: u32,
    chat: Option<Chat>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Chat {
    id: u8,
    kind: Kind,
}

#[derive(Debug, PartialEq, Deserialize)]
enum Kind {
    Open,
    Named { name: String },
}

#[test]
fn a_value_of_the_wrong_type_is_told_at_the_value() {
    let body = "id=1&chat%5Bid%5D=%38x&chat%5Bkind%5D=Open";
    let error = read::<Event>(body).unwrap_err();
    assert_error(&error, body, ErrorKind::InvalidInteger, "chat[id]", "%38x");
    assert_eq!(error.to_string(), "`chat[id]`: expected an integer, found \"8x\", at byte 18");
}

#[test]
fn an_array_for_a_text_is_told_at_its_name() {
    let body = "id%5Ba%5D=1";
    assert_error(&read::<Event>(body).unwrap_err(), body, ErrorKind::ExpectedText, "id", "id%5Ba%5D");
}

#[test]
fn a_text_for_an_array_is_told_at_the_text() {
    let body = "id=1&chat=undefined";
    assert_error(&read::<Event>(body).unwrap_err(), body, ErrorKind::ExpectedArray, "chat", "undefined");
}

#[test]
fn the_last_of_two_values_is_the_one_that_is_wrong() {
    let body = "id=1&id=x";
    assert_error(&read::<Event>(body).unwrap_err(), body, ErrorKind::InvalidInteger, "id", "x");
    assert_eq!(read::<Event>("id=x&id=1").unwrap().id, 1);
}

#[test]
fn a_number_out_of_range() {
    let body = "id=1&chat[id]=256&chat[kind]=Open";
    assert_error(&read::<Event>(body).unwrap_err(), body, ErrorKind::OutOfRange, "chat[id]", "256");
}

#[test]
fn an_unknown_variant() {
    let body = "id=1&chat[id]=2&chat[kind]=Closed";
    let error = read::<Event>(body).unwrap_err();
    assert_error(&error, body, ErrorKind::UnknownVariant, "chat[kind]", "Closed");
    assert!(error.to_string().contains("`Open`, `Named`"), "{error}");

    let body = "id=1&chat[id]=2&chat[kind][Closed]=1";
    let error = read::<Event>(body).unwrap_err();
    assert_error(&error, body, ErrorKind::UnknownVariant, "chat[kind][Closed]", "chat[kind][Closed]");
}

#[test]
fn a_variant_with_too_many_names() {
    let body = "id=1&chat[id]=2&chat[kind][Named][name]=x&chat[kind][Open]=";
    let error = read::<Event>(body).unwrap_err();
    assert_error(&error, body, ErrorKind::ExpectedVariant, "chat[kind]", "chat[kind][Named][name]");
}

#[test]
fn inside_a_variant() {
    let body = "id=1&chat[id]=2&chat[kind][Named][nome]=x";
    let error = read::<Event>(body).unwrap_err();
    assert_error(&error, body, ErrorKind::MissingField, "chat[kind][Named]", "chat[kind][Named][nome]");
}

#[test]
fn an_unknown_field() {
    let body = "id=1&chut[id]=2";
    let error = read::<Event>(body).unwrap_err();
    assert_error(&error, body, ErrorKind::UnknownField, "chut", "chut[id]");
}

#[test]
fn two_keys_for_one_field() {
    let body = "id=1&identifier=2";
    let error = read::<Event>(body).unwrap_err();
    assert_error(&error, body, ErrorKind::DuplicateField, "identifier", "identifier");
}

#[test]
fn a_missing_field_is_told_at_the_first_key_of_the_parent() {
    let body = "chat[id]=1&chat[kind]=Open";
    assert_error(&read::<Event>(body).unwrap_err(), body, ErrorKind::MissingField, "", "chat[id]");
    let body = "id=1&chat%5Bkind%5D=Open&chat[x]=1";
    assert_error(&read::<Event>(body).unwrap_err(), body, ErrorKind::MissingField, "chat", "chat%5Bkind%5D");
}

#[test]
fn a_key_of_a_map() {
    let body = "v[1]=a&v[x]=b";
    assert_error(&refused::<BTreeMap<u8, String>>(body), body, ErrorKind::InvalidInteger, "v[x]", "v[x]");
}

#[test]
fn a_text_that_is_not_utf_8() {
    let body = "v=a%FF";
    let error = refused::<String>(body);
    assert_error(&error, body, ErrorKind::InvalidUtf8, "v", "a%FF");
    assert_eq!(error.to_string(), "`v`: expected a text, found \"a\\xFF\", at byte 2");
    let body = "v[%FF]=1";
    assert_error(&refused::<BTreeMap<String, u8>>(body), body, ErrorKind::InvalidUtf8, "v[%FF]", "v[%FF]");
}

#[test]
fn odd_keys_are_told_as_a_path_is_written() {
    let body = "v[a%5Bb][%2541]=x";
    type Map = BTreeMap<String, BTreeMap<String, u8>>;
    let error = refused::<Map>(body);
    assert_error(&error, body, ErrorKind::InvalidInteger, "v[a%5Bb][%2541]", "x");
    assert_eq!(error.path().to_string().parse::<phpform::Path>().unwrap(), *error.path());
}

#[test]
fn what_a_type_says_itself() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(try_from = "u8")]
    struct Even(u8);

    impl TryFrom<u8> for Even {
        type Error = String;

        fn try_from(int: u8) -> Result<Self, String> {
            if int.is_multiple_of(2) { Ok(Self(int)) } else { Err(format!("{int} is\nodd")) }
        }
    }

    let body = "w=2&v=3";
    let error = refused::<Even>(body);
    assert_error(&error, body, ErrorKind::Custom, "v", "3");
    assert_eq!(error.to_string(), "`v`: 3 is\\nodd, at byte 6", "one line, whatever the type says");
}

/// Forty bytes of a text are shown, and a thousand of what a type says, however long they are.
#[test]
fn an_error_stays_short() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(try_from = "usize")]
    struct Talks(usize);

    impl TryFrom<usize> for Talks {
        type Error = String;

        fn try_from(length: usize) -> Result<Self, String> {
            Err("ü".repeat(length))
        }
    }

    for (length, shown) in [(39, 39), (40, 40), (41, 40), (1000, 40)] {
        let body = format!("v={}", "x".repeat(length));
        let found = format!("found \"{}{}\"", "x".repeat(shown), if length > shown { "…" } else { "" });
        let error = refused::<u8>(&body).to_string();
        assert_eq!(error, format!("`v`: expected an integer, {found}, at byte 2"));
    }
    // A letter of two bytes is shown whole, or not at all.
    for (length, shown) in [(1, 1), (499, 499), (500, 500), (501, 500), (100_000, 500)] {
        let more = if length > shown { "…" } else { "" };
        let error = refused::<Talks>(&format!("v={length}")).to_string();
        assert_eq!(error, format!("`v`: {}{more}, at byte 2", "ü".repeat(shown)));
    }
}

#[test]
fn where_nothing_is_expected_that_is_said() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Empty {}

    let error = refused::<Empty>("v[a]=1");
    assert_eq!(error.to_string(), "`v[a]`: unknown field, none is expected here, at byte 0");
    let error = read::<Event>("a=1").unwrap_err();
    assert!(error.to_string().contains("expected one of `id`, `identifier`, `chat`"), "{error}");
}

/// Whatever stands around it: under the marks of a picture stand the name and the value that the error is about.
#[test]
fn a_picture_marks_what_the_error_is_about() {
    let long = [b'x'; 200];
    let before = ["", "a=1&", "\u{fc}=\u{1f600}&", "\x1b[31m=\u{202e}&", "a=%FF&b[c]=&", "token=secret&"];
    for before in before.map(str::as_bytes).into_iter().chain([&b"\xff\xfe=\x80&"[..], &long]) {
        for (value, shown) in [
            (&b"17z"[..], "17z"),
            (b"\xff1\xfez", "\\xFF1\\xFEz"),
            ("\u{fc}\u{202e}1".as_bytes(), "\u{fc}\\xE2\\x80\\xAE1"),
        ] {
            for behind in
                ["", "&", "&z=\u{fc}", "&auth=secret"].map(str::as_bytes).into_iter().chain([&long[..]])
            {
                let value = if behind.len() > 100 { [value, b"&"].concat() } else { value.to_vec() };
                let body = [before, b"&v[w]=", &value, behind].concat();
                let form = phpform::parse(&body).unwrap();
                let picture =
                    form.get("v[w]").unwrap().integer::<u8>().unwrap_err().render(&body).to_string();
                let lines: Vec<Vec<char>> = picture.lines().map(|line| line.chars().collect()).collect();
                let under = |mark: char| {
                    let columns = lines[3].iter().zip(&lines[4]).filter(|(_, below)| **below == mark);
                    columns.map(|(above, _)| *above).collect::<String>()
                };
                assert_eq!((&*under('^'), &*under('-')), (shown, "v[w]"), "{picture}");
                assert!(!picture.contains("secret") && !picture.contains('\x1b'), "{picture}");
            }
        }
    }
}

#[test]
fn a_limit_comes_before_any_error_of_a_type() {
    let options = Options::new().max_pairs(2);
    let error = options.from_str::<Event>("id=x&a=1&b=2").unwrap_err();
    assert_eq!((error.kind(), error.span()), (ErrorKind::MaxPairs, 9..12));
    let error = options.max_bytes(3).from_str::<Event>("id=x&a=1&b=2").unwrap_err();
    assert_eq!((error.kind(), error.span().start), (ErrorKind::MaxBytes, 3));
    let error = Options::new().max_depth(1).from_str::<Event>("id=x&chat[a][b]=1").unwrap_err();
    assert_eq!((error.kind(), error.span().start), (ErrorKind::MaxDepth, 12));
    let error = Options::new().max_pairs(0).from_str::<Event>("&a=1").unwrap_err();
    assert_eq!(error.to_string(), "more than 0 pairs in the body, at byte 0");
    // A part too many is one even if nobody would have looked at it.
    let error = Options::new().max_pairs(1).from_str::<(u8,)>("0=1&").map(|_| ()).err();
    assert!(error.is_none());
    assert!(Options::new().max_pairs(1).from_str::<(u8,)>("0=1&&").is_err());
}

#[test]
fn a_value_of_a_form_knows_its_whole_path() {
    let body = b"data[chats][0][id]=8&data[chats][1][id]=x";
    let form = phpform::parse(body).unwrap();
    let error = form.get("data[chats]").unwrap().deserialize::<Vec<BTreeMap<String, u8>>>().unwrap_err();
    assert_eq!(error.path().to_string(), "data[chats][1][id]");
    assert_eq!(error.span(), 40..41);
}

/// What is kept by serde has no place of its own: the array around it is told.
#[test]
fn behind_flatten_the_array_around_is_told() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Outer {
        #[serde(flatten)]
        inner: BTreeMap<String, bool>,
    }
    let body = "w=1&v[a]=1";
    let error = refused::<Outer>(body);
    assert_error(&error, body, ErrorKind::InvalidType, "v", "v[a]");
    assert_eq!(error.to_string(), "`v`: expected a boolean, found \"1\", at byte 4");
}

/// Every error of a type as JSON is JSON, and holds what the error says.
#[test]
fn every_error_is_json() {
    let bodies =
        ["id=x", "id=1&chat=\u{1f}\"\\\u{2028}", "id=1&chat[id]=\n", "id[\"]=1", "a=1", "id=1&%FF=1", ""];
    for body in bodies {
        let error = read::<Event>(body).unwrap_err();
        let json: serde_json::Value = serde_json::from_str(&error.to_json()).unwrap();
        assert_eq!(json["kind"], error.kind().as_str());
        assert_eq!(json["path"], error.path().to_string());
        assert_eq!(json["span"], serde_json::json!([error.span().start, error.span().end]));
        assert!(json.get("limit").is_none());
        assert!(!json["expected"].as_str().unwrap().is_empty());
        assert!(!error.to_json().contains(['\n', '\u{1f}', '\u{2028}']));
    }
    let error = Options::new().max_depth(1).parse(b"a[b][c]=1").unwrap_err();
    assert_eq!(
        error.to_json(),
        r#"{"kind":"max-depth","path":"a[b]","span":[4,5],"limit":1,"expected":"more than 1 brackets in one name"}"#
    );
    let error = phpform::to_string(&1).unwrap_err();
    assert_eq!(
        error.to_json(),
        "{\"kind\":\"unnamed\",\"path\":\"\",\"expected\":\"a struct, a map or a list, whose keys name the values in \
         the body\",\"found\":\"a text without a name\"}"
    );
}

#[test]
fn the_size_of_an_error_is_a_pointer() {
    assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
}

/// Whoever stops in the middle gets no value.
#[test]
fn what_a_type_leaves_behind_is_an_error() {
    #[derive(Debug, PartialEq)]
    struct First(u8);
    impl<'de> Deserialize<'de> for First {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Visitor;
            impl<'de> serde::de::Visitor<'de> for Visitor {
                type Value = First;

                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("a list")
                }

                fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut items: A) -> Result<First, A::Error> {
                    Ok(First(items.next_element()?.unwrap_or(0)))
                }
            }
            deserializer.deserialize_seq(Visitor)
        }
    }
    assert_eq!(field::<First>("v[]=7").unwrap(), First(7));
    assert_error(&refused::<First>("v[]=7&v[]=8"), "v[]=7&v[]=8", ErrorKind::InvalidLength, "v", "v[]");
}
