//! A run: one check after the other, into the report.

use std::time::{Duration, Instant};

use phpform_conformance::selection::Choice;
use phpform_conformance::{Known, Selection, Verdict};

use super::check::{Act, Check, Fault, Harm};
use super::checks::all;
use super::request::Outcome;
use super::scene::{Channel, Permission, Scene};
use super::trace::Trace;
use crate::conform::progress::{Bar, Progress};
use crate::portal::Delivery;
use crate::report::{Block, Case, End, Testee};
use crate::stop::Stop;

/// After so many checks in a row that got no answer, no more are asked: whoever is gone stays gone.
const GIVE_UP: usize = 3;

/// What is asked, and what may go wrong.
#[derive(Clone, Debug, Default)]
pub(crate) struct Questions {
    pub(crate) selection: Selection,
    pub(crate) known: Known,
    pub(crate) stop: Stop,
    /// Whether somebody is shown how far it is.
    pub(crate) bar: Bar,
}

/// The ids of all checks.
pub(crate) fn ids() -> impl Iterator<Item = &'static str> {
    all().map(|check| check.id)
}

/// What is known of a check, as a case that was not asked.
pub(crate) fn known(id: &str) -> Option<Case> {
    let check = all().find(|check| check.id == id)?;
    let mut case = skipped(check, "it is asked of a handler".to_owned());
    let text = format!("phpform conform handler URL --only {id}");
    case.commands.push(Block { name: "ask it", text });
    Some(case)
}

/// The id, level and title of each check.
pub(crate) fn titles() -> impl Iterator<Item = (&'static str, String, &'static str)> {
    all().map(|check| (check.id, check.level.to_string(), check.title))
}

impl Questions {
    /// Asks a handler everything; `again` is the command that does so.
    pub(crate) async fn ask(&self, scene: &mut Scene, name: &str, again: &str) -> Testee {
        let mut testee = Testee::new(name, None, &scene.target.url.clone());
        testee.end = tokio::select! {
            () = self.ask_all(scene, &mut testee, again) => End::Complete,
            () = self.stop.asked() => End::Interrupted,
        };
        testee.close(&self.selection, ids(), &self.known, ids());
        testee
    }

    async fn ask_all(&self, scene: &mut Scene, testee: &mut Testee, again: &str) {
        scene.calibrate().await;
        let progress = Progress::of(ids().count(), &testee.name, self.bar);
        let mut silent = 0;
        for check in all() {
            let case = match self.selection.choice(check.id) {
                Choice::LeaveOut => continue,
                Choice::Skip(reason) => skipped(check, reason),
                Choice::Ask if silent >= GIVE_UP => {
                    skipped(check, format!("{GIVE_UP} checks in a row had no answer"))
                }
                Choice::Ask => scene.ask(check, again).await,
            };
            silent = match case.verdict {
                Verdict::Timeout(_) | Verdict::Crash(_) => silent + 1,
                Verdict::Skipped(_) => silent,
                _ => 0,
            };
            testee.add(case, &self.known);
            progress.step();
        }
    }
}

impl Scene {
    /// Sends the plainest event, to see where its effect can be seen.
    pub(super) async fn calibrate(&mut self) {
        let event = self.message().request();
        let is_good = |outcome| matches!(outcome, Outcome::Answered(answer) if answer.status.is_success());
        let is_taken = is_good(self.send(&event).await);
        let mark = event.marks.first();
        let is_there = |deliveries: &[Delivery]| mark.is_some_and(|mark| mark.reports(deliveries) > 0);
        let is_called = is_taken && self.portal.journal().wait(self.pace.effect, is_there).await;
        let is_shown =
            is_taken && self.probe == Channel::Open && self.shows(&event, self.pace.effect).await.is_ok();
        self.calls = seen(self.calls, is_called);
        self.probe = seen(self.probe, is_shown);
    }

    /// One check, and how it went.
    pub(super) async fn ask(&self, check: &Check, again: &str) -> Case {
        let (start, mut trace) = (Instant::now(), Trace::default());
        let outcome = if check.harm == Harm::Installation && self.permission == Permission::Withheld {
            Err(Fault::Skipped("it may change the installation: only with --allow-install".to_owned()))
        } else {
            self.act(check, &mut trace).await
        };
        let mut case = with_verdict(check, check.verdict(outcome));
        case.took = start.elapsed();
        if case.is_open() {
            case.body = trace.body(|body| self.masked(body));
            case.seen.push(Block { name: "seen", text: self.masked(&trace.text()) });
            case.commands
                .push(Block { name: "again", text: self.masked(&format!("{again} --only {}", check.id)) });
        }
        case
    }

    async fn act(&self, check: &Check, trace: &mut Trace) -> Result<(), Fault> {
        self.portal.journal().clear();
        let limit = self.limit();
        let acted = async {
            match check.act {
                Act::Trials(trials) => self.run_trials(&trials(self), trace).await,
                Act::Story(story) => story(self, trace).await,
            }
        };
        let outcome = tokio::time::timeout(limit, acted).await.unwrap_or(Err(Fault::Timeout(limit)));
        // A story that was broken off may have left it so.
        self.portal.delay(Duration::ZERO);
        outcome
    }

    /// The longest that a check may take.
    fn limit(&self) -> Duration {
        self.pace.answer * 6 + self.pace.effect * 10
    }
}

/// What is known of a channel after the plainest event.
fn seen(channel: Channel, has_effect: bool) -> Channel {
    match channel {
        _ if has_effect => Channel::Open,
        Channel::Closed => Channel::Closed,
        Channel::Silent | Channel::Open => Channel::Silent,
    }
}

fn skipped(check: &Check, reason: String) -> Case {
    with_verdict(check, Verdict::Skipped(reason))
}

fn with_verdict(check: &Check, verdict: Verdict) -> Case {
    let mut case = Case::new(check.id, check.title, &check.level.to_string(), verdict);
    check.rule.sentence.clone_into(&mut case.why);
    case.cites = vec![check.rule.source.to_owned()];
    case
}
