//! Bugs of decoders: the body is read wrongly.

use super::twist::{Context, Control, Inbound, Move, Twist};
use crate::event::{Body, Pair};

pub(super) const CONTROLS: &[Control] = &[
    Control {
        name: "flat-keys",
        does: "reads names with brackets as they are, finds no `data`, and answers 200",
        caught_by: "dialog/encoded-brackets",
        because: "encoded: the probe does not show the event",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(inbound.has(b"%5B") || inbound.has(b"["), 200)),
    },
    Control {
        name: "json-only",
        does: "takes every body for JSON, finds none, and answers 200",
        caught_by: "message/nested-keys",
        because: "one message: imconnector.send.status.delivery did not come for 1 of 1 messages",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(!inbound.body.starts_with(b"{"), 200)),
    },
    Control {
        name: "raw-brackets-only",
        does: "sees no bracket that is percent-encoded",
        caught_by: "dialog/encoded-brackets",
        because: "encoded: answered with 400",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(inbound.has(b"%5B"), 400)),
    },
    Control {
        name: "encoded-brackets-only",
        does: "sees no bracket that is not percent-encoded",
        caught_by: "dialog/raw-brackets",
        because: "raw brackets: answered with 400",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(inbound.has(b"["), 400)),
    },
    Control {
        name: "upper-case-escapes-only",
        does: "reads %5B and not %5b",
        caught_by: "text/writing",
        because: "%5b for a bracket: answered with 400",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(inbound.has(b"%5b"), 400)),
    },
    Control {
        name: "first-item-only",
        does: "handles the first item of a list, and none behind it",
        caught_by: "dialog/many-items",
        because: "three items: the probe does not show the event",
        twist: Twist::Reads(|body, _| body.keep(|pair| index(pair).is_none_or(|index| index == 0))),
    },
    Control {
        name: "last-of-two-deleted",
        does: "handles the last message that was deleted, and none before it",
        caught_by: "message/delete-many-items",
        because: "two items: the probe does not show the event",
        twist: Twist::Reads(|body, _| {
            if body.get("event") == Some(b"ONIMCONNECTORMESSAGEDELETE")
                && body.get("data[MESSAGES][1][message][id]").is_some()
            {
                body.without("data[MESSAGES][0]").rename("data[MESSAGES][1]", "data[MESSAGES][0]")
            } else {
                body
            }
        }),
    },
    Control {
        name: "second-of-messages-lost",
        does: "loses the second of several messages",
        caught_by: "message/many-items",
        because: "three messages: imconnector.send.status.delivery did not come for 1 of 3 messages",
        twist: Twist::Reads(|body, _| body.keep(|(name, _)| !name.starts_with(b"data[MESSAGES][1]"))),
    },
    Control {
        name: "numbers",
        does: "turns texts of digits into numbers",
        caught_by: "text/no-numbers",
        because: "zeros in front: the delivery was reported with another chat.id than the event had",
        twist: Twist::Reads(|body, _| body.map(number)),
    },
    Control {
        name: "list-of-20",
        does: "keeps 20 items of a list",
        caught_by: "keys/long-list",
        because: "21 messages: imconnector.send.status.delivery did not come for 1 of 21 messages",
        twist: Twist::Reads(|body, _| body.keep(|pair| index(pair).is_none_or(|index| index < 20))),
    },
    Control {
        name: "dense-lists",
        does: "refuses a list whose indices have gaps",
        caught_by: "keys/gaps",
        because: "indices 1 and 3: answered with 400",
        twist: Twist::Decides(|inbound, _| {
            let has = |index: u8| inbound.get(&format!("data[MESSAGES][{index}][chat][id]")).is_some();
            Inbound::answer_if(has(3) && !has(2), 400)
        }),
    },
    Control {
        name: "five-levels",
        does: "drops names with more than five brackets",
        caught_by: "message/file-and-blank-text",
        because: "a file: the probe shows no text as data[MESSAGES][0][message][files][0][link]",
        twist: Twist::Reads(|body, _| body.keep(|(name, _)| name.split(|byte| *byte == b'[').count() <= 6)),
    },
    Control {
        name: "blank-is-absent",
        does: "drops values that are blank",
        caught_by: "message/file-and-blank-text",
        because: "a file: the probe shows no text as data[MESSAGES][0][message][text]",
        twist: Twist::Reads(|body, _| body.keep(|(_, value)| !value.is_empty())),
    },
    Control {
        name: "cut-at-1000",
        does: "drops all pairs behind the thousandth, and answers 200 to what has no `auth` then",
        caught_by: "keys/over-1000",
        because: "1100 keys: imconnector.send.status.delivery did not come for 1 of 1 messages",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(Body::read(&inbound.body).len() > 1000, 200)),
    },
    Control {
        name: "plus-is-plus",
        does: "leaves + as it is",
        caught_by: "text/special-characters",
        because: "signs: the delivery was reported with another chat.id than the event had",
        twist: Twist::Reads(|body, _| body.map(|text| text.replace(' ', "+"))),
    },
    Control {
        name: "decodes-twice",
        does: "decodes what is decoded already",
        caught_by: "text/special-characters",
        because: "what looks encoded: the delivery was reported with another chat.id than the event had",
        twist: Twist::Reads(|body, _| {
            body.map(|text| percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned())
        }),
    },
    Control {
        name: "ascii-only",
        does: "replaces every other letter by ?",
        caught_by: "text/special-characters",
        because: "letters and lines: the delivery was reported with another chat.id than the event had",
        twist: Twist::Reads(|body, _| body.map(|text| text.replace(|c: char| !c.is_ascii(), "?"))),
    },
    Control {
        name: "order-of-keys",
        does: "expects `event` to come first",
        caught_by: "keys/reordered",
        because: "auth first: answered with 400",
        twist: Twist::Decides(expects_event_first),
    },
    Control {
        name: "auth-behind-data",
        does: "expects `auth` to come behind `data`",
        caught_by: "dialog/reordered",
        because: "reversed: answered with 400",
        twist: Twist::Decides(|inbound, _| {
            let place = |name: &[u8]| inbound.body.windows(name.len()).position(|window| window == name);
            let is_before = place(b"auth%5B").zip(place(b"data")).is_some_and(|(auth, data)| auth < data);
            Inbound::answer_if(is_before, 400)
        }),
    },
];

fn expects_event_first(inbound: &mut Inbound, context: &Context) -> Move {
    let is_first = inbound.body.starts_with(b"event");
    Inbound::answer_if(inbound.is_trusted(context) && !is_first, 400)
}

/// The index in the list of items.
fn index((name, _): &Pair) -> Option<usize> {
    let name = std::str::from_utf8(name).ok()?;
    let rest = name.strip_prefix("data[MESSAGES][").or_else(|| name.strip_prefix("data[DATA]["))?;
    rest.split(']').next()?.parse().ok()
}

/// What a language with one kind of number makes of digits.
fn number(text: String) -> String {
    match text.parse::<f64>() {
        Ok(number) if text.bytes().all(|byte| byte.is_ascii_digit()) => format!("{number:.0}"),
        _ => text,
    }
}
