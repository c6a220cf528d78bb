//! The stand-in behaves as the documentation says a portal does.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use phpform::bitrix24::{Event, LineDelete};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::*;
use crate::client;
use crate::event::Body;
use crate::handler::LOOPBACK;

/// A handler that remembers what came and when, and answers as it was told.
#[derive(Clone)]
struct Seen {
    bodies: Arc<Mutex<Vec<(Instant, Body)>>>,
    status: StatusCode,
    takes: Duration,
}

impl Seen {
    async fn start(status: StatusCode, takes: Duration) -> (Self, String) {
        let seen = Self { bodies: Arc::default(), status, takes };
        let listener = TcpListener::bind(LOOPBACK).await.unwrap();
        let url = format!("http://{}/events", listener.local_addr().unwrap());
        let router = Router::new().fallback(Self::take).with_state(seen.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (seen, url)
    }

    async fn take(State(seen): State<Self>, body: Bytes) -> StatusCode {
        lock(&seen.bodies).push((Instant::now(), Body::read(&body)));
        tokio::time::sleep(seen.takes).await;
        seen.status
    }

    /// The events, once so many have come.
    async fn events(&self, count: usize) -> Vec<(Instant, Body)> {
        let start = Instant::now();
        while lock(&self.bodies).len() < count && start.elapsed() < Duration::from_secs(20) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        lock(&self.bodies).clone()
    }
}

async fn portal() -> Portal {
    let account = Account { client_id: "app".into(), client_secret: "s3cret".into(), ..Account::default() };
    Portal::start(LOOPBACK, account, Guard::Tokens).await.unwrap()
}

fn event(portal: &Portal) -> Body {
    Body::of(&Event::new(LineDelete(107), portal.auth()))
}

const NAME: &str = "ONIMCONNECTORLINEDELETE";

async fn call(portal: &Portal, method: &str, params: Value) -> (u16, Value) {
    let url = format!("{}/rest/{method}", portal.origin());
    let answer = client::plain().post(url).json(&params).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn nothing_is_sent_before_the_installation_is_complete_and_nothing_is_sent_twice() {
    let (seen, url) = Seen::start(StatusCode::INTERNAL_SERVER_ERROR, Duration::ZERO).await;
    let portal = portal().await;
    portal.bind("OnImConnectorLineDelete", &url);
    assert_eq!(portal.fire(NAME, &event(&portal)), 0);
    assert!(portal.install(&url).await.starts_with("500"));
    assert_eq!(portal.fire(NAME, &event(&portal)), 1);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let events = seen.events(2).await;
    let names: Vec<_> = events.iter().map(|(_, body)| body.get("event").unwrap().to_vec()).collect();
    assert_eq!(names, [b"ONAPPINSTALL".to_vec(), NAME.as_bytes().to_vec()]);
    assert_eq!(events[1].1.get("event_handler_id"), Some(&b"1"[..]));
}

#[tokio::test]
async fn events_are_bound_listed_tested_and_unbound() {
    let (seen, url) = Seen::start(StatusCode::OK, Duration::ZERO).await;
    let portal = portal().await;
    portal.complete();
    let auth = portal.tokens().access();
    let bind = json!({ "auth": auth, "event": "OnAppTest", "handler": url });
    assert_eq!(call(&portal, "event.bind", bind.clone()).await.0, 200);
    let (_, listed) = call(&portal, "event.get.json", json!({ "auth": auth })).await;
    assert_eq!(listed["result"][0]["event"], "ONAPPTEST");
    call(&portal, "event.test", json!({ "auth": auth, "any": "data" })).await;
    let (_, body) = seen.events(1).await.remove(0);
    assert_eq!(
        (body.get("event"), body.get("data[QUERY][any]")),
        (Some(&b"ONAPPTEST"[..]), Some(&b"data"[..]))
    );
    let (_, unbound) = call(&portal, "event.unbind", bind).await;
    assert_eq!(unbound["result"]["count"], 1);
    assert_eq!(portal.fire("ONAPPTEST", &event(&portal)), 0);
}

#[tokio::test]
async fn tokens_are_asked_for_expire_and_are_refreshed() {
    let portal = portal().await;
    let auth = portal.tokens().access();
    assert_eq!(call(&portal, "app.info", json!({})).await.1["error"], "NO_AUTH_FOUND");
    assert_eq!(call(&portal, "app.info", json!({ "auth": "made up" })).await.1["error"], "invalid_token");
    assert_eq!(call(&portal, "app.info", json!({ "auth": auth })).await.1["result"]["CODE"], "app");
    portal.tokens().expire();
    let (status, answer) = call(&portal, "app.info", json!({ "auth": auth })).await;
    assert_eq!((status, &answer["error"]), (401, &json!("expired_token")));
    let refresh = |secret: &str| {
        let query =
            format!("client_id=app&client_secret={secret}&refresh_token={}", portal.tokens().refresh());
        client::plain()
            .get(format!("{}/oauth/token/?grant_type=refresh_token&{query}", portal.origin()))
            .send()
    };
    let refused: Value = refresh("wrong").await.unwrap().json().await.unwrap();
    assert_eq!(refused["error"], "invalid_client");
    let tokens: Value = refresh("s3cret").await.unwrap().json().await.unwrap();
    assert_eq!(call(&portal, "app.info", json!({ "auth": tokens["access_token"] })).await.0, 200);
}

#[tokio::test]
async fn a_slow_handler_is_called_less_often() {
    let (seen, url) = Seen::start(StatusCode::OK, Duration::from_millis(1100)).await;
    let portal = portal().await;
    portal.complete();
    portal.bind(NAME, &url);
    for _ in 0..2 {
        portal.fire(NAME, &event(&portal));
    }
    let events = seen.events(2).await;
    let between = events[1].0 - events[0].0;
    assert!(between > Duration::from_secs(2), "{between:?}");
}

#[tokio::test]
async fn what_was_received_is_read_back_without_tokens() {
    let portal = portal().await;
    let auth = portal.tokens().access();
    let report = json!({
        "auth": auth, "CONNECTOR": "myconnector", "LINE": 107,
        "MESSAGES": [{ "im": { "chat_id": 1, "message_id": "2" }, "message": { "id": ["x"] }, "chat": { "id": "c" } }],
    });
    assert_eq!(call(&portal, "imconnector.send.status.delivery", report).await.1["result"]["SUCCESS"], true);
    let lacking = json!({ "auth": auth, "CONNECTOR": "myconnector", "LINE": 107 });
    assert_eq!(call(&portal, "imconnector.send.status.delivery", lacking).await.0, 400);
    let received = client::plain().get(format!("{}/received", portal.origin())).send().await.unwrap();
    let received = received.text().await.unwrap();
    assert!(received.contains("imconnector.send.status.delivery") && !received.contains(&auth), "{received}");
    assert_eq!(portal.journal().deliveries().len(), 1);
}
