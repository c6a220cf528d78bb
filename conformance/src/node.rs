//! The tree that a decoder answers with: PHP's ordered array, as plain data.
//!
//! A testee may answer with a tree of any depth, so nothing here recurses: clone, comparison, `Debug` and drop keep
//! their place on the heap.

use std::{fmt, mem, slice};

/// The entries of an array, in the order in which PHP iterates.
pub type Items = Vec<(Key, Node)>;

/// A value of the tree: text, or an array in PHP's iteration order.
pub enum Node {
    /// The bytes of a scalar, percent escapes undone.
    Text(Vec<u8>),
    /// Keys and values, in the order in which PHP iterates.
    Array(Items),
}

/// A key of an array.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// A PHP integer key.
    Int(i64),
    /// Any other key, as bytes.
    Text(Vec<u8>),
}

impl Node {
    /// The bytes of a scalar, or `None` for an array.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Node::Text(bytes) => Some(bytes),
            Node::Array(_) => None,
        }
    }

    /// The entries of an array, or `None` for a scalar.
    pub fn as_items(&self) -> Option<&[(Key, Node)]> {
        match self {
            Node::Text(_) => None,
            Node::Array(items) => Some(items),
        }
    }

    /// The entries of an array by value, or `None` for a scalar (`Node` has a `Drop`, so a pattern cannot move them).
    pub fn into_items(mut self) -> Option<Items> {
        match &mut self {
            Node::Text(_) => None,
            Node::Array(items) => Some(mem::take(items)),
        }
    }
}

impl Drop for Node {
    /// Takes nested arrays out one by one, so that a deep tree does not use the stack.
    fn drop(&mut self) {
        let Node::Array(items) = self else { return };
        let mut pending = Vec::new();
        let mut items = mem::take(items);
        loop {
            for (_, child) in &mut items {
                if let Node::Array(inner) = child
                    && !inner.is_empty()
                {
                    pending.push(mem::take(inner));
                }
            }
            match pending.pop() {
                Some(next) => items = next,
                None => return,
            }
        }
    }
}

/// An array that is being copied: what is left to copy, what is copied, and the key of the entry under way.
type Copying<'a> = (slice::Iter<'a, (Key, Node)>, Items, Key);

impl Clone for Node {
    fn clone(&self) -> Node {
        let mut parents: Vec<Copying<'_>> = Vec::new();
        let mut source = self;
        loop {
            let mut copy = match source {
                Node::Text(bytes) => Node::Text(bytes.clone()),
                Node::Array(items) => {
                    let mut rest = items.iter();
                    if let Some((key, child)) = rest.next() {
                        parents.push((rest, Vec::with_capacity(items.len()), key.clone()));
                        source = child;
                        continue;
                    }
                    Node::Array(Vec::new())
                }
            };
            loop {
                let Some((mut rest, mut copied, key)) = parents.pop() else { return copy };
                copied.push((key, copy));
                if let Some((key, child)) = rest.next() {
                    parents.push((rest, copied, key.clone()));
                    source = child;
                    break;
                }
                copy = Node::Array(copied);
            }
        }
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Node) -> bool {
        let mut pairs = vec![(self, other)];
        while let Some(pair) = pairs.pop() {
            match pair {
                (Node::Text(left), Node::Text(right)) if left == right => {}
                (Node::Array(left), Node::Array(right)) if left.len() == right.len() => {
                    for ((left_key, left), (right_key, right)) in left.iter().zip(right) {
                        if left_key != right_key {
                            return false;
                        }
                        pairs.push((left, right));
                    }
                }
                _ => return false,
            }
        }
        true
    }
}

impl Eq for Node {}

/// One step of a walk through a tree, parents before children.
#[derive(Clone, Copy)]
pub(crate) enum Event<'a> {
    /// A scalar.
    Text(&'a [u8]),
    /// An array begins.
    Open,
    /// An entry of the innermost open array begins; its value follows.
    Entry(&'a Key),
    /// The entry that began last and has not ended yet ends.
    EntryEnd,
    /// The innermost open array ends.
    Close,
}

/// A walk through a tree that keeps its place on the heap.
pub(crate) struct Walk<'a> {
    open: Vec<slice::Iter<'a, (Key, Node)>>,
    next: Step<'a>,
}

/// What a walk does next.
enum Step<'a> {
    /// Enters a value.
    Value(&'a Node),
    /// Ends the entry whose value was complete.
    EntryEnd,
    /// Goes on in the innermost open array.
    Array,
}

impl Node {
    /// Walks through the tree.
    pub(crate) fn walk(&self) -> Walk<'_> {
        Walk { open: Vec::new(), next: Step::Value(self) }
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        match self.next {
            Step::Value(Node::Text(bytes)) => {
                self.next = Step::EntryEnd;
                Some(Event::Text(bytes))
            }
            Step::Value(Node::Array(items)) => {
                self.open.push(items.iter());
                self.next = Step::Array;
                Some(Event::Open)
            }
            Step::EntryEnd => {
                self.next = Step::Array;
                self.open.last().map(|_| Event::EntryEnd)
            }
            Step::Array => {
                if let Some((key, child)) = self.open.last_mut()?.next() {
                    self.next = Step::Value(child);
                    return Some(Event::Entry(key));
                }
                self.open.pop();
                self.next = Step::EntryEnd;
                Some(Event::Close)
            }
        }
    }
}

/// PHP's array notation: `["a" => [0 => "1"]]`, with bytes that are not UTF-8 as `\xff`.
impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for event in self.walk() {
            match event {
                Event::Text(bytes) => quote(f, bytes)?,
                Event::Open => {
                    f.write_str("[")?;
                    separator = "";
                }
                Event::Entry(key) => write!(f, "{separator}{key:?} => ")?,
                Event::EntryEnd => separator = ", ",
                Event::Close => f.write_str("]")?,
            }
        }
        Ok(())
    }
}

/// An integer key bare, any other quoted: `7` and `"07"`.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Int(int) => write!(f, "{int}"),
            Key::Text(bytes) => quote(f, bytes),
        }
    }
}

/// Writes bytes as a quoted string, text as it is and the rest escaped.
pub(crate) fn quote(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    f.write_str("\"")?;
    for chunk in bytes.utf8_chunks() {
        write!(f, "{}", chunk.valid().escape_debug())?;
        write!(f, "{}", chunk.invalid().escape_ascii())?;
    }
    f.write_str("\"")
}
