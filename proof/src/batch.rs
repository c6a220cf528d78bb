//! Bodies that come one by one, compared with the real PHP many at once.

use std::cell::RefCell;

use phpform_conformance::parser::Parser;
use phpform_conformance::{Decoder, Profile, Reading};

use crate::compare::Judge;
use crate::php::{self, Fault};

/// As many bodies go to PHP at once.
const BATCH: usize = 256;

/// A PHP that judges one reading, and the bodies that wait for it.
struct Batch {
    reading: Reading,
    judge: Judge,
    waiting: Vec<Vec<u8>>,
}

thread_local! {
    static BATCHES: RefCell<Option<Vec<Batch>>> = RefCell::new(start());
}

/// Both PHP functions, or nothing if there is no PHP and none is required.
fn start() -> Option<Vec<Batch>> {
    let batches = [Profile::PhpParseStr, Profile::PhpPost].into_iter().map(|profile| {
        let reading = Reading::from(profile);
        Ok(Batch { judge: Judge::start(&reading)?, reading, waiting: Vec::new() })
    });
    match batches.collect::<Result<Vec<_>, Fault>>() {
        Ok(batches) => Some(batches),
        Err(fault) => {
            assert!(!php::required(), "{fault}");
            eprintln!("nothing is compared: {fault}");
            None
        }
    }
}

/// Puts a body into the batch, and compares the batch with PHP once it is full. Whether there is a PHP to ask.
///
/// # Panics
///
/// If PHP reads one of the bodies otherwise. It need not be the one that came last: the message shows which.
pub fn hold(body: &[u8]) -> bool {
    BATCHES.with_borrow_mut(|batches| {
        let Some(batches) = batches else { return false };
        for batch in batches {
            batch.add(body);
        }
        true
    })
}

impl Batch {
    fn add(&mut self, body: &[u8]) {
        self.waiting.push(body.to_vec());
        if self.waiting.len() < BATCH {
            return;
        }
        let bodies = std::mem::take(&mut self.waiting);
        let answers = self.judge.ask(&bodies);
        let fault = answers.as_ref().err();
        assert!(fault.is_none(), "PHP is gone: {}", fault.map(ToString::to_string).unwrap_or_default());
        for (body, want) in bodies.iter().zip(answers.unwrap_or_default()) {
            let got = Parser.decode(body, &self.reading);
            assert!(
                got == want,
                "broken: every body is read as PHP reads it ({})\n  body   {}\n  want   {want:?}\n  got    {got:?}",
                self.reading.profile,
                body.escape_ascii(),
            );
        }
    }
}
