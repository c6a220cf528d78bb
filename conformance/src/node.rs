//! The tree that a decoder answers with: PHP's ordered array, as plain data.

/// A value of the tree: text, or an array in PHP's iteration order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// The bytes of a scalar, percent escapes undone.
    Text(Vec<u8>),
    /// Keys and values, in the order in which PHP iterates.
    Array(Vec<(Key, Node)>),
}

/// A key of an array.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A PHP integer key.
    Int(i64),
    /// Any other key, as bytes.
    Text(Vec<u8>),
}
