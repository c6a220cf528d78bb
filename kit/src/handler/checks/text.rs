//! Texts: they arrive as they were, and are never taken for numbers.

use super::rules::{EXTERNAL_ID, FORM, TEXT};
use super::{Check, Trial, must};
use crate::event::Writing;
use crate::handler::check::Expect;
use crate::handler::scene::Scene;

const MESSAGE_TEXT: &str = "data[MESSAGES][0][message][text]";
const CHAT: &str = "data[MESSAGES][0][chat][id]";

pub(super) const CHECKS: &[Check] = &[
    must("text/writing", "reads every way in which the same form can be written", FORM, |scene| {
        let written = |name, writing| {
            let sent = scene.message_of(&format!("chat {}", scene.fresh()));
            sent.bent(|body| body.written(writing)).taken(name)
        };
        vec![
            written("raw brackets", Writing::RawBrackets),
            written("%20 for a space", Writing::Percent20),
            written("%5b for a bracket", Writing::LowerHex),
        ]
    }),
    must("text/special-characters", "loses no character of a text", TEXT, |scene| {
        let id = scene.fresh();
        vec![
            with(scene, &format!("{id}%&=;+ #?/\\\"'<>"), "1+1=2 & 100% ; \"quoted\" <b>", "signs"),
            with(
                scene,
                &format!("{id} Привет, Grüße, 😀"),
                "Привет, Grüße, 😀\r\nsecond line\ttab",
                "letters and lines",
            ),
            with(scene, &format!("{id}%41%2B+"), "%41 is not A, %2B is not +", "what looks encoded"),
        ]
    }),
    must("text/no-numbers", "takes no text for a number", EXTERNAL_ID, |scene| {
        let id = scene.fresh();
        vec![
            with(scene, &format!("00{id}"), "007", "zeros in front"),
            with(scene, &format!("{id:0>20}"), "42", "twenty digits"),
            with(scene, &format!("9{id:0>19}"), "0", "above 2^64"),
            with(scene, &format!("{id}.0"), "1e3", "with a point"),
            with(scene, &format!("+{id}"), "true", "with a sign"),
            with(scene, &format!("{id}@c.example:1-2"), "null", "signs of addresses"),
        ]
    }),
];

fn with(scene: &Scene, chat: &str, text: &str, name: &'static str) -> Trial {
    let request = scene.message_of(chat).set(MESSAGE_TEXT, text).request();
    request.shown([MESSAGE_TEXT, CHAT]).trial(name, Expect::Taken)
}
