//! The picture of an error: a window of the body around the place, with two labels and no secrets.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};
use core::ops::Range;

use crate::error::{Error, part_path};
use crate::key::needs_escape;
use crate::limits::Limit;
use crate::options::Options;
use crate::pair::spans;
use crate::path::contains;
use crate::percent::decode_into;
use crate::walk::MASK;

/// So many raw bytes are shown on both sides of the place.
const AROUND: usize = 40;

/// So many raw bytes of the place itself are shown.
const SHOWN: usize = 60;

/// An error drawn into its body; see [`Error::render`].
#[derive(Debug)]
pub struct Render<'e> {
    pub(crate) error: &'e Error,
    pub(crate) body: &'e [u8],
}

impl fmt::Display for Render<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.error)?;
        if !self.error.has_place() {
            return Ok(());
        }
        let options = self.error.options();
        let span = clamp(self.error.span(), self.body.len());
        let part = part_start(self.body, options, span.start);
        let name = spans(self.body, options, part).0;
        let pair = 1 + pairs(self.body.get(..part).unwrap_or_default(), options);
        let last = pair + pairs(self.body.get(part..).unwrap_or_default(), options);
        writeln!(f, "  --> body, bytes {}..{}, pair {pair} of {last}", span.start, span.end)?;

        let window = window(&span, self.body.len());
        let line = Line::new(self.body, options, &window);
        writeln!(f, "   |\n   | {}", line.text)?;
        let primary = line.columns(&span);
        let context = line.columns(&name);
        // The name is marked too, unless it is the name that is wrong.
        let names_one = !self.error.path().keys().is_empty();
        let marks_name = names_one && context.start < context.end && context.end <= primary.start;
        let caret = "^".repeat(usize::max(primary.len(), 1));
        let label = self.error.label();
        if marks_name {
            let (name, gap) = ("-".repeat(context.len()), primary.start - context.end);
            let start = context.start;
            writeln!(f, "   | {:start$}{name}{:gap$}{caret} {label}", "", "")?;
            writeln!(f, "   | {:start$}|\n   | {:start$}{}", "", "", self.error.path())
        } else {
            let start = primary.start;
            writeln!(f, "   | {:start$}{caret} {label}", "")
        }
    }
}

fn clamp(span: Range<usize>, len: usize) -> Range<usize> {
    let start = usize::min(span.start, len);
    start..span.end.clamp(start, len)
}

/// The bytes that are shown.
fn window(span: &Range<usize>, len: usize) -> Range<usize> {
    let end = usize::min(span.end, span.start.saturating_add(SHOWN));
    span.start.saturating_sub(AROUND)..usize::min(end.saturating_add(AROUND), len)
}

/// Where the part starts in which `at` lies.
fn part_start(body: &[u8], options: &Options, at: usize) -> usize {
    let separators = options.separators_in_force();
    let before = body.get(..at).unwrap_or_default();
    before.iter().rposition(|byte| separators.contain(*byte)).map_or(0, |separator| separator + 1)
}

/// How many separators stand in `bytes`, and something behind them.
fn pairs(bytes: &[u8], options: &Options) -> usize {
    let separators = options.separators_in_force();
    bytes.iter().filter(|byte| separators.contain(**byte)).count()
}

/// A window of the body as it is shown, and where in it each byte of the body stands.
struct Line {
    text: String,
    /// Ascending: from this byte of the body on, the text stands from this column on.
    places: Vec<(usize, usize)>,
    width: usize,
}

impl Line {
    fn new(body: &[u8], options: &Options, window: &Range<usize>) -> Self {
        let mut line = Self { text: String::new(), places: Vec::new(), width: 0 };
        if window.start > 0 {
            line.push(window.start, "…");
        }
        let mut at = part_start(body, options, window.start);
        let mut shown = window.end;
        while at < window.end {
            let (name, value) = spans(body, options, at);
            // The name, with its `=` if there is one.
            line.raw(body, name.start..value.start, window);
            if !value.is_empty() && is_secret_part(body, options, at) {
                if value.end > window.start && value.start < window.end {
                    line.push(usize::max(value.start, window.start), MASK);
                    shown = usize::max(shown, value.end);
                }
            } else {
                line.raw(body, value.clone(), window);
            }
            let end = value.end;
            line.raw(body, end..usize::min(end + 1, body.len()), window);
            at = end + 1;
        }
        if shown < body.len() {
            line.push(window.end, "…");
        }
        line.places.push((window.end, line.width));
        line
    }

    /// Shows the bytes of `range` that lie in the window.
    fn raw(&mut self, body: &[u8], range: Range<usize>, window: &Range<usize>) {
        let mut at = usize::max(range.start, window.start);
        let end = usize::min(range.end, window.end);
        let bytes = body.get(at..usize::max(at, end)).unwrap_or_default();
        for chunk in bytes.utf8_chunks() {
            for letter in chunk.valid().chars() {
                let mut shown = String::new();
                if needs_escape(letter) {
                    for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
                        _ = write!(shown, "\\x{byte:02X}");
                    }
                } else {
                    shown.push(letter);
                }
                self.push(at, &shown);
                at += letter.len_utf8();
            }
            for byte in chunk.invalid() {
                let mut shown = String::new();
                _ = write!(shown, "\\x{byte:02X}");
                self.push(at, &shown);
                at += 1;
            }
        }
    }

    fn push(&mut self, at: usize, shown: &str) {
        self.places.push((at, self.width));
        self.text.push_str(shown);
        self.width += shown.chars().count();
    }

    /// The columns at which the bytes of `span` are shown.
    fn columns(&self, span: &Range<usize>) -> Range<usize> {
        let column = |place: Option<&(usize, usize)>| place.map(|(_, column)| *column);
        let from = self.places.partition_point(|(byte, _)| *byte <= span.start);
        let to = self.places.partition_point(|(byte, _)| *byte < span.end);
        let start = column(from.checked_sub(1).and_then(|from| self.places.get(from))).unwrap_or(0);
        start..usize::max(start, column(self.places.get(to)).unwrap_or(self.width))
    }
}

/// Whether the value of the part that starts at `at` is hidden: its path is a secret one, or its name, closed or
/// not, speaks of one.
fn is_secret_part(body: &[u8], options: &Options, at: usize) -> bool {
    if part_path(body, options, Limit::NONE, at).is_secret() {
        return true;
    }
    let (name, _) = spans(body, options, at);
    let mut decoded = Vec::new();
    decode_into(body.get(name).unwrap_or_default(), &mut decoded);
    let mut words = decoded.split(|byte| !byte.is_ascii_alphanumeric());
    contains(&decoded, b"token")
        || contains(&decoded, b"secret")
        || words.any(|word| word.eq_ignore_ascii_case(b"auth"))
}
