//! The JSON of a tree: what is written, what is read, and what a bad text is told.

use phpform_conformance::{Key, Node};

fn text(bytes: &[u8]) -> Node {
    Node::Text(bytes.to_vec())
}

#[test]
fn every_kind_of_key_and_value_is_written_and_read_back() {
    let tree = Node::Array(vec![
        (Key::Int(0), text(b"")),
        (Key::Int((1 << 53) - 1), text("é\"\\\u{1F600}\u{7f}".as_bytes())),
        (Key::Int(1 << 53), text(b"\0\t\n\x1F")),
        (Key::Int(-(1 << 53)), text(b"\xFF\x00")),
        (Key::Int(i64::MIN), Node::Array(Vec::new())),
        (Key::Text(b"0".to_vec()), text(b"x")),
        (Key::Text(Vec::new()), text(b"y")),
        (Key::Text(b"\xC3".to_vec()), Node::Array(vec![(Key::Int(-5), text(b"z"))])),
    ]);
    let json = tree.to_json();
    assert_eq!(
        json,
        concat!(
            r#"{"array":[[0,""],[9007199254740991,"é\"\\😀"#,
            "\u{7f}",
            r#""],[{"int":"9007199254740992"},"\u0000\t\n\u001f"],[{"int":"-9007199254740992"},{"hex":"ff00"}],"#,
            r#"[{"int":"-9223372036854775808"},{"array":[]}],["0","x"],["","y"],[{"hex":"c3"},{"array":[[-5,"z"]]}]]}"#
        )
    );
    assert_eq!(Node::from_json(json.as_bytes()), Ok(tree.clone()));
    let serde: Node = serde_json::from_str(&serde_json::to_string(&tree).unwrap()).unwrap();
    assert_eq!(serde, tree);
}

#[test]
fn whitespace_and_other_spellings_are_read() {
    let json = b" { \"array\" : [ [ { \"int\" : \"5\" } , { \"hex\" : \"6A\" } ] ,\n[ \"\\u0061\" ,\t{\"array\":[ ]} ] ] } ";
    let tree =
        Node::Array(vec![(Key::Int(5), text(b"j")), (Key::Text(b"a".to_vec()), Node::Array(Vec::new()))]);
    assert_eq!(Node::from_json(json), Ok(tree));
}

#[test]
fn a_bad_text_is_told_what_was_expected_and_where() {
    for (json, message) in [
        ("", "expected a string, {\"hex\":\"…\"} or {\"array\":[…]}, found the end at byte 0 of the tree"),
        ("7", "expected a string, {\"hex\":\"…\"} or {\"array\":[…]}, found '7' at byte 0 of the tree"),
        ("null", "expected a string, {\"hex\":\"…\"} or {\"array\":[…]}, found 'n' at byte 0 of the tree"),
        (
            "{\"int\":\"1\"}",
            "expected a string, {\"hex\":\"…\"} or {\"array\":[…]}, found '{' at byte 0 of the tree",
        ),
        ("\"a\" x", "expected the end, found 'x' at byte 4 of the tree"),
        ("\"a", "expected a JSON string in UTF-8, found '\"' at byte 0 of the tree"),
        ("\"\\ud800\"", "expected a JSON string in UTF-8, found '\"' at byte 0 of the tree"),
        ("{\"list\":[]}", "expected \"array\", \"hex\" or \"int\", found '\"' at byte 1 of the tree"),
        ("{\"hex\":\"f\"}", "expected pairs of hexadecimal digits, found '\"' at byte 7 of the tree"),
        ("{\"hex\":\"ff\"", "expected '}', found the end at byte 11 of the tree"),
        ("{\"array\":{}}", "expected '[' of an array, found '{' at byte 9 of the tree"),
        ("{\"array\":[7]}", "expected '[' of an entry [key,value], found '7' at byte 10 of the tree"),
        ("{\"array\":[[7]]}", "expected ',' and a value, found ']' at byte 12 of the tree"),
        (
            "{\"array\":[[7,\"a\",1]]}",
            "expected ']' after the value of an entry, found ',' at byte 16 of the tree",
        ),
        (
            "{\"array\":[[7,\"a\"][8,\"b\"]]}",
            "expected ',' or ']' after an entry, found '[' at byte 17 of the tree",
        ),
        ("{\"array\":[[7,\"a\"]],\"x\":1}", "expected '}', found ',' at byte 18 of the tree"),
        (
            "{\"array\":[[9007199254740992,\"a\"]]}",
            "expected an integer key below 2^53 ({\"int\":\"…\"} holds larger ones), found '9' at byte 11 of the tree",
        ),
        (
            "{\"array\":[[1.0,\"a\"]]}",
            "expected an integer key below 2^53 ({\"int\":\"…\"} holds larger ones), found '1' at byte 11 of the tree",
        ),
        (
            "{\"array\":[[-0,\"a\"]]}",
            "expected an integer key below 2^53 ({\"int\":\"…\"} holds larger ones), found '-' at byte 11 of the tree",
        ),
        (
            "{\"array\":[[{\"int\":\"9223372036854775808\"},\"a\"]]}",
            "expected a 64-bit integer in a string, found '\"' at byte 18 of the tree",
        ),
        (
            "{\"array\":[[{\"array\":[]},\"a\"]]}",
            "expected an integer, {\"int\":\"…\"}, a string or {\"hex\":\"…\"} as key, found '{' at byte 11 of the tree",
        ),
    ] {
        assert_eq!(Node::from_json(json.as_bytes()).unwrap_err().to_string(), message, "{json}");
    }
    let not_utf8 = Node::from_json(b"\"\xFF\"").unwrap_err();
    assert_eq!(not_utf8.to_string(), "expected a JSON string in UTF-8, found '\"' at byte 0 of the tree");
}

#[test]
fn the_writer_and_the_reader_agree_on_every_vector() {
    for vector in phpform_conformance::vector::vectors().unwrap() {
        if let phpform_conformance::Answer::Tree { tree, .. } = &vector.expect {
            assert_eq!(Node::from_json(tree.to_json().as_bytes()).as_ref(), Ok(tree), "{}", vector.id);
        }
    }
}
