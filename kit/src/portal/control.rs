//! What stands beside the portal's own methods: to look at it, and to let something happen.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::Weak;
use crate::event::{Body, sample};

pub(super) fn routes() -> Router<Weak> {
    Router::new()
        .route("/received", get(received))
        .route("/fire/{event}", post(fire))
        .route("/expire", post(expire))
}

/// Everything so far, as JSON.
async fn received(State(portal): State<Weak>) -> Json<Value> {
    let lines = portal.portal().map(|portal| portal.0.journal.lines());
    Json(serde_json::to_value(lines).unwrap_or_default())
}

/// Lets an event happen; the form that is posted sets values in it.
async fn fire(
    State(portal): State<Weak>,
    Path(event): Path<String>,
    form: Bytes,
) -> (StatusCode, Json<Value>) {
    let Some(portal) = portal.portal() else { return (StatusCode::GONE, Json(Value::Null)) };
    let account = &portal.0.account;
    match sample(&event, &account.connector, account.line, portal.auth_with_user()) {
        Ok(event) => {
            let body = Body::read(&form).over(Body::of(&event));
            (StatusCode::OK, Json(json!({ "queued_for": portal.fire(&event.event, &body) })))
        }
        Err(error) => (StatusCode::NOT_FOUND, Json(json!({ "error": error.to_string() }))),
    }
}

/// Lets all access tokens expire.
async fn expire(State(portal): State<Weak>) -> Json<Value> {
    if let Some(portal) = portal.portal() {
        portal.0.tokens.expire();
    }
    Json(true.into())
}
