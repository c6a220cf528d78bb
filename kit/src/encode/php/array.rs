//! An array as PHP fills it.

use std::collections::HashMap;

use phpform_conformance::{Key, Node};

/// A value that is no array.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar {
    Text(Vec<u8>),
    Int(i64),
    Float(f64),
    Bool(bool),
    Null,
}

impl Scalar {
    /// The value in a body: as `http_build_query` writes it.
    pub(super) fn into_node(self) -> Node {
        match self {
            Self::Bool(false) => Node::Text(b"0".to_vec()),
            // An empty array leaves nothing behind, as null does.
            Self::Null => Node::Array(Vec::new()),
            other => Node::Text(other.into_text()),
        }
    }

    /// The value as a text: what `.` makes of it.
    pub(super) fn into_text(self) -> Vec<u8> {
        match self {
            Self::Text(text) => text,
            Self::Int(int) => int.to_string().into_bytes(),
            Self::Float(float) => phpform::Float::new(float).to_string().into_bytes(),
            Self::Bool(true) => b"1".to_vec(),
            Self::Bool(false) | Self::Null => Vec::new(),
        }
    }

    /// The value as a key.
    ///
    /// Source: `zend_ast_add_array_element` in php-src `Zend/zend_ast.c`.
    pub(super) fn into_key(self) -> Key {
        match self {
            Self::Text(text) => phpform::Key::new(&text).into(),
            Self::Int(int) => Key::Int(int),
            Self::Float(float) => Key::Int(truncated(float)),
            Self::Bool(is_true) => Key::Int(i64::from(is_true)),
            Self::Null => Key::Text(Vec::new()),
        }
    }
}

/// A float as an integer: cut off behind the point, and modulo 2^64 where it is too large.
///
/// Source: `zend_dval_to_lval` in php-src `Zend/zend_operators.h`.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)] // In range by then.
fn truncated(float: f64) -> i64 {
    const SPAN: f64 = 18_446_744_073_709_551_616.0;
    if !float.is_finite() {
        return 0;
    }
    let within = float % SPAN;
    let within = if within < -SPAN / 2.0 { within + SPAN } else { within };
    (if within >= SPAN / 2.0 { within - SPAN } else { within }) as i64
}

/// No index is left for the next element.
#[derive(Debug)]
pub(super) struct Full;

/// An array that is being filled: a key that comes twice keeps its first place and its last value.
#[derive(Debug, Default)]
pub(super) struct Array {
    items: Vec<(Key, Node)>,
    places: HashMap<Key, usize>,
    /// The largest integer key.
    last: Option<i64>,
}

impl Array {
    pub(super) fn put(&mut self, key: Key, node: Node) {
        if let Key::Int(int) = key {
            self.last = self.last.max(Some(int));
        }
        let place = *self.places.entry(key.clone()).or_insert(self.items.len());
        match self.items.get_mut(place) {
            Some((_, old)) => *old = node,
            None => self.items.push((key, node)),
        }
    }

    /// The key of the next element that has none.
    pub(super) fn next(&self) -> Result<Key, Full> {
        self.last.map_or(Some(0), |last| last.checked_add(1)).map(Key::Int).ok_or(Full)
    }

    /// Whether PHP before 8.3 gives the next element another key: there it is never negative.
    ///
    /// Source: php-src GH-11154.
    pub(super) fn next_depends_on_version(&self) -> bool {
        self.last.is_some_and(|last| last < -1)
    }

    pub(super) fn into_node(self) -> Node {
        Node::Array(self.items)
    }
}
