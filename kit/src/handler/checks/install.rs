//! The installation: what a forgery must not change, and what the real events have to. Only where it is allowed.

use phpform::bitrix24::{AppInstall, AppUninstall, AppUpdate, Auth, Data, UserTokens};

use super::delivery::needs_calls;
use super::rules::{TOKENS, UNINSTALL, UPDATE, VERIFY_INSTALL};
use super::{Check, Level, harmful};
use crate::handler::check::{Fault, Telling};
use crate::handler::request::{Outcome, Request};
use crate::handler::scene::Scene;
use crate::handler::trace::Trace;
use crate::portal::random;

pub(super) const CHECKS: &[Check] = &[
    harmful(
        Level::Must,
        "install/real",
        "takes an installation that the portal confirms",
        VERIFY_INSTALL,
        real_install,
    ),
    harmful(
        Level::Should,
        "install/refresh",
        "refreshes tokens that have expired, at the address that the installation named",
        TOKENS,
        refresh,
    ),
    harmful(
        Level::Must,
        "install/forged",
        "stores nothing of an installation that no portal confirms",
        VERIFY_INSTALL,
        forged_install,
    ),
    harmful(
        Level::Must,
        "install/forged-removal",
        "deletes nothing for a wrong token",
        UNINSTALL,
        forged_uninstall,
    ),
    harmful(
        Level::Should,
        "install/new-token",
        "goes on with the token that an update brings",
        UPDATE,
        new_token,
    ),
    harmful(
        Level::Should,
        "install/removal",
        "accepts no more events after the application was removed",
        UNINSTALL,
        real_uninstall,
    ),
];

fn real_install<'s>(scene: &'s Scene, trace: &'s mut Trace) -> Telling<'s> {
    Box::pin(async move {
        let request =
            install(scene, Data::AppInstall(AppInstall::default()), scene.portal.auth_with_refresh());
        let outcome = scene.send_install(&request).await;
        trace.request("an installation", &request, &outcome);
        not_broken(&outcome)?;
        if !matches!(&outcome, Outcome::Answered(answer) if answer.status.is_success()) {
            trace.blame(&request);
            return Err(Fault::wrong("the installation was refused"));
        }
        scene.canary(trace).await
    })
}

/// After an hour: the next event that brings no tokens needs those of the installation.
fn refresh<'s>(scene: &'s Scene, trace: &'s mut Trace) -> Telling<'s> {
    Box::pin(async move {
        needs_calls(scene)?;
        scene.portal.tokens().expire();
        let event = super::message::without_tokens(scene).request();
        scene.accepted("an event without tokens, an hour later", &event, trace).await?;
        scene.effect(&event).await.inspect_err(|_| trace.blame(&event))
    })
}

/// Three forgeries: all addresses the forger's; the portal's addresses with an access token that it does not know; and the
/// forger's address for refreshing alone, which would get the `client_secret`.
fn forged_install<'s>(scene: &'s Scene, trace: &'s mut Trace) -> Telling<'s> {
    Box::pin(async move {
        let token = random();
        let theirs = format!("{}/rest/", scene.trap.origin());
        let unknown = forged(scene, &token);
        let mut away = unknown.clone();
        (away.client_endpoint, away.server_endpoint) = (theirs.clone().into(), theirs.clone().into());
        let mut half = scene.portal.auth_with_refresh();
        half.application_token = token.clone().into();
        half.server_endpoint = theirs.into();
        let traps = scene.trap.journal().entries().len();
        for (name, auth) in [
            ("addresses of the forger", away),
            ("an access token that the portal does not know", unknown),
            ("the address for refreshing of the forger", half),
        ] {
            let request = install(scene, Data::AppInstall(AppInstall::default()), auth);
            let outcome = scene.send_install(&request).await;
            trace.request(name, &request, &outcome);
            not_broken(&outcome)?;
            if scene.trap.journal().entries().len() > traps {
                trace.blame(&request);
                return Err(Fault::wrong("it called the address of the forger").of(name));
            }
            scene
                .canary(trace)
                .await
                .inspect_err(|_| trace.blame(&request))
                .map_err(|fault| fault.of(name))?;
            let event = scene
                .message()
                .set("auth[application_token]", &token)
                .refused("an event with the forged token");
            scene.run_trials(&[event], trace).await?;
        }
        Ok(())
    })
}

