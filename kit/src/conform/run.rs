//! A run: which vectors are asked of a decoder, and the cases that come of it.

use std::time::Instant;

use clap::Args;
use phpform_conformance::selection::Choice;
use phpform_conformance::{Known, Level, Profile, Selection, Vector};

use super::attached::Attached;
use super::case;
use super::progress::Progress;
use crate::reading;
use crate::report::{End, Testee};
use crate::stop::Stop;

/// The vectors that a run is about.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Scope {
    /// Ask the vectors of this reading alone; may be given several times
    #[arg(long, value_name = "PROFILE", value_parser = reading::profile())]
    profile: Vec<Profile>,
    /// Ask the vectors of this level alone; may be given several times
    #[arg(long, value_name = "LEVEL", value_parser = reading::level())]
    level: Vec<Level>,
}

impl Scope {
    /// Whether a vector is in it.
    pub(super) fn has(&self, vector: &Vector) -> bool {
        (self.profile.is_empty() || self.profile.contains(&vector.profile))
            && (self.level.is_empty() || self.level.contains(&vector.level))
    }
}

/// What is asked, and what may go wrong.
pub(super) struct Questions<'v> {
    pub(super) vectors: &'v [Vector],
    pub(super) scope: Scope,
    pub(super) selection: Selection,
    pub(super) known: Known,
    pub(super) stop: Stop,
}

impl Questions<'_> {
    /// Asks everything of a decoder, up to the end or until somebody stops it.
    pub(super) fn ask(&self, decoder: &mut dyn Attached) -> Testee {
        let in_scope = || self.vectors.iter().filter(|vector| self.scope.has(vector));
        let progress = Progress::of(in_scope().count(), &decoder.identity().name);
        let mut testee = Testee::new("", None, "");
        for vector in in_scope() {
            let case = match self.selection.choice(&vector.id) {
                Choice::LeaveOut => None,
                Choice::Skip(reason) => Some(case::skipped(vector, reason)),
                Choice::Ask => {
                    let began = Instant::now();
                    let outcome = decoder.ask(vector);
                    Some(case::asked(vector, &outcome, began.elapsed(), decoder.again(&vector.id)))
                }
            };
            if self.stop.is_asked() {
                testee.end = End::Interrupted;
                break;
            }
            progress.step();
            if let Some(case) = case {
                testee.add(case, &self.known);
            }
        }
        testee.summary.broken.extend(decoder.broken().map(str::to_owned));
        let ids = in_scope().map(|vector| vector.id.as_str());
        testee.close(&self.selection, ids, &self.known, self.vectors.iter().map(|vector| vector.id.as_str()));
        let identity = decoder.identity();
        testee.name = identity.name;
        testee.version = identity.version;
        testee.attached = identity.attached;
        testee
    }
}
