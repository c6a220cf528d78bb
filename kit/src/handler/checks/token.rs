//! `application_token`: the only thing that tells an event from a forgery.

use super::rules::{ENDPOINTS, MAIN_WAY, MUST_ENSURE, PER_PORTAL, TOP_LEVEL, UNTRUSTED};
use super::{Check, Trial, must, should};
use crate::event::Body;
use crate::handler::check::Expect;
use crate::handler::events::Sent;
use crate::handler::scene::Scene;
use crate::portal::random;

const TOKEN: &str = "auth[application_token]";

pub(super) const CHECKS: &[Check] = &[
    must("token/wrong", "does nothing for a token that is wrong", UNTRUSTED, |scene| {
        let wrong = |sent: Sent| sent.set(TOKEN, random());
        vec![wrong(scene.message()).refused("a message"), wrong(scene.dialog()).refused("a dialog")]
    }),
    must("token/missing", "does nothing without a token", MUST_ENSURE, |scene| {
        vec![
            scene.message().without(TOKEN).refused("no token"),
            scene.message().set(TOKEN, "").refused("a blank token"),
            scene.message().without("auth").refused("no auth at all"),
        ]
    }),
    must("token/elsewhere", "looks for the token in auth at the top and nowhere else", TOP_LEVEL, elsewhere),
    must("token/as-array", "takes no array for a token", MAIN_WAY, |scene| {
        let nested = |name: &str| scene.message().without(TOKEN).bent(|body| body.and(name, token(scene)));
        vec![
            nested("auth[application_token][]").refused("appended"),
            nested("auth[application_token][0]").refused("with an index"),
            nested("auth[application_token][token]").refused("with a key"),
        ]
    }),
    must("token/twice", "is not fooled by two tokens, of which the last counts", MAIN_WAY, |scene| {
        let right_first = scene.message().bent(|body| body.and(TOKEN, random()));
        let right_last = scene.message().bent(|body| body.after(TOKEN, random()));
        vec![
            right_first.refused("right, then wrong"),
            right_last.trial("wrong, then right", Expect::WholeOrRefused),
        ]
    }),
    must("token/nearly-right", "compares the whole token", MAIN_WAY, nearly_right),
    must("token/forged-endpoints", "calls no address that an unverified event names", ENDPOINTS, |scene| {
        vec![
            forged(scene).set(TOKEN, random()).refused("a wrong token"),
            forged(scene).without(TOKEN).refused("no token"),
        ]
    }),
    should("token/other-portal", "takes a token for that of one portal", PER_PORTAL, |scene| {
        vec![scene.message().set("auth[member_id]", random()).refused("another member_id")]
    }),
];

fn token(scene: &Scene) -> String {
    scene.account().application_token.clone()
}

fn elsewhere(scene: &Scene) -> Vec<Trial> {
    let bare = || scene.message().without(TOKEN);
    let moved = |name: &str| bare().bent(|body| body.and(name, token(scene)));
    let query = String::from_utf8(Body::default().and("application_token", token(scene)).to_bytes());
    let query = query.unwrap_or_default();
    vec![
        moved("data[bot][auth][application_token]").refused("in data[bot][auth]"),
        moved("data[auth][application_token]").refused("in data[auth]"),
        moved("application_token").refused("at the top"),
        moved("AUTH[APPLICATION_TOKEN]").refused("in upper case"),
        bare().request().query(query.clone()).trial("in the query", Expect::Refused),
        bare()
            .request()
            .query(format!("auth%5B{}", query.replacen('=', "%5D=", 1)))
            .trial("as auth in the query", Expect::Refused),
    ]
}

fn nearly_right(scene: &Scene) -> Vec<Trial> {
    let token = token(scene);
    let cut = token.get(..token.len().saturating_sub(1)).unwrap_or_default().to_owned();
    let swapped =
        |c: char| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
    let other_case: String = token.chars().map(swapped).collect();
    let with = |bytes: &[u8]| [token.as_bytes(), bytes].concat();
    let near = [
        ("its beginning", cut.into_bytes()),
        ("in another case", other_case.into_bytes()),
        ("with more behind it", with(b"0")),
        ("with a space behind it", with(b" ")),
        ("with a NUL behind it", with(b"\0")),
        ("with a newline behind it", with(b"\n")),
    ];
    let is_other = |(_, near): &(&str, Vec<u8>)| near != token.as_bytes();
    near.into_iter()
        .filter(is_other)
        .map(|(name, near)| scene.message().set(TOKEN, near).refused(name))
        .collect()
}

/// A message whose answer would go to the trap, with a token that would be worth stealing.
fn forged(scene: &Scene) -> Sent {
    let endpoint = format!("{}/rest/", scene.trap.origin());
    scene.message().set("auth[client_endpoint]", &endpoint).set("auth[server_endpoint]", &endpoint)
}
