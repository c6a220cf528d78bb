//! Bugs in parts, pairs, decoding and values: section 1 of the specification.

use std::borrow::Cow;
use std::ops::Range;

use super::super::rules::Rules;
use super::super::steps::{Specification, Steps};
use super::super::text::Text;
use super::{
    BracketsBeforeDecoding, DecodedBeforeSplit, EmptyNameKept, EmptyPartsKept, LowerHexIgnored,
    MalformedEscapeDropped, NulEndsValue, NulKeptInName, PercentDecodedTwice, PlusKept, QuestionMarkStripped,
    RawNulIgnored, SemicolonSeparates, SeparatorSetIgnored, SplitAtLastEquals, SplitBehindBracket,
    Utf8Replaced, ValueTrimmed, ValuelessDropped,
};
use crate::{Key, Reading};

impl Steps for ValuelessDropped {
    fn parts(&self, body: &[u8], reading: &Reading, rules: &mut Rules) -> Vec<Range<usize>> {
        let mut parts = Specification.parts(body, reading, rules);
        parts.retain(|part| {
            part.is_empty() || body.get(part.clone()).is_some_and(|part| part.contains(&b'='))
        });
        parts
    }
}

impl Steps for SplitAtLastEquals {
    fn pair(&self, body: &[u8], part: Range<usize>, _: &mut Rules) -> (Range<usize>, Range<usize>) {
        match body.get(part.clone()).and_then(|bytes| bytes.iter().rposition(|byte| *byte == b'=')) {
            Some(i) => (part.start..part.start + i, part.start + i + 1..part.end),
            None => (part.clone(), part.end..part.end),
        }
    }
}

impl Steps for EmptyNameKept {
    fn is_dropped(&self, _: &[u8]) -> bool {
        false
    }
}

impl Steps for SemicolonSeparates {
    fn separates(&self, byte: u8, reading: &Reading) -> bool {
        byte == b';' || Specification.separates(byte, reading)
    }
}

impl Steps for SeparatorSetIgnored {
    fn separates(&self, byte: u8, _: &Reading) -> bool {
        byte == b'&'
    }
}

impl Steps for PlusKept {
    fn plus(&self) -> u8 {
        b'+'
    }
}

impl Steps for PercentDecodedTwice {
    fn decode(&self, raw: &Text, rules: &mut Rules) -> Text {
        let once = Specification.decode(raw, rules);
        let again = Specification.decode(&Text::raw(&once.bytes, 0..once.len()), rules);
        let origins = again.origins.into_iter().map(|(at, written)| (once.at(at), written)).collect();
        Text { bytes: again.bytes, origins }
    }
}

impl Steps for LowerHexIgnored {
    fn hex(&self, digit: u8) -> Option<u8> {
        if digit.is_ascii_lowercase() { None } else { Specification.hex(digit) }
    }
}

impl Steps for MalformedEscapeDropped {
    fn decode(&self, raw: &Text, rules: &mut Rules) -> Text {
        let decoded = Specification.decode(raw, rules);
        let mut kept = Text::default();
        for (i, (byte, (at, written))) in decoded.bytes.iter().zip(&decoded.origins).enumerate() {
            if *byte != b'%' || decoded.is_escaped(i) {
                kept.push(*byte, *at, *written);
            }
        }
        kept
    }
}

impl Steps for NulKeptInName {
    fn end_at_nul(&self, _: &mut Text, _: &mut Rules) {}
}

impl Steps for NulEndsValue {
    fn value(&self, mut decoded: Text, _: &mut Rules) -> Vec<u8> {
        decoded.cut(decoded.find(0).unwrap_or(decoded.len()));
        decoded.bytes
    }
}

impl Steps for RawNulIgnored {
    fn input<'b>(&self, body: &'b [u8], _: &Reading, _: &mut Rules) -> Cow<'b, [u8]> {
        body.into()
    }
}

impl Steps for DecodedBeforeSplit {
    fn input<'b>(&self, body: &'b [u8], reading: &Reading, rules: &mut Rules) -> Cow<'b, [u8]> {
        let body = Specification.input(body, reading, rules);
        Specification.decode(&Text::raw(&body, 0..body.len()), rules).bytes.into()
    }

    fn decode(&self, raw: &Text, _: &mut Rules) -> Text {
        raw.clone()
    }
}

impl Steps for SplitBehindBracket {
    fn pair(&self, body: &[u8], part: Range<usize>, rules: &mut Rules) -> (Range<usize>, Range<usize>) {
        let bytes = body.get(part.clone()).unwrap_or_default();
        match bytes.windows(2).position(|pair| pair == b"]=") {
            Some(i) => (part.start..part.start + i + 1, part.start + i + 2..part.end),
            None => Specification.pair(body, part, rules),
        }
    }
}

impl Steps for EmptyPartsKept {
    fn parts(&self, body: &[u8], reading: &Reading, _: &mut Rules) -> Vec<Range<usize>> {
        let mut start = 0;
        let parts = body.split(|byte| Specification.separates(*byte, reading)).map(|part| {
            let range = start..start + part.len();
            start = range.end + 1;
            range
        });
        parts.collect()
    }

    fn is_dropped(&self, _: &[u8]) -> bool {
        false
    }
}

impl Steps for Utf8Replaced {
    fn value(&self, decoded: Text, _: &mut Rules) -> Vec<u8> {
        String::from_utf8_lossy(&decoded.bytes).into_owned().into_bytes()
    }

    fn key(&self, bytes: &[u8]) -> Key {
        Specification.key(String::from_utf8_lossy(bytes).as_bytes())
    }
}

impl Steps for ValueTrimmed {
    fn value(&self, decoded: Text, _: &mut Rules) -> Vec<u8> {
        decoded.bytes.trim_ascii().to_vec()
    }
}

impl Steps for BracketsBeforeDecoding {
    fn is_bracket(&self, name: &Text, i: usize, bracket: u8) -> bool {
        !name.is_escaped(i) && Specification.is_bracket(name, i, bracket)
    }
}

impl Steps for QuestionMarkStripped {
    fn parts(&self, body: &[u8], reading: &Reading, rules: &mut Rules) -> Vec<Range<usize>> {
        let mut parts = Specification.parts(body, reading, rules);
        if let Some(first) = parts.first_mut()
            && body.first() == Some(&b'?')
        {
            first.start = first.end.min(1);
        }
        parts
    }
}
