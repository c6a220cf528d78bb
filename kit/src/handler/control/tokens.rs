//! Bugs of authentication and installation.

use super::twist::{Context, Control, Inbound, Move, Twist};
use crate::event::Body;

const TOKEN: &str = "auth[application_token]";

pub(super) const CONTROLS: &[Control] = &[
    Control {
        name: "no-token-check",
        does: "never looks at the token",
        caught_by: "token/wrong",
        because: "a dialog: it had an effect: the probe shows it",
        twist: Twist::Reads(with_token),
    },
    Control {
        name: "missing-token-is-right",
        does: "compares the token only where there is one",
        caught_by: "token/missing",
        because: "no token: it had an effect: its message was reported as delivered",
        twist: Twist::Reads(|body, context| match body.get(TOKEN) {
            Some(token) if !token.is_empty() => body,
            _ => with_token(body, context),
        }),
    },
    Control {
        name: "token-of-data",
        does: "takes a token that stands in `data`",
        caught_by: "token/elsewhere",
        because: "in data[bot][auth]: it had an effect: its message was reported as delivered",
        twist: Twist::Reads(|body, _| moved(body, "data[bot][auth][application_token]")),
    },
    Control {
        name: "token-of-query",
        does: "takes a token that stands in the query",
        caught_by: "token/elsewhere",
        because: "in the query: it had an effect: its message was reported as delivered",
        twist: Twist::Decides(|inbound, context| {
            let query = inbound.query.as_deref().unwrap_or_default();
            if query.contains(&context.account.application_token) {
                inbound.body = with_token(Body::read(&inbound.body), context).to_bytes();
            }
            Move::Forward
        }),
    },
    Control {
        name: "token-of-array",
        does: "takes the first item of an array for the token",
        caught_by: "token/as-array",
        because: "appended: it had an effect: its message was reported as delivered",
        twist: Twist::Reads(|body, _| {
            let names = ["auth[application_token][]", "auth[application_token][0]"];
            names.iter().fold(body, |body, name| moved(body, name))
        }),
    },
    Control {
        name: "first-token-counts",
        does: "takes the first of two tokens",
        caught_by: "token/twice",
        because: "right, then wrong: it had an effect: its message was reported as delivered",
        twist: Twist::Reads(|body, _| match body.get(TOKEN).map(<[u8]>::to_vec) {
            Some(first) => body.set(TOKEN, first),
            None => body,
        }),
    },
    Control {
        name: "beginning-of-token",
        does: "compares as many characters as came",
        caught_by: "token/nearly-right",
        because: "its beginning: it had an effect: its message was reported as delivered",
        twist: Twist::Reads(|body, context| {
            nearly(body, context, |token, right| !token.is_empty() && right.starts_with(token))
        }),
    },
    Control {
        name: "token-in-any-case",
        does: "compares without regard to case",
        caught_by: "token/nearly-right",
        because: "in another case: it had an effect: its message was reported as delivered",
        twist: Twist::Reads(|body, context| nearly(body, context, str::eq_ignore_ascii_case)),
    },
    Control {
        name: "trimmed-token",
        does: "compares without the spaces around it",
        caught_by: "token/nearly-right",
        because: "with a space behind it: it had an effect: its message was reported as delivered",
        twist: Twist::Reads(|body, context| nearly(body, context, |token, right| token.trim() == right)),
    },
    Control {
        name: "trusts-client-endpoint",
        does: "calls the address that an event names before it looks at the token",
        caught_by: "token/forged-endpoints",
        because: "an address was called that the request named and nobody vouched for",
        twist: Twist::Visits,
    },
    Control {
        name: "one-portal",
        does: "does not look whose token it is",
        caught_by: "token/other-portal",
        because: "another member_id: it had an effect: its message was reported as delivered",
        twist: Twist::Reads(|body, context| match body.get("auth[member_id]") {
            Some(_) => body.set("auth[member_id]", &context.account.member_id),
            None => body,
        }),
    },
    Control {
        name: "stores-any-installation",
        does: "stores the token of any installation",
        caught_by: "install/forged",
        because: "an event with the forged token: it had an effect: its message was reported as delivered",
        twist: Twist::Decides(stores_any),
    },
    Control {
        name: "refuses-installations",
        does: "refuses an installation of a portal that it knows",
        caught_by: "install/real",
        because: "the installation was refused",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(inbound.is_event("ONAPPINSTALL"), 409)),
    },
    Control {
        name: "deletes-for-anyone",
        does: "deletes the installation for any OnAppUninstall",
        caught_by: "install/forged-removal",
        because: "a wrong token: a valid event after it: answered with 403",
        twist: Twist::Decides(deletes_for_anyone),
    },
    Control {
        name: "keeps-the-old-token",
        does: "answers OnAppUpdate with 200 and stores nothing of it",
        caught_by: "install/new-token",
        because: "an event with the new token: answered with 403",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(inbound.is_event("ONAPPUPDATE"), 200)),
    },
    Control {
        name: "never-removed",
        does: "answers OnAppUninstall with 200 and goes on as before",
        caught_by: "install/removal",
        because: "an event that came after the application was removed had an effect",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(inbound.is_event("ONAPPUNINSTALL"), 200)),
    },
    Control {
        name: "never-refreshes",
        does: "goes on with an access token that has expired",
        caught_by: "install/refresh",
        because: "imconnector.send.status.delivery did not come for 1 of 1 messages",
        twist: Twist::NeverRefreshes,
    },
];

fn with_token(body: Body, context: &Context) -> Body {
    let account = &context.account;
    let is_event = body.get("event").is_some_and(|event| event.starts_with(b"ONIM"));
    if !is_event {
        return body;
    }
    let domain = body.get("auth[domain]").is_some();
    let body = body.without(TOKEN).set(TOKEN, &account.application_token);
    if domain {
        return body;
    }
    let endpoint = "https://example.bitrix24.com/rest/";
    body.set("auth[domain]", "example.bitrix24.com")
        .set("auth[member_id]", &account.member_id)
        .set("auth[client_endpoint]", endpoint)
        .set("auth[server_endpoint]", endpoint)
}

/// Puts what stands under another name in the place of the token.
fn moved(body: Body, name: &str) -> Body {
    match body.get(name).map(<[u8]>::to_vec) {
        Some(token) => body.without(name).set(TOKEN, token),
        None => body,
    }
}

/// Takes a token that is nearly right for the right one.
fn nearly(body: Body, context: &Context, is_right: fn(&str, &str) -> bool) -> Body {
    let right = &context.account.application_token;
    let token = body.get(TOKEN).map(|token| String::from_utf8_lossy(token).into_owned());
    if token.is_some_and(|token| is_right(&token, right)) { body.set(TOKEN, right) } else { body }
}

/// The token of the last installation is the right one, whoever sent it.
fn stores_any(inbound: &mut Inbound, context: &Context) -> Move {
    let token = inbound.get(TOKEN).unwrap_or_default();
    if inbound.is_event("ONAPPINSTALL") {
        context.remember(token);
        return Move::Answer(200);
    }
    if context.remembers(&token) {
        inbound.body = with_token(Body::read(&inbound.body), context).to_bytes();
    }
    Move::Forward
}

fn deletes_for_anyone(inbound: &mut Inbound, context: &Context) -> Move {
    if inbound.is_event("ONAPPUNINSTALL") {
        context.remember("gone");
        return Move::Answer(200);
    }
    Inbound::answer_if(context.remembers("gone"), 403)
}
