//! Phase 1: the body -> its parts, each a raw name and a raw value.
//!
//! Sources: `php_default_treat_data`, `add_post_var` in php-src `main/php_variables.c`; specification 1.1 to 1.6.

use alloc::vec::Vec;
use core::ops::Range;

use crate::name::{Name, Names};
use crate::options::{Options, Separators};
use crate::percent::has_escapes;
use crate::steps::count;
use crate::window::{Window, find, find_stop};

/// Walks over the parts of a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts<'b> {
    pub(crate) body: &'b [u8],
    separators: Separators,
    at: usize,
}

/// A raw value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RawValue {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Whether a `%` or `+` stands in it.
    pub(crate) escaped: bool,
}

impl<'b> Parts<'b> {
    pub(crate) fn new(body: &'b [u8], options: &Options) -> Self {
        Self { body: options.readable(body), separators: options.separators_in_force(), at: 0 }
    }

    /// Starts at the part that begins at `at`.
    pub(crate) fn starting(self, at: usize) -> Self {
        Self { at, ..self }
    }

    /// Where the next part starts. Behind the last separator there is one only if something stands there.
    #[inline]
    pub(crate) fn start(&self) -> Option<usize> {
        (self.at < self.body.len()).then_some(self.at)
    }

    /// Skips the part if it is empty.
    #[inline(always)]
    pub(crate) fn skip_empty(&mut self) -> bool {
        let separators = self.separators;
        let empty = match self.body.get(self.at) {
            Some(b'&') if separators == Separators::AMPERSAND => true,
            Some(byte) if separators != Separators::AMPERSAND => separators.contain(*byte),
            _ => false,
        };
        self.at += usize::from(empty);
        empty
    }

    /// Reads the part that starts here, and moves on to the next.
    #[inline(always)]
    pub(crate) fn read(&mut self, names: &mut Names, text: &mut Vec<u8>) -> (Name, RawValue) {
        if self.separators != Separators::AMPERSAND {
            return self.read_parted(names, text);
        }
        let name = names.read(self.body, self.at, text);
        let value = self.value(name.end);
        self.at = value.end + 1;
        (name, value)
    }

    /// The value of a name that ends at `name_end`, up to the next `&`.
    #[inline(always)]
    fn value(&self, name_end: usize) -> RawValue {
        if self.body.get(name_end) != Some(&b'=') {
            // A name that was not read to its end holds no `&` either.
            let end = if self.body.get(name_end) == Some(&b'&') {
                name_end
            } else {
                find(self.body, name_end, b'&')
            };
            return RawValue { start: end, end, escaped: false };
        }
        let start = name_end + 1;
        let stop = find_stop(self.body, start, Window::value_stops);
        match self.body.get(stop) {
            None | Some(b'&') => RawValue { start, end: stop, escaped: false },
            Some(_) => RawValue { start, end: find(self.body, stop, b'&'), escaped: true },
        }
    }

    /// As [`Parts::read`], where other bytes than `&` part two pairs: such names are all decoded.
    #[cold]
    fn read_parted(&mut self, names: &mut Names, text: &mut Vec<u8>) -> (Name, RawValue) {
        let rest = self.body.get(self.at..).unwrap_or_default();
        let part = rest.split(|byte| self.separators.contain(*byte)).next().unwrap_or_default();
        let end = self.at + part.len();
        count!(part.len());
        let name_len = part.iter().position(|byte| *byte == b'=');
        let name_end = self.at + name_len.unwrap_or(part.len());
        let start = if name_len.is_some() { name_end + 1 } else { name_end };
        let escaped = has_escapes(self.body.get(start..end).unwrap_or_default());
        let name = names.read_decoded(self.body, self.at..name_end, text);
        self.at = end + 1;
        (name, RawValue { start, end, escaped })
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
