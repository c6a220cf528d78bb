//! A node of the tree: a value, and the key it stands under.

use crate::key::Key;
use crate::place::{Bytes, Place, Source, Texts};
use crate::wide::Seed;

/// The number of a node: its place among all nodes, or [`ROOT`](crate::tree::ROOT).
pub(crate) type Id = u32;

/// PHP's mark for an array that never had an integer key.
pub(crate) const NO_INDEX: i64 = i64::MIN;

/// A value and the key it stands under.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    /// The key: where its bytes stand, or an integer.
    pub(crate) key: Place,
    /// Where the bytes of a scalar stand; the last child and the number of children of an array.
    pub(crate) value: Place,
    /// Arrays: the index that `[]` would take. Scalars: the hash of the key, if it is known.
    pub(crate) index_or_hash: i64,
    /// The next child of the same array; behind the last one stands the first.
    pub(crate) next: Id,
    /// Where the part starts that gave the node its value.
    pub(crate) part: u32,
    /// Arrays: which keys may be there, one bit for several; for wide ones, the number of their table.
    pub(crate) filter: u32,
    pub(crate) key_kind: KeyKind,
    pub(crate) kind: Kind,
}

/// What a key is, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyKind {
    Int,
    Body,
    Text,
}

impl KeyKind {
    /// That of a key that is no integer.
    #[inline(always)]
    pub(crate) fn of(key: Bytes) -> Self {
        if key.source == Source::Body { Self::Body } else { Self::Text }
    }
}

/// What a node holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A scalar in the body.
    Body,
    /// A scalar in the decoded text.
    Text,
    /// An array.
    Array,
    /// An array with a table of its own.
    Wide,
    /// Nothing any more: PHP deletes a top entry whose name goes too deep (specification 4.3).
    Deleted,
}

impl Node {
    /// An empty array.
    #[inline]
    pub(crate) fn array(part: u32) -> Self {
        Self {
            key: Place::default(),
            value: Place::default(),
            index_or_hash: NO_INDEX,
            next: 0,
            part,
            filter: 0,
            key_kind: KeyKind::Int,
            kind: Kind::Array,
        }
    }

    /// The key it stands under.
    #[inline]
    pub(crate) fn key<'t>(&self, texts: Texts<'t>) -> Key<'t> {
        match self.key_kind {
            KeyKind::Int => Key::Int(self.key.0.cast_signed()),
            KeyKind::Body => Key::Bytes(self.key.of(texts.body)),
            KeyKind::Text => Key::Bytes(self.key.of(texts.decoded)),
        }
    }

    /// Whether it stands under that key.
    #[inline(always)]
    pub(crate) fn is_under(&self, key: Key<'_>, texts: Texts<'_>) -> bool {
        match key {
            Key::Int(int) => self.key_kind == KeyKind::Int && self.key == Place(int.cast_unsigned()),
            Key::Bytes(bytes) => {
                self.key.len() as usize == bytes.len()
                    && self.key_kind != KeyKind::Int
                    && self.key(texts) == Key::Bytes(bytes)
            }
        }
    }

    /// The index that `[]` would take of an array, or of a scalar as soon as it is one.
    #[inline]
    pub(crate) fn next_index(&self) -> i64 {
        if self.is_array() { self.index_or_hash } else { NO_INDEX }
    }

    /// The hash of the key. A long key takes long to hash, and a table is made more than once.
    #[inline]
    pub(crate) fn hash(&self, seed: &Seed, texts: Texts<'_>) -> u64 {
        match u64::try_from(self.index_or_hash) {
            Ok(hash) if !self.is_array() => hash,
            _ => self.hash_anew(seed, texts),
        }
    }

    /// As [`Node::hash`], where it is not known: once for most keys.
    #[inline(never)]
    fn hash_anew(&self, seed: &Seed, texts: Texts<'_>) -> u64 {
        seed.hash(self.key(texts))
    }

    /// Whether it can have children.
    #[inline]
    pub(crate) fn is_array(&self) -> bool {
        matches!(self.kind, Kind::Array | Kind::Wide)
    }

    /// Makes a node the last child, and tells what was known of the children before.
    #[inline(always)]
    pub(crate) fn adopt(&mut self, id: Id, bit: u32) -> Place {
        self.filter |= bit;
        let children = Place::new(id, self.value.len() + 1);
        core::mem::replace(&mut self.value, children)
    }

    /// Moves the next index of an array behind that one.
    #[inline(always)]
    pub(crate) fn take_index(&mut self, int: i64) {
        self.index_or_hash = i64::max(self.index_or_hash, int.saturating_add(1));
    }

    /// The last child of an array that has one.
    #[inline]
    pub(crate) fn last(&self) -> Id {
        self.value.start()
    }

    /// How many children the ring of an array has, deleted ones included.
    #[inline]
    pub(crate) fn ring(&self) -> u32 {
        if self.is_array() { self.value.len() } else { 0 }
    }
}
