//! Bugs in keys and appends: sections 3.1 to 3.4 and 3.10.

use super::super::steps::{Specification, Steps, largest_int, position};
use super::{
    AppendFillsGap, AppendIgnoresNegative, AppendIsCount, AppendReusesArray, AppendWrapsAtMax, IntByAtoi,
    IntKeysAreText, IntOverflowWraps, LeadingZeroIsInt, MinusZeroIsInt,
};
use crate::node::Items;
use crate::{Key, Node};

impl Steps for IntKeysAreText {
    fn key(&self, bytes: &[u8]) -> Key {
        Key::Text(bytes.to_vec())
    }
}

impl Steps for LeadingZeroIsInt {
    fn key(&self, bytes: &[u8]) -> Key {
        let is_number = !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit);
        match str::from_utf8(bytes).ok().and_then(|text| text.parse().ok()) {
            Some(int) if is_number => Key::Int(int),
            _ => Specification.key(bytes),
        }
    }
}

impl Steps for MinusZeroIsInt {
    fn key(&self, bytes: &[u8]) -> Key {
        if bytes == b"-0" { Key::Int(0) } else { Specification.key(bytes) }
    }
}

impl Steps for IntOverflowWraps {
    fn key(&self, bytes: &[u8]) -> Key {
        let text = str::from_utf8(bytes).ok();
        match text
            .and_then(|text| text.parse::<i128>().ok())
            .filter(|int| Some(int.to_string().as_str()) == text)
        {
            #[expect(clippy::cast_possible_truncation, reason = "the truncation is the bug")]
            Some(int) => Key::Int(int as i64),
            None => Specification.key(bytes),
        }
    }
}

impl Steps for AppendIsCount {
    fn append_key(&self, array: &Items) -> Option<i64> {
        i64::try_from(array.len()).ok()
    }
}

impl Steps for AppendFillsGap {
    fn append_key(&self, array: &Items) -> Option<i64> {
        (0..i64::MAX).find(|next| position(array, &Key::Int(*next)).is_none())
    }
}

impl Steps for AppendIgnoresNegative {
    fn append_key(&self, array: &Items) -> Option<i64> {
        Specification.append_key(array).map(|next| next.max(0))
    }
}

impl Steps for AppendWrapsAtMax {
    fn append_key(&self, array: &Items) -> Option<i64> {
        Some(largest_int(array).map_or(0, |largest| largest.wrapping_add(1)))
    }
}

impl Steps for AppendReusesArray {
    fn enter_appended<'t>(&self, array: &'t mut Items, next: Key) -> Option<&'t mut Items> {
        if !matches!(array.last(), Some((Key::Int(_), Node::Array(_)))) {
            array.push((next, Node::Array(Vec::new())));
        }
        match array.last_mut() {
            Some((_, Node::Array(items))) => Some(items),
            _ => None,
        }
    }
}

impl Steps for IntByAtoi {
    fn key(&self, bytes: &[u8]) -> Key {
        let (is_negative, digits) = match bytes {
            [b'-', digits @ ..] => (true, digits),
            _ => (false, bytes),
        };
        let digits = digits.iter().take_while(|byte| byte.is_ascii_digit());
        let int =
            digits.fold(0_i64, |int, digit| int.saturating_mul(10).saturating_add(i64::from(digit - b'0')));
        match bytes.first() {
            Some(b'-' | b'0'..=b'9') => Key::Int(if is_negative { -int } else { int }),
            _ => Key::Text(bytes.to_vec()),
        }
    }
}
