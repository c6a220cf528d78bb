//! Bugs of reports to the portal.

use serde_json::{Value, json};

use super::twist::{Control, Twist};

pub(super) const CONTROLS: &[Control] = &[
    Control {
        name: "reports-nothing",
        does: "never says that a message was delivered",
        caught_by: "message/nested-keys",
        because: "one message: imconnector.send.status.delivery did not come for 1 of 1 messages",
        twist: Twist::Calls(|_| Vec::new()),
    },
    Control {
        name: "reports-twice",
        does: "says twice that a message was delivered",
        caught_by: "delivery/each-item",
        because: "a message was reported as delivered more than once",
        twist: Twist::Calls(|call| vec![call.clone(), call]),
    },
    Control {
        name: "reports-one-id",
        does: "gives message.id as a text and no list",
        caught_by: "delivery/shape",
        because: "the delivery was reported without a list of texts as message.id",
        twist: Twist::Calls(|call| one(call, "/message/id", |id| id.get(0).cloned().unwrap_or_default())),
    },
    Control {
        name: "reports-no-ids",
        does: "gives no ids, so that no update will ever come",
        caught_by: "delivery/shape",
        because: "the delivery was reported without a list of texts as message.id",
        twist: Twist::Calls(|call| one(call, "/message/id", |_| json!([]))),
    },
    Control {
        name: "reports-a-date-for-people",
        does: "gives message.date as a text for people",
        caught_by: "delivery/shape",
        because: "the delivery was reported without the seconds since 1970 as message.date",
        twist: Twist::Calls(|call| one(call, "/message/date", |_| json!("2024-05-02 11:33"))),
    },
    Control {
        name: "reports-updates-without-ids",
        does: "gives no ids for a message that was changed",
        caught_by: "delivery/update",
        because: "the delivery was reported without a list of texts as message.id",
        twist: Twist::Calls(|call| {
            one(call, "/message/id", |id| if id == &json!(["ext-1"]) { json!([]) } else { id.clone() })
        }),
    },
    Control {
        name: "reports-the-wrong-chat",
        does: "gives the chat of the portal for that of the external system",
        caught_by: "message/nested-keys",
        because: "one message: the delivery was reported with another chat.id than the event had",
        twist: Twist::Calls(|call| {
            let chat = call.pointer("/MESSAGES/0/im/chat_id").cloned().unwrap_or_default();
            one(call, "/chat/id", move |_| chat.clone())
        }),
    },
    Control {
        name: "same-event-is-new",
        does: "handles an event that comes again once more",
        caught_by: "delivery/same-event-twice",
        because: "its delivery was reported twice",
        twist: Twist::Reads(|body, _| {
            let is_message = body.get("event") == Some(b"ONIMCONNECTORMESSAGEADD");
            // The reference takes it for another.
            if is_message { body.set("ts", crate::portal::digits()) } else { body }
        }),
    },
];

/// A call with another value in its only message.
fn one(mut call: Value, path: &str, change: impl Fn(&Value) -> Value) -> Vec<Value> {
    if let Some(value) = call.pointer_mut(&format!("/MESSAGES/0{path}")) {
        *value = change(value);
    }
    vec![call]
}
