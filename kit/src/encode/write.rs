//! A tree as a body.

use std::slice;

use phpform::{Encoding, Query};
use phpform_conformance::{Key, Node};

/// Writes a tree as a body.
///
/// # Errors
///
/// Names are as long as their texts are deep, so a small tree can make a body without end: one of 4 GiB, which no
/// reading takes, is refused before it is written.
pub(crate) fn write(tree: &Node, encoding: Encoding) -> Result<String, String> {
    if length(tree) > u64::from(u32::MAX) {
        return Err("the body would have 4 GiB and more, which no reading takes".to_owned());
    }
    let mut query = Query::new(encoding);
    for step in Walk::new(tree) {
        match step {
            Step::Open(key) => query.open(of_parser(key)),
            Step::Text(key, text) => query.text(of_parser(key), text),
            Step::Close => query.close(),
        }
    }
    Ok(query.finish())
}

/// How long a body is at least: as if nothing in it had to be escaped.
fn length(tree: &Node) -> u64 {
    let mut open = Vec::new();
    let (mut name, mut length) = (0, 0_u64);
    for step in Walk::new(tree) {
        match step {
            Step::Open(key) => {
                open.push(name);
                name += key_length(key);
            }
            Step::Text(key, text) => {
                length = length.saturating_add(name + key_length(key) + text.len() as u64);
            }
            Step::Close => name = open.pop().unwrap_or(0),
        }
    }
    length
}

/// An integer has one digit at least, and its brackets or the `=` behind it count as one.
fn key_length(key: &Key) -> u64 {
    match key {
        Key::Int(_) => 2,
        Key::Text(bytes) => 1 + bytes.len() as u64,
    }
}

fn of_parser(key: &Key) -> phpform::Key<'_> {
    match key {
        Key::Int(int) => phpform::Key::Int(*int),
        Key::Text(bytes) => phpform::Key::Bytes(bytes),
    }
}

/// A step through a tree.
enum Step<'n> {
    Text(&'n Key, &'n [u8]),
    Open(&'n Key),
    Close,
}

/// A way through a tree, depth first, without recursion.
struct Walk<'n> {
    open: Vec<slice::Iter<'n, (Key, Node)>>,
}

impl<'n> Walk<'n> {
    fn new(tree: &'n Node) -> Self {
        Self { open: vec![tree.as_items().unwrap_or_default().iter()] }
    }
}

impl<'n> Iterator for Walk<'n> {
    type Item = Step<'n>;

    fn next(&mut self) -> Option<Step<'n>> {
        let Some((key, node)) = self.open.last_mut()?.next() else {
            self.open.pop();
            return (!self.open.is_empty()).then_some(Step::Close);
        };
        Some(match node {
            Node::Text(text) => Step::Text(key, text),
            Node::Array(items) => {
                self.open.push(items.iter());
                Step::Open(key)
            }
        })
    }
}
