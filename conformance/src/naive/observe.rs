//! What a body exercises, for the counters alone: nothing here changes an answer.

use super::name::{Bracket, Index, Name};
use super::rules::{Rule, Rules};
use super::steps::{FORBIDDEN, is_space, largest_int, position};
use super::text::Text;
use crate::Key;
use crate::node::Items;

/// Section 1: what a decoded name or value shows.
pub(super) fn decoded(raw: &Text, decoded: &Text, rules: &mut Rules) {
    for i in 0..decoded.len() {
        let byte = decoded.byte(i).unwrap_or_default();
        let place = decoded.at(i) - raw.at(0);
        if decoded.is_escaped(i) {
            escaped(raw, byte, place, rules);
        } else {
            plain(raw, byte, place, rules);
        }
        rules.used_if(byte >= 0x80, Rule::HighByte);
        rules.used_if(matches!(byte, b'\r' | b'\n' | b'\t'), Rule::ControlByte);
    }
    rules.used_if(raw.byte(0) == Some(b'?'), Rule::QuestionMark);
}

/// A byte written as `%XX`.
fn escaped(raw: &Text, byte: u8, place: usize, rules: &mut Rules) {
    let digits = raw.slice(place + 1..place + 3);
    rules.used_if(digits.iter().any(u8::is_ascii_lowercase), Rule::LowerHex);
    rules.used_if(digits.iter().any(u8::is_ascii_uppercase), Rule::UpperHex);
    match byte {
        b'&' | b';' => rules.used(Rule::EncodedSeparator),
        b'=' => rules.used(Rule::EncodedEquals),
        b'+' => rules.used(Rule::EncodedPlus),
        b'%' => {
            let again = raw.slice(place + 3..place + 5);
            rules.used_if(again.len() == 2 && again.iter().all(u8::is_ascii_hexdigit), Rule::OnePass);
            rules.used_if(matches!(again, b"5B" | b"5b" | b"5D" | b"5d"), Rule::BracketTwiceEncoded);
        }
        _ => {}
    }
}

/// A byte written as itself, or a `+`.
fn plain(raw: &Text, byte: u8, place: usize, rules: &mut Rules) {
    match byte {
        b' ' => rules.used_if(raw.byte(place) == Some(b'+'), Rule::PlusIsSpace),
        b'%' if raw.len() - place < 3 => rules.used(Rule::TruncatedEscape),
        b'%' => rules.used(Rule::MalformedEscape),
        b';' => rules.used(Rule::SemicolonData),
        _ => {}
    }
}

/// Section 2: what a name shows.
pub(super) fn name(text: &Text, name: &Name, rules: &mut Rules) {
    let before = text.slice(0..name.brackets.first().map_or(text.len(), |bracket| bracket.open));
    rules.used_if(before.first() == Some(&b'\t'), Rule::LeadingTab);
    rules.used_if(before.last() == Some(&b' '), Rule::TrailingSpace);
    rules.used_if(before.contains(&b' '), Rule::SpaceMangled);
    rules.used_if(before.contains(&b'.'), Rule::DotMangled);
    rules.used_if(before.contains(&b']'), Rule::LoneClosingBracket);
    rules.used_if(text.bytes.iter().any(|byte| matches!(byte, b'"' | b'\'')), Rule::NothingSpecial);
    rules.used_if(!name.ignored.is_empty(), Rule::TextAfterBracket);
    for bracket in &name.brackets {
        rules.used_if(text.is_escaped(bracket.open), Rule::EncodedBracket);
        match &bracket.index {
            Index::Append if text.byte(bracket.open + 1) == Some(b']') => rules.used(Rule::Append),
            Index::Append => rules.used(Rule::WhitespaceAppend),
            Index::Key(key) => key_text(key, rules),
            Index::Ignored => rules.used(Rule::UnmatchedDeeper),
            Index::Whole(_) => {
                rules.used(Rule::UnmatchedFirst);
                let rest = text.slice(bracket.open + 1..text.len());
                let is_mangled = rest.iter().any(|byte| matches!(byte, b' ' | b'.' | b'['));
                rules.used_if(is_mangled, Rule::UnmatchedRestMangled);
            }
        }
    }
}

