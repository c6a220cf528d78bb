//! What is said about a place of a text: its line, its column, and the line with a caret.

use std::fmt::Write;

/// Why a text cannot be read, or what was read for something else, and where.
#[derive(Debug)]
pub(super) struct Remark {
    at: usize,
    message: String,
    /// Whether the place is one of a secret, which the line must not show.
    is_secret: bool,
}

impl Remark {
    pub(super) fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), is_secret: false }
    }
}

/// So many are shown; the others are counted.
const MOST_SHOWN: usize = 20;

/// So much of a line is shown before the caret, and so much behind it.
const BEFORE: usize = 72;
const BEHIND: usize = 32;

/// The remarks about a text.
#[derive(Debug)]
pub(super) struct Remarks<'s> {
    source: &'s [u8],
    shown: Vec<Remark>,
    count: usize,
    /// Whether the reader is at a value of a secret.
    is_secret: bool,
    /// Where the last value of a secret ended.
    secret_until: usize,
}

impl<'s> Remarks<'s> {
    pub(super) fn new(source: &'s [u8]) -> Self {
        Self { source, shown: Vec::new(), count: 0, is_secret: false, secret_until: 0 }
    }

    /// Says whether what is read from now on is a secret.
    pub(super) fn secret(&mut self, is_secret: bool) {
        self.is_secret = is_secret;
    }

    /// Notes that a value was read up to here.
    pub(super) fn passed(&mut self, end: usize) {
        if self.is_secret {
            self.secret_until = end;
        }
    }

    /// Adds a remark.
    pub(super) fn add(&mut self, at: usize, message: impl Into<String>) {
        self.count += 1;
        if self.shown.len() < MOST_SHOWN {
            let is_secret = self.hides(at);
            self.shown.push(Remark { is_secret, ..Remark::new(at, message) });
        }
    }

    /// Adds a remark about a text, which is quoted unless it is a secret.
    pub(super) fn add_about(&mut self, what: &str, text: &[u8], at: usize, message: &str) {
        let quoted =
            if self.is_secret { "of a secret".to_owned() } else { format!("`{}`", clean(window(text, 0).1)) };
        self.add(at, format!("{what} {quoted} {message}"));
    }

    /// All of them, as they are shown.
    pub(super) fn into_lines(self) -> Vec<String> {
        let mut lines: Vec<String> =
            self.shown.iter().map(|remark| format!("warning: {}", picture(self.source, remark))).collect();
        if let Some(more @ 1..) = self.count.checked_sub(MOST_SHOWN) {
            lines.push(format!("warning: and {more} more"));
        }
        lines
    }

    /// A remark that ends the reading.
    pub(super) fn shown(&self, fault: &Remark) -> String {
        let is_secret = self.hides(fault.at);
        picture(self.source, &Remark { at: fault.at, message: fault.message.clone(), is_secret })
    }

    fn hides(&self, at: usize) -> bool {
        self.is_secret || line_start(self.source, at) < self.secret_until
    }
}

fn line_start(source: &[u8], at: usize) -> usize {
    let before = source.get(..at).unwrap_or(source);
    before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1)
}

/// The number of the line of a place.
pub(super) fn line_number(source: &[u8], at: usize) -> usize {
    source.get(..at).unwrap_or_default().split(|byte| *byte == b'\n').count()
}

fn picture(source: &[u8], remark: &Remark) -> String {
    let at = remark.at.min(source.len());
    let start = line_start(source, at);
    let number = line_number(source, at);
    let rest = source.get(start..).unwrap_or_default();
    let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let column = String::from_utf8_lossy(line.get(..at - start).unwrap_or(line)).chars().count() + 1;
    let (before, behind) = window(line, at - start);
    let is_cut = before.len() < at - start;
    let (mut before, mut behind) = (clean(before), clean(behind));
    if remark.is_secret || names_secret(line) {
        (before, behind) = masked(&before, &behind);
    }
    let mut picture = format!("{}, at line {number}, column {column}\n", remark.message);
    let (gutter, dots) = (number.to_string().len(), if is_cut { "…" } else { "" });
    let caret = before.chars().count() + dots.chars().count();
    _ = writeln!(picture, "{number} | {dots}{before}{behind}");
    _ = write!(picture, "{:gutter$} | {:caret$}^", "", "");
    picture
}

/// What is shown of a line around a place.
fn window(line: &[u8], at: usize) -> (&[u8], &[u8]) {
    let (before, behind) = line.split_at_checked(at).unwrap_or((line, &[]));
    let is_inside = |byte: &u8| byte & 0xC0 == 0x80;
    let mut from = before.len().saturating_sub(BEFORE);
    from += before.get(from..).unwrap_or_default().iter().take_while(|byte| is_inside(byte)).take(3).count();
    let mut to = behind.len().min(BEHIND);
    to += behind.get(to..).unwrap_or_default().iter().take_while(|byte| is_inside(byte)).take(3).count();
    (before.get(from..).unwrap_or_default(), behind.get(..to).unwrap_or_default())
}

/// A text without what a terminal would obey.
fn clean(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.chars()
        .map(|char| {
            if char == '\t' {
                ' '
            } else if char.is_control() {
                '\u{FFFD}'
            } else {
                char
            }
        })
        .collect()
}

/// Whether a line speaks of secrets, by the rule for keys.
fn names_secret(line: &[u8]) -> bool {
    [&b"auth"[..], b"token", b"secret"]
        .iter()
        .any(|word| line.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word)))
}

/// A line in which values are masked and keys, which `=>` follows, are not.
fn masked(before: &str, behind: &str) -> (String, String) {
    let line: Vec<char> = before.chars().chain(behind.chars()).collect();
    let mut shown: Vec<char> =
        line.iter().map(|char| if " [](),;=>'\"".contains(*char) { *char } else { '*' }).collect();
    let mut opened: Option<usize> = None;
    for (place, char) in line.iter().enumerate() {
        match opened {
            None if matches!(char, '\'' | '"') => opened = Some(place),
            Some(start) if line.get(start) == Some(char) => {
                opened = None;
                let mut rest = line.iter().skip(place + 1).skip_while(|char| **char == ' ');
                let before = line.iter().take(start).rev().find(|char| **char != ' ');
                let is_first = before.is_none_or(|char| "[(,".contains(*char));
                if is_first && (rest.next(), rest.next()) == (Some(&'='), Some(&'>')) {
                    for (shown, char) in shown.iter_mut().zip(&line).take(place).skip(start) {
                        *shown = *char;
                    }
                }
            }
            _ => {}
        }
    }
    let behind = shown.split_off(before.chars().count().min(shown.len()));
    (shown.into_iter().collect(), behind.into_iter().collect())
}
