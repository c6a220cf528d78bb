//! Every conformance vector as a case of its own, against the parser; and whatever else the parser says of that body has
//! to be the same: every value looked up, where it stands, the pairs, and the form as serde hands it over.

#![allow(clippy::panic, reason = "a test fails by it")]

use std::collections::HashMap;

use phpform::{Form, Key, Options, Pair, Path, PathKey, Step, Value};
use phpform_conformance::parser::Parser;
use phpform_conformance::{Answer, Decoder, Exit, Node, Reading, harness};

fn main() -> Exit {
    harness::run(Thorough)
}

/// The parser, with a look at everything that it gives.
struct Thorough;

impl Decoder for Thorough {
    fn name(&self) -> &'static str {
        "phpform"
    }

    fn decode(&mut self, body: &[u8], reading: &Reading) -> Answer {
        let options = Options::from(reading);
        if let Ok(form) = options.parse(body) {
            look_up(&form);
            point_at(body, &form, &options);
            hand_over(body, &form, &options);
        }
        Parser.decode(body, reading)
    }
}

/// Every value is where its path says.
fn look_up(form: &Form<'_>) {
    assert_eq!(form.len(), form.root().as_array().into_iter().flatten().count());
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
            _ => assert!(found.as_array().is_some_and(|array| array.len() == array.iter().count()), "{path}"),
        }
    }
}

/// A text is what stands where it is said to stand, in a pair whose keys lead to it. A pair says which keys it shares.
fn point_at(body: &[u8], form: &Form<'_>, options: &Options) {
    let mut above = Vec::new();
    let mut pairs = HashMap::new();
    for pair in options.pairs(body) {
        let keys: Vec<Option<Key<'_>>> = pair.keys().collect();
        let shared = keys.len() - pair.new_keys().len();
        assert!(pair.keys().take(shared).map(printed).eq(above.into_iter().take(shared)), "{keys:?}");
        assert!(pair.keys().skip(shared).eq(pair.new_keys()), "{keys:?}");
        above = pair.keys().map(printed).collect();
        pairs.insert(pair.name_span().start, pair);
    }
    let mut left: Vec<Value<'_>> = vec![form.root()];
    while let Some(value) = left.pop() {
        left.extend(value.as_array().into_iter().flatten().map(|(_, child)| child));
        let Some(text) = value.as_bytes() else { continue };
        let (name, span) = (value.name_span(), value.value_span());
        let Some(pair) = pairs.get(&name.start) else { panic!("no pair at {name:?}") };
        assert_eq!((pair.name_span(), pair.value_span()), (name, span.clone()));
        assert!(leads_to(pair, &value.path()), "{} in {pair:?}", value.path());
        let raw: Vec<u8> = body
            .get(span)
            .into_iter()
            .flatten()
            .map(|byte| if *byte == b'+' { b' ' } else { *byte })
            .collect();
        assert_eq!(percent_encoding::percent_decode(&raw).collect::<Vec<u8>>(), text);
    }
}

fn printed(key: Option<Key<'_>>) -> String {
    format!("{key:?}")
}

fn leads_to(pair: &Pair<'_>, path: &Path) -> bool {
    pair.keys().len() == path.keys().len()
        && pair.keys().zip(path.keys()).all(|(key, step)| match (key, step.as_key()) {
            (None, found) => matches!(found, Key::Int(_)),
            (Some(key), found) => key == found,
        })
}

/// serde hands over what the form holds, whether it was a form before or comes pair by pair.
fn hand_over(body: &[u8], form: &Form<'_>, options: &Options) {
    let tree = Node::from(form).to_json();
    for found in [form.root().deserialize::<Form<'_>>(), options.from_bytes(body)] {
        match found {
            Ok(found) => assert_eq!(Node::from(&found).to_json(), tree),
            // serde goes no deeper.
            Err(error) => assert_eq!(error.kind(), phpform::ErrorKind::TooNested, "{error}"),
        }
    }
}
