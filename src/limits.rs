//! What a body may cost, and what PHP would have said past it.

use core::ops::Range;

use crate::error::ErrorKind;

/// The three limits of a reading.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The longest body, in bytes.
    pub(crate) bytes: Limit,
    /// The most parts between separators.
    pub(crate) pairs: Limit,
    /// The most brackets in a name.
    pub(crate) depth: Limit,
}

/// One limit: a number of which exactly so many are allowed, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limit(usize);

impl Limit {
    pub(crate) const NONE: Self = Self(usize::MAX);

    pub(crate) const fn at(most: usize) -> Self {
        Self(most)
    }

    /// The number that is allowed.
    #[inline]
    pub(crate) const fn most(self) -> usize {
        self.0
    }
}

/// The longest body of all: positions are 32 bits wide, and the one behind a separator at its end is a position too.
pub(crate) const LONGEST: usize = u32::MAX as usize - 1;

impl Limits {
    /// The longest body that this reading takes: more than [`LONGEST`] is too much whatever was asked for.
    pub(crate) fn longest_body(&self) -> usize {
        usize::min(self.bytes.most(), LONGEST)
    }
}

/// Something PHP warns of while it cuts silently; see [`Form::warnings`](crate::Form::warnings).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    pub(crate) kind: ErrorKind,
    pub(crate) span: Range<usize>,
}

impl Warning {
    /// Which limit it was: [`ErrorKind::MaxPairs`] or [`ErrorKind::MaxDepth`].
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Where in the raw body: the first part too many, or the bracket too many.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }
}
