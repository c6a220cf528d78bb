//! Phase 1: the body -> its parts, each a raw name and a raw value.
//!
//! Sources: `php_default_treat_data`, `add_post_var` in php-src `main/php_variables.c`; specification 1.1 to 1.6.

use alloc::vec::Vec;
use core::ops::Range;

use crate::grammar::Fate;
use crate::name::Names;
use crate::options::{Options, Separators};
use crate::percent::has_escapes;
use crate::place::{Place, small};
use crate::window::{Window, find, find_stop};

/// Walks over the parts of a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts<'b> {
    pub(crate) body: &'b [u8],
    /// What parts two pairs, if it is not `&` alone.
    separators: Option<Separators>,
    at: u32,
}

/// A raw value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RawValue {
    pub(crate) place: Place,
    /// Whether a `%` or `+` stands in it.
    pub(crate) escaped: bool,
}

impl RawValue {
    /// The value that starts at `start`, and where its part ends.
    #[inline(always)]
    pub(crate) fn starting(body: &[u8], start: u32) -> (Self, u32) {
        let stop = find_stop(body, start, Window::value_stops);
        let escaped = !matches!(body.get(stop as usize), None | Some(b'&'));
        let end = if escaped { find(body, stop, b'&') } else { stop };
        (Self { place: Place::between(start, end), escaped }, end)
    }

    /// The value that starts at `start`, where it is known that its part ends at `end`.
    #[cfg(feature = "serde")]
    #[inline(always)]
    pub(crate) fn between(body: &[u8], start: u32, end: u32) -> Self {
        let escaped = find_stop(body, start, Window::value_stops) != end;
        Self { place: Place::between(start, end), escaped }
    }
}

/// A part of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Two separators stand side by side.
    Empty,
    /// A variable: its value, and what becomes of it because of its name.
    Variable(RawValue, Fate),
}

impl<'b> Parts<'b> {
    pub(crate) fn new(body: &'b [u8], options: &Options) -> Self {
        let separators = options.unusual_separators();
        Self { body: options.readable(body), separators, at: 0 }
    }

    /// Starts at the part that begins at `at`.
    pub(crate) fn starting(self, at: u32) -> Self {
        Self { at, ..self }
    }

    /// Where the next part starts. Behind the last separator there is one only if something stands there.
    #[inline(always)]
    pub(crate) fn start(&self) -> Option<u32> {
        ((self.at as usize) < self.body.len()).then_some(self.at)
    }

    /// Where the part ends that was read last.
    pub(crate) fn last_end(&self) -> usize {
        self.at as usize - 1
    }

    /// Reads the part that starts here, and moves on to the next. The names keep its name.
    #[inline(always)]
    pub(crate) fn read(&mut self, names: &mut Names, text: &mut Vec<u8>) -> Part {
        if let Some(separators) = self.separators {
            return self.read_parted(separators, names, text);
        }
        if self.body.get(self.at as usize) == Some(&b'&') {
            self.at += 1;
            return Part::Empty;
        }
        let (name, fate) = names.read(self.body, self.at, text);
        let (value, end) = RawValue::starting(self.body, name.value);
        self.at = end + 1;
        Part::Variable(value, fate)
    }

    /// As [`Parts::read`], where other bytes than `&` part two pairs: such names are all decoded.
    #[cold]
    #[inline(never)]
    fn read_parted(&mut self, separators: Separators, names: &mut Names, text: &mut Vec<u8>) -> Part {
        let at = self.at as usize;
        let rest = self.body.get(at..).unwrap_or_default();
        let part = rest.split(|byte| separators.contain(*byte)).next().unwrap_or_default();
        let end = at + part.len();
        crate::steps::count!(part.len());
        self.at = small(end + 1);
        if part.is_empty() {
            return Part::Empty;
        }
        let name_len = part.iter().position(|byte| *byte == b'=');
        let name_end = at + name_len.unwrap_or(part.len());
        let start = if name_len.is_some() { name_end + 1 } else { name_end };
        let place = Place::between(small(start), small(end));
        let escaped = has_escapes(place.of(self.body));
        let fate = names.read_decoded(self.body, Place::between(small(at), small(name_end)), text);
        Part::Variable(RawValue { place, escaped }, fate)
    }
}

/// The raw name and value of the part that starts at `start`.
pub(crate) fn spans(body: &[u8], options: &Options, start: usize) -> (Range<usize>, Range<usize>) {
    let (separators, readable) = (options.separators_in_force(), options.readable(body));
    let rest = readable.get(start..).unwrap_or_default();
    let len = rest.iter().position(|byte| separators.contain(*byte)).unwrap_or(rest.len());
    let end = start + len;
    match rest.iter().take(len).position(|byte| *byte == b'=') {
        Some(name) => (start..start + name, start + name + 1..end),
        None => (start..end, end..end),
    }
}
