//! How an outcome is judged: by the effect, not by the status.

use reqwest::StatusCode;

use super::check::{Expect, Fault, Trial};
use super::request::{Answer, Outcome, Request};
use super::scene::{Channel, Scene};
use super::trace::Trace;
use crate::portal::Delivery;

/// Whoever refuses a body that is longer than this may hang up while it is still being sent.
const LONG: usize = 64 << 10;

/// An answer, as far as it matters here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Good,
    Refusal,
    Odd,
    Broken,
}

impl Scene {
    /// Sends everything, then a plain event; looks for effects after that.
    pub(super) async fn run_trials(&self, trials: &[Trial], trace: &mut Trace) -> Result<(), Fault> {
        let traps = self.trap.journal().entries().len();
        let mut faults = Vec::new();
        for trial in trials {
            let outcome = self.send(&trial.request).await;
            trace.request(trial.name, &trial.request, &outcome);
            if let Err(fault) = self.judge(trial, &outcome).await {
                trace.blame(&trial.request);
                let is_over = !matches!(fault, Fault::Weak(_) | Fault::Skipped(_));
                faults.push(fault.of(trial.name));
                if is_over {
                    break;
                }
            }
        }
        if trials.iter().any(|trial| trial.expect != Expect::Taken) {
            faults.extend(self.aftermath(trials, traps, trace).await.err());
        }
        Fault::worst(faults)
    }

    /// Judges what can be seen at once.
    async fn judge(&self, trial: &Trial, outcome: &Outcome) -> Result<(), Fault> {
        let class = class(trial.expect, &trial.request, outcome)?;
        match (trial.expect, class) {
            (_, Class::Broken) => Err(Fault::wrong("answered with 5xx")),
            (Expect::Taken | Expect::WholeOrRefused, Class::Good) => self.effect(&trial.request).await,
            (Expect::Taken | Expect::Ignored, Class::Refusal | Class::Odd) => {
                Err(Fault::wrong(format!("answered with {}", status(outcome))))
            }
            (Expect::Refused, Class::Good) => {
                self.unseen(&trial.request).await?;
                Err(Fault::Weak(format!("answered with {}, though without effect", status(outcome))))
            }
            (Expect::Refused | Expect::Harmless, _) => self.unseen(&trial.request).await,
            _ => Ok(()),
        }
    }

    /// A valid event has to have its effect afterwards, and what was not to have any must have had none.
    async fn aftermath(&self, trials: &[Trial], traps: usize, trace: &mut Trace) -> Result<(), Fault> {
        self.canary(trace).await?;
        self.nothing_else(trials, traps)
    }

    /// Sends a valid event and waits for its effect, and a little longer for what else may come.
    pub(super) async fn canary(&self, trace: &mut Trace) -> Result<(), Fault> {
        let event = self.message().request();
        let shown = match self.accepted("a valid event after it", &event, trace).await {
            Ok(_) => self.effect(&event).await,
            Err(fault) => Err(fault),
        };
        if shown.is_ok() {
            tokio::time::sleep(self.pace.settle).await;
        }
        shown.map_err(|fault| match fault {
            Fault::Wrong(reason) if self.is_alive() => {
                Fault::Wrong(format!("a valid event after it: {reason}"))
            }
            Fault::Wrong(reason) => Fault::Unproven(format!("no valid event shows an effect: {reason}")),
            other => other,
        })
    }

    /// Sends a request that has to be answered with 2xx.
    pub(super) async fn accepted(
        &self,
        name: &'static str,
        request: &Request,
        trace: &mut Trace,
    ) -> Result<Answer, Fault> {
        let outcome = self.send(request).await;
        trace.request(name, request, &outcome);
        let class = class(Expect::Taken, request, &outcome).inspect_err(|_| trace.blame(request))?;
        match (class, outcome) {
            (Class::Good, Outcome::Answered(answer)) => Ok(answer),
            (_, outcome) => {
                trace.blame(request);
                Err(Fault::wrong(format!("answered with {}", status(&outcome))))
            }
        }
    }

    fn nothing_else(&self, trials: &[Trial], traps: usize) -> Result<(), Fault> {
        if self.trap.journal().entries().len() > traps {
            return Err(Fault::wrong("an address was called that the request named and nobody vouched for"));
        }
        let deliveries = self.portal.journal().deliveries();
        let must_be_quiet =
            |trial: &&Trial| matches!(trial.expect, Expect::Refused | Expect::Ignored | Expect::Harmless);
        for trial in trials.iter().filter(must_be_quiet) {
            if trial.request.marks.iter().any(|mark| mark.reports(&deliveries) > 0) {
                return Err(
                    Fault::wrong("it had an effect: its message was reported as delivered").of(trial.name)
                );
            }
        }
        Ok(())
    }

