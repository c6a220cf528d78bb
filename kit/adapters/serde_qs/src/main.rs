//! `serde_qs` as a testee, in its mode for form bodies, with the depth of the reading.

use std::{borrow::Cow, io};

use phpform_conformance::{Answer, Decoder, Key, Limit, Node, Profile, Reading, protocol};
use serde_json::Value;

struct SerdeQs;

impl Decoder for SerdeQs {
    fn name(&self) -> &str {
        "serde_qs"
    }

    fn version(&self) -> Option<&str> {
        Some("1.1.3")
    }

    fn decode(&mut self, body: &[u8], reading: &Reading) -> Answer {
        let options = &reading.options;
        if options.max_pairs.is_some() || options.max_bytes.is_some() || options.separators.is_some() {
            return Answer::Unsupported("serde_qs has a limit on depth and no other option".to_owned());
        }
        let config = serde_qs::Config::new().max_depth(reading.max_depth()).use_form_encoding(true);
        match config.deserialize_bytes(body) {
            Ok(map) => Answer::Tree { tree: node(Value::Object(map)), warnings: Vec::new() },
            Err(error) => Answer::Error {
                kind: Limit::from(Cow::from(error.to_string())),
                offset: 0,
                path: String::new(),
            },
        }
    }
}

/// Whatever `serde_qs` made of a body; no deeper than its depth is.
fn node(value: Value) -> Node {
    match value {
        Value::Object(map) => Node::Array(map.into_iter().map(|(name, value)| (key(name), node(value))).collect()),
        Value::Array(list) => Node::Array((0..).map(Key::Int).zip(list.into_iter().map(node)).collect()),
        Value::String(text) => Node::Text(text.into_bytes()),
        Value::Null | Value::Bool(_) | Value::Number(_) => Node::Text(Vec::new()),
    }
}

/// PHP's rule for integer keys: `serde_qs` has text alone.
fn key(name: String) -> Key {
    match name.parse::<i64>() {
        Ok(int) if int.to_string() == name => Key::Int(int),
        _ => Key::Text(name.into_bytes()),
    }
}

fn main() -> Result<(), protocol::ProtocolError> {
    protocol::serve(&mut SerdeQs, &Profile::PhpPost.into(), io::stdin(), io::stdout())
}
