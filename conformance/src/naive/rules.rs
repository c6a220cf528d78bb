//! Counters of the specification's rules: what a run of bodies really exercised.

use std::fmt;
use std::ops::AddAssign;

/// Declares the rules in the order of the specification, each with its number and what sets it off.
macro_rules! rules {
    ($($rule:ident = $name:literal,)*) => {
        /// A rule of the specification, or one half of it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule {
            $(#[doc = $name] $rule,)*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Rule] = &[$(Rule::$rule,)*];

            /// The number in the specification and what sets the rule off, such as `2.7 append`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Rule::$rule => $name,)*
                }
            }
        }

        /// How many rules there are.
        const COUNT: usize = [$(Rule::$rule,)*].len();
    };
}

rules! {
    EmptyPartSkipped = "1.1 empty part skipped",
    FinalEmptyPart = "1.1 final empty part does not exist",
    NoEquals = "1.2 no equals sign",
    LaterEquals = "1.3 later equals sign is data",
    EncodedEquals = "1.3 encoded equals sign is data",
    EmptyName = "1.4 empty name before the equals sign",
    OtherSeparator = "1.5 separator from the set",
    SemicolonData = "1.5 semicolon is data",
    EncodedSeparator = "1.6 encoded separator is data",
    PlusIsSpace = "1.7 plus is a space",
    EncodedPlus = "1.7 encoded plus is a plus",
    MalformedEscape = "1.8 malformed escape stays",
    TruncatedEscape = "1.8 escape cut off by the end stays",
    OnePass = "1.8 decoded once only",
    LowerHex = "1.8 lower-case hex digit",
    UpperHex = "1.8 upper-case hex digit",
    EncodedNulEndsName = "1.9 encoded NUL ends the name",
    RawNulEndsName = "1.9 raw NUL ends the name",
    NulInValue = "1.9 NUL kept in a value",
    RawNulEndsInput = "1.9 raw NUL ends the input",
    HighByte = "1.10 byte from 0x80 up is opaque",
    ControlByte = "1.11 CR, LF or TAB is data",
    EncodedBracket = "1.12 encoded bracket opens a key",
    BracketTwiceEncoded = "1.12 bracket encoded twice is data",
    QuestionMark = "1.13 leading question mark is data",
    LeadingSpace = "2.1 leading space stripped",
    LeadingTab = "2.1 leading tab kept",
    TrailingSpace = "2.1 trailing space kept and mangled",
    SpaceMangled = "2.2 space in the top name mangled",
    DotMangled = "2.2 dot in the top name mangled",
    KeyNotMangled = "2.3 space or dot in a key kept",
    EmptyTop = "2.4 empty top name dropped",
    BracketFirst = "2.4 bracket at the start dropped",
    Collision = "2.5 mangled name meets an entry",
    KeyText = "2.6 key runs to the first closing bracket",
    OpeningBracketInKey = "2.6 opening bracket in a key is data",
    Append = "2.7 append",
    WhitespaceAppend = "2.7 whitespace append",
    TwoWhitespaceBytes = "2.7 two whitespace bytes are a key",
    WhitespaceThenText = "2.7 whitespace and text are a key",
    TextAfterBracket = "2.8 text after a closing bracket ignored",
    UnmatchedFirst = "2.9 unmatched first bracket",
    UnmatchedRestMangled = "2.9 rest after an unmatched first bracket mangled",
    UnmatchedDeeper = "2.10 unmatched deeper bracket ignored",
    LoneClosingBracket = "2.11 closing bracket without an opening one is data",
    ForbiddenTop = "2.12 forbidden top name dropped",
    ForbiddenKey = "2.12 forbidden key dropped",
    ForbiddenLeavesArray = "2.12 forbidden key leaves an empty array",
    PrefixAllowed = "2.12 prefix of the whole name allows the key",
    PrefixOtherCase = "2.12 prefix in another case is ordinary",
    NothingSpecial = "2.13 quote in a name is data",
    IntTop = "3.1 integer top name",
    IntKey = "3.1 integer key",
    NegativeIntKey = "3.1 negative integer key",
    LeadingZero = "3.1 leading zero is text",
    MinusZero = "3.1 minus zero is text",
    IntOverflow = "3.1 integer beyond 64 bits is text",
    AppendFirst = "3.2 append to an array without integer keys",
    AppendNext = "3.2 append after the largest integer key",
    AppendOverGap = "3.2 append leaves gaps alone",
    AppendNegative = "3.3 append after a negative key",
    AppendImpossible = "3.4 value appended after the largest integer dropped",
    AppendArrayImpossible = "3.4 array appended after the largest integer dropped",
    ScalarBecomesArray = "3.5 scalar becomes an array in place",
    ArrayBecomesScalar = "3.6 array becomes a scalar in place",
    Replaced = "3.7 duplicate replaced in place",
    InsertionOrder = "3.8 smaller integer key comes later",
    SameIntKey = "3.9 integer key met again",
    AppendArray = "3.10 append in the middle makes a new array",
    PairsCut = "4.1 part N+1 not registered",
    DroppedCounts = "4.1 dropped variable counts",
    PostPairsCut = "4.2 part N+1 registered, then cut",
    EmptyPartCounts = "4.2 empty part counts",
    DepthReached = "4.3 N brackets are read",
    DepthDeletes = "4.3 bracket N+1 deletes the entry",
    DepthDrops = "4.3 bracket N+1 drops a new variable",
    DepthUnmatched = "4.3 unmatched bracket N+1 counts",
    DepthTextAfter = "4.3 bracket N+1 after ignored text does not count",
    EarlierDropWins = "4.3 dropped at an earlier level, nothing deleted",
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How often each rule was used, for one body or for millions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    counts: [u64; COUNT],
}

impl Default for Rules {
    fn default() -> Rules {
        Rules { counts: [0; COUNT] }
    }
}

impl Rules {
    /// Counts one use.
    pub(crate) fn used(&mut self, rule: Rule) {
        if let Some(count) = self.counts.get_mut(rule as usize) {
            *count += 1;
        }
    }

    /// Counts one use where the condition of a rule holds.
    pub(crate) fn used_if(&mut self, condition: bool, rule: Rule) {
        if condition {
            self.used(rule);
        }
    }

    /// How often a rule was used.
    pub fn count(&self, rule: Rule) -> u64 {
        self.counts.get(rule as usize).copied().unwrap_or_default()
    }

    /// Every rule with its count, in the order of the specification.
    pub fn iter(&self) -> impl Iterator<Item = (Rule, u64)> + '_ {
        Rule::ALL.iter().copied().zip(self.counts)
    }
}

impl AddAssign<&Rules> for Rules {
    fn add_assign(&mut self, other: &Rules) {
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count += more;
        }
    }
}
