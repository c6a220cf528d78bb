//! Named bugs of the naive reading: what re-implementations of PHP's form decoding get wrong. Each exchanges one
//! decision of the specification. Vectors and fuzz targets are judged by the bugs that they find.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use super::name::{Bracket, Index, Name};
use super::rules::Rules;
use super::steps::{FORBIDDEN, Specification, Steps, is_space, largest_int, position};
use super::text::Text;
use crate::node::Items;
use crate::{Key, Limit, Node, Options, Profile, Reading};

/// Declares the bugs: a type that overrides one decision, its permanent name, and what it does in one line.
macro_rules! bugs {
    ($($bug:ident = $name:literal, $about:literal;)*) => {
        /// A bug that can be switched on.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Bug {
            $(#[doc = $about] $bug,)*
        }

        impl Bug {
            /// Every bug, in the order of the rules that it breaks.
            pub const ALL: &[Bug] = &[$(Bug::$bug,)*];

            /// The permanent name.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Bug::$bug => $name,)*
                }
            }

            /// What it does, in one line.
            pub const fn description(self) -> &'static str {
                match self {
                    $(Bug::$bug => $about,)*
                }
            }

            /// The specification with this bug in it.
            pub(super) fn steps(self) -> &'static dyn Steps {
                match self {
                    $(Bug::$bug => &$bug,)*
                }
            }
        }

        $(struct $bug;)*
    };
}

bugs! {
    ValuelessDropped = "valueless-dropped", "a part without an equals sign is no variable";
    SplitAtLastEquals = "split-at-last-equals", "the last equals sign of a part splits it, not the first";
    EmptyNameKept = "empty-name-kept", "a variable without a name is kept under the empty key";
    SemicolonSeparates = "semicolon-separates", "a semicolon ends a part, as an ampersand does";
    SeparatorSetIgnored = "separator-set-ignored", "only an ampersand ends a part, whatever the separators are";
    PlusKept = "plus-kept", "a plus stays a plus";
    PercentDecodedTwice = "percent-decoded-twice", "percent escapes are undone twice";
    LowerHexIgnored = "lower-hex-ignored", "escapes with lower-case digits are not undone";
    MalformedEscapeDropped = "malformed-escape-dropped", "a percent sign that starts no escape is removed";
    NulKeptInName = "nul-kept-in-name", "a NUL does not end the name";
    NulEndsValue = "nul-ends-value", "a NUL ends the value as it ends the name";
    RawNulIgnored = "raw-nul-ignored", "`parse_str` reads on behind a raw NUL";
    Utf8Replaced = "utf8-replaced", "bytes that are not UTF-8 become replacement characters";
    ValueTrimmed = "value-trimmed", "whitespace around a value is removed";
    BracketsBeforeDecoding = "brackets-before-decoding", "encoded brackets are data";
    QuestionMarkStripped = "question-mark-stripped", "a question mark at the start of the body is removed";
    LeadingSpaceKept = "leading-space-kept", "leading spaces of a name become underscores";
    LeadingTabStripped = "leading-tab-stripped", "all leading whitespace of a name is removed, not only spaces";
    TrailingSpaceStripped = "trailing-space-stripped", "trailing spaces of a name are removed";
    DotsKept = "dots-kept", "dots in the top name stay";
    InnerMangled = "inner-mangled", "dots and spaces in keys become underscores too";
    BracketsBalanced = "brackets-balanced", "a key runs to the balancing bracket, not to the first closing one";
    WhitespaceAppendLiteral = "whitespace-append-literal", "one whitespace byte between brackets is a key";
    AnyWhitespaceAppends = "any-whitespace-appends", "any number of whitespace bytes between brackets appends";
    ClosingBracketFirstIsKey = "closing-bracket-first-is-key", "a closing bracket right behind an opening one is part of the key";
    TextAfterBracketNested = "text-after-bracket-nested", "a bracket behind ignored text still opens a key";
    UnclosedBracketKept = "unclosed-bracket-kept", "an unmatched first bracket stays as it is";
    UnclosedRestKept = "unclosed-rest-kept", "behind an unmatched first bracket nothing is mangled, as in PHP 7";
    UnclosedDeeperKept = "unclosed-deeper-kept", "an unmatched deeper bracket opens a key up to the end";
    ForbiddenPrefixAccepted = "forbidden-prefix-accepted", "a prefix that only mangling or a key brings is accepted";
    ForbiddenKeysAccepted = "forbidden-keys-accepted", "only the top name is checked for a forbidden prefix";
    ForbiddenPrefixLeavesNothing = "forbidden-prefix-leaves-nothing", "a forbidden key is noticed before any array is made";
    IntKeysAreText = "int-keys-are-text", "there are no integer keys but those of appends";
    LeadingZeroIsInt = "leading-zero-is-int", "decimals with leading zeros are integer keys";
    MinusZeroIsInt = "minus-zero-is-int", "minus zero is the integer key 0";
    IntOverflowWraps = "int-overflow-wraps", "decimals beyond 64 bits wrap around";
    AppendIsCount = "append-is-count", "the next index is the number of entries";
    AppendFillsGap = "append-fills-gap", "the next index is the first free one";
    AppendIgnoresNegative = "append-ignores-negative", "behind negative keys the next index is 0, as in PHP 7";
    AppendWrapsAtMax = "append-wraps-at-max", "behind the largest integer the next index is the smallest one";
    AppendReusesArray = "append-reuses-array", "an append in the middle goes on in the last array";
    ScalarWinsOverArray = "scalar-wins-over-array", "a scalar stays where a later name wants an array";
    ArrayWinsOverScalar = "array-wins-over-scalar", "an array stays where a later name wants a scalar";
    OverwriteMovesToEnd = "overwrite-moves-to-end", "a key that is set again moves to the end";
    DuplicatesBecomeList = "duplicates-become-list", "a scalar that is set again becomes a list of both";
    FirstWins = "first-wins", "a scalar that is set again keeps its first value";
    IntOrderSorted = "int-order-sorted", "integer keys come in ascending order";
    VarsOffByOne = "vars-off-by-one", "one part fewer than the limit is read";
    PostCutsAtN = "post-cuts-at-n", "the `$_POST` reading cuts before part N+1, as `parse_str` does";
    EmptyPartsNotCounted = "empty-parts-not-counted", "the `$_POST` reading does not count empty parts";
    FinalEmptyPartCounted = "final-empty-part-counted", "the `$_POST` reading counts the empty part behind a final ampersand";
    NestingOffByOne = "nesting-off-by-one", "one bracket fewer than the limit is read";
    NestingDropsOnlyVariable = "nesting-drops-only-variable", "a name that is nested too deep does not delete its entry";
    CutsSilently = "cuts-silently", "limits are kept without a warning";
    BytesOffByOne = "bytes-off-by-one", "a body as long as the limit is refused";
    OffsetAfterBracket = "offset-after-bracket", "the offset of a depth error is the one behind the bracket";
    OffsetOfDecoded = "offset-of-decoded", "the offset of a depth error counts decoded bytes";
    PathShowsAppends = "path-shows-appends", "the path of an error goes on behind an append";
}

