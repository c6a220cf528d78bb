//! Phase 4: keys -> PHP's ordered array. Append, overwrite, integer keys.
//!
//! All nodes of a form lie in one vector; the children of an array are a ring through it, so that nothing here
//! allocates per array, recurses, or is freed one by one. Source: `php_register_variable_ex` in php-src
//! `main/php_variables.c` and `Zend/zend_hash.c`; specification 3.

use alloc::vec::Vec;

use crate::arena::Arena;
use crate::filter;
use crate::key::Key;
use crate::node::{Id, KeyKind, Kind, NO_INDEX, Node};
use crate::place::{Bytes, Place, Source, Texts, small};
use crate::wide::{Seed, Table, Wide};

/// The form itself.
pub(crate) const ROOT: Id = u32::MAX;

/// From so many children on an array is not searched one by one.
const WIDE: u32 = 32;

/// There is room for so many nodes at least, as soon as there is one.
const LEAST_NODES: usize = 4;

/// The nodes of a form.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    nodes: Arena<Node>,
    root: Node,
    wide: Vec<Wide>,
    /// The children of wide arrays whose keys ascend, array by array.
    ascending: Vec<Id>,
    /// The secret of the tables, and the one that the caller gave for it.
    seed: Option<Seed>,
    given: Option<u64>,
    /// The arrays that came to have so many children that they want a table.
    crowded: Vec<Id>,
    /// Top entries that were deleted.
    deleted: u32,
    /// No node has this number or a larger one.
    most: u32,
}

impl Tree {
    /// An empty form, for a body of so many bytes: it has room for usual names and values, and grows up to `most` nodes.
    pub(crate) fn new(body: usize, most: u32, seed: Option<u64>) -> Self {
        Self {
            // As many bytes as the body has: about what a body of usual names and values needs.
            nodes: Arena::new(usize::max(body / size_of::<Node>(), LEAST_NODES)),
            root: Node::array(0),
            wide: Vec::new(),
            ascending: Vec::new(),
            seed: None,
            given: seed,
            crowded: Vec::new(),
            deleted: 0,
            most,
        }
    }

    #[inline(always)]
    fn node(&self, id: Id) -> &Node {
        if id == ROOT { &self.root } else { self.nodes.get(id as usize).unwrap_or(&self.root) }
    }

    #[inline(always)]
    fn node_mut(&mut self, id: Id) -> &mut Node {
        if id == ROOT { &mut self.root } else { self.nodes.get_mut(id as usize).unwrap_or(&mut self.root) }
    }

    /// The node, which is an array from now on.
    #[inline(always)]
    fn array_mut(&mut self, id: Id, part: u32) -> &mut Node {
        let node = self.node_mut(id);
        if !node.is_array() {
            let Node { key, next, key_kind, .. } = *node;
            *node = Node { key, next, key_kind, ..Node::array(part) };
        }
        node
    }

    /// What the node holds.
    #[inline]
    pub(crate) fn kind(&self, id: Id) -> Kind {
        self.node(id).kind
    }

    /// Where the part starts that gave the node its value.
    pub(crate) fn part(&self, id: Id) -> usize {
        self.node(id).part as usize
    }

    /// How many children the node has.
    pub(crate) fn len(&self, id: Id) -> usize {
        let deleted = if id == ROOT { self.deleted } else { 0 };
        (self.node(id).ring() - deleted) as usize
    }