    /// Waits for the effect of an event wherever one can be seen.
    pub(super) async fn effect(&self, request: &Request) -> Result<(), Fault> {
        let is_reported = request.marks.iter().any(|mark| mark.report.is_some());
        let sees_calls = self.calls != Channel::Closed && is_reported;
        if sees_calls {
            self.wait_for_reports(request).await;
            reported(request, &self.portal.journal().deliveries())?;
        }
        if self.probe != Channel::Closed {
            return self.shows(request, self.patience(self.probe)).await;
        }
        if sees_calls {
            return Ok(());
        }
        Err(Fault::Unproven(if is_reported {
            "answered, but no effect can be seen: no call came to the portal, and there is no --probe"
                .to_owned()
        } else {
            "answered, but what was made of it only a --probe shows".to_owned()
        }))
    }

    /// Waits as long as there is progress: nothing is said about how long work may take.
    async fn wait_for_reports(&self, request: &Request) {
        let journal = self.portal.journal();
        let mut left = usize::MAX;
        while left > 0 {
            let is_less = |deliveries: &[Delivery]| missing(request, deliveries) < left;
            if !journal.wait(self.patience(self.calls), is_less).await {
                return;
            }
            left = missing(request, &journal.deliveries());
        }
    }

    /// Looks whether a probe shows what it must not; calls are looked for later.
    async fn unseen(&self, request: &Request) -> Result<(), Fault> {
        let sees_calls =
            self.calls == Channel::Open && request.marks.iter().any(|mark| mark.report.is_some());
        if self.probe != Channel::Closed && !sees_calls && self.betrays(request).await? {
            return Err(Fault::wrong("it had an effect: the probe shows it"));
        }
        Ok(())
    }
}

fn missing(request: &Request, deliveries: &[Delivery]) -> usize {
    let is_missing = |mark: &&super::mark::Mark| mark.report.is_some() && mark.reports(deliveries) == 0;
    request.marks.iter().filter(is_missing).count()
}

/// Whether every message was reported, with what the event said about it.
fn reported(request: &Request, deliveries: &[Delivery]) -> Result<(), Fault> {
    let missing = missing(request, deliveries);
    if missing > 0 {
        let all = request.marks.len();
        return Err(Fault::wrong(format!(
            "imconnector.send.status.delivery did not come for {missing} of {all} messages"
        )));
    }
    for mark in &request.marks {
        let Some(report) = &mark.report else { continue };
        for (_, message) in mark.find(deliveries) {
            for (what, got, want) in [
                ("im.chat_id", &message.im_chat, &report.im_chat),
                ("im.message_id", &message.im_message, &report.im_message),
                ("chat.id", &message.chat, &report.chat),
            ] {
                if got.as_ref() != Some(want) {
                    return Err(Fault::wrong(format!(
                        "the delivery was reported with another {what} than the event had"
                    )));
                }
            }
        }
    }
    Ok(())
}

fn class(expect: Expect, request: &Request, outcome: &Outcome) -> Result<Class, Fault> {
    let may_hang_up = expect != Expect::Taken && request.body.len() > LONG;
    match outcome {
        Outcome::Answered(answer) if answer.status.is_success() => Ok(Class::Good),
        Outcome::Answered(answer) if answer.status.is_client_error() => Ok(Class::Refusal),
        // For want of an implementation is no crash.
        Outcome::Answered(answer) if answer.status == StatusCode::NOT_IMPLEMENTED => Ok(Class::Refusal),
        Outcome::Answered(answer) if answer.status.is_server_error() => Ok(Class::Broken),
        Outcome::Answered(_) => Ok(Class::Odd),
        Outcome::Left => Ok(Class::Refusal),
        Outcome::Broke(_) if may_hang_up => Ok(Class::Refusal),
        Outcome::Broke(reason) => Err(Fault::Crash(reason.clone())),
        Outcome::Hung(limit) => Err(Fault::Timeout(*limit)),
        Outcome::Impossible(reason) => Err(Fault::Skipped((*reason).to_owned())),
    }
}

fn status(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Answered(answer) => answer.status.as_u16().to_string(),
        _ => "nothing".to_owned(),
    }
}
