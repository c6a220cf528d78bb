//! `phpform testee`: the decoder protocol, and the way back over the same frames.

mod phpform;

use phpform::{Run, run_bytes};

/// Requests as frames.
fn frames<'r>(requests: impl IntoIterator<Item = &'r [u8]>) -> Vec<u8> {
    let frame = |request: &[u8]| {
        let length = u32::try_from(request.len()).unwrap_or(u32::MAX);
        [&length.to_le_bytes()[..], request].concat()
    };
    requests.into_iter().flat_map(frame).collect()
}

/// The answers in frames.
fn answers(mut bytes: &[u8]) -> Vec<String> {
    let mut answers = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk() {
        let (answer, rest) = rest.split_at(u32::from_le_bytes(*length) as usize);
        answers.push(String::from_utf8_lossy(answer).into_owned());
        bytes = rest;
    }
    assert!(bytes.is_empty(), "{}", bytes.escape_ascii());
    answers
}

/// What a testee answers, and what it ends with.
fn ask(arguments: &[&str], input: &[u8]) -> (Vec<String>, i32, String) {
    let output = run_bytes(&[&["testee"], arguments].concat(), input);
    let answers = answers(&output.stdout);
    let Run { code, stderr, .. } = Run::from(std::process::Output { stdout: Vec::new(), ..output });
    (answers, code, stderr)
}

const BARE: &[u8] = br#"{"hello":{"protocol":1}}"#;

#[test]
fn a_bare_hello_means_what_the_arguments_say() {
    let body = b"a.b[]=1;c=2&d=3&e=4";
    let input = frames([BARE, body]);
    let (answers, code, stderr) = ask(&["--max-pairs", "1"], &input);
    assert_eq!((code, stderr.as_str()), (0, ""));
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        answers,
        [
            format!(
                r#"{{"hello":{{"name":"phpform","version":"{version}","protocol":1,"profiles":["php-post","php-parse-str","default"]}}}}"#
            ),
            r#"{"tree":{"array":[["a_b",{"array":[[0,"1;c=2"]]}],["d","3"]]},"warnings":["max-pairs"]}"#
                .to_owned(),
        ]
    );
    let (answers, ..) = ask(&["--profile", "php-parse-str", "--separators", ";", "--max-pairs", "1"], &input);
    assert_eq!(answers[1], r#"{"tree":{"array":[["a_b",{"array":[[0,"1"]]}]]},"warnings":["max-pairs"]}"#);
    let (answers, ..) = ask(&["--profile", "default", "--max-pairs", "1"], &input);
    assert_eq!(answers[1], r#"{"error":{"kind":"max-pairs","offset":12,"path":"d"}}"#);
}

#[test]
fn a_hello_may_come_at_any_time() {
    let strict = br#"{"hello":{"protocol":1,"profile":"default","max_depth":1}}"#;
    let unknown = br#"{"hello":{"protocol":1,"profile":"perl"}}"#;
    let (answers, code, _) =
        ask(&[], &frames([BARE, b"a[b][c]=1", strict, b"a[b][c]=1", unknown, b"a=1", BARE, b""]));
    assert_eq!((answers.len(), code), (8, 0));
    assert_eq!(answers[1], r#"{"tree":{"array":[["a",{"array":[["b",{"array":[["c","1"]]}]]}]]}}"#);
    assert_eq!(answers[3], r#"{"error":{"kind":"max-depth","offset":4,"path":"a[b]"}}"#);
    assert!(answers[4].starts_with(r#"{"unsupported":""#), "{}", answers[4]);
    assert!(answers[5].starts_with(r#"{"unsupported":""#), "{}", answers[5]);
    assert_eq!(answers[7], r#"{"tree":{"array":[]}}"#);
}

#[test]
fn the_way_back_takes_every_value_that_http_build_query_takes() {
    let node =
        br#"{"array":[["a b",{"array":[[0,"~"],[1,null],[2,true],[3,false],[4,-7]]}],["c",{"hex":"ff"}]]}"#;
    let input = frames([BARE, node, br#"{"array":[]}"#]);
    let (answers, code, stderr) = ask(&["--profile", "http-build-query"], &input);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(answers[0].contains(r#""profiles":["http-build-query"]"#), "{}", answers[0]);
    assert_eq!(answers[1], r#"{"body":"a+b%5B0%5D=%7E&a+b%5B2%5D=1&a+b%5B3%5D=0&a+b%5B4%5D=-7&c=%FF"}"#);
    assert_eq!(answers[2], r#"{"body":""}"#);
    let (answers, ..) = ask(&["--profile", "http-build-query", "--rfc3986"], &input);
    assert_eq!(
        answers[1],
        r#"{"body":"a%20b%5B0%5D=~&a%20b%5B2%5D=1&a%20b%5B3%5D=0&a%20b%5B4%5D=-7&c=%FF"}"#
    );
}

#[test]
fn the_way_back_has_no_other_profile_and_no_limits() {
    let empty = br#"{"array":[]}"#;
    for hello in [
        &br#"{"hello":{"protocol":1,"profile":"php-post"}}"#[..],
        br#"{"hello":{"protocol":1,"max_pairs":3}}"#,
        br#"{"hello":{"protocol":2}}"#,
        br#"{"hello":{}}"#,
    ] {
        let (answers, code, _) = ask(&["--profile", "http-build-query"], &frames([empty, hello, empty]));
        assert_eq!((answers.len(), code), (3, 0));
        assert!(answers.iter().all(|answer| answer.starts_with(r#"{"unsupported":""#)), "{answers:?}");
    }
}

#[test]
fn who_breaks_the_protocol_is_told_and_left() {
    let whole = frames([BARE, b"a=1"]);
    let cut = &whole[..whole.len() - 2];
    let huge = [frames([BARE]), vec![0xFF; 4]].concat();
    for (input, message) in [(cut, "expected a frame of 3 bytes, found the end after 1"), (&huge, "at most")]
    {
        for profile in ["php-post", "http-build-query"] {
            let (answers, code, stderr) = ask(&["--profile", profile], input);
            assert_eq!((answers.len(), code), (1, 2), "{stderr}");
            assert!(stderr.contains(message), "{stderr}");
        }
    }
    let no_node = frames([BARE, br#"{"array":[]}"#, br#"{"array":[["a",1.5]]}"#]);
    let (answers, code, stderr) = ask(&["--profile", "http-build-query"], &no_node);
    assert_eq!((answers.len(), code), (2, 2));
    assert!(stderr.contains("request 3 is no node: expected an integer"), "{stderr}");
}

#[test]
fn arguments_that_contradict_each_other_are_wrong_usage() {
    for arguments in
        [&["--rfc3986"][..], &["--profile", "http-build-query", "--max-pairs", "1"], &["--separators", ";"]]
    {
        let (answers, code, stderr) = ask(arguments, b"");
        assert_eq!((answers.len(), code), (0, 2), "{arguments:?}");
        assert!(stderr.starts_with("error: "), "{stderr}");
    }
}
