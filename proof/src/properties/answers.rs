//! The parser against the naive reading of the specification.

use std::sync::LazyLock;

use phpform_conformance::parser::Parser;
use phpform_conformance::{Answer, Bug, Decoder, Naive, Options, Profile, Reading, Rules};

use super::mismatch::{Outcome, same};

/// Names a bug that the naive reading is to have: whoever sets it wants to see that it is found.
pub const BUG: &str = "PHPFORM_BUG";

/// The readings under which every body is looked at: each profile as it comes, and with limits so small that short
/// bodies reach them.
static READINGS: LazyLock<[Reading; 12]> = LazyLock::new(|| {
    let small =
        |pairs, depth| Options { max_pairs: Some(pairs), max_depth: Some(depth), ..Options::default() };
    let kept = |options| Options { keep_names: true, ..options };
    let parted = |separators: &[u8], options| Options { separators: Some(separators.to_vec()), ..options };
    [
        (Profile::Default, Options::default()),
        (Profile::PhpPost, Options::default()),
        (Profile::PhpParseStr, Options::default()),
        (Profile::Default, small(3, 2)),
        (Profile::PhpPost, small(3, 2)),
        (Profile::PhpParseStr, small(3, 2)),
        (Profile::Default, Options { max_bytes: Some(12), ..small(2, 1) }),
        (Profile::PhpPost, small(0, 0)),
        (Profile::PhpParseStr, parted(b";", small(1, 1))),
        (Profile::PhpParseStr, parted(b"&;/", Options::default())),
        (Profile::PhpPost, kept(Options::default())),
        (Profile::Default, kept(small(9, 3))),
    ]
    .map(|(profile, options)| Reading { profile, options })
});

/// The naive reading, with the bug of [`BUG`] if there is one.
static PLANTED: LazyLock<Option<Bug>> = LazyLock::new(|| {
    let name = std::env::var(BUG).ok()?;
    let bug = name.parse();
    assert!(bug.is_ok(), "{BUG}: {bug:?}");
    bug.ok()
});

/// The readings under which every body is looked at.
pub fn readings() -> &'static [Reading] {
    &*READINGS
}

/// The naive reading that the parser is held against.
pub(super) fn naive(reading: &Reading) -> Naive {
    let naive = Naive::new(reading.clone());
    match *PLANTED {
        None => naive,
        Some(bug) => naive.with_bug(bug),
    }
}

/// Both give the same answer under every reading.
pub(super) fn agree(body: &[u8]) -> Outcome {
    readings().iter().try_for_each(|reading| agree_under(reading, body))
}

/// Both give the same answer under one reading.
pub(super) fn agree_under(reading: &Reading, body: &[u8]) -> Outcome {
    let want = naive(reading).read(body, &mut Rules::default());
    let got = Parser.decode(body, reading);
    same(format_args!("{} {:?}", reading.profile, reading.options), &keyed(want), &keyed(got))
}

/// The parser escapes more letters in a path than the naive reading does, those that would garble a terminal: the keys
/// are compared, in the parser's spelling.
fn keyed(answer: Answer) -> Answer {
    match answer {
        Answer::Error { kind, offset, path } => {
            let path = path.parse::<phpform::Path>().map_or(path, |path| path.to_string());
            Answer::Error { kind, offset, path }
        }
        answer => answer,
    }
}
