//! `phpform encode`: which JSON it takes for what, and what it says about JSON that it cannot read.

mod phpform;

use phpform::{Run, run};

#[track_caller]
fn assert_body(json: &str, body: &str) {
    let Run { code, stdout, stderr } = run(&["encode"], json.as_bytes());
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (0, body, ""), "{json}");
}

#[track_caller]
fn assert_error(arguments: &[&str], json: &[u8], wanted: &str) {
    let Run { code, stdout, stderr } = run(arguments, json);
    assert_eq!((code, stdout.as_str()), (1, ""), "{}", json.escape_ascii());
    assert_eq!(stderr.trim_end(), wanted, "{}", json.escape_ascii());
}

#[test]
fn the_json_of_the_tree_is_known_by_its_start() {
    assert_body(r#"{"array":[["a",{"array":[[0,"x"],[{"hex":"ff"},"y z"]]}]]}"#, "a%5B0%5D=x&a%5B%FF%5D=y+z");
    assert_body(" { \"array\" : [ ] }", "");
    assert_body(r#"{"array":["x"]}"#, "array%5B0%5D=x");
    let plain = run(&["encode", "--from", "json"], br#"{"array":[["a","b"]]}"#);
    assert_eq!(plain.stdout, "array%5B0%5D%5B0%5D=a&array%5B0%5D%5B1%5D=b");
}

#[test]
fn a_tree_may_hold_what_only_http_build_query_takes() {
    let json = r#"{"array":[["a",null],["b",true],["c",false],[-7,-5],[{"int":"9223372036854775807"},{"hex":"00"}]]}"#;
    assert_body(json, "b=1&c=0&-7=-5&9223372036854775807=%00");
}

#[test]
fn errors_name_what_was_expected_and_where() {
    let encode = &["encode"][..];
    assert_error(
        encode,
        b"",
        "error: not JSON: Unexpected end of file, a value was expected, at line 1, column 1",
    );
    assert_error(encode, b"5", "error: expected an array or an object, found a number, at line 1, column 1");
    assert_error(
        encode,
        b"\n null",
        "error: expected an array or an object, found null, at line 2, column 2",
    );
    assert_error(
        encode,
        "{\"\u{e9}\u{e9}\": 1,\n \"b\u{e9}\": x}".as_bytes(),
        "error: not JSON: Unexpected char: 'x', at line 2, column 8",
    );
    assert_error(encode, b"[1,]", "error: not JSON: Trailing commas are not allowed, at line 1, column 4");
    assert_error(
        encode,
        b"[] []",
        "error: not JSON: The JSON already contains one root element, at line 1, column 4",
    );
    assert_error(
        &["encode", "--from", "tagged"],
        br#"{"array":[["a"]]}"#,
        "error: expected a string, {\"hex\":…}, {\"array\":…}, an integer, a boolean or null, found the end of an array, \
         at line 1, column 15",
    );
    assert_error(
        &["encode", "--from", "tagged"],
        br#""a""#,
        "error: expected {\"array\":[…]} as a body, found a value, at line 1, column 1",
    );
    for json in [
        &br#"{"array":[["a",1.5]]}"#[..],
        br#"{"array":[["a",9223372036854775808]]}"#,
        br#"{"array":[["a",{"int":"1"}]]}"#,
        br#"{"array":[["a",{"hex":"f"}]]}"#,
        br#"{"array":[["a",{"hex":"0g"}]]}"#,
        br#"{"array":[["a",{"array":[],"x":1}]]}"#,
        br#"{"array":[[true,"a"]]}"#,
        br#"{"array":[[{"int":"01"},"a"]]}"#,
        br#"{"array":[["a","b","c"]]}"#,
        br#"{"array":[["a","b"]]} x"#,
        br#"{"array":[["a","b"]"#,
        b"{\"array\":[[\"a\",\"\xff\"]]}",
    ] {
        let refused = run(&["encode"], json);
        assert_eq!((refused.code, refused.stdout.as_str()), (1, ""), "{}", json.escape_ascii());
        assert!(refused.stderr.contains("at line 1, column "), "{}", refused.stderr);
        assert!(refused.stderr.contains("--from json"), "{}", refused.stderr);
    }
}

#[test]
fn deep_json_does_not_recurse() {
    const DEPTH: usize = 60_000;
    let json = format!("{}1{}", "[".repeat(DEPTH), "]".repeat(DEPTH));
    let body = run(&["encode"], json.as_bytes());
    assert_eq!((body.code, body.stdout.matches("%5B0%5D").count()), (0, DEPTH - 1), "{}", body.stderr);
    let json = format!(r#"{}"x"{}"#, r#"{"array":[[0,"#.repeat(DEPTH / 4), "]]}".repeat(DEPTH / 4));
    let body = run(&["encode"], json.as_bytes());
    assert_eq!((body.code, body.stdout.matches("%5B0%5D").count()), (0, DEPTH / 4 - 1), "{}", body.stderr);
}

#[test]
fn a_body_that_nobody_could_read_is_refused() {
    let name = "a".repeat(1 << 20);
    let json = format!(r#"{{"{name}":[{}1]}}"#, "1,".repeat(5000));
    assert_error(
        &["encode"],
        json.as_bytes(),
        "error: the body would have 4 GiB and more, which no reading takes",
    );
}
