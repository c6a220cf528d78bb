//! What a handler does not know, or is not for it.

use super::rules::{ON_APP_TEST, OWN_CONNECTORS, SAME_KEYS, STATUS_LETTER};
use super::{Check, should};
use crate::handler::check::Expect;

pub(super) const CHECKS: &[Check] = &[
    should("unknown/event", "accepts an event that it does not know, and does nothing", SAME_KEYS, |scene| {
        let deal = scene.message().set("event", "ONCRMDEALADD").without("data").set("data[FIELDS][ID]", "7");
        vec![
            deal.trial("ONCRMDEALADD", Expect::Ignored),
            scene.message().set("event", "ONIMCONNECTORFOO").trial("ONIMCONNECTORFOO", Expect::Ignored),
            scene.message().set("event", "ONOFFLINEEVENT").without("data").trial("no data", Expect::Ignored),
        ]
    }),
    should(
        "unknown/status-and-scope",
        "does not mind a status that it does not know, nor how scopes are parted",
        STATUS_LETTER,
        |scene| {
            let with = |status, scope| scene.message().set("auth[status]", status).set("auth[scope]", scope);
            vec![
                with("S", "imconnector,imopenlines").taken("S"),
                with("Z", "imconnector, imopenlines").taken("Z, scopes with a comma and a space"),
                with("", "imconnector imopenlines").taken("blank, scopes with a space"),
            ]
        },
    ),
    should("unknown/on-app-test", "accepts the event that event.test sends", ON_APP_TEST, |scene| {
        vec![scene.test().trial("ONAPPTEST", Expect::Ignored)]
    }),
    should(
        "unknown/connector",
        "accepts an event of a connector that it does not serve, and does nothing",
        OWN_CONNECTORS,
        |scene| {
            let foreign = format!("foreign{}", scene.fresh());
            let line = scene.fresh().to_string();
            vec![
                scene.message().set("data[CONNECTOR]", foreign).trial("another connector", Expect::Ignored),
                scene.message().set("data[LINE]", line).trial("another line", Expect::Survived),
            ]
        },
    ),
];
