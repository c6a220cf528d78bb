//! What the binary writes is what the real PHP writes, as `answers.json` records it.

mod phpform;

use std::process::Command;

use phpform::{has_php, run};
use serde::Deserialize;

#[derive(Deserialize)]
struct Answers {
    encode: Vec<Encoded>,
    decode: Vec<Decoded>,
}

#[derive(Deserialize)]
struct Encoded {
    json: String,
    rfc1738: String,
    rfc3986: String,
}

#[derive(Deserialize)]
struct Decoded {
    body: String,
    json: String,
}

fn answers() -> serde_json::Result<Answers> {
    serde_json::from_str(include_str!("answers.json"))
}

#[test]
fn encode_writes_what_http_build_query_writes() {
    let cases = answers().unwrap().encode;
    assert!(cases.len() > 20);
    for Encoded { json, rfc1738, rfc3986 } in cases {
        for (arguments, wanted) in [
            (&["encode", "--from", "json"][..], rfc1738),
            (&["encode", "--from", "json", "--rfc3986"], rfc3986),
        ] {
            let encoded = run(arguments, json.as_bytes());
            assert_eq!((encoded.code, encoded.stderr.as_str()), (0, ""));
            // Pair by pair: one of the bodies has a thousand.
            for (pair, wanted) in encoded.stdout.split('&').zip(wanted.split('&')) {
                assert_eq!(pair, wanted);
            }
            assert!(encoded.stdout == wanted, "a pair too many or too few for {json:.100}");
        }
    }
}

#[test]
fn decode_as_json_writes_what_json_encode_writes() {
    let cases = answers().unwrap().decode;
    assert!(cases.len() > 15);
    for Decoded { body, json } in cases {
        for profile in ["default", "php-post", "php-parse-str"] {
            let decoded = run(&["decode", "--as", "json", "--profile", profile], body.as_bytes());
            assert_eq!(
                (decoded.code, decoded.stdout.trim_end()),
                (0, json.as_str()),
                "{body}: {}",
                decoded.stderr
            );
            assert_eq!(decoded.stdout.matches('\n').count(), 1, "{body}");
        }
    }
}

#[test]
fn php_still_answers_so() {
    if !has_php() {
        return;
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/answers.php");
    let php = Command::new("php")
        .args(["-n", "-d", "precision=-1", "-d", "serialize_precision=-1", script])
        .output()
        .unwrap();
    assert!(php.status.success());
    let without_version = |json: &[u8]| {
        let mut json: serde_json::Value = serde_json::from_slice(json).unwrap();
        json["php"].take();
        json
    };
    assert_eq!(without_version(&php.stdout), without_version(include_bytes!("answers.json")));
}
