//! Bugs of answers and of HTTP.

use std::sync::atomic::Ordering;
use std::time::Duration;

use reqwest::Method;

use super::twist::{BodyEnd, Context, Control, Inbound, Move, Reply, Twist};

pub(super) const CONTROLS: &[Control] = &[
    Control {
        name: "answers-201",
        does: "answers with 201",
        caught_by: "answer/status-200",
        because: "a message: answered with 201",
        twist: Twist::Answers(
            |_, reply| if reply.status == 200 { Reply { status: 201, ..reply } } else { reply },
        ),
    },
    Control {
        name: "redirects",
        does: "answers with a redirect",
        caught_by: "message/nested-keys",
        because: "one message: answered with 302",
        twist: Twist::Answers(
            |_, reply| if reply.status == 200 { Reply { status: 302, ..reply } } else { reply },
        ),
    },
    Control {
        name: "slow",
        does: "looks for every message that was deleted before it answers",
        caught_by: "answer/fast",
        because: "a deletion: the answer took more than",
        twist: Twist::Late(Duration::from_millis(1300)),
    },
    Control {
        name: "works-first",
        does: "answers when the portal has taken its report",
        caught_by: "answer/slow-portal",
        because: "the answer took more than",
        twist: Twist::WorksFirst,
    },
    Control {
        name: "few-at-once",
        does: "turns events away when more than five come at once",
        caught_by: "answer/burst",
        because: "of events that came at once not all were accepted",
        twist: Twist::Decides(|_, context| Inbound::answer_if(context.busy.load(Ordering::SeqCst) > 5, 429)),
    },
    Control {
        name: "echoes-what-is-wrong",
        does: "repeats a body that it cannot read in its answer",
        caught_by: "answer/no-tokens",
        because: "an event without data: the answer holds a token",
        twist: Twist::Answers(|inbound, reply| {
            if reply.status == 400 { Reply { body: inbound.body.clone(), ..reply } } else { reply }
        }),
    },
    Control {
        name: "refusals-are-200",
        does: "answers a forgery with 200, though it does nothing",
        caught_by: "token/wrong",
        because: "a message: answered with 200, though without effect",
        twist: Twist::Answers(
            |_, reply| if reply.status == 403 { Reply { status: 200, ..reply } } else { reply },
        ),
    },
    Control {
        name: "fails-over-json",
        does: "fails over a body that is JSON",
        caught_by: "http/other-types",
        because: "JSON: answered with 5xx",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(inbound.body.starts_with(b"{"), 500)),
    },
    Control {
        name: "fails-over-nothing",
        does: "fails over a body with nothing in it",
        caught_by: "http/empty",
        because: "no bytes: answered with 5xx",
        twist: Twist::Decides(|inbound, _| {
            Inbound::answer_if(inbound.method == Method::POST && inbound.body.is_empty(), 500)
        }),
    },
    Control {
        name: "fails-over-get",
        does: "fails over every method but POST",
        caught_by: "http/methods",
        because: "GET: answered with 5xx",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(inbound.method != Method::POST, 500)),
    },
    Control {
        name: "query-is-body",
        does: "takes the query of GET for a body",
        caught_by: "http/get-does-nothing",
        because: "GET: it had an effect: its message was reported as delivered",
        twist: Twist::Decides(query_is_body),
    },
    Control {
        name: "first-packet-only",
        does: "takes the first packet for the whole body",
        caught_by: "wire/split",
        because: "seven bytes each: answered with 400",
        twist: Twist::Decides(|inbound, _| {
            inbound.body.truncate(inbound.first);
            Move::Forward
        }),
    },
    Control {
        name: "impatient",
        does: "gives a body a quarter of a second",
        caught_by: "wire/slow",
        because: "a pause in the middle: answered with 408",
        twist: Twist::Decides(|inbound, _| {
            Inbound::answer_if(inbound.took > Duration::from_millis(250), 408)
        }),
    },
    Control {
        name: "content-length-only",
        does: "takes a body without Content-Length for none",
        caught_by: "wire/chunked",
        because: "two chunks: imconnector.send.status.delivery did not come for 1 of 1 messages",
        twist: Twist::Decides(|inbound, _| {
            Inbound::answer_if(inbound.headers.contains_key("transfer-encoding"), 200)
        }),
    },
    Control {
        name: "refuses-expect",
        does: "refuses Expect: 100-continue",
        caught_by: "wire/expect-continue",
        because: "Expect: 100-continue: answered with 417",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(inbound.headers.contains_key("expect"), 417)),
    },
    Control {
        name: "never-recovers",
        does: "fails for ever after a body that was cut off",
        caught_by: "wire/cut-off",
        because: "a valid event after it: answered with 500",
        twist: Twist::Decides(never_recovers),
    },
];

fn query_is_body(inbound: &mut Inbound, _: &Context) -> Move {
    if inbound.method == Method::GET
        && let Some(query) = inbound.query.take()
    {
        inbound.body = query.into_bytes();
        inbound.method = Method::POST;
        let form = reqwest::header::HeaderValue::from_static(crate::client::FORM);
        inbound.headers.insert(reqwest::header::CONTENT_TYPE, form);
    }
    Move::Forward
}

fn never_recovers(inbound: &mut Inbound, context: &Context) -> Move {
    if inbound.end == BodyEnd::CutOff {
        context.remember("broken");
    }
    Inbound::answer_if(context.remembers("broken"), 500)
}
