//! Decoded bytes that remember where in the body they were written.

use std::ops::Range;

/// How a byte was written in the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    Plain,
    Escaped,
}

/// Decoded bytes, each with its first raw byte in the body and how it was written there.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    pub(super) bytes: Vec<u8>,
    pub(super) origins: Vec<(usize, Written)>,
}

impl Text {
    /// The raw bytes of a range of the body.
    pub(super) fn raw(body: &[u8], range: Range<usize>) -> Text {
        let bytes = body.get(range.clone()).unwrap_or_default().to_vec();
        Text { bytes, origins: range.map(|at| (at, Written::Plain)).collect() }
    }

    pub(super) fn push(&mut self, byte: u8, at: usize, written: Written) {
        self.bytes.push(byte);
        self.origins.push((at, written));
    }

    pub(super) fn byte(&self, i: usize) -> Option<u8> {
        self.bytes.get(i).copied()
    }

    /// The first raw byte that stands for byte `i`.
    pub(super) fn at(&self, i: usize) -> usize {
        self.origins.get(i).map_or(0, |(at, _)| *at)
    }

    pub(super) fn is_escaped(&self, i: usize) -> bool {
        self.origins.get(i).is_some_and(|(_, written)| *written == Written::Escaped)
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes from `start` up to `end`, or up to the end of the text.
    pub(super) fn slice(&self, range: Range<usize>) -> &[u8] {
        self.bytes.get(range.start..range.end.min(self.len())).unwrap_or_default()
    }

    pub(super) fn find(&self, byte: u8) -> Option<usize> {
        self.bytes.iter().position(|found| *found == byte)
    }

    /// Drops everything from byte `end` on.
    pub(super) fn cut(&mut self, end: usize) {
        self.bytes.truncate(end);
        self.origins.truncate(end);
    }

    /// Drops everything before byte `start`.
    pub(super) fn skip(&mut self, start: usize) {
        self.bytes.drain(..start.min(self.bytes.len()));
        self.origins.drain(..start.min(self.origins.len()));
    }
}
