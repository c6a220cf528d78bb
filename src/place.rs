//! Where bytes stand. Positions are 32 bits wide: [`Limits::longest_body`](crate::limits::Limits::longest_body) keeps
//! bodies below 4 GiB.

use core::ops::Range;

/// A position in a body or in decoded text.
#[inline(always)]
pub(crate) fn small(offset: usize) -> u32 {
    offset as u32
}

/// Some neighbouring bytes: where they start and how many they are. One number, so that it travels in a register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place(pub(crate) u64);

impl Place {
    #[inline(always)]
    pub(crate) fn new(start: u32, len: u32) -> Self {
        Self(u64::from(start) | u64::from(len) << 32)
    }

    /// The bytes between two positions.
    #[inline(always)]
    pub(crate) fn between(start: u32, end: u32) -> Self {
        Self::new(start, end.wrapping_sub(start))
    }

    #[inline(always)]
    pub(crate) fn start(self) -> u32 {
        // The lower half.
        self.0 as u32
    }

    #[inline(always)]
    pub(crate) fn len(self) -> u32 {
        (self.0 >> 32) as u32
    }

    #[inline(always)]
    pub(crate) fn range(self) -> Range<usize> {
        let start = self.start() as usize;
        start..start + self.len() as usize
    }

    /// The bytes themselves.
    #[inline(always)]
    pub(crate) fn of(self, text: &[u8]) -> &[u8] {
        text.get(self.range()).unwrap_or_default()
    }
}

/// In which text bytes stand.
// As wide as a place, so that both together have no gap and are cleared as one.
#[repr(u64)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Source {
    /// In the body.
    #[default]
    Body,
    /// In the decoded text.
    Text,
}

/// Bytes of the body or of the decoded text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bytes {
    pub(crate) place: Place,
    pub(crate) source: Source,
}

/// The two texts in which bytes can stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Texts<'t> {
    pub(crate) body: &'t [u8],
    pub(crate) decoded: &'t [u8],
}

impl<'t> Texts<'t> {
    #[inline(always)]
    pub(crate) fn get(self, bytes: Bytes) -> &'t [u8] {
        let text = match bytes.source {
            Source::Body => self.body,
            Source::Text => self.decoded,
        };
        bytes.place.of(text)
    }
}
