//! The first phase: read, verify, store, answer.

use std::time::Duration;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use phpform::bitrix24::{Auth, Event, EventName};
use serde_json::{Value, json};

use crate::step::Step;
use crate::store::{Seen, StoreError};
use crate::{Handler, install};

/// No event is longer.
const MOST_BYTES: usize = 2 << 20;

/// Who takes longer to send an event than this will not send it.
const PATIENCE: Duration = Duration::from_secs(20);

/// An answer: the status, and a word for people. It never repeats anything of the request.
pub(crate) type Answer = (StatusCode, &'static str);

pub(crate) const OK: Answer = (StatusCode::OK, "ok\n");
pub(crate) const UNTRUSTED: Answer = (StatusCode::FORBIDDEN, "not from a portal that is known here\n");
const UNREADABLE: Answer = (StatusCode::BAD_REQUEST, "not an event\n");
const BROKEN: Answer = (StatusCode::SERVICE_UNAVAILABLE, "cannot store the event\n");

/// Answers GET, which portals use to see whether the address is there.
pub(crate) async fn here() -> Answer {
    OK
}

/// Answers with the event that was accepted last.
pub(crate) async fn probe(State(handler): State<Handler>) -> Json<Value> {
    Json(handler.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone())
}

/// Answers POST.
pub(crate) async fn event(State(handler): State<Handler>, headers: HeaderMap, body: Body) -> Answer {
    if !is_form(&headers) {
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, "events are application/x-www-form-urlencoded\n");
    }
    let body = match tokio::time::timeout(PATIENCE, to_bytes(body, MOST_BYTES)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return (StatusCode::PAYLOAD_TOO_LARGE, "no event is that long\n"),
        Err(_) => return (StatusCode::REQUEST_TIMEOUT, "no event takes that long\n"),
    };
    let Ok(event) = phpform::from_bytes::<Event<'_>>(&body) else { return UNREADABLE };
    accept(&handler, event).await.unwrap_or_else(|error| {
        (handler.config.notices)(&error.to_string());
        BROKEN
    })
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

async fn accept(handler: &Handler, event: Event<'_>) -> Result<Answer, StoreError> {
    let member_id = event.auth.member_id.clone().into_owned();
    let portal = handler.on_disk(move |store| store.portal(&member_id)).await?;
    let is_verified = portal.is_some_and(|portal| event.auth.verify(&portal.application_token));
    match event.data.name() {
        Some(EventName::AppInstall | EventName::AppUpdate) => return install::adopt(handler, event).await,
        _ if !is_verified => return Ok(UNTRUSTED),
        Some(EventName::AppUninstall) => return install::remove(handler, event).await,
        _ => (handler.config.watch)(Step::Verified),
    }
    store(handler, event).await?;
    (handler.config.watch)(Step::Stored);
    Ok(OK)
}

/// Stores an event without what came as proof: the worker needs none of it, and it is the same event when another
/// subscription brings it again.
async fn store(handler: &Handler, mut event: Event<'_>) -> Result<(), StoreError> {
    let member_id = event.auth.member_id.into_owned();
    event.auth = Auth::of_portal("", "");
    event.event_handler_id = None;
    let Ok(body) = event.to_body() else { return Ok(()) };
    let shown = shown(&event);
    if handler.on_disk(move |store| store.push(&member_id, body.as_bytes())).await? == Seen::First {
        handler.show(shown);
        handler.stored.notify_one();
    }
    Ok(())
}

fn shown(event: &Event<'_>) -> Value {
    json!({ "event": event.event, "data": event.data })
}
