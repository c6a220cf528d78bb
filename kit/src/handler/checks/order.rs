//! Order, absence and number of keys.

use super::rules::{MAX_INPUT_VARS, PHP_ORDER, SAME_KEYS, SENT_AS_ARRAY};
use super::{Check, must, should};
use crate::event::Body;
use crate::handler::check::Expect;

pub(super) const CHECKS: &[Check] = &[
    should("keys/reordered", "does not count on the order of keys", SAME_KEYS, |scene| {
        vec![
            scene.message().bent(|body| body.first("auth")).taken("auth first"),
            scene.messages(2).bent(Body::reversed).taken("all reversed"),
        ]
    }),
    should("keys/gaps", "reads a list whose indices have gaps", PHP_ORDER, |scene| {
        let item = |index| format!("data[MESSAGES][{index}]");
        let gaps = |body: Body| body.rename(&item(1), &item(3)).rename(&item(0), &item(1));
        vec![scene.messages(2).bent(gaps).taken("indices 1 and 3")]
    }),
    should("keys/absent", "needs no key that portals leave out", SAME_KEYS, |scene| {
        vec![
            scene.message().without("event_handler_id").taken("no event_handler_id"),
            scene.message().bent(|body| body.rename("event_handler_id", "eventId")).taken("eventId"),
            scene.message().without("data[MESSAGES][0][message][user_id]").taken("no user_id"),
        ]
    }),
    should("keys/unknown", "does not mind keys that it does not know", SAME_KEYS, |scene| {
        let more = [
            "more",
            "data[more]",
            "data[MESSAGES][0][more]",
            "data[MESSAGES][0][message][more][deep]",
            "auth[more]",
        ];
        let with_more = |body| more.iter().fold(body, |body: Body, name| body.set(name, "1"));
        vec![scene.message().bent(with_more).taken("one more at each level")]
    }),
    should("keys/long-list", "reads every item of a long list", SENT_AS_ARRAY, |scene| {
        vec![
            scene.messages(21).taken("21 messages"),
            scene.messages(25).taken("25 messages"),
            scene.messages(100).taken("100 messages"),
        ]
    }),
    must(
        "keys/over-1000",
        "takes an event of more than 1000 keys whole, or refuses it",
        MAX_INPUT_VARS,
        |scene| {
            vec![
                scene.message().bent(|body| padded(body, 990)).taken("990 keys"),
                scene.message().bent(|body| padded(body, 1100)).trial("1100 keys", Expect::WholeOrRefused),
            ]
        },
    ),
];

/// As many pairs as wanted, `auth` at the end.
fn padded(body: Body, wanted: usize) -> Body {
    let name = |number| format!("data[MESSAGES][0][message][params][IS_{number}]");
    let missing = wanted.saturating_sub(body.len());
    (0..missing).fold(body, |body, number| body.and(name(number), "Y")).last("auth")
}
