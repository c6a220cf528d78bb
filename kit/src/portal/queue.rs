//! What is bound, and how events get there.
//!
//! Source: documentation, "Events: Overview of Methods and Events": not directly but later, once, and at longer intervals
//! for a handler that is slow. Nothing is sent before the installation is complete.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use phpform::bitrix24::{AppInstall, AppTest, Event, EventName};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::journal::Entry;
use super::params::text;
use super::{Portal, lock};
use crate::client;
use crate::event::Body;

/// A handler that takes longer is called less often.
const SLOW: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The subscriptions and the queue of each handler.
#[derive(Debug, Default)]
pub(super) struct Bound {
    subscriptions: Vec<(String, String)>,
    queues: HashMap<String, UnboundedSender<(String, Vec<u8>)>>,
    installation: Installation,
}

/// How far the installation has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Installation {
    #[default]
    Open,
    Complete,
}

impl Portal {
    /// Sends `OnAppInstall`. The installation of an application without pages is complete with it.
    ///
    /// Source: documentation, "Checking the Application Installation".
    pub(crate) async fn install(&self, url: &str) -> String {
        let body = Body::of(&Event::new(AppInstall::default(), self.auth_with_refresh()));
        let answer = self.send(&client::plain(), EventName::AppInstall.as_str(), url, body.to_bytes()).await;
        self.complete();
        answer
    }

    /// Takes the installation for complete.
    pub(crate) fn complete(&self) {
        lock(&self.0.bound).installation = Installation::Complete;
    }

    /// Binds a handler to an event.
    pub(crate) fn bind(&self, event: &str, url: &str) {
        let subscription = (event.to_ascii_uppercase(), url.to_owned());
        let subscriptions = &mut lock(&self.0.bound).subscriptions;
        if !subscriptions.contains(&subscription) {
            subscriptions.push(subscription);
        }
    }

    /// Queues an event for whoever is bound to it, and says for how many.
    pub(crate) fn fire(&self, event: &str, body: &Body) -> usize {
        let event = event.to_ascii_uppercase();
        let mut bound = lock(&self.0.bound);
        if bound.installation == Installation::Open {
            self.0.journal.write(Entry::Held { event });
            return 0;
        }
        let urls = bound.subscriptions.iter().filter(|(name, _)| *name == event);
        let urls: Vec<String> = urls.map(|(_, url)| url.clone()).collect();
        for (id, url) in (1..).zip(&urls) {
            let body = body.clone().set("event_handler_id", u64::to_string(&id));
            let queue = bound.queues.entry(url.clone()).or_insert_with(|| self.queue(url.clone()));
            _ = queue.send((event.clone(), body.to_bytes()));
        }
        urls.len()
    }

    /// The queue of a handler: one event after the other.
    fn queue(&self, url: String) -> UnboundedSender<(String, Vec<u8>)> {
        let (sender, mut events) = unbounded_channel::<(String, Vec<u8>)>();
        let portal = super::Weak(std::sync::Arc::downgrade(&self.0));
        tokio::spawn(async move {
            let (client, mut pause) = (client::plain(), Duration::ZERO);
            while let Some((event, body)) = events.recv().await {
                tokio::time::sleep(pause).await;
                let Some(portal) = portal.portal() else { return };
                let start = Instant::now();
                portal.send(&client, &event, &url, body).await;
                pause =
                    if start.elapsed() < SLOW { Duration::ZERO } else { LONGEST_PAUSE.min(SLOW + pause * 2) };
            }
        });
        sender
    }

    /// Sends an event, once.
    async fn send(&self, client: &Client, event: &str, url: &str, body: Vec<u8>) -> String {
        let start = Instant::now();
        let answer = match client::post(client, url, body).send().await {
            Ok(answer) => answer.status().to_string(),
            Err(error) => client::reason(&error),
        };
        let took_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (event, url) = (event.to_owned(), url.to_owned());
        self.0.journal.write(Entry::Sent { event, url, answer: answer.clone(), took_ms });
        answer
    }

    /// `event.bind`, `event.get`, `event.unbind`, `event.test`.
    pub(super) fn subscribe(
        &self,
        method: &str,
        params: &Value,
    ) -> Result<Value, (StatusCode, &'static str, &'static str)> {
        let (event, url) =
            (text(params, &["event"]).or_else(|| text(params, &["EVENT"])), text(params, &["handler"]));
        let url = url.or_else(|| text(params, &["HANDLER"]));
        match (method, event, url) {
            ("event.get", ..) => {
                let shown = |(event, url): &(String, String)| json!({ "event": event, "handler": url, "auth_type": 0, "offline": 0 });
                Ok(lock(&self.0.bound).subscriptions.iter().map(shown).collect())
            }
            ("event.test", ..) => {
                self.fire(EventName::AppTest.as_str(), &self.test(params));
                Ok(true.into())
            }
            ("event.bind", Some(event), Some(url)) => {
                self.bind(&event, &url);
                Ok(true.into())
            }
            ("event.unbind", Some(event), Some(url)) => {
                let subscription = (event.to_ascii_uppercase(), url);
                let subscriptions = &mut lock(&self.0.bound).subscriptions;
                let before = subscriptions.len();
                subscriptions.retain(|own| *own != subscription);
                Ok(json!({ "count": before - subscriptions.len() }))
            }
            _ => Err((StatusCode::BAD_REQUEST, "ERROR_ARGUMENT", "event and handler have to be given")),
        }
    }

    /// `OnAppTest` with what `event.test` was given.
    fn test(&self, params: &Value) -> Body {
        let mut body = Body::of(&Event::new(AppTest::default(), self.auth_with_refresh()));
        for (key, value) in params.as_object().into_iter().flatten() {
            if let (Some(value), true) = (super::params::scalar(value), key != "auth") {
                body = body.set(&format!("data[QUERY][{key}]"), value);
            }
        }
        body
    }
}
