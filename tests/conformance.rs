//! Every conformance vector as a case of its own, against the parser; and every value of every form looked up.

#![allow(clippy::panic, reason = "a test fails by it")]

use phpform::{Form, Key, Options, Path, PathKey, Step};
use phpform_conformance::parser::Parser;
use phpform_conformance::{Answer, Decoder, Exit, Reading, harness};

fn main() -> Exit {
    harness::run(Thorough)
}

/// The parser, with a look at what it gives: every value has to be where its path says.
struct Thorough;

impl Decoder for Thorough {
    fn name(&self) -> &'static str {
        "phpform"
    }

    fn decode(&mut self, body: &[u8], reading: &Reading) -> Answer {
        if let Ok(form) = Options::from(reading).parse(body) {
            look_up(&form);
        }
        Parser.decode(body, reading)
    }
}

fn look_up(form: &Form<'_>) {
    let mut keys: Vec<Key<'_>> = Vec::new();
    for step in form.root().walk() {
        let (Step::Open(key) | Step::Text(key, _)) = step else {
            keys.pop();
            continue;
        };
        keys.push(key);
        let path: Path = keys.iter().copied().map(PathKey::from).collect();
        let Ok(found) = form.get(&path.to_string()) else { panic!("nothing at {path}") };
        assert_eq!(found.path(), path);
        let below: Path =
            keys.iter().copied().chain([Key::Bytes(b"no such key")]).map(PathKey::from).collect();
        assert!(form.find(&below).is_none(), "{below}");
        match step {
            Step::Text(_, text) => {
                assert_eq!(found.as_bytes(), Some(text), "{path}");
                keys.pop();
            }
            _ => assert!(found.as_array().is_some(), "{path}"),
        }
    }
}
