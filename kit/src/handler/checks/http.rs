//! Requests that are no form, and forms that arrive in pieces.

use reqwest::Method;
use serde_json::json;

use super::rules::{ANYONE, FORM, HTTP, ON_APP_TEST};
use super::{Check, Trial, must, robust, should};
use crate::handler::check::Expect;
use crate::handler::request::{Manner, Request};
use crate::handler::scene::Scene;

pub(super) const CHECKS: &[Check] = &[
    robust("http/other-types", "survives bodies that are no form", FORM, |scene| {
        let event = || scene.message().request().marks([]);
        vec![
            json_event(scene).trial("JSON", Expect::Survived),
            json_event(scene)
                .kind(Some(crate::client::FORM))
                .trial("JSON that is called a form", Expect::Survived),
            event().kind(Some("text/plain")).trial("text/plain", Expect::Survived),
            event().kind(None).trial("no content type", Expect::Survived),
            event().kind(Some("multipart/form-data")).trial("multipart without a boundary", Expect::Survived),
            event()
                .kind(Some("application/x-www-form-urlencoded; charset=bogus"))
                .trial("a strange charset", Expect::Survived),
        ]
    }),
    robust("http/empty", "survives bodies with nothing in them", ANYONE, |_| {
        vec![
            Request::form("").trial("no bytes", Expect::Survived),
            Request::form("&").trial("a separator", Expect::Survived),
        ]
    }),
    robust("http/methods", "survives other methods", ON_APP_TEST, |_| {
        let methods = [
            ("GET", Method::GET),
            ("HEAD", Method::HEAD),
            ("PUT", Method::PUT),
            ("DELETE", Method::DELETE),
            ("OPTIONS", Method::OPTIONS),
        ];
        methods
            .into_iter()
            .map(|(name, method)| Request::form("").kind(None).method(method).trial(name, Expect::Survived))
            .collect()
    }),
    should("http/get-does-nothing", "does nothing for an event in a query", ANYONE, |scene| {
        let sent = scene.message();
        let query = String::from_utf8(sent.body.to_bytes()).unwrap_or_default();
        let request = Request::form("").kind(None).method(Method::GET).query(query).marks(sent.marks);
        vec![request.trial("GET", Expect::Harmless)]
    }),
    must("wire/split", "reads a body that comes in small packets", HTTP, |scene| {
        vec![in_manner(scene, Manner::Split, "seven bytes each", Expect::Taken)]
    }),
    must("wire/slow", "waits for a body that comes slowly", HTTP, |scene| {
        vec![in_manner(scene, Manner::Slow, "a pause in the middle", Expect::Taken)]
    }),
    should("wire/chunked", "reads a chunked body, or refuses it", HTTP, |scene| {
        vec![in_manner(scene, Manner::Chunked, "two chunks", Expect::WholeOrRefused)]
    }),
    should("wire/expect-continue", "reads a body that waits to be asked for", HTTP, |scene| {
        vec![in_manner(scene, Manner::Continue, "Expect: 100-continue", Expect::Taken)]
    }),
    robust("wire/cut-off", "does nothing for a body that ends too early", HTTP, |scene| {
        vec![in_manner(scene, Manner::CutOff, "half a body", Expect::Harmless)]
    }),
];

fn in_manner(scene: &Scene, manner: Manner, name: &'static str, expect: Expect) -> Trial {
    scene.message().request().manner(manner).trial(name, expect)
}

fn json_event(scene: &Scene) -> Request {
    let auth = scene.portal.auth();
    let event = json!({
        "event": "ONIMCONNECTORMESSAGEADD",
        "data": { "CONNECTOR": scene.account().connector, "LINE": scene.account().line, "MESSAGES": [] },
        "ts": 1_714_649_632,
        "auth": { "application_token": scene.account().application_token, "member_id": auth.member_id, "domain": auth.domain },
    });
    Request::form(event.to_string()).kind(Some("application/json"))
}