/// What stands between two brackets.
fn key_text(key: &[u8], rules: &mut Rules) {
    rules.used(Rule::KeyText);
    rules.used_if(key.iter().any(|byte| matches!(byte, b' ' | b'.')), Rule::KeyNotMangled);
    rules.used_if(key.contains(&b'['), Rule::OpeningBracketInKey);
    match key {
        [first, second] if is_space(*first) && is_space(*second) => rules.used(Rule::TwoWhitespaceBytes),
        [first, second, ..] if is_space(*first) && !is_space(*second) => rules.used(Rule::WhitespaceThenText),
        _ => {}
    }
}

/// 2.5: a mangled name that is there already.
pub(super) fn collision(root: &Items, text: &Text, name: &Name, top: &Key, rules: &mut Rules) {
    let is_mangled = !text.bytes.starts_with(&name.top);
    rules.used_if(is_mangled && position(root, top).is_some(), Rule::Collision);
}

/// 2.12: a prefix and what becomes of it, in the top name (level 0) or in a key.
pub(super) fn prefix(key: &[u8], name: &Text, level: usize, array: &Items, rules: &mut Rules) {
    for prefix in FORBIDDEN {
        let brought = key.get(..prefix.len()).unwrap_or_default();
        if brought == prefix && name.bytes.starts_with(prefix) {
            rules.used(Rule::PrefixAllowed);
        } else if brought == prefix {
            rules.used(if level == 0 { Rule::ForbiddenTop } else { Rule::ForbiddenKey });
            rules.used_if(level > 0 && array.is_empty(), Rule::ForbiddenLeavesArray);
        } else if brought.eq_ignore_ascii_case(prefix) {
            rules.used(Rule::PrefixOtherCase);
        }
    }
}

/// 3.1: what looks like an integer, in the top name (level 0) or in a key.
pub(super) fn key(bytes: &[u8], key: &Key, level: usize, rules: &mut Rules) {
    match key {
        Key::Int(_) => {
            rules.used(if level == 0 { Rule::IntTop } else { Rule::IntKey });
            rules.used_if(bytes.starts_with(b"-"), Rule::NegativeIntKey);
        }
        Key::Text(_) => {
            let digits = bytes.strip_prefix(b"-").unwrap_or(bytes);
            let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
            rules.used_if(is_number && digits.len() > 1 && digits.starts_with(b"0"), Rule::LeadingZero);
            rules.used_if(is_number && !digits.starts_with(b"0"), Rule::IntOverflow);
            rules.used_if(bytes == b"-0", Rule::MinusZero);
        }
    }
}

/// 3.2 and 3.3: an append that is possible.
pub(super) fn append(array: &Items, next: i64, rules: &mut Rules) {
    let ints = array.iter().filter(|(key, _)| matches!(key, Key::Int(_))).count();
    match largest_int(array) {
        None => rules.used(Rule::AppendFirst),
        Some(largest) => {
            rules.used(Rule::AppendNext);
            rules.used_if(largest < 0, Rule::AppendNegative);
            rules.used_if(largest >= 0 && i64::try_from(ints) != Ok(next), Rule::AppendOverGap);
        }
    }
}

/// 3.8 and 3.9: a key that is about to be looked up.
pub(super) fn met(array: &Items, key: &Key, rules: &mut Rules) {
    if let Key::Int(int) = key {
        let is_there = position(array, key).is_some();
        rules.used_if(is_there, Rule::SameIntKey);
        rules.used_if(
            !is_there && largest_int(array).is_some_and(|largest| *int < largest),
            Rule::InsertionOrder,
        );
    }
}

/// 4.3: a variable that is nested too deep.
pub(super) fn too_deep(root: &Items, top: &Key, bracket: &Bracket, rules: &mut Rules) {
    let was_there = position(root, top).is_some();
    rules.used(if was_there { Rule::DepthDeletes } else { Rule::DepthDrops });
    rules.used_if(matches!(bracket.index, Index::Whole(_) | Index::Ignored), Rule::DepthUnmatched);
}

/// 4.3: a variable that is not nested too deep.
pub(super) fn depth(name: &Name, limit: usize, rules: &mut Rules) {
    let is_full = limit > 0 && name.brackets.len() == limit;
    rules.used_if(is_full, Rule::DepthReached);
    rules.used_if(is_full && name.ignored.contains(&b'['), Rule::DepthTextAfter);
}
