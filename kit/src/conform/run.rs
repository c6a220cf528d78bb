//! A run: which vectors are asked of a decoder, and the cases that come of it.

use std::time::Instant;

use clap::Args;
use phpform_conformance::selection::Choice;
use phpform_conformance::{Known, Level, Profile, Selection, Vector};

use super::attached::Attached;
use super::case;
use super::progress::{Bar, Progress};
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
    /// Whether it is all there is.
    pub(super) fn is_whole(&self) -> bool {
        self.profile.is_empty() && self.level.is_empty()
    }

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
    pub(super) bar: Bar,
}

impl Questions<'_> {
    /// Asks everything of a decoder, up to the end or until somebody stops it.
    pub(super) fn ask(&self, decoder: &mut dyn Attached) -> Testee {
        let in_scope = || self.vectors.iter().filter(|vector| self.scope.has(vector));
        let progress = Progress::of(in_scope().count(), &decoder.identity().name, self.bar);
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

#[cfg(test)]
mod tests {
    use super::super::attached::InProcess;
    use super::*;
    use crate::report::{Report, terminal};
    use phpform_conformance::controls::Null;
    use phpform_conformance::vector::vectors;
    use phpform_conformance::{Answer, Bug, Decoder, Exit, Naive, Reading, Strictness, Verdict};

    fn ask(vectors: &[Vector], selection: Selection, decoder: impl Decoder) -> Report {
        let (scope, known, stop) = (Scope::default(), Known::default(), Stop::default());
        let questions = Questions { vectors, scope, selection, known, stop, bar: Bar::Hidden };
        let mut report = Report::new("decoder", Strictness::Required, None);
        report.testees.push(questions.ask(&mut InProcess::new(decoder)));
        report
    }

    fn written(report: &Report) -> String {
        let mut out = anstream::StripStream::new(Vec::new());
        terminal::write(report, &mut out).unwrap();
        String::from_utf8(out.into_inner()).unwrap()
    }

    #[test]
    fn a_wrong_decoder_fails_and_a_right_one_passes() {
        let vectors = vectors().unwrap();
        let naive = Naive::new(Profile::PhpPost.into());
        assert_eq!(ask(&vectors, Selection::default(), naive.clone()).exit(), Exit::Green);
        for bug in [Bug::PlusKept, Bug::CutsSilently, Bug::PathShowsAppends] {
            assert_eq!(ask(&vectors, Selection::default(), naive.clone().with_bug(bug)).exit(), Exit::Failed);
        }
    }

    #[test]
    fn a_report_stays_on_a_screen_and_says_what_it_leaves_out() {
        let vectors = vectors().unwrap();
        let report = ask(&vectors, Selection::default(), Null::AlwaysEmpty);
        let shown = written(&report);
        let summary = &report.testees[0].summary;
        assert_eq!(summary.ran(), vectors.len());
        assert!(shown.lines().count() < 90, "{shown}");
        assert!(shown.contains(&format!("and {} more: ", summary.failed - 13)), "{shown}");
    }

    #[test]
    fn a_decoder_that_panics_has_crashed_and_is_asked_again() {
        struct Picky;
        impl Decoder for Picky {
            fn name(&self) -> &'static str {
                "picky"
            }
            fn decode(&mut self, body: &[u8], reading: &Reading) -> Answer {
                assert!(body != b"&", "an empty part");
                Naive::new(reading.clone()).decode(body, reading)
            }
        }
        let vectors = vectors().unwrap();
        let report = ask(&vectors, Selection::default(), Picky);
        let summary = &report.testees[0].summary;
        assert!(summary.crashed > 0 && summary.crashed + summary.passed == vectors.len(), "{summary}");
        assert!(written(&report).contains("an empty part"));
        assert_eq!(report.exit(), Exit::Failed);
    }

    #[test]
    fn what_is_skipped_stands_in_the_report_and_what_is_left_out_does_not() {
        let vectors = vectors().unwrap();
        let selection = Selection::new(["names/*"], ["names/long-name"]);
        let report = ask(&vectors, selection, Naive::new(Profile::PhpPost.into()));
        let cases = &report.testees[0].cases;
        assert!(cases.iter().all(|case| case.group() == "names"));
        let skipped: Vec<_> =
            cases.iter().filter(|case| matches!(case.verdict, Verdict::Skipped(_))).collect();
        assert_eq!(skipped.len(), 1);
        assert_eq!((&skipped[0].want, &skipped[0].got), (&None, &None), "there is nothing to compare");
        assert_eq!(report.exit(), Exit::Green);
    }

    #[test]
    fn a_run_that_is_stopped_ends_with_what_is_known() {
        let vectors = vectors().unwrap();
        let stop = Stop::default();
        stop.ask();
        let questions = Questions {
            vectors: &vectors,
            scope: Scope::default(),
            selection: Selection::default(),
            known: Known::default(),
            stop,
            bar: Bar::Hidden,
        };
        let testee = questions.ask(&mut InProcess::new(Null::Echo));
        assert_eq!((testee.end, testee.cases.len()), (End::Interrupted, 0));
    }

    #[test]
    fn a_kit_that_does_not_prove_itself_is_never_green() {
        let mut report = ask(&vectors().unwrap(), Selection::default(), Naive::new(Profile::PhpPost.into()));
        let findings = vec!["the bug plus-kept is found by 0 vectors, fewer than 2".to_owned()];
        report.controls = Some(crate::report::Controls { findings, ..Default::default() });
        assert_eq!(report.exit(), Exit::Broken);
        assert!(written(&report).contains("the kit does not prove itself: the bug plus-kept"));
    }
}