impl fmt::Display for Bug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Bug {
    type Err = UnknownBug;

    fn from_str(name: &str) -> Result<Bug, UnknownBug> {
        Bug::ALL.iter().copied().find(|bug| bug.name() == name).ok_or_else(|| UnknownBug(name.to_owned()))
    }
}

/// A name that no bug has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownBug(String);

impl fmt::Display for UnknownBug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected the name of a bug such as {}, found {:?}", Bug::PlusKept, self.0)
    }
}

impl std::error::Error for UnknownBug {}

// Parts, pairs and decoding.

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
    fn input<'b>(&self, body: &'b [u8], _: &Reading, _: &mut Rules) -> &'b [u8] {
        body
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

// Names.

impl Steps for LeadingSpaceKept {
    fn strip(&self, _: &mut Text, _: &mut Rules) {}
}

impl Steps for LeadingTabStripped {
    fn strip(&self, name: &mut Text, _: &mut Rules) {
        name.skip(name.bytes.iter().take_while(|byte| is_space(**byte)).count());
    }
}

impl Steps for TrailingSpaceStripped {
    fn strip(&self, name: &mut Text, rules: &mut Rules) {
        Specification.strip(name, rules);
        let spaces = name.bytes.iter().rev().take_while(|byte| **byte == b' ').count();
        name.cut(name.len() - spaces);
    }
}

impl Steps for DotsKept {
    fn mangle(&self, top: &[u8]) -> Vec<u8> {
        top.iter().map(|byte| if *byte == b' ' { b'_' } else { *byte }).collect()
    }
}

