//! The decoder protocol, both ends against each other and each against bad partners.
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy allows this in test functions alone")]

use std::collections::HashSet;
use std::io::{Cursor, PipeReader, PipeWriter, pipe};
use std::thread;

use phpform_conformance::protocol::{
    Client, Greeting, HELLO_START, MAX_FRAME, ProtocolError, read_frame, serve, write_frame,
};
use phpform_conformance::vector::vectors;
use phpform_conformance::{Answer, Decoder, Naive, Options, Profile, Reading};

/// A conversation with a decoder in a thread of its own.
fn attach(mut decoder: impl Decoder + Send + 'static) -> Client<PipeReader, PipeWriter> {
    let (request_reader, request_writer) = pipe().unwrap();
    let (answer_reader, answer_writer) = pipe().unwrap();
    thread::spawn(move || serve(&mut decoder, &Profile::PhpPost.into(), request_reader, answer_writer));
    Client::new(answer_reader, request_writer)
}

fn naive() -> Naive {
    Naive::new(Profile::PhpPost.into())
}

/// What a testee answers to frames, as text.
fn answers(requests: &[&[u8]]) -> Vec<String> {
    let mut input = Vec::new();
    for request in requests {
        write_frame(&mut input, request).unwrap();
    }
    let mut output = Vec::new();
    serve(&mut naive(), &Profile::PhpPost.into(), Cursor::new(input), &mut output).unwrap();
    let mut output = Cursor::new(output);
    let mut answers = Vec::new();
    while let Some(answer) = read_frame(&mut output, MAX_FRAME).unwrap() {
        answers.push(String::from_utf8(answer).unwrap());
    }
    answers
}

/// What a client makes of one answer frame.
fn decoded(answer: &[u8]) -> Result<Answer, ProtocolError> {
    let mut frame = Vec::new();
    write_frame(&mut frame, answer).unwrap();
    Client::new(Cursor::new(frame), Vec::new()).decode(b"a=1")
}

#[test]
fn every_vector_gets_the_same_answer_over_the_protocol() {
    let mut client = attach(naive());
    let mut asked = HashSet::new();
    for vector in vectors().unwrap() {
        assert!(matches!(client.hello(&vector.reading()), Ok(Greeting::Ready(_))), "{}", vector.id);
        assert_eq!(client.decode(&vector.body).unwrap(), vector.expect, "{}", vector.id);
        asked.insert(vector.profile);
    }
    assert_eq!(asked.len(), Profile::ALL.len());
}

