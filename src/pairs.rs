//! The pairs of a body for those who want no tree: [`Pairs`].

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use crate::grammar::Fate;
use crate::key::Key;
use crate::limits::{LONGEST, Limit};
use crate::name::Names;
use crate::options::Options;
use crate::pair::{Part, Parts, RawValue};
use crate::percent::{decode_into, has_escapes};
use crate::place::{Bytes, Place, Texts};

/// So many keys of a name are kept without an allocation.
const INLINE: usize = 8;

/// The pairs of a body, in its order; see [`pairs`](crate::pairs).
#[derive(Clone, Debug)]
pub struct Pairs<'b> {
    parts: Parts<'b>,
    names: Names,
    /// The decoded keys of the last name.
    text: Vec<u8>,
}

impl<'b> Pairs<'b> {
    pub(crate) fn new(body: &'b [u8], options: &Options) -> Self {
        // What no reading takes has no pairs either.
        let body = if body.len() > LONGEST { &[] } else { body };
        Self {
            parts: Parts::new(body, options),
            names: Names::new(Limit::NONE, options.names),
            text: Vec::new(),
        }
    }
}

impl<'b> Iterator for Pairs<'b> {
    type Item = Pair<'b>;

    #[inline(always)]
    fn next(&mut self) -> Option<Pair<'b>> {
        let value = self.read()?;
        let keys = self.names.keys();
        let len = keys.len();
        let mut near = [Place::default(); INLINE];
        for (slot, key) in near.iter_mut().zip(keys.near()) {
            *slot = key.place();
        }
        let far = if len > INLINE || !self.text.is_empty() { Some(self.take_far(len)) } else { None };
        let (name, shared) = (self.names.place(), self.names.shared());
        Some(Pair { body: self.parts.body, name, value, len, shared, near, far })
    }
}

impl Pairs<'_> {
    /// Reads the next part that is not empty. Not inlined: callers have too much at hand for it to keep its positions in
    /// registers.
    #[inline(never)]
    fn read(&mut self) -> Option<RawValue> {
        while self.parts.start().is_some() {
            match self.parts.read(&mut self.names, &mut self.text) {
                Part::Empty => {}
                Part::Variable(value, Fate::Registered) => return Some(value),
                Part::Variable(value, _) => {
                    self.names.drop_keys();
                    return Some(value);
                }
            }
        }
        None
    }

    /// What does not fit into a pair itself: more keys than it has room for, and decoded ones.
    #[cold]
    #[inline(never)]
    #[expect(clippy::unnecessary_box_returns, reason = "allocated here, out of the way of the others")]
    fn take_far(&mut self, len: usize) -> Box<Far> {
        let keys = (0..len).map(|level| self.names.keys().at(level).bytes()).collect();
        let far = Far { keys, text: core::mem::take(&mut self.text) };
        if !far.text.is_empty() {
            // The decoded keys went with this pair: the next one has to read its own.
            self.names.forget();
        }
        Box::new(far)
    }
}

/// What a pair keeps on the heap.
#[derive(Clone, Debug)]
struct Far {
    /// All keys of the name; a `[]` has no bytes.
    keys: Vec<Option<Bytes>>,
    text: Vec<u8>,
}

/// A name with its value.
#[derive(Clone)]
pub struct Pair<'b> {
    body: &'b [u8],
    name: Place,
    value: RawValue,
    len: usize,
    /// How many keys are those of the pair before.
    shared: usize,
    /// The keys, each in the body; a `[]` is empty.
    near: [Place; INLINE],
    far: Option<Box<Far>>,
}

impl<'b> Pair<'b> {
    /// The name as it was sent, decoded: brackets, leading spaces and all.
    pub fn name(&self) -> Cow<'b, [u8]> {
        let raw = self.name.of(self.body);
        decoded(raw, has_escapes(raw))
    }

    /// The keys that PHP makes of the name, the top one first; `None` stands for a `[]`. There are none if PHP drops
    /// the variable for its name.
    ///
    /// ```
    /// use phpform::Key;
    ///
    /// let pair = phpform::pairs(b"a.b[7][][x]=1").next().unwrap();
    /// let keys: Vec<_> = pair.keys().collect();
    ///
    /// assert_eq!(keys, [Some(Key::Bytes(b"a_b")), Some(Key::Int(7)), None, Some(Key::Bytes(b"x"))]);
    /// ```
    #[inline]
    pub fn keys(&self) -> impl ExactSizeIterator<Item = Option<Key<'_>>> {
        (0..self.len).map(|level| self.key(level))
    }

    /// The keys behind those that the name has in common with the name before it, as far as that was noticed: whoever
    /// builds something from the pairs is already where these begin, [`keys`](Self::keys) less their number deep.
    ///
    /// ```
    /// let pairs: Vec<_> = phpform::pairs(b"a[b][c]=1&a[b][d]=2").collect();
    ///
    /// assert_eq!(pairs[1].keys().len(), 3);
    /// assert_eq!(pairs[1].new_keys().len(), 1);
    /// ```
    #[inline]
    pub fn new_keys(&self) -> impl ExactSizeIterator<Item = Option<Key<'_>>> {
        (self.shared..self.len).map(|level| self.key(level))
    }

    #[inline]
    fn key(&self, level: usize) -> Option<Key<'_>> {
        let bytes = match &self.far {
            None => self.near.get(level)?.of(self.body),
            Some(far) => (Texts { body: self.body, decoded: &far.text }).get(far.keys.get(level).copied()??),
        };
        if bytes.is_empty() { None } else { Some(Key::new(bytes)) }
    }

    /// The value, decoded; borrowed from the body if nothing was to decode.
    #[inline]
    pub fn value(&self) -> Cow<'b, [u8]> {
        decoded(self.value.place.of(self.body), self.value.escaped)
    }

    /// Where the raw name stands in the body.
    pub fn name_span(&self) -> Range<usize> {
        self.name.range()
    }

    /// Where the raw value stands in the body.
    #[inline]
    pub fn value_span(&self) -> Range<usize> {
        self.value.place.range()
    }
}

#[inline]
fn decoded(raw: &[u8], escaped: bool) -> Cow<'_, [u8]> {
    if !escaped {
        return Cow::Borrowed(raw);
    }
    let mut text = Vec::new();
    decode_into(raw, &mut text);
    Cow::Owned(text)
}

impl fmt::Debug for Pair<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pair").field("name_span", &self.name_span()).finish_non_exhaustive()
    }
}