impl Steps for InnerMangled {
    fn index(&self, name: &Text, start: usize) -> Option<(Index, usize)> {
        match Specification.index(name, start)? {
            (Index::Key(key), close) => Some((Index::Key(self.mangle(&key)), close)),
            append => Some(append),
        }
    }
}

impl Steps for BracketsBalanced {
    fn index(&self, name: &Text, start: usize) -> Option<(Index, usize)> {
        let mut open = 1;
        for close in start..name.len() {
            match name.byte(close) {
                Some(b'[') => open += 1,
                Some(b']') => open -= 1,
                _ => {}
            }
            if open == 0 {
                let is_append =
                    matches!(name.slice(start..close), [] | [b' ' | b'\t' | b'\n' | 0x0B | 0x0C | b'\r']);
                let key = Index::Key(name.slice(start..close).to_vec());
                return Some((if is_append { Index::Append } else { key }, close));
            }
        }
        None
    }
}

impl Steps for WhitespaceAppendLiteral {
    fn index(&self, name: &Text, start: usize) -> Option<(Index, usize)> {
        match Specification.index(name, start)? {
            (Index::Append, close) if close > start => {
                Some((Index::Key(name.slice(start..close).to_vec()), close))
            }
            index => Some(index),
        }
    }
}

impl Steps for AnyWhitespaceAppends {
    fn index(&self, name: &Text, start: usize) -> Option<(Index, usize)> {
        match Specification.index(name, start)? {
            (Index::Key(key), close) if key.iter().all(|byte| is_space(*byte)) => {
                Some((Index::Append, close))
            }
            index => Some(index),
        }
    }
}

impl Steps for ClosingBracketFirstIsKey {
    fn index(&self, name: &Text, start: usize) -> Option<(Index, usize)> {
        let more = (start + 1..name.len()).find(|i| matches!(name.byte(*i), Some(b'[' | b']')));
        match (Specification.index(name, start)?, more) {
            ((Index::Append, close), Some(more)) if close == start && name.byte(more) == Some(b']') => {
                Some((Index::Key(name.slice(start..more).to_vec()), more))
            }
            (index, _) => Some(index),
        }
    }
}

impl Steps for TextAfterBracketNested {
    fn next_bracket(&self, name: &Text, after: usize) -> Option<usize> {
        (after..name.len()).find(|i| self.is_bracket(name, *i, b'['))
    }
}

impl Steps for UnclosedBracketKept {
    fn unmatched(&self, top: &[u8], name: &Text, open: usize) -> Vec<u8> {
        [top, name.slice(open..name.len())].concat()
    }
}

impl Steps for UnclosedRestKept {
    fn mangle_rest(&self, rest: &[u8]) -> Vec<u8> {
        rest.to_vec()
    }
}

impl Steps for UnclosedDeeperKept {
    fn unmatched_deeper(&self, name: &Text, open: usize) -> Index {
        Index::Key(name.slice(open + 1..name.len()).to_vec())
    }
}

impl Steps for ForbiddenPrefixAccepted {
    fn is_forbidden(&self, _: &[u8], _: &Text) -> bool {
        false
    }
}

impl Steps for ForbiddenKeysAccepted {
    fn name(&self, text: &Text, options: &Options, rules: &mut Rules) -> Option<Name> {
        let name = Specification.name(text, options, rules)?;
        let is_dropped = Specification.is_forbidden(&name.top, text);
        if is_dropped { None } else { Some(name) }
    }

    fn is_forbidden(&self, _: &[u8], _: &Text) -> bool {
        false
    }
}

impl Steps for ForbiddenPrefixLeavesNothing {
    fn is_forbidden(&self, key: &[u8], name: &Text) -> bool {
        let is_in_a_key = FORBIDDEN.iter().any(|prefix| {
            let bracket = [b"[", *prefix].concat();
            !name.bytes.starts_with(prefix)
                && name.bytes.windows(bracket.len()).any(|window| window == bracket)
        });
        is_in_a_key || Specification.is_forbidden(key, name)
    }
}

// Keys.

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

// Arrays.

impl Steps for ScalarWinsOverArray {
    fn enter<'t>(&self, array: &'t mut Items, key: Key, rules: &mut Rules) -> Option<&'t mut Items> {
        match position(array, &key).and_then(|at| array.get(at)) {
            Some((_, Node::Text(_))) => None,
            _ => Specification.enter(array, key, rules),
        }
    }
}

