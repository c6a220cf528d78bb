//! Named bugs of the naive reading: what re-implementations of PHP's form decoding get wrong. Each exchanges one
//! decision of the specification. Vectors and fuzz targets are judged by the bugs that they find.

mod arrays;
mod bodies;
mod keys;
mod limits;
mod names;
mod windows;

use std::fmt;
use std::str::FromStr;

use super::steps::Steps;

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
    SplitBehindBracket = "split-behind-bracket", "a part is split at its first `]=`, whatever stands before it, as qs does";
    DecodedBeforeSplit = "decoded-before-split", "the body is decoded before it is split";
    EmptyPartsKept = "empty-parts-kept", "an empty part is a variable with an empty name and an empty value";
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
    FlatNames = "flat-names", "brackets are part of the name, as in flat readers";
    BracketsBeforeDecoding = "brackets-before-decoding", "encoded brackets are data";
    QuestionMarkStripped = "question-mark-stripped", "a question mark at the start of the body is removed";
    LeadingSpaceKept = "leading-space-kept", "leading spaces of a name become underscores";
    LeadingTabStripped = "leading-tab-stripped", "all leading whitespace of a name is removed, not only spaces";
    TrailingSpaceStripped = "trailing-space-stripped", "trailing spaces of a name are removed";
    CaseFolded = "case-folded", "names and keys are the same whatever their case, as in ASP.NET";
    AllButWordsMangled = "all-but-words-mangled", "everything but letters, digits and underscores becomes an underscore in the top name";
    LongNamesCut = "long-names-cut", "a name is cut at 64 bytes, the size of a buffer";
    NulRemoved = "nul-removed", "a NUL is taken out of the name, which goes on behind it";
    NulDropsVariable = "nul-drops-variable", "a variable with a NUL in its name is dropped";
    PrototypeDropped = "prototype-dropped", "names and keys that JavaScript objects have by themselves are dropped, as qs does";
    GlobalsDropped = "globals-dropped", "variables that are called GLOBALS or this are dropped";
    DotsKept = "dots-kept", "dots in the top name stay";
    InnerMangled = "inner-mangled", "dots and spaces in keys become underscores too";
    QuotesStripped = "quotes-stripped", "quotes around a key are removed, as locutus does";
    KeysTrimmed = "keys-trimmed", "whitespace around a key is removed";
    StrayClosingCuts = "stray-closing-cuts", "a closing bracket without an opening one ends the top name, as in Rack";
    AppendIsEmptyKey = "append-is-empty-key", "empty brackets are the empty key";
    TextAfterBracketJoined = "text-after-bracket-joined", "text behind a closing bracket belongs to the key";
    BracketsBalanced = "brackets-balanced", "a key runs to the balancing bracket, not to the first closing one";
    WhitespaceAppendLiteral = "whitespace-append-literal", "one whitespace byte between brackets is a key";
    AnyWhitespaceAppends = "any-whitespace-appends", "any number of whitespace bytes between brackets appends";
    ClosingBracketFirstIsKey = "closing-bracket-first-is-key", "a closing bracket right behind an opening one is part of the key";
    TextAfterBracketNested = "text-after-bracket-nested", "a bracket behind ignored text still opens a key";
    UnclosedBracketKept = "unclosed-bracket-kept", "an unmatched first bracket stays as it is";
    UnclosedRestKept = "unclosed-rest-kept", "behind an unmatched first bracket nothing is mangled, as in PHP 7";
    UnclosedDeeperKept = "unclosed-deeper-kept", "an unmatched deeper bracket opens a key up to the end";
    ForbiddenPrefixAlways = "forbidden-prefix-always", "a forbidden prefix is forbidden in honest names, too";
    ForbiddenPrefixAccepted = "forbidden-prefix-accepted", "a prefix that only mangling or a key brings is accepted";
    ForbiddenKeysAccepted = "forbidden-keys-accepted", "only the top name is checked for a forbidden prefix";
    ForbiddenPrefixLeavesNothing = "forbidden-prefix-leaves-nothing", "a forbidden key is noticed before any array is made";
    IntKeysAreText = "int-keys-are-text", "there are no integer keys but those of appends";
    IntByAtoi = "int-by-atoi", "a key is the number that it starts with, as C's atoi reads it";
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
    ReopenedStartsAnew = "reopened-starts-anew", "an array that is met again behind another entry starts anew, as in readers that stream";
    OverwriteMovesToEnd = "overwrite-moves-to-end", "a key that is set again moves to the end";
    DuplicatesBecomeList = "duplicates-become-list", "a scalar that is set again becomes a list of both";
    FirstWins = "first-wins", "a scalar that is set again keeps its first value";
    IntOrderSorted = "int-order-sorted", "integer keys come in ascending order";
    WordEndMissed = "word-end-missed", "a delimiter in the last byte of an 8-byte word is not seen";
    WordStartMissed = "word-start-missed", "a delimiter in the first byte of an 8-byte word is not seen";
    TailNotScanned = "tail-not-scanned", "a separator behind the last whole 8-byte word is not seen";
    EscapeOverWordKept = "escape-over-word-kept", "an escape over the border of an 8-byte word is not undone";
    ZeroIsUnlimited = "zero-is-unlimited", "a limit of zero is none";
    VarsOffByOne = "vars-off-by-one", "one part fewer than the limit is read";
    PostCutsAtN = "post-cuts-at-n", "the `$_POST` reading cuts before part N+1, as `parse_str` does";
    EmptyPartsNotCounted = "empty-parts-not-counted", "the `$_POST` reading does not count empty parts";
    FinalEmptyPartCounted = "final-empty-part-counted", "the `$_POST` reading counts the empty part behind a final ampersand";
    DepthOfFive = "depth-of-five", "what goes deeper than five brackets is one key, as in qs";
    NestingOffByOne = "nesting-off-by-one", "one bracket fewer than the limit is read";
    NestingDropsOnlyVariable = "nesting-drops-only-variable", "a name that is nested too deep does not delete its entry";
    CutsSilently = "cuts-silently", "limits are kept without a warning";
    BytesUnlimited = "bytes-unlimited", "a body is never too long";
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
