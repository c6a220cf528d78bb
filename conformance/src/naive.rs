//! The naive second reading: the specification, sections 0 to 5, written to be obviously right.
//!
//! Everything is looked up from the front and copied freely: time is quadratic in the keys of an array, so this is for
//! bodies of thousands of variables and not for millions. It does not recurse. The decisions are in `steps.rs`, one
//! a method; a named [`Bug`] exchanges one of them.
//!
//! ```
//! use phpform_conformance::{Naive, Profile, Rules};
//!
//! let mut rules = Rules::default();
//! let answer = Naive::new(Profile::PhpPost.into()).read(b"a.b[]=1&a_b[]=2", &mut rules);
//! assert_eq!(serde_json::to_string(&answer)?, r#"{"tree":{"array":[["a_b",{"array":[[0,"1"],[1,"2"]]}]]}}"#);
//! # Ok::<(), serde_json::Error>(())
//! ```

mod bugs;
mod name;
mod observe;
mod register;
mod rules;
mod steps;
mod text;

use std::ops::Range;

pub use bugs::Bug;
pub use rules::{Rule, Rules};

use crate::node::Items;
use crate::{Answer, Decoder, Limit, Node, Profile, Reading, path};
use name::Index;
use register::{Registered, Variable};
use steps::{Specification, Steps};
use text::Text;

/// The naive reading of a profile, right or with one named bug.
#[derive(Clone, Debug)]
pub struct Naive {
    reading: Reading,
    bug: Option<Bug>,
}

impl Naive {
    /// The specification's reading.
    pub fn new(reading: Reading) -> Naive {
        Naive { reading, bug: None }
    }

    /// The same reading with a bug switched on.
    #[must_use]
    pub fn with_bug(self, bug: Bug) -> Naive {
        Naive { bug: Some(bug), ..self }
    }

    /// Reads a body and counts the rules that it used.
    pub fn read(&self, body: &[u8], rules: &mut Rules) -> Answer {
        let steps: &dyn Steps = match self.bug {
            None => &Specification,
            Some(bug) => bug.steps(),
        };
        if let Some(limit) = self.reading.max_bytes()
            && steps.is_past_bytes(body.len(), limit)
        {
            return Answer::Error { kind: Limit::MaxBytes, offset: limit, path: String::new() };
        }
        let bytes = steps.input(body, &self.reading, rules);
        Body { steps, reading: &self.reading, bytes: &bytes, rules }.read()
    }
}

/// A body that is being read.
struct Body<'a> {
    steps: &'a dyn Steps,
    reading: &'a Reading,
    bytes: &'a [u8],
    rules: &'a mut Rules,
}

impl Body<'_> {
    /// Registers part by part, up to a limit.
    fn read(mut self) -> Answer {
        let mut root = Items::new();
        let mut warnings = Vec::new();
        let parts = self.steps.parts(self.bytes, self.reading, self.rules);
        for (before, part) in parts.into_iter().enumerate() {
            let limit = self.reading.max_pairs();
            let is_past = limit.is_some_and(|limit| self.steps.is_past_pairs(before + 1, limit));
            let (name, value) = self.steps.pair(self.bytes, part.clone(), self.rules);
            match self.reading.profile {
                Profile::PhpParseStr if is_past => {
                    self.rules.used(Rule::PairsCut);
                    warnings.push(Limit::MaxPairs);
                    break;
                }
                Profile::Default if is_past => {
                    let path = self.path(name);
                    return Answer::Error { kind: Limit::MaxPairs, offset: part.start, path };
                }
                _ => {}
            }
            match self.register(&mut root, name, value) {
                Registered::Done => {}
                Registered::Dropped => self.rules.used(Rule::DroppedCounts),
                Registered::TooDeep { offset, path } if self.reading.profile == Profile::Default => {
                    return Answer::Error { kind: Limit::MaxDepth, offset, path };
                }
                Registered::TooDeep { .. } => warnings.push(Limit::MaxDepth),
            }
            if is_past {
                self.rules.used(Rule::PostPairsCut);
                warnings.push(Limit::MaxPairs);
                break;
            }
        }
        Answer::Tree { tree: Node::Array(root), warnings: self.steps.warnings(warnings) }
    }

    /// Puts one variable into the tree.
    fn register(&mut self, root: &mut Items, name: Range<usize>, value: Range<usize>) -> Registered {
        let text = self.name(name);
        let value = self.decode(value);
        let value = self.steps.value(value, self.rules);
        let variable =
            Variable { steps: self.steps, reading: self.reading, text: &text, rules: &mut *self.rules };
        variable.register(root, value)
    }

    /// Decodes a name, cuts it at a NUL and strips it.
    fn name(&mut self, range: Range<usize>) -> Text {
        let mut name = self.decode(range);
        self.steps.end_at_nul(&mut name, self.rules);
        if !self.reading.options.keep_names {
            self.steps.strip(&mut name, self.rules);
        }
        name
    }

    fn decode(&mut self, range: Range<usize>) -> Text {
        self.steps.decode(&Text::raw(self.bytes, range), self.rules)
    }

    /// The path of a name that is not registered any more.
    fn path(&mut self, range: Range<usize>) -> String {
        let text = self.name(range);
        let Some(name) = self.steps.name(&text, &self.reading.options, self.rules) else {
            return String::new();
        };
        let keys: Vec<Index> = name.brackets.into_iter().map(|bracket| bracket.index).collect();
        let (top, keys) = match keys.first() {
            Some(Index::Whole(whole)) => (whole, &[][..]),
            _ => (&name.top, &keys[..]),
        };
        // A variable that would be dropped has no path.
        let forbidden = |key: &[u8]| self.steps.is_forbidden(key, &text);
        if forbidden(top) || keys.iter().any(|key| matches!(key, Index::Key(key) if forbidden(key))) {
            return String::new();
        }
        path::print(&self.steps.key(top), &self.steps.path_keys(keys))
    }
}

/// The naive reading as a decoder: it reads each body as it is asked to, with its own bug if it has one.
impl Decoder for Naive {
    fn name(&self) -> &str {
        self.bug.map_or("naive", Bug::name)
    }

    fn version(&self) -> Option<&str> {
        Some(env!("CARGO_PKG_VERSION"))
    }

    fn decode(&mut self, body: &[u8], reading: &Reading) -> Answer {
        if let Err(reason) = reading.check() {
            return Answer::Unsupported(reason);
        }
        let naive = Naive { reading: reading.clone(), bug: self.bug };
        naive.read(body, &mut Rules::default())
    }
}
