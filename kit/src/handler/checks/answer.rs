//! The answer: when it comes, what it says, and what it must not say.

use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::rules::{LOAD, NO_LOGS, QUICKLY, SLOW, STATUS_200};
use super::{Check, Level, story};
use crate::handler::check::{Fault, Telling};
use crate::handler::events::Sent;
use crate::handler::request::{Answer, Outcome, Request};
use crate::handler::scene::{Channel, Scene};
use crate::handler::trace::Trace;
use crate::portal::{Delivery, random};

/// So many events come at once.
const BURST: usize = 50;

pub(super) const CHECKS: &[Check] = &[
    story(Level::Must, "answer/status-200", "answers a valid event with 200", STATUS_200, status_200),
    story(Level::Must, "answer/fast", "answers events of every kind at once", SLOW, |scene, trace| {
        Box::pin(async move {
            for (name, sent) in [
                ("a message", scene.message()),
                ("a dialog", scene.dialog()),
                ("an update", scene.update(["ext-1"].into_iter().collect())),
                ("a deletion", scene.deletion(2)),
            ] {
                let request = sent.request();
                let answer = scene.accepted(name, &request, trace).await?;
                in_time(scene, &answer)
                    .inspect_err(|_| trace.blame(&request))
                    .map_err(|fault| fault.of(name))?;
            }
            scene.canary(trace).await
        })
    }),
    story(
        Level::Must,
        "answer/slow-portal",
        "answers at once while the portal answers slowly",
        QUICKLY,
        slow_portal,
    ),
    story(Level::Must, "answer/burst", "answers many events at once, and handles all of them", LOAD, burst),
    story(Level::Robust, "answer/no-tokens", "repeats no token in its answer", NO_LOGS, no_tokens),
];

fn status_200<'s>(scene: &'s Scene, trace: &'s mut Trace) -> Telling<'s> {
    Box::pin(async move {
        for (name, sent) in
            [("a message", scene.message()), ("a dialog", scene.dialog()), ("a test", scene.test())]
        {
            let answer = scene.accepted(name, &sent.request(), trace).await?;
            if answer.status.as_u16() != 200 {
                return Err(Fault::Weak(format!("{name}: answered with {}", answer.status.as_u16())));
            }
        }
        scene.canary(trace).await
    })
}

fn in_time(scene: &Scene, answer: &Answer) -> Result<(), Fault> {
    if answer.took > scene.pace.too_slow {
        Err(Fault::wrong(format!("the answer took more than {:?}", scene.pace.too_slow)))
    } else if answer.took > scene.pace.slow {
        Err(Fault::Weak(format!("the answer took more than {:?}", scene.pace.slow)))
    } else {
        Ok(())
    }
}

fn slow_portal<'s>(scene: &'s Scene, trace: &'s mut Trace) -> Telling<'s> {
    Box::pin(async move {
        let delay = scene.pace.too_slow + scene.pace.settle;
        scene.portal.delay(delay);
        let request = scene.message().request();
        let accepted = scene.accepted("an event", &request, trace).await;
        tokio::time::sleep(delay).await;
        scene.portal.delay(Duration::ZERO);
        in_time(scene, &accepted?)?;
        scene.effect(&request).await?;
        scene.canary(trace).await
    })
}

/// The patience grows with the number: nothing is said about how long work may take.
fn burst<'s>(scene: &'s Scene, trace: &'s mut Trace) -> Telling<'s> {
    Box::pin(async move {
        let requests: Vec<Request> = (0..BURST).map(|_| scene.message()).map(Sent::request).collect();
        let outcomes = at_once(scene, &requests).await;
        let good = outcomes.iter().filter(|outcome| is_good(outcome)).count();
        trace.line(format!("{good} of {BURST} events were answered with 2xx"));
        if good < BURST {
            return Err(Fault::wrong("of events that came at once not all were accepted"));
        }
        if scene.calls != Channel::Closed {
            let marks: Vec<_> = requests.iter().flat_map(|request| &request.marks).collect();
            let all_reported =
                |deliveries: &[Delivery]| marks.iter().all(|mark| mark.reports(deliveries) > 0);
            if !scene.portal.journal().wait(scene.patience(scene.calls) * 5, all_reported).await {
                return Err(Fault::wrong("of events that came at once not all were handled"));
            }
        }
        scene.canary(trace).await
    })
}

async fn at_once(scene: &Scene, requests: &[Request]) -> Vec<Outcome> {
    let mut all = JoinSet::new();
    for request in requests {
        let send = crate::client::post(&scene.client, &scene.target.url, request.body.clone()).send();
        let patience = scene.pace.answer * 3;
        all.spawn(async move {
            let start = Instant::now();
            match tokio::time::timeout(patience, send).await {
                Ok(Ok(response)) => Outcome::Answered(Answer {
                    status: response.status(),
                    took: start.elapsed(),
                    text: String::new(),
                }),
                Ok(Err(error)) => Outcome::Broke(crate::client::reason(&error)),
                Err(_) => Outcome::Hung(patience),
            }
        });
    }
    all.join_all().await
}

fn is_good(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Answered(answer) if answer.status.is_success())
}

fn no_tokens<'s>(scene: &'s Scene, trace: &'s mut Trace) -> Telling<'s> {
    Box::pin(async move {
        let access_token = scene.portal.tokens().access();
        let secrets = [scene.account().application_token.clone(), access_token.clone()];
        let with = |sent: Sent| sent.set("auth[access_token]", &access_token);
        for (name, sent) in [
            ("a valid event", with(scene.message())),
            ("a wrong token", with(scene.message()).set("auth[application_token]", random())),
            ("an event without data", with(scene.message()).without("data")),
            ("an event that nobody knows", with(scene.message()).set("event", "ONIMCONNECTORFOO")),
            ("broken names", with(scene.message()).bent(|body| body.tail("&auth[&data[[]]=%zz"))),
        ] {
            let request = sent.request();
            let outcome = scene.send(&request).await;
            trace.request(name, &request, &outcome);
            if let Outcome::Answered(answer) = &outcome
                && secrets.iter().any(|secret| answer.text.contains(secret.as_str()))
            {
                trace.blame(&request);
                return Err(Fault::wrong("the answer holds a token").of(name));
            }
        }
        scene.canary(trace).await
    })
}
