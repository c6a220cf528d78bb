//! The decisions of the specification, one a method. The methods as written here are the specification; a named bug
//! overrides one of them, so that no bug stands in the way of reading the rest.

use std::borrow::Cow;
use std::ops::Range;

use super::name::{Bracket, Index, Name};
use super::rules::{Rule, Rules};
use super::text::{Text, Written};
use super::{name, observe};
use crate::node::Items;
use crate::{Key, Limit, Node, Options, Profile, Reading};

/// The prefixes that only a whole name may bring (php-src `php_is_forbidden_variable_name`).
pub(super) const FORBIDDEN: [&[u8]; 2] = [b"__Host-", b"__Secure-"];

/// The specification, decision by decision.
pub(super) trait Steps: Sync {
    /// 1.9: `parse_str` reads a C string, `$_POST` reads bytes.
    fn input<'b>(&self, body: &'b [u8], reading: &Reading, rules: &mut Rules) -> Cow<'b, [u8]> {
        match (reading.profile, body.iter().position(|byte| *byte == 0)) {
            (Profile::PhpParseStr, Some(nul)) => {
                rules.used(Rule::RawNulEndsInput);
                body.get(..nul).unwrap_or_default().into()
            }
            _ => body.into(),
        }
    }

    /// 1.5: which bytes end a part.
    fn separates(&self, byte: u8, reading: &Reading) -> bool {
        reading.separators().contains(&byte)
    }

    /// 1.1 and 4.2: `parse_str` skips empty parts; `$_POST` keeps them, but a last one does not exist.
    fn parts(&self, body: &[u8], reading: &Reading, rules: &mut Rules) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let mut start = 0;
        for (at, byte) in body.iter().enumerate() {
            if self.separates(*byte, reading) {
                rules.used_if(*byte != b'&', Rule::OtherSeparator);
                parts.push(start..at);
                start = at + 1;
            }
        }
        parts.push(start..body.len());
        match reading.profile {
            Profile::PhpParseStr => {
                rules.used_if(parts.iter().any(Range::is_empty), Rule::EmptyPartSkipped);
                parts.retain(|part| !part.is_empty());
            }
            Profile::PhpPost | Profile::Default => {
                if parts.last().is_some_and(Range::is_empty) {
                    rules.used(Rule::FinalEmptyPart);
                    parts.pop();
                }
                rules.used_if(parts.iter().any(Range::is_empty), Rule::EmptyPartCounts);
            }
        }
        parts
    }

    /// 1.2 and 1.3: the first raw `=` splits; without one the value is empty.
    fn pair(&self, body: &[u8], part: Range<usize>, rules: &mut Rules) -> (Range<usize>, Range<usize>) {
        let bytes = body.get(part.clone()).unwrap_or_default();
        let mut equals =
            bytes.iter().enumerate().filter(|(_, byte)| **byte == b'=').map(|(i, _)| part.start + i);
        let first = equals.next();
        rules.used_if(first.is_none(), Rule::NoEquals);
        rules.used_if(first == Some(part.start), Rule::EmptyName);
        rules.used_if(equals.next().is_some(), Rule::LaterEquals);
        match first {
            Some(at) => (part.start..at, at + 1..part.end),
            None => (part.clone(), part.end..part.end),
        }
    }

    /// 1.7 and 1.8: php-src `php_url_decode`, in one pass.
    fn decode(&self, raw: &Text, rules: &mut Rules) -> Text {
        let mut decoded = Text::default();
        let mut i = 0;
        while let Some(byte) = raw.byte(i) {
            let high = raw.byte(i + 1).and_then(|digit| self.hex(digit));
            let low = raw.byte(i + 2).and_then(|digit| self.hex(digit));
            match (byte, high, low) {
                (b'%', Some(high), Some(low)) => {
                    decoded.push(high * 16 + low, raw.at(i), Written::Escaped);
                    i += 3;
                }
                (b'+', _, _) => {
                    decoded.push(self.plus(), raw.at(i), Written::Plain);
                    i += 1;
                }
                _ => {
                    decoded.push(byte, raw.at(i), Written::Plain);
                    i += 1;
                }
            }
        }
        observe::decoded(raw, &decoded, rules);
        decoded
    }

    /// 1.8: the value of a hexadecimal digit, in either case.
    fn hex(&self, digit: u8) -> Option<u8> {
        match digit {
            b'0'..=b'9' => Some(digit - b'0'),
            b'a'..=b'f' => Some(digit - b'a' + 10),
            b'A'..=b'F' => Some(digit - b'A' + 10),
            _ => None,
        }
    }

    /// 1.7: what a `+` stands for.
    fn plus(&self) -> u8 {
        b' '
    }

    /// The value of a variable; nothing is done to it once it is decoded.
    fn value(&self, decoded: Text, rules: &mut Rules) -> Vec<u8> {
        rules.used_if(decoded.bytes.contains(&0), Rule::NulInValue);
        decoded.bytes
    }

    /// 1.9: a NUL ends the name, however it was written.
    fn end_at_nul(&self, name: &mut Text, rules: &mut Rules) {
        if let Some(nul) = name.find(0) {
            rules.used(if name.is_escaped(nul) { Rule::EncodedNulEndsName } else { Rule::RawNulEndsName });
            name.cut(nul);
        }
    }

    /// 2.1: leading spaces are removed, and nothing else.
    fn strip(&self, name: &mut Text, rules: &mut Rules) {
        let spaces = name.bytes.iter().take_while(|byte| **byte == b' ').count();
        rules.used_if(spaces > 0, Rule::LeadingSpace);
        name.skip(spaces);
    }

    /// Whether byte `i` of a decoded name is this bracket. 1.12: brackets are looked for after decoding.
    fn is_bracket(&self, name: &Text, i: usize, bracket: u8) -> bool {
        name.byte(i) == Some(bracket)
    }

    /// 2.2: the part before the first bracket.
    fn mangle(&self, top: &[u8]) -> Vec<u8> {
        top.iter().map(|byte| if matches!(byte, b' ' | b'.') { b'_' } else { *byte }).collect()
    }

    /// 2.9: what stands behind an unmatched first bracket.
    fn mangle_rest(&self, rest: &[u8]) -> Vec<u8> {
        rest.iter().map(|byte| if matches!(byte, b' ' | b'.' | b'[') { b'_' } else { *byte }).collect()
    }

    /// 2.9: the whole name where the first bracket is unmatched.
    fn unmatched(&self, top: &[u8], name: &Text, open: usize) -> Vec<u8> {
        [top, b"_", &self.mangle_rest(name.slice(open + 1..name.len()))].concat()
    }

    /// 2.10: what stands behind an unmatched deeper bracket does not matter.
    fn unmatched_deeper(&self, _name: &Text, _open: usize) -> Index {
        Index::Ignored
    }

    /// 2.6 and 2.7: the key that starts at byte `start`, and the place of its closing bracket, if there is one.
    fn index(&self, name: &Text, start: usize) -> Option<(Index, usize)> {
        let mut end = start;
        if name.byte(end).is_some_and(is_space) {
            end += 1;
        }
        if self.is_bracket(name, end, b']') {
            return Some((Index::Append, end));
        }
        while end < name.len() {
            if self.is_bracket(name, end, b']') {
                return Some((Index::Key(name.slice(start..end).to_vec()), end));
            }
            end += 1;
        }
        None
    }

    /// 2.8: where the next bracket opens, if one follows at once.
    fn next_bracket(&self, name: &Text, after: usize) -> Option<usize> {
        self.is_bracket(name, after, b'[').then_some(after)
    }

    /// 2.4: whether there is a variable at all.
    fn is_dropped(&self, top: &[u8]) -> bool {
        top.is_empty()
    }

    /// The grammar of a name, or `None` where 2.4 drops it.
    fn name(&self, text: &Text, options: &Options, rules: &mut Rules) -> Option<Name> {
        name::read(self, text, options, rules)
    }

    /// 2.12: whether a key starts with a prefix that the whole name does not start with.
    fn is_forbidden(&self, key: &[u8], name: &Text) -> bool {
        FORBIDDEN.iter().any(|prefix| key.starts_with(prefix) && !name.bytes.starts_with(prefix))
    }

    /// 3.1: a canonical decimal that fits 64 bits is an integer key.
    fn key(&self, bytes: &[u8]) -> Key {
        let int = str::from_utf8(bytes).ok().and_then(|text| text.parse::<i64>().ok());
        match int {
            Some(int) if int.to_string().as_bytes() == bytes => Key::Int(int),
            _ => Key::Text(bytes.to_vec()),
        }
    }

    /// 3.2 to 3.4: one after the largest integer key, 0 without one, nothing after the largest integer.
    fn append_key(&self, array: &Items) -> Option<i64> {
        match largest_int(array) {
            None => Some(0),
            Some(largest) => largest.checked_add(1),
        }
    }

    /// 3.5: the array under a key; what is no array becomes one, in place.
    fn enter<'t>(&self, array: &'t mut Items, key: Key, rules: &mut Rules) -> Option<&'t mut Items> {
        observe::met(array, &key, rules);
        let at = position(array, &key).unwrap_or_else(|| {
            array.push((key, Node::Array(Vec::new())));
            array.len() - 1
        });
        let (_, node) = array.get_mut(at)?;
        if let Node::Text(_) = node {
            rules.used(Rule::ScalarBecomesArray);
            *node = Node::Array(Vec::new());
        }
        match node {
            Node::Array(items) => Some(items),
            Node::Text(_) => None,
        }
    }

    /// 3.10: a new array behind all others, every time.
    fn enter_appended<'t>(&self, array: &'t mut Items, next: Key) -> Option<&'t mut Items> {
        array.push((next, Node::Array(Vec::new())));
        match array.last_mut() {
            Some((_, Node::Array(items))) => Some(items),
            _ => None,
        }
    }

    /// 3.6 and 3.7: a key that is there keeps its place and gets the new value.
    fn assign(&self, array: &mut Items, key: Key, value: Vec<u8>, rules: &mut Rules) {
        observe::met(array, &key, rules);
        match position(array, &key).and_then(|at| array.get_mut(at)) {
            Some((_, node)) => {
                rules.used(match node {
                    Node::Text(_) => Rule::Replaced,
                    Node::Array(_) => Rule::ArrayBecomesScalar,
                });
                *node = Node::Text(value);
            }
            None => array.push((key, Node::Text(value))),
        }
    }

    /// 4.1 and 4.2: whether part number `count` is one too many.
    fn is_past_pairs(&self, count: usize, limit: usize) -> bool {
        count > limit
    }

    /// 4.3: whether bracket number `level` is one too many.
    fn is_past_depth(&self, level: usize, limit: usize) -> bool {
        level > limit
    }

    /// Whether a body is too long.
    fn is_past_bytes(&self, length: usize, limit: usize) -> bool {
        length > limit
    }

    /// 4.3: a variable that is nested too deep takes the whole entry of its top name with it.
    fn delete(&self, root: &mut Items, top: &Key) {
        root.retain(|(key, _)| key != top);
    }

    /// The first raw byte of a bracket, for an error.
    fn bracket_offset(&self, name: &Text, bracket: &Bracket) -> usize {
        name.at(bracket.open)
    }

    /// The keys that a path may show: those before the first append.
    fn path_keys(&self, keys: &[Index]) -> Vec<Key> {
        let known = keys.iter().map_while(|index| match index {
            Index::Key(bytes) => Some(self.key(bytes)),
            Index::Append | Index::Whole(_) | Index::Ignored => None,
        });
        known.collect()
    }

    /// 4.1 to 4.4: the warnings of a body, as they arose.
    fn warnings(&self, arisen: Vec<Limit>) -> Vec<Limit> {
        arisen
    }
}

/// The specification itself.
pub(super) struct Specification;

impl Steps for Specification {}

/// C's `isspace` in the C locale.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | 0x0B | 0x0C | b'\r')
}

/// Where a key is in an array.
pub(super) fn position(array: &Items, key: &Key) -> Option<usize> {
    array.iter().position(|(found, _)| found == key)
}

/// The largest integer key of an array. Keys are never taken out of an array that can be appended to, so the largest
/// one that is there is the largest one there ever was.
pub(super) fn largest_int(array: &Items) -> Option<i64> {
    let ints = array.iter().filter_map(|(key, _)| match key {
        Key::Int(int) => Some(*int),
        Key::Text(_) => None,
    });
    ints.max()
}
