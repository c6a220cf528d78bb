//! Bugs in names: section 2.

use super::super::name::{Index, Name};
use super::super::rules::Rules;
use super::super::steps::{FORBIDDEN, Specification, Steps, is_space};
use super::super::text::Text;
use super::{
    AllButWordsMangled, AnyWhitespaceAppends, AppendIsEmptyKey, BracketsBalanced, CaseFolded,
    ClosingBracketFirstIsKey, DepthOfFive, DotsKept, FlatNames, ForbiddenKeysAccepted,
    ForbiddenPrefixAccepted, ForbiddenPrefixAlways, ForbiddenPrefixLeavesNothing, GlobalsDropped,
    InnerMangled, KeysTrimmed, LeadingSpaceKept, LeadingTabStripped, LongNamesCut, NulDropsVariable,
    NulRemoved, PrototypeDropped, QuotesStripped, StrayClosingCuts, TextAfterBracketJoined,
    TextAfterBracketNested, TrailingSpaceStripped, UnclosedBracketKept, UnclosedDeeperKept, UnclosedRestKept,
    WhitespaceAppendLiteral,
};
use crate::{Key, Options};

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

impl Steps for ForbiddenPrefixAlways {
    fn is_forbidden(&self, key: &[u8], _: &Text) -> bool {
        FORBIDDEN.iter().any(|prefix| key.starts_with(prefix))
    }
}

impl Steps for FlatNames {
    fn is_bracket(&self, _: &Text, _: usize, _: u8) -> bool {
        false
    }
}

impl Steps for CaseFolded {
    fn key(&self, bytes: &[u8]) -> Key {
        Specification.key(&bytes.to_ascii_lowercase())
    }
}

impl Steps for AllButWordsMangled {
    fn mangle(&self, top: &[u8]) -> Vec<u8> {
        top.iter().map(|byte| if byte.is_ascii_alphanumeric() { *byte } else { b'_' }).collect()
    }
}

impl Steps for LongNamesCut {
    fn end_at_nul(&self, name: &mut Text, rules: &mut Rules) {
        Specification.end_at_nul(name, rules);
        name.cut(64);
    }
}

impl Steps for NulRemoved {
    fn end_at_nul(&self, name: &mut Text, _: &mut Rules) {
        let mut kept = Text::default();
        for (byte, (at, written)) in name.bytes.iter().zip(&name.origins).filter(|(byte, _)| **byte != 0) {
            kept.push(*byte, *at, *written);
        }
        *name = kept;
    }
}

impl Steps for NulDropsVariable {
    fn end_at_nul(&self, name: &mut Text, _: &mut Rules) {
        name.cut(if name.find(0).is_some() { 0 } else { name.len() });
    }
}

/// Whether the top name or a key of a name is one of these.
fn has_any(name: &Name, keys: &[&[u8]]) -> bool {
    let inner = name.brackets.iter().any(|bracket| match &bracket.index {
        Index::Key(key) => keys.contains(&key.as_slice()),
        _ => false,
    });
    inner || keys.contains(&name.top.as_slice())
}

impl Steps for PrototypeDropped {
    fn name(&self, text: &Text, options: &Options, rules: &mut Rules) -> Option<Name> {
        let name = Specification.name(text, options, rules)?;
        let is_dropped = has_any(&name, &[b"__proto__", b"constructor", b"hasOwnProperty", b"toString"]);
        if is_dropped { None } else { Some(name) }
    }
}

impl Steps for GlobalsDropped {
    fn is_dropped(&self, top: &[u8]) -> bool {
        Specification.is_dropped(top) || matches!(top, b"GLOBALS" | b"this")
    }
}

impl Steps for QuotesStripped {
    fn index(&self, name: &Text, start: usize) -> Option<(Index, usize)> {
        match Specification.index(name, start)? {
            (Index::Key(key), close) => {
                let bare = match key.as_slice() {
                    [b'\'', inner @ .., b'\''] | [b'"', inner @ .., b'"'] => inner.to_vec(),
                    _ => key,
                };
                Some((Index::Key(bare), close))
            }
            append => Some(append),
        }
    }
}

impl Steps for KeysTrimmed {
    fn index(&self, name: &Text, start: usize) -> Option<(Index, usize)> {
        match Specification.index(name, start)? {
            (Index::Key(key), close) => Some((Index::Key(key.trim_ascii().to_vec()), close)),
            append => Some(append),
        }
    }
}

impl Steps for StrayClosingCuts {
    fn mangle(&self, top: &[u8]) -> Vec<u8> {
        Specification.mangle(top.split(|byte| *byte == b']').next().unwrap_or_default())
    }
}

impl Steps for AppendIsEmptyKey {
    fn index(&self, name: &Text, start: usize) -> Option<(Index, usize)> {
        match Specification.index(name, start)? {
            (Index::Append, close) if close == start => Some((Index::Key(Vec::new()), close)),
            index => Some(index),
        }
    }
}

impl Steps for TextAfterBracketJoined {
    fn index(&self, name: &Text, start: usize) -> Option<(Index, usize)> {
        let (index, close) = Specification.index(name, start)?;
        let end = (close + 1..name.len()).find(|i| self.is_bracket(name, *i, b'[')).unwrap_or(name.len());
        match index {
            Index::Key(key) => Some((Index::Key([&key, name.slice(close + 1..end)].concat()), end - 1)),
            append => Some((append, close)),
        }
    }
}

impl Steps for DepthOfFive {
    fn name(&self, text: &Text, options: &Options, rules: &mut Rules) -> Option<Name> {
        let mut name = Specification.name(text, options, rules)?;
        if let Some(sixth) = name.brackets.get_mut(5) {
            sixth.index = Index::Key(text.slice(sixth.open..text.len()).to_vec());
            name.brackets.truncate(6);
        }
        Some(name)
    }
}
