//! Bugs that only hostile bodies show.

use super::twist::{Context, Control, Inbound, Move, Twist};

pub(super) const CONTROLS: &[Control] = &[
    Control {
        name: "fails-over-escapes",
        does: "fails over an escape that is none",
        caught_by: "hostile/bytes",
        because: "an escape that is none: answered with 5xx",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(inbound.has(b"%zz=1"), 500)),
    },
    Control {
        name: "fails-over-bytes",
        does: "fails over bytes that are no UTF-8",
        caught_by: "hostile/bytes",
        because: "no UTF-8: answered with 5xx",
        twist: Twist::Decides(|inbound, _| {
            Inbound::answer_if(std::str::from_utf8(&inbound.body).is_err(), 500)
        }),
    },
    Control {
        name: "fails-over-names",
        does: "fails over a bracket that is left open",
        caught_by: "hostile/names",
        because: "brackets left open: answered with 5xx",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(inbound.has(b"&a[="), 500)),
    },
    Control {
        name: "recursive",
        does: "runs out of stack over many brackets",
        caught_by: "hostile/depth",
        because: "5000 levels: answered with 5xx",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(inbound.has(&b"[a]".repeat(1000)), 500)),
    },
    Control {
        name: "quadratic",
        does: "gives up over many pairs",
        caught_by: "hostile/pairs",
        because: "of different names: answered with 5xx",
        twist: Twist::Decides(|inbound, _| {
            let pairs = inbound.body.split(|byte| *byte == b'&').count();
            Inbound::answer_if(pairs > 50_000, 503)
        }),
    },
    Control {
        name: "out-of-memory",
        does: "fails over bodies of more than a megabyte",
        caught_by: "hostile/size",
        because: "letters: answered with 5xx",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(inbound.body.len() > 2 << 20, 500)),
    },
    Control {
        name: "fills-lists",
        does: "makes a list as long as its greatest index",
        caught_by: "hostile/index",
        because: "2^32-1: answered with 5xx",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(inbound.has(b"[4294967295]"), 500)),
    },
    Control {
        name: "polluted",
        does: "is another after __proto__",
        caught_by: "hostile/prototype",
        because: "a valid event after it: answered with 403",
        twist: Twist::Decides(polluted),
    },
    Control {
        name: "text-is-array",
        does: "fails over a text in the place of an array",
        caught_by: "hostile/conflicts",
        because: "data is both: answered with 5xx",
        twist: Twist::Decides(|inbound, _| Inbound::answer_if(inbound.body.starts_with(b"data=1&"), 500)),
    },
];

fn polluted(inbound: &mut Inbound, context: &Context) -> Move {
    let is_polluted = context.remembers("polluted");
    if inbound.has(b"__proto__") {
        context.remember("polluted");
    }
    Inbound::answer_if(is_polluted, 403)
}
