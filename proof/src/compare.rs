//! Three readings of one body, side by side: PHP's, the naive one, and `phpform`'s.

use std::fmt;

use phpform_conformance::parser::Parser;
use phpform_conformance::{Answer, Decoder, Limit, Naive, Profile, Reading, Rules};

use crate::bodies::{self, Near, Seeds};
use crate::php::{Fault, Ini, ParseStr, Post};
use crate::shrink::shrink;

/// As many bodies go to PHP at once.
const BATCH: u64 = 512;
/// As often may PHP be asked while a counterexample shrinks.
const STEPS: usize = 5000;

/// The PHP function that has the last word on a reading.
#[derive(Debug)]
pub enum Judge {
    /// For `php-parse-str`.
    ParseStr(ParseStr),
    /// For `php-post`, and for `default` as far as it goes.
    Post(Post),
}

impl Judge {
    /// Starts the PHP that judges a reading.
    ///
    /// # Errors
    /// When PHP is missing or does not start.
    pub fn start(reading: &Reading) -> Result<Self, Fault> {
        let ini = Ini::from(reading);
        match reading.profile {
            Profile::PhpParseStr => ParseStr::start(&ini).map(Self::ParseStr),
            Profile::PhpPost | Profile::Default => Post::start(&ini).map(Self::Post),
        }
    }

    /// Asks about a batch of bodies; one answer each, in their order.
    ///
    /// # Errors
    /// When PHP dies, hangs or answers nonsense.
    pub fn ask<B: AsRef<[u8]>>(&mut self, bodies: &[B]) -> Result<Vec<Answer>, Fault> {
        match self {
            Self::ParseStr(php) => php.ask(bodies),
            Self::Post(php) => php.ask(bodies),
        }
    }
}

/// The answers about one body.
#[derive(Debug)]
struct Answers {
    php: Answer,
    /// Each reading of ours with its name.
    ours: [(&'static str, Answer); 2],
}

impl Answers {
    fn about(body: &[u8], php: Answer, naive: &Naive, reading: &Reading, rules: &mut Rules) -> Self {
        Self { php, ours: [("naive", naive.read(body, rules)), ("phpform", Parser.decode(body, reading))] }
    }

    fn agree(&self, profile: Profile) -> bool {
        let [(_, first), ..] = &self.ours;
        self.ours.iter().all(|(_, answer)| answer == first && allows(profile, &self.php, answer))
    }
}

/// Whether PHP's answer allows this one. Where `default` stops, PHP must have warned of the same limit first; only in
/// the part that is one too many does `$_POST` look at the depth before it counts.
fn allows(profile: Profile, php: &Answer, answer: &Answer) -> bool {
    let Answer::Tree { warnings, .. } = php else { return false };
    match (profile, warnings.as_slice(), answer) {
        (Profile::Default, [first, rest @ ..], Answer::Error { kind, .. }) => {
            kind == first
                || (*first == Limit::MaxDepth && *kind == Limit::MaxPairs && *rest == [Limit::MaxPairs])
        }
        (Profile::Default, [_, ..], _) => false,
        _ => php == answer,
    }
}

/// Many bodies of one reading.
#[derive(Clone, Debug)]
pub struct Run {
    /// How they are read.
    pub reading: Reading,
    /// Makes the bodies what they are.
    pub seed: u64,
    /// How many.
    pub bodies: u64,
}

/// Why a run did not end well.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There was no PHP, or no more.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The readings of a body differ.
    #[error(transparent)]
    Difference(Box<Difference>),
}

impl Run {
    /// Compares all bodies and returns the rules that the naive reading used.
    ///
    /// # Errors
    /// The first difference, shrunk, or what became of PHP.
    pub fn compare(&self, seeds: &Seeds) -> Result<Rules, Failure> {
        let near = Near::from(&self.reading);
        let naive = Naive::new(self.reading.clone());
        let mut judge = Judge::start(&self.reading)?;
        let mut rules = Rules::default();
        let mut batch: Vec<Vec<u8>> = Vec::new();
        let mut done = 0;
        while done < self.bodies {
            let length = BATCH.min(self.bodies - done);
            batch.resize_with(usize::try_from(length).unwrap_or(0), Vec::new);
            for (body, index) in batch.iter_mut().zip(done..) {
                bodies::write(body, bodies::seed_of(self.seed, index), &near, seeds);
            }
            for ((body, php), index) in batch.iter().zip(judge.ask(&batch)?).zip(done..) {
                let answers = Answers::about(body, php, &naive, &self.reading, &mut rules);
                if !answers.agree(self.reading.profile) {
                    return Err(self.difference(judge, body, index, answers));
                }
            }
            done += length;
        }
        Ok(rules)
    }

    /// Shrinks a body until nothing smaller differs.
    fn difference(&self, mut judge: Judge, found: &[u8], index: u64, answers: Answers) -> Failure {
        let naive = Naive::new(self.reading.clone());
        let mut smallest = answers;
        let body = shrink(found, STEPS, |body| {
            // A PHP that dies on the way ends the shrinking, not the report.
            let Some(php) = judge.ask(&[body]).ok().and_then(|mut answers| answers.pop()) else {
                return false;
            };
            let answers = Answers::about(body, php, &naive, &self.reading, &mut Rules::default());
            let differ = !answers.agree(self.reading.profile);
            if differ {
                smallest = answers;
            }
            differ
        });
        let run = self.clone();
        Failure::Difference(Box::new(Difference { run, index, found: found.len(), body, answers: smallest }))
    }
}

/// A body that is read differently, as small as it could be made.
#[derive(Debug)]
pub struct Difference {
    run: Run,
    index: u64,
    found: usize,
    body: Vec<u8>,
    answers: Answers,
}

impl std::error::Error for Difference {}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { run, index, found, body, answers } = self;
        let Reading { profile, options } = &run.reading;
        writeln!(f, "{profile} with {options:?}: body {index} of seed {} is read differently", run.seed)?;
        writeln!(f, "  body     {}", body.escape_ascii())?;
        writeln!(f, "           ({} bytes, shrunk from {found})", body.len())?;
        writeln!(f, "  PHP      {}", Shown(&answers.php))?;
        for (name, answer) in &answers.ours {
            let verdict = if allows(*profile, &answers.php, answer) { "as PHP" } else { "DIFFERS" };
            writeln!(f, "  {name:8} {} ({verdict})", Shown(answer))?;
        }
        Ok(())
    }
}

/// An answer on one line.
struct Shown<'a>(&'a Answer);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Answer::Tree { tree, warnings } => {
                write!(f, "{tree:?}")?;
                warnings.iter().try_for_each(|warning| write!(f, " !{warning}"))
            }
            Answer::Error { kind, offset, path } => write!(f, "error {kind} at byte {offset}, path {path:?}"),
            Answer::Unsupported(reason) => write!(f, "unsupported: {reason}"),
        }
    }
}
