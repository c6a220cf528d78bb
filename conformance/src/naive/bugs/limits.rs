//! Bugs in limits, their warnings and their errors: section 4.

use std::ops::Range;

use super::super::name::{Bracket, Index};
use super::super::rules::Rules;
use super::super::steps::{Specification, Steps};
use super::super::text::Text;
use super::{
    BytesOffByOne, BytesUnlimited, CutsSilently, EmptyPartsNotCounted, FinalEmptyPartCounted,
    NestingDropsOnlyVariable, NestingOffByOne, OffsetAfterBracket, OffsetOfDecoded, PathShowsAppends,
    PostCutsAtN, VarsOffByOne, ZeroIsUnlimited,
};
use crate::node::Items;
use crate::{Key, Limit, Profile, Reading};

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

impl Steps for BytesUnlimited {
    fn is_past_bytes(&self, _: usize, _: usize) -> bool {
        false
    }
}

impl Steps for ZeroIsUnlimited {
    fn is_past_pairs(&self, count: usize, limit: usize) -> bool {
        limit > 0 && Specification.is_past_pairs(count, limit)
    }

    fn is_past_depth(&self, level: usize, limit: usize) -> bool {
        limit > 0 && Specification.is_past_depth(level, limit)
    }

    fn is_past_bytes(&self, length: usize, limit: usize) -> bool {
        limit > 0 && Specification.is_past_bytes(length, limit)
    }
}