impl Steps for ArrayWinsOverScalar {
    fn assign(&self, array: &mut Items, key: Key, value: Vec<u8>, rules: &mut Rules) {
        match position(array, &key).and_then(|at| array.get(at)) {
            Some((_, Node::Array(_))) => {}
            _ => Specification.assign(array, key, value, rules),
        }
    }
}

impl Steps for OverwriteMovesToEnd {
    fn assign(&self, array: &mut Items, key: Key, value: Vec<u8>, _: &mut Rules) {
        array.retain(|(found, _)| *found != key);
        array.push((key, Node::Text(value)));
    }
}

impl Steps for DuplicatesBecomeList {
    fn assign(&self, array: &mut Items, key: Key, value: Vec<u8>, rules: &mut Rules) {
        match position(array, &key).and_then(|at| array.get_mut(at)) {
            Some((_, node @ Node::Text(_))) => {
                let first = node.clone();
                *node = Node::Array(vec![(Key::Int(0), first), (Key::Int(1), Node::Text(value))]);
            }
            _ => Specification.assign(array, key, value, rules),
        }
    }
}

impl Steps for FirstWins {
    fn assign(&self, array: &mut Items, key: Key, value: Vec<u8>, rules: &mut Rules) {
        match position(array, &key).and_then(|at| array.get(at)) {
            Some((_, Node::Text(_))) => {}
            _ => Specification.assign(array, key, value, rules),
        }
    }
}

impl Steps for IntOrderSorted {
    fn assign(&self, array: &mut Items, key: Key, value: Vec<u8>, rules: &mut Rules) {
        Specification.assign(array, key, value, rules);
        array.sort_by_key(|(key, _)| match key {
            Key::Int(int) => (0, *int),
            Key::Text(_) => (1, 0),
        });
    }
}

// Limits.

impl Steps for VarsOffByOne {
    fn is_past_pairs(&self, count: usize, limit: usize) -> bool {
        count >= limit
    }
}

impl Steps for PostCutsAtN {
    fn parts(&self, body: &[u8], reading: &Reading, rules: &mut Rules) -> Vec<Range<usize>> {
        let mut parts = Specification.parts(body, reading, rules);
        if let (Profile::PhpPost, Some(limit)) = (reading.profile, reading.max_pairs())
            && let Some(part) = parts.get_mut(limit)
        {
            // An empty part in its place is counted and warned of, and puts nothing into the tree.
            part.end = part.start;
        }
        parts
    }
}

impl Steps for EmptyPartsNotCounted {
    fn parts(&self, body: &[u8], reading: &Reading, rules: &mut Rules) -> Vec<Range<usize>> {
        let mut parts = Specification.parts(body, reading, rules);
        parts.retain(|part| !part.is_empty());
        parts
    }
}

impl Steps for FinalEmptyPartCounted {
    fn parts(&self, body: &[u8], reading: &Reading, rules: &mut Rules) -> Vec<Range<usize>> {
        let mut parts = Specification.parts(body, reading, rules);
        if reading.profile != Profile::PhpParseStr && body.last() == Some(&b'&') {
            parts.push(body.len()..body.len());
        }
        parts
    }
}

impl Steps for NestingOffByOne {
    fn is_past_depth(&self, level: usize, limit: usize) -> bool {
        level >= limit
    }
}

impl Steps for NestingDropsOnlyVariable {
    fn delete(&self, _: &mut Items, _: &Key) {}
}

impl Steps for CutsSilently {
    fn warnings(&self, _: Vec<Limit>) -> Vec<Limit> {
        Vec::new()
    }
}

impl Steps for BytesOffByOne {
    fn is_past_bytes(&self, length: usize, limit: usize) -> bool {
        length >= limit
    }
}

impl Steps for OffsetAfterBracket {
    fn bracket_offset(&self, name: &Text, bracket: &Bracket) -> usize {
        name.at(bracket.open) + if name.is_escaped(bracket.open) { 3 } else { 1 }
    }
}

impl Steps for OffsetOfDecoded {
    fn bracket_offset(&self, name: &Text, bracket: &Bracket) -> usize {
        name.at(0) + bracket.open
    }
}

impl Steps for PathShowsAppends {
    fn path_keys(&self, keys: &[Index]) -> Vec<Key> {
        let known = keys.iter().filter_map(|index| match index {
            Index::Key(bytes) => Some(self.key(bytes)),
            Index::Append => Some(Key::Text(Vec::new())),
            Index::Whole(_) | Index::Ignored => None,
        });
        known.collect()
    }
}
