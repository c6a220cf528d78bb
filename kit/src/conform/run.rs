//! A run: which vectors are asked of a decoder, and the cases that come of it.

use std::time::Instant;

use clap::Args;
use phpform_conformance::selection::Choice;
use phpform_conformance::{Known, Level, Profile, Selection, Vector};

use super::attached::Attached;
use super::case;
use crate::reading;
use crate::report::Testee;

/// The vectors that a run is about.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Scope {
    /// Ask the vectors of this reading alone; may be given several times
    #[arg(long, value_name = "PROFILE", value_parser = reading::profile())]
    profile: Vec<Profile>,
    /// Ask the vectors of this level alone (core, exact, limits); may be given several times
    #[arg(long, value_name = "LEVEL", value_parser = reading::level())]
    level: Vec<Level>,
}

impl Scope {
    fn has(&self, vector: &Vector) -> bool {
        (self.profile.is_empty() || self.profile.contains(&vector.profile))
            && (self.level.is_empty() || self.level.contains(&vector.level))
    }
}

/// What is asked, and what may go wrong.
pub(super) struct Questions<'v> {
    vectors: &'v [Vector],
    scope: Scope,
    selection: Selection,
    known: Known,
}

impl<'v> Questions<'v> {
    pub(super) fn new(vectors: &'v [Vector], scope: Scope, selection: Selection, known: Known) -> Self {
        Self { vectors, scope, selection, known }
    }

    /// Asks everything of a decoder.
    pub(super) fn ask(&self, decoder: &mut dyn Attached, again: &str) -> Testee {
        let in_scope = || self.vectors.iter().filter(|vector| self.scope.has(vector));
        let mut testee = Testee::new("", None, "");
        for vector in in_scope() {
            match self.selection.choice(&vector.id) {
                Choice::LeaveOut => {}
                Choice::Skip(reason) => testee.add(case::skipped(vector, reason), &self.known),
                Choice::Ask => {
                    let began = Instant::now();
                    let outcome = decoder.ask(vector);
                    testee.add(case::asked(vector, &outcome, began.elapsed(), again), &self.known);
                }
            }
        }
        let ids = |vector: &'v Vector| vector.id.as_str();
        testee.close(&self.selection, in_scope().map(ids), &self.known, self.vectors.iter().map(ids));
        let identity = decoder.identity();
        testee.name = identity.name;
        testee.version = identity.version;
        testee.attached = identity.attached;
        testee
    }
}
