//! `phpform` itself, with its answers in the terms of the conformance kit.

use std::borrow::Cow;

use phpform::{Form, Step};
use phpform_conformance::{Answer, Key, Limit, Node, Profile, Reading};

/// What `phpform` makes of a body.
pub fn read(body: &[u8], reading: &Reading) -> Answer {
    match options(reading).parse(body) {
        Ok(form) => Answer::Tree { tree: tree(&form), warnings: warnings(&form) },
        Err(error) => Answer::Error {
            kind: limit(error.kind()),
            offset: error.span().start,
            path: error.path().to_string(),
        },
    }
}

/// The options of `phpform` that mean this reading.
pub fn options(reading: &Reading) -> phpform::Options {
    let mut options = match reading.profile {
        Profile::PhpPost => phpform::Options::php_post(),
        Profile::PhpParseStr => phpform::Options::php_parse_str(),
        Profile::Default => phpform::Options::new(),
    };
    let asked = &reading.options;
    if let Some(pairs) = asked.max_pairs {
        options = options.max_pairs(pairs);
    }
    if let Some(depth) = asked.max_depth {
        options = options.max_depth(depth);
    }
    if let Some(bytes) = asked.max_bytes {
        options = options.max_bytes(bytes);
    }
    if let Some(separators) = &asked.separators {
        options = options.separators(separators);
    }
    if asked.keep_names { options.keep_names() } else { options }
}

fn warnings(form: &Form<'_>) -> Vec<Limit> {
    form.warnings().iter().map(|warning| limit(warning.kind())).collect()
}

fn limit(kind: phpform::ErrorKind) -> Limit {
    Cow::Borrowed(kind.as_str()).into()
}

/// The tree of a form, by its public walk.
pub fn tree(form: &Form<'_>) -> Node {
    let mut items = Vec::new();
    let mut open = Vec::new();
    for step in form.root().walk() {
        match step {
            Step::Text(name, text) => items.push((key(name), Node::Text(text.to_vec()))),
            Step::Open(name) => open.push((key(name), std::mem::take(&mut items))),
            Step::Close => {
                if let Some((name, outer)) = open.pop() {
                    let array = Node::Array(std::mem::replace(&mut items, outer));
                    items.push((name, array));
                }
            }
        }
    }
    Node::Array(items)
}

fn key(key: phpform::Key<'_>) -> Key {
    match key {
        phpform::Key::Int(int) => Key::Int(int),
        phpform::Key::Bytes(bytes) => Key::Text(bytes.to_vec()),
    }
}
