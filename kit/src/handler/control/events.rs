//! Bugs of handlers: an event is misunderstood.

use super::twist::{Context, Control, Inbound, Move, Twist};

pub(super) const CONTROLS: &[Control] = &[
    Control {
        name: "loses-close-term",
        does: "forgets when a session closes",
        caught_by: "dialog/fields",
        because: "every field: the probe shows another text as data[DATA][0][session][close_term]",
        twist: Twist::Reads(|body, _| match body.get("data[DATA][0][session][close_term]") {
            Some(_) => body.set("data[DATA][0][session][close_term]", "0"),
            None => body,
        }),
    },
    Control {
        name: "closed-is-a-bool",
        does: "fails over a dialog that was closed",
        caught_by: "dialog/finish",
        because: "closed: answered with 5xx",
        twist: Twist::Decides(|inbound, _| {
            Inbound::answer_if(inbound.get("data[DATA][0][session][closed]").as_deref() == Some("Y"), 500)
        }),
    },
    Control {
        name: "refuses-event-id",
        does: "refuses eventId, which the page shows",
        caught_by: "dialog/page-shape",
        because: "as on the page: answered with 400",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(inbound.get("eventId").is_some(), 400)),
    },
    Control {
        name: "refuses-expires",
        does: "refuses a key of `auth` that the page does not have",
        caught_by: "dialog/wire-shape",
        because: "as on the wire: answered with 400",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(inbound.get("auth[expires]").is_some(), 400)),
    },
    Control {
        name: "needs-access-token",
        does: "takes an event without tokens for a forgery",
        caught_by: "message/without-tokens",
        because: "five keys in auth: answered with 403",
        twist: Twist::Decides(|inbound, context| {
            Inbound::answer_if(
                inbound.is_trusted(context) && inbound.get("auth[access_token]").is_none(),
                403,
            )
        }),
    },
    Control {
        name: "needs-tokens-of-dialogs",
        does: "fails over a dialog without tokens",
        caught_by: "dialog/without-tokens",
        because: "without tokens: answered with 5xx",
        twist: Twist::Decides(|inbound, _| {
            let is_dialog = inbound.is_event("ONIMCONNECTORDIALOGSTART");
            Inbound::answer_if(is_dialog && inbound.get("auth[access_token]").is_none(), 500)
        }),
    },
    Control {
        name: "needs-handler-id",
        does: "fails without event_handler_id",
        caught_by: "keys/absent",
        because: "no event_handler_id: answered with 400",
        twist: Twist::Decides(|inbound, context| {
            Inbound::answer_if(inbound.is_trusted(context) && inbound.get("event_handler_id").is_none(), 400)
        }),
    },
    Control {
        name: "refuses-unknown-keys",
        does: "refuses keys that it does not know",
        caught_by: "keys/unknown",
        because: "one more at each level: answered with 400",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(inbound.get("more").is_some(), 400)),
    },
    Control {
        name: "status-delete-in-upper-case",
        does: "looks for CONNECTOR and LINE in StatusDelete",
        caught_by: "line/disabled-lower-case",
        because: "connector and line: answered with 5xx",
        twist: Twist::Decides(|inbound, _| {
            let has_upper = inbound.get("data[CONNECTOR]").is_some();
            Inbound::answer_if(inbound.is_event("ONIMCONNECTORSTATUSDELETE") && !has_upper, 500)
        }),
    },
    Control {
        name: "data-is-an-array",
        does: "fails where data is a number",
        caught_by: "line/deleted-scalar",
        because: "data=107: answered with 5xx",
        twist: Twist::Decides(|inbound, _| {
            Inbound::answer_if(
                inbound.is_event("ONIMCONNECTORLINEDELETE") && inbound.get("data").is_some(),
                500,
            )
        }),
    },
    Control {
        name: "one-id-of-update",
        does: "fails over a list of ids",
        caught_by: "message/update-id-list",
        because: "two ids: answered with 5xx",
        twist: Twist::Decides(|inbound, _| {
            Inbound::answer_if(inbound.get("data[MESSAGES][0][message][id][1]").is_some(), 500)
        }),
    },
    Control {
        name: "list-of-ids-of-update",
        does: "fails over a single id",
        caught_by: "message/update-id-single",
        because: "one id: answered with 5xx",
        twist: Twist::Decides(|inbound, _| {
            let is_single = inbound.get("data[MESSAGES][0][message][id]").is_some();
            Inbound::answer_if(inbound.is_event("ONIMCONNECTORMESSAGEUPDATE") && is_single, 500)
        }),
    },
    Control {
        name: "needs-the-message-first",
        does: "fails over an update of a chat of which it has not heard",
        caught_by: "message/update-before-add",
        because: "answered with 500",
        twist: Twist::Decides(needs_message_first),
    },
    Control {
        name: "fails-over-unknown-events",
        does: "answers events that it does not know with 400",
        caught_by: "unknown/event",
        because: "ONCRMDEALADD: answered with 400",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(inbound.is_event("ONCRMDEALADD"), 400)),
    },
    Control {
        name: "every-event-is-a-message",
        does: "handles an event that it does not know as a message",
        caught_by: "unknown/event",
        because: "ONIMCONNECTORFOO: it had an effect: its message was reported as delivered",
        twist: Twist::Reads(|body, _| {
            if body.get("event") == Some(b"ONIMCONNECTORFOO") {
                body.set("event", "ONIMCONNECTORMESSAGEADD")
            } else {
                body
            }
        }),
    },
    Control {
        name: "fails-over-unknown-status",
        does: "fails over a status letter that it does not know",
        caught_by: "unknown/status-and-scope",
        because: "Z, scopes with a comma and a space: answered with 5xx",
        twist: Twist::Decides(|inbound, _| {
            Inbound::answer_if(inbound.get("auth[status]").as_deref() == Some("Z"), 500)
        }),
    },
    Control {
        name: "every-connector-is-ours",
        does: "reports messages of connectors that it does not serve",
        caught_by: "unknown/connector",
        because: "another connector: it had an effect: its message was reported as delivered",
        twist: Twist::Reads(|body, context| match body.get("data[CONNECTOR]") {
            Some(_) => body.set("data[CONNECTOR]", &context.account.connector),
            None => body,
        }),
    },
    Control {
        name: "fails-over-a-test",
        does: "answers OnAppTest with 404",
        caught_by: "unknown/on-app-test",
        because: "ONAPPTEST: answered with 404",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(inbound.is_event("ONAPPTEST"), 404)),
    },
];

fn needs_message_first(inbound: &mut Inbound, context: &Context) -> Move {
    let chat = inbound.get("data[MESSAGES][0][chat][id]").unwrap_or_default();
    if inbound.is_event("ONIMCONNECTORMESSAGEUPDATE") {
        return Inbound::answer_if(!context.remembers(&chat), 500);
    }
    context.remember(chat);
    Move::Forward
}