fn forged(scene: &Scene, token: &str) -> Auth<'static> {
    let mut user = UserTokens::new(random());
    user.refresh_token = Some(random().into());
    let mut auth = scene.portal.auth().with_user(user);
    auth.application_token = token.to_owned().into();
    auth
}

fn forged_uninstall<'s>(scene: &'s Scene, trace: &'s mut Trace) -> Telling<'s> {
    Box::pin(async move {
        let mut auth = scene.portal.auth();
        auth.application_token = random().into();
        let request = install(scene, Data::AppUninstall(AppUninstall::default()), auth);
        for (name, request) in [
            ("a wrong token", request.clone()),
            (
                "no token",
                scene
                    .event_by(AppUninstall::default(), Vec::new(), scene.portal.auth())
                    .without("auth[application_token]")
                    .request(),
            ),
        ] {
            let outcome = scene.send(&request).await;
            trace.request(name, &request, &outcome);
            not_broken(&outcome)?;
            scene
                .canary(trace)
                .await
                .inspect_err(|_| trace.blame(&request))
                .map_err(|fault| fault.of(name))?;
        }
        Ok(())
    })
}

fn new_token<'s>(scene: &'s Scene, trace: &'s mut Trace) -> Telling<'s> {
    Box::pin(async move {
        let token = random();
        let mut auth = scene.portal.auth_with_refresh();
        auth.application_token = token.clone().into();
        update(scene, auth, "an update with a new token", trace).await?;
        let event =
            scene.message().set("auth[application_token]", &token).taken("an event with the new token");
        let with_new = scene.run_trials(&[event], trace).await;
        update(scene, scene.portal.auth_with_refresh(), "an update with the old token", trace).await?;
        with_new?;
        scene.canary(trace).await
    })
}

async fn update(
    scene: &Scene,
    auth: Auth<'static>,
    name: &'static str,
    trace: &mut Trace,
) -> Result<(), Fault> {
    scene.accepted(name, &install(scene, Data::AppUpdate(AppUpdate::default()), auth), trace).await.map(drop)
}

/// Removes the application, and installs it again.
fn real_uninstall<'s>(scene: &'s Scene, trace: &'s mut Trace) -> Telling<'s> {
    Box::pin(async move {
        let gone = install(scene, Data::AppUninstall(AppUninstall::default()), scene.portal.auth());
        scene.accepted("the application is removed", &gone, trace).await?;
        let late = scene.message().request();
        let outcome = scene.send(&late).await;
        trace.request("an event after that", &late, &outcome);
        not_broken(&outcome)?;
        tokio::time::sleep(scene.pace.settle).await;
        let again = install(scene, Data::AppInstall(AppInstall::default()), scene.portal.auth_with_refresh());
        let outcome = scene.send_install(&again).await;
        trace.request("the application is installed again", &again, &outcome);
        scene.canary(trace).await?;
        let deliveries = scene.portal.journal().deliveries();
        if late.marks.iter().any(|mark| mark.reports(&deliveries) > 0) {
            return Err(Fault::wrong("an event that came after the application was removed had an effect"));
        }
        Ok(())
    })
}

fn install(scene: &Scene, data: Data<'static>, auth: Auth<'static>) -> Request {
    scene.event_by(data, Vec::new(), auth).request()
}

fn not_broken(outcome: &Outcome) -> Result<(), Fault> {
    match outcome {
        Outcome::Answered(answer) if answer.status.is_server_error() => {
            Err(Fault::wrong("answered with 5xx"))
        }
        Outcome::Answered(_) | Outcome::Left => Ok(()),
        Outcome::Broke(reason) => Err(Fault::Crash(reason.clone())),
        Outcome::Hung(limit) => Err(Fault::Timeout(*limit)),
        Outcome::Impossible(reason) => Err(Fault::Skipped((*reason).to_owned())),
    }
}
