//! Bugs of readers that look for delimiters in words of eight bytes: right inside a word, wrong at its border. None of
//! them is a decision of the specification, but every such reader has met them.

use std::ops::Range;

use super::super::rules::Rules;
use super::super::steps::{Specification, Steps};
use super::super::text::{Text, Written};
use super::{EscapeOverWordKept, TailNotScanned, WordEndMissed, WordStartMissed};
use crate::Reading;

/// How many bytes a word has.
const WORD: usize = 8;

/// Parts whose separator is missed run together with the next one.
fn joined(parts: Vec<Range<usize>>, is_missed: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for part in parts {
        match joined.last_mut() {
            Some(last) if part.start == last.end + 1 && is_missed(last.end) => last.end = part.end,
            _ => joined.push(part),
        }
    }
    joined
}

/// A pair whose equals sign is not missed.
fn split(body: &[u8], part: Range<usize>, is_missed: impl Fn(usize) -> bool) -> (Range<usize>, Range<usize>) {
    match part.clone().find(|at| body.get(*at) == Some(&b'=') && !is_missed(*at)) {
        Some(at) => (part.start..at, at + 1..part.end),
        None => (part.clone(), part.end..part.end),
    }
}

impl Steps for WordEndMissed {
    fn parts(&self, body: &[u8], reading: &Reading, rules: &mut Rules) -> Vec<Range<usize>> {
        joined(Specification.parts(body, reading, rules), |at| at % WORD == WORD - 1)
    }

    fn pair(&self, body: &[u8], part: Range<usize>, _: &mut Rules) -> (Range<usize>, Range<usize>) {
        split(body, part, |at| at % WORD == WORD - 1)
    }

    fn is_bracket(&self, name: &Text, i: usize, bracket: u8) -> bool {
        name.at(i) % WORD != WORD - 1 && Specification.is_bracket(name, i, bracket)
    }
}

impl Steps for WordStartMissed {
    fn parts(&self, body: &[u8], reading: &Reading, rules: &mut Rules) -> Vec<Range<usize>> {
        joined(Specification.parts(body, reading, rules), |at| at > 0 && at.is_multiple_of(WORD))
    }

    fn pair(&self, body: &[u8], part: Range<usize>, _: &mut Rules) -> (Range<usize>, Range<usize>) {
        split(body, part, |at| at > 0 && at.is_multiple_of(WORD))
    }

    fn is_bracket(&self, name: &Text, i: usize, bracket: u8) -> bool {
        (name.at(i) == 0 || !name.at(i).is_multiple_of(WORD)) && Specification.is_bracket(name, i, bracket)
    }
}

impl Steps for TailNotScanned {
    fn parts(&self, body: &[u8], reading: &Reading, rules: &mut Rules) -> Vec<Range<usize>> {
        let tail = body.len() - body.len() % WORD;
        joined(Specification.parts(body, reading, rules), |at| at >= tail)
    }
}

impl Steps for EscapeOverWordKept {
    fn decode(&self, raw: &Text, rules: &mut Rules) -> Text {
        let decoded = Specification.decode(raw, rules);
        let mut kept = Text::default();
        for (i, (byte, (at, written))) in decoded.bytes.iter().zip(&decoded.origins).enumerate() {
            if decoded.is_escaped(i) && at / WORD != (at + 2) / WORD {
                let escape = (0..raw.len()).skip_while(|i| raw.at(*i) != *at).take(3);
                escape.filter_map(|i| Some((raw.byte(i)?, raw.at(i)))).for_each(|(byte, at)| {
                    kept.push(byte, at, Written::Plain);
                });
            } else {
                kept.push(*byte, *at, *written);
            }
        }
        kept
    }
}