#[test]
fn a_hello_is_answered_with_who_is_there() {
    let hello = br#"{"hello":{"protocol":1}}"#;
    let identity = concat!(
        r#"{"hello":{"name":"naive","version":""#,
        env!("CARGO_PKG_VERSION"),
        r#"","protocol":1,"profiles":["php-post","php-parse-str","default"]}}"#
    );
    assert_eq!(answers(&[hello, b"a[]=1"]), [identity, r#"{"tree":{"array":[["a",{"array":[[0,"1"]]}]]}}"#]);
}

#[test]
fn a_hello_changes_what_follows_it() {
    let found = answers(&[
        br#"{"hello":{"protocol":1,"profile":"php-parse-str","max_pairs":1,"separators":";"}}"#,
        b"a=1;b=2",
        br#"{"hello":{"protocol":1,"max_depth":0}}"#,
        b"a=1;b=2&c[]=3",
        br#"{"hello":{"protocol":1,"profile":"default","max_bytes":2}}"#,
        b"a=1",
    ]);
    assert_eq!(found[1], r#"{"tree":{"array":[["a","1"]]},"warnings":["max-pairs"]}"#);
    assert_eq!(found[3], r#"{"tree":{"array":[["a","1;b=2"]]},"warnings":["max-depth"]}"#);
    assert_eq!(found[5], r#"{"error":{"kind":"max-bytes","offset":2,"path":""}}"#);
}

#[test]
fn what_is_not_there_is_unsupported_with_its_reason() {
    for (hello, reason) in [
        (r#"{"hello":{"protocol":2}}"#, "expected version 1 of the protocol, found 2"),
        (r#"{"hello":{"protocol":1,"profile":"cookie"}}"#, "found \\\"cookie\\\""),
        (r#"{"hello":{"protocol":1,"max_vars":1}}"#, "unknown field `max_vars`"),
        (r#"{"hello":{"protocol":1,"profile":"php-post","separators":";"}}"#, "only php-parse-str has them"),
        (r#"{"hello":7}"#, "cannot read the hello"),
        (r#"{"hello":"#, "cannot read the hello"),
    ] {
        let found = answers(&[hello.as_bytes(), b"a=1"]);
        assert!(
            found[0].starts_with(r#"{"unsupported":""#) && found[0].contains(reason),
            "{hello}: {}",
            found[0]
        );
        assert_eq!(found[0], found[1], "{hello}: the bodies after it are refused for the same reason");
    }
    assert_eq!(
        answers(&[b"a=1"]),
        [r#"{"unsupported":"expected a hello as the first request, found a body"}"#]
    );
}

#[test]
fn a_decoder_is_not_asked_for_what_it_does_not_read() {
    struct OnlyPost;
    impl Decoder for OnlyPost {
        fn name(&self) -> &'static str {
            "only post"
        }
        fn profiles(&self) -> &[Profile] {
            &[Profile::PhpPost]
        }
        fn decode(&mut self, _: &[u8], _: &Reading) -> Answer {
            panic!("asked")
        }
    }
    let greeting = attach(OnlyPost).hello(&Profile::Default.into()).unwrap();
    assert_eq!(greeting, Greeting::Unsupported("only post does not read the profile default".to_owned()));
}

#[test]
fn what_the_protocol_cannot_say_is_unsupported() {
    let mut client = attach(naive());
    let options = Options { keep_names: true, ..Options::default() };
    let greeting = client.hello(&Reading { profile: Profile::Default, options }).unwrap();
    assert_eq!(greeting, Greeting::Unsupported("the protocol has no keep_names".to_owned()));
    let options = Options { separators: Some(vec![0xFF]), ..Options::default() };
    let greeting = client.hello(&Reading { profile: Profile::PhpParseStr, options }).unwrap();
    assert_eq!(greeting, Greeting::Unsupported("the protocol has no separators outside UTF-8".to_owned()));
    assert!(matches!(client.decode(HELLO_START).unwrap(), Answer::Unsupported(_)));
}

#[test]
fn an_answer_that_is_none_is_told_so() {
    for (answer, reason) in [
        ("", "expected a JSON object, in the frame \"\""),
        ("[]", "expected a JSON object"),
        (r#"[{"array":[]},[],null,null]"#, "expected a JSON object"),
        ("{", "EOF while parsing"),
        ("{}", "expected one of"),
        (r#"{"tree":"a"}"#, "found a scalar"),
        (r#"{"tree":{"array":[[7]]}}"#, "expected ',' and a value, found ']' at byte 12 of the tree"),
        (r#"{"tree":{"array":[]},"error":{"kind":"max-pairs","offset":1,"path":""}}"#, "expected one of"),
        (r#"{"unsupported":"x","warnings":["max-pairs"]}"#, "expected one of"),
        (r#"{"error":{"kind":"max-pairs"}}"#, "missing field"),
        (r#"{"tree":{"array":[]},"extra":1}"#, "unknown field"),
    ] {
        let error = decoded(answer.as_bytes()).unwrap_err();
        assert!(matches!(error, ProtocolError::Garbage { .. }), "{answer}");
        assert!(error.to_string().contains(reason), "{answer}: {error}");
    }
    let long = decoded(&[b'\n'; 1000]).unwrap_err().to_string();
    assert!(long.len() < 600 && long.ends_with("…\""), "{long}");
}

#[test]
fn an_answer_with_an_unknown_kind_is_an_answer() {
    let answer = decoded(br#"{"error":{"kind":"syntax","offset":1,"path":""}}"#).unwrap();
    assert_eq!(
        serde_json::to_string(&answer).unwrap(),
        r#"{"error":{"kind":"syntax","offset":1,"path":""}}"#
    );
}

#[test]
fn frames_that_do_not_end_well_are_told_so() {
    for (frames, message) in [
        (&b""[..], "expected an answer, found the end of the output"),
        (b"\x05\0", "expected a frame of 4 bytes, found the end after 2"),
        (b"\x05\0\0\0ab", "expected a frame of 5 bytes, found the end after 2"),
        (
            b"\xFF\xFF\xFF\xFF",
            "expected a frame of at most 67108864 bytes, found one of 4294967295 announced",
        ),
    ] {
        let error = Client::new(frames, Vec::new()).decode(b"a=1").unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    let served = serve(&mut naive(), &Profile::PhpPost.into(), &b"\x01\0\0\x05"[..], Vec::new());
    assert!(matches!(served, Err(ProtocolError::TooLarge { .. })));
}

#[test]
fn another_version_of_the_protocol_is_an_error_and_no_skip() {
    let mut frame = Vec::new();
    let identity = br#"{"hello":{"name":"x","version":"1","protocol":2,"profiles":[]}}"#;
    write_frame(&mut frame, identity).unwrap();
    let error = Client::new(Cursor::new(frame), Vec::new()).hello(&Profile::Default.into()).unwrap_err();
    assert_eq!(error.to_string(), "expected version 1 of the protocol, found 2");
}
