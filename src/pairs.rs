//! The pairs of a body for those who want no tree: [`Pairs`].

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use crate::key::Key;
use crate::limits::Limit;
use crate::name::{Fate, Names, Segment, Source};
use crate::options::Options;
use crate::pair::{Parts, RawValue};
use crate::percent::{decode_into, has_escapes};

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
        Self {
            parts: Parts::new(body, options),
            names: Names::new(Limit::NONE, options.names),
            text: Vec::new(),
        }
    }
}

impl<'b> Iterator for Pairs<'b> {
    type Item = Pair<'b>;

    #[inline]
    fn next(&mut self) -> Option<Pair<'b>> {
        while self.parts.skip_empty() {}
        let start = self.parts.start()?;
        let (name, value) = self.parts.read(&mut self.names, &mut self.text);
        let len = if name.fate == Fate::Registered { self.names.keys().len() } else { 0 };
        let near = self.names.keys().first();
        let far = (len > INLINE || !self.text.is_empty()).then(|| Box::new(self.take_far(len)));
        Some(Pair { body: self.parts.body, name: start..name.end, value, len, near, far })
    }
}

impl Pairs<'_> {
    /// What does not fit into a pair itself: keys beyond the first ones, and decoded keys.
    #[cold]
    fn take_far(&mut self, len: usize) -> Far {
        let segments = (INLINE..len).filter_map(|level| self.names.keys().get(level)).collect();
        let far = Far { segments, text: core::mem::take(&mut self.text) };
        if !far.text.is_empty() {
            // The decoded keys went with this pair: the next one has to read its own.
            self.names.forget();
        }
        far
    }
}

/// What a pair keeps on the heap.
#[derive(Clone, Debug)]
struct Far {
    segments: Vec<Segment>,
    text: Vec<u8>,
}

/// A name with its value.
#[derive(Clone)]
pub struct Pair<'b> {
    body: &'b [u8],
    name: Range<usize>,
    value: RawValue,
    len: usize,
    near: [Segment; INLINE],
    far: Option<Box<Far>>,
}

impl<'b> Pair<'b> {
    /// The name as it was sent, decoded: brackets, leading spaces and all.
    pub fn name(&self) -> Cow<'b, [u8]> {
        let raw = self.body.get(self.name.clone()).unwrap_or_default();
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

    #[inline]
    fn key(&self, level: usize) -> Option<Key<'_>> {
        let segment = match self.near.get(level) {
            Some(segment) => segment,
            None => self.far.as_ref()?.segments.get(level - INLINE)?,
        };
        let bytes = match segment.source() {
            Source::Append => return None,
            Source::Body => self.body,
            Source::Text => &self.far.as_ref()?.text,
        };
        bytes.get(segment.range(self.name.start)).map(Key::new)
    }

    /// The value, decoded; borrowed from the body if nothing was to decode.
    #[inline]
    pub fn value(&self) -> Cow<'b, [u8]> {
        decoded(self.body.get(self.value_span()).unwrap_or_default(), self.value.escaped)
    }

    /// Where the raw name stands in the body.
    pub fn name_span(&self) -> Range<usize> {
        self.name.clone()
    }

    /// Where the raw value stands in the body.
    #[inline]
    pub fn value_span(&self) -> Range<usize> {
        self.value.start..self.value.end
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
        f.debug_struct("Pair").field("name_span", &self.name).finish_non_exhaustive()
    }
}