    /// The key of a child.
    #[inline]
    pub(crate) fn key<'t>(&self, id: Id, texts: Texts<'t>) -> Key<'t> {
        self.node(id).key(texts)
    }

    /// The bytes of a scalar.
    #[inline]
    pub(crate) fn scalar<'t>(&self, id: Id, texts: Texts<'t>) -> Option<&'t [u8]> {
        let node = self.node(id);
        match node.kind {
            Kind::Body => Some(node.value.of(texts.body)),
            Kind::Text => Some(node.value.of(texts.decoded)),
            Kind::Array | Kind::Wide | Kind::Deleted => None,
        }
    }

    /// Where the bytes of a scalar stand.
    #[cfg(feature = "serde")]
    pub(crate) fn place(&self, id: Id) -> Option<Bytes> {
        let node = self.node(id);
        match node.kind {
            Kind::Body => Some(Bytes { place: node.value, source: Source::Body }),
            Kind::Text => Some(Bytes { place: node.value, source: Source::Text }),
            Kind::Array | Kind::Wide | Kind::Deleted => None,
        }
    }

    /// Where the bytes of a key stand that is no integer.
    #[cfg(feature = "serde")]
    pub(crate) fn key_place(&self, id: Id) -> Option<Bytes> {
        let node = self.node(id);
        match node.key_kind {
            KeyKind::Int => None,
            KeyKind::Body => Some(Bytes { place: node.key, source: Source::Body }),
            KeyKind::Text => Some(Bytes { place: node.key, source: Source::Text }),
        }
    }

    /// The first child, if there is one.
    pub(crate) fn first_child(&self, id: Id) -> Option<Id> {
        let node = self.node(id);
        if node.ring() == 0 {
            return None;
        }
        let first = self.node(node.last()).next;
        if self.kind(first) == Kind::Deleted { self.next_sibling(id, first) } else { Some(first) }
    }

    /// The child behind `child`, if there is one.
    pub(crate) fn next_sibling(&self, parent: Id, child: Id) -> Option<Id> {
        let last = self.node(parent).last();
        let mut at = child;
        while at != last {
            crate::steps::count!(1);
            at = self.node(at).next;
            if self.kind(at) != Kind::Deleted {
                return Some(at);
            }
        }
        None
    }

    /// Makes the node a scalar.
    #[inline]
    pub(crate) fn set(&mut self, id: Id, value: Bytes, part: u32) {
        let node = self.node_mut(id);
        if node.is_array() {
            node.index_or_hash = NO_INDEX;
        }
        node.kind = if value.source == Source::Body { Kind::Body } else { Kind::Text };
        node.value = value.place;
        node.part = part;
    }

    /// Makes the node an array, empty if it was none (specification 3.5).
    pub(crate) fn make_array(&mut self, id: Id, part: u32) {
        self.array_mut(id, part);
    }

    /// The child of a node under the next free index, or `None` if there is none (specification 3.4). The node is an
    /// array from now on.
    pub(crate) fn append(&mut self, parent: Id, part: u32, texts: Texts<'_>) -> Option<Id> {
        self.make_array(parent, part);
        let index = self.free_index(parent, texts)?;
        let Node { kind, filter, .. } = *self.node(parent);
        Some(if kind == Kind::Wide {
            self.wide_int_child(parent, filter, index, part, texts)
        } else {
            self.insert_int(parent, index, part)
        })
    }

    /// The index that `[]` takes: one more than the largest there ever was.
    pub(crate) fn free_index(&mut self, parent: Id, texts: Texts<'_>) -> Option<i64> {
        let next_index = self.node(parent).next_index();
        match next_index {
            NO_INDEX => Some(0),
            i64::MAX if self.search(parent, Key::Int(i64::MAX), texts).is_some() => None,
            index => Some(index),
        }
    }

    /// The child of a node under a key, new if need be. The node is an array from now on.
    #[inline(always)]
    pub(crate) fn child(&mut self, parent: Id, key: Bytes, part: u32, texts: Texts<'_>) -> Id {
        let id = small(self.nodes.len());
        let array = self.array_mut(parent, part);
        if array.kind == Kind::Wide {
            let table = array.filter;
            return self.wide_child(parent, table, key, part, texts);
        }
        let bytes = texts.get(key);
        if let Key::Int(int) = Key::new(bytes) {
            return self.int_child(parent, int, part, texts);
        }
        let bit = 1 << (filter::mark(bytes) % 32);
        if array.filter & bit != 0 {
            return self.text_child(parent, key, part, texts);
        }
        let before = array.adopt(id, bit);
        self.attach(before, key.place, KeyKind::of(key), NO_INDEX, part);
        self.note_crowd(parent, before);
        id
    }

    /// The child of a wide array, new if need be.
    #[inline(never)]
    fn wide_child(&mut self, parent: Id, table: u32, key: Bytes, part: u32, texts: Texts<'_>) -> Id {
        self.tabled_child(parent, table, Key::new(texts.get(key)), key, part, texts)
    }

    /// As [`Tree::wide_child`], under an integer.
    #[inline(never)]
    fn wide_int_child(&mut self, parent: Id, table: u32, int: i64, part: u32, texts: Texts<'_>) -> Id {
        self.tabled_child(parent, table, Key::Int(int), Bytes::default(), part, texts)
    }

    /// The child of a wide array under a key that was read, new if need be.
    #[inline(always)]
    fn tabled_child(
        &mut self,
        parent: Id,
        number: u32,
        read: Key<'_>,
        key: Bytes,
        part: u32,
        texts: Texts<'_>,
    ) -> Id {
        let id = small(self.nodes.len());
        // No array that grows has any other table.
        let (Some(Wide::Hashed(table)), Some(seed)) = (self.wide.get_mut(number as usize), &self.seed) else {
            return id;
        };
        let hash = seed.hash(read);
        let vacancy = match table.find(hash, |id| is_key(&self.nodes, id, read, texts)) {
            Ok(found) => return found,
            Err(vacancy) => vacancy,
        };
        let is_full = table.is_full();
        if !is_full {
            table.fill(vacancy, id);
        }
        let array = self.node_mut(parent);
        let (place, kind) = match read {
            Key::Int(int) => {
                array.take_index(int);
                (Place(int.cast_unsigned()), KeyKind::Int)
            }
            Key::Bytes(_) => (key.place, KeyKind::of(key)),
        };
        let before = array.adopt(id, 0);
        self.attach(before, place, kind, hash.cast_signed(), part);
        if is_full {
            self.tabulate_anew(number as usize, parent, texts);
        }
        id
    }

    /// The child of an array without a table under a text, which may be there already.
    #[inline(never)]
    fn text_child(&mut self, parent: Id, key: Bytes, part: u32, texts: Texts<'_>) -> Id {
        let (id, read) = (small(self.nodes.len()), Key::Bytes(texts.get(key)));
        let array = self.node(parent);
        if array.ring() >= WIDE {
            let table = self.make_hashed(parent, texts);
            return self.wide_child(parent, table, key, part, texts);
        }
        if let Some(found) = self.look_through(array, |node| node.is_under(read, texts)) {
            return found;
        }
        let before = self.node_mut(parent).adopt(id, 0);
        self.attach(before, key.place, KeyKind::of(key), NO_INDEX, part);
        id
    }

    /// The child of an array without a table under an integer, new if need be.
    #[inline(never)]
    fn int_child(&mut self, parent: Id, int: i64, part: u32, texts: Texts<'_>) -> Id {
        let array = self.node(parent);
        let next_index = array.next_index();
        // At the top of the range the next index says no longer whether it is taken.
        if int < next_index || next_index == i64::MAX {
            if array.ring() >= WIDE {
                let table = self.make_hashed(parent, texts);
                return self.wide_int_child(parent, table, int, part, texts);
            }
            if let Some(found) = self.look_through(array, |node| node.is_under(Key::Int(int), texts)) {
                return found;
            }
        }
        self.insert_int(parent, int, part)
    }

    /// Adds a child under an integer that an array without a table has not.
    #[inline(always)]
    fn insert_int(&mut self, parent: Id, int: i64, part: u32) -> Id {
        let id = small(self.nodes.len());
        let array = self.node_mut(parent);
        array.take_index(int);
        let before = array.adopt(id, 0);
        self.attach(before, Place(int.cast_unsigned()), KeyKind::Int, NO_INDEX, part);
        self.note_crowd(parent, before);
        id
    }

    /// Makes the newest node, behind the children that `before` tells of.
    #[inline(always)]
    fn attach(&mut self, before: Place, key: Place, key_kind: KeyKind, hash: i64, part: u32) {
        let id = small(self.nodes.len());
        let (last, ring) = (before.start(), before.len());
        let mut next = id;
        if ring > 0
            && let Some(last) = self.nodes.get_mut(last as usize)
        {
            next = core::mem::replace(&mut last.next, id);
        }
        self.nodes.push(Node {
            key,
            value: Place::default(),
            index_or_hash: hash,
            next,
            part,
            filter: 0,
            key_kind,
            kind: Kind::Text,
        });
    }

    /// Notes an array without a table that had these children before it got one more.
    #[inline(always)]
    fn note_crowd(&mut self, parent: Id, before: Place) {
        if before.len() == WIDE {
            self.crowded.push(parent);
        }
    }

    /// The child of an array under a key.
    pub(crate) fn find(&self, parent: Id, key: Key<'_>, texts: Texts<'_>) -> Option<Id> {
        let array = self.node(parent);
        match (array.kind, self.wide.get(array.filter as usize), self.seed) {
            (Kind::Wide, Some(Wide::Hashed(table)), Some(seed)) => {
                table.find(seed.hash(key), |id| is_key(&self.nodes, id, key, texts)).ok()
            }
            (Kind::Wide, Some(Wide::Ascending(range)), _) => {
                let ids = self.ascending.get(range.clone())?;
                let found = ids.binary_search_by(|id| self.key(*id, texts).cmp(&key)).ok()?;
                ids.get(found).copied()
            }
            (Kind::Array | Kind::Wide, ..) => self.look_through(array, |node| node.is_under(key, texts)),
            (Kind::Body | Kind::Text | Kind::Deleted, ..) => None,
        }
    }

    /// The child of an array that `is_wanted`, looked for one by one.
    #[inline(always)]
    fn look_through(&self, array: &Node, is_wanted: impl Fn(&Node) -> bool) -> Option<Id> {
        let mut at = array.last();
        for _ in 0..array.ring() {
            crate::steps::count!(1);
            let node = self.nodes.get(at as usize)?;
            if is_wanted(node) && node.kind != Kind::Deleted {
                return Some(at);
            }
            at = node.next;
        }
        None
    }

    /// As [`Tree::find`], while the form grows: an array that is searched again and again gets a table as soon as it
    /// has many children.
    pub(crate) fn search(&mut self, parent: Id, key: Key<'_>, texts: Texts<'_>) -> Option<Id> {
        let array = self.node(parent);
        if array.kind == Kind::Array && array.ring() >= WIDE {
            self.make_hashed(parent, texts);
        }
        self.find(parent, key, texts)
    }

    /// Gives an array a table by hash, and tells the number of the table.
    #[cold]
    fn make_hashed(&mut self, parent: Id, texts: Texts<'_>) -> u32 {
        let table = self.table(parent, texts);
        let number = small(self.wide.len());
        self.wide.push(Wide::Hashed(table));
        let array = self.node_mut(parent);
        (array.kind, array.filter) = (Kind::Wide, number);
        number
    }

    fn table(&mut self, parent: Id, texts: Texts<'_>) -> Table {
        let given = self.given;
        let seed = *self.seed.get_or_insert_with(|| Seed::new(given));
        let tree = &*self;
        let array = tree.node(parent);
        let mut at = array.last();
        let ids = (0..array.ring()).filter_map(|_| {
            let id = at;
            let node = tree.node(id);
            at = node.next;
            // Nobody looks for what was deleted.
            (node.kind != Kind::Deleted).then(|| (node.hash(&seed, texts), id))
        });
        Table::new(tree.len(parent), tree.most, ids)
    }

    /// Gives a wide array a larger table.
    #[inline(never)]
    fn tabulate_anew(&mut self, number: usize, parent: Id, texts: Texts<'_>) {
        // Two tables at once would be more than a form may take of the heap.
        drop(self.wide.get_mut(number).map(core::mem::take));
        let table = self.table(parent, texts);
        if let Some(wide) = self.wide.get_mut(number) {
            *wide = Wide::Hashed(table);
        }
    }

    /// Deletes a top entry (specification 4.3).
    pub(crate) fn delete_top(&mut self, id: Id, texts: Texts<'_>) {
        let hash = self.seed.map(|seed| seed.hash(self.key(id, texts)));
        if self.root.kind == Kind::Wide
            && let (Some(Wide::Hashed(table)), Some(hash)) =
                (self.wide.get_mut(self.root.filter as usize), hash)
        {
            table.delete(hash, id);
        }
        self.node_mut(id).kind = Kind::Deleted;
        self.deleted += 1;
    }

    /// Gives the arrays of many children that got no table so far what a look-up needs.
    pub(crate) fn finish(&mut self, texts: Texts<'_>) {
        for id in core::mem::take(&mut self.crowded) {
            crate::steps::count!(1);
            // It may have become a scalar, and have been crowded once more.
            let node = self.node(id);
            if node.kind == Kind::Array && node.ring() > WIDE && !self.make_ascending(id, texts) {
                self.make_hashed(id, texts);
            }
        }
    }

    /// Lists the children of an array for binary search, if their keys ascend.
    fn make_ascending(&mut self, parent: Id, texts: Texts<'_>) -> bool {
        let start = self.ascending.len();
        self.ascending.reserve(self.len(parent));
        let (mut at, mut least) = (self.first_child(parent), None);
        while let Some(id) = at {
            match self.key(id, texts) {
                Key::Int(int) if least.is_none_or(|least| least < int) => least = Some(int),
                _ => {
                    self.ascending.truncate(start);
                    return false;
                }
            }
            self.ascending.push(id);
            at = self.next_sibling(parent, id);
        }
        let (range, number) = (start..self.ascending.len(), small(self.wide.len()));
        self.wide.push(Wide::Ascending(range));
        let array = self.node_mut(parent);
        (array.kind, array.filter) = (Kind::Wide, number);
        true
    }
}

/// Whether that is the key of a child. Not inlined: most that are looked for in a table are not there.
#[inline(never)]
fn is_key(nodes: &Arena<Node>, id: Id, key: Key<'_>, texts: Texts<'_>) -> bool {
    nodes.get(id as usize).is_some_and(|node| node.key(texts) == key)
}
