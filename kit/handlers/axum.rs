//! A handler of Bitrix24 events with axum. Its own `Form` knows no brackets; `phpform` reads the body, and the events
//! have types. `kit/reference/` is the same with a store, a worker and calls to the portal.
//!
//! ```sh
//! APPLICATION_TOKEN=… cargo run -p phpform-reference --example axum-handler -- 8080
//! ```

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use phpform::bitrix24::Event;
use serde_json::{Value, json};

/// The event that was accepted last.
type Last = Arc<Mutex<Value>>;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let port = std::env::args().nth(1).unwrap_or_else(|| "8080".to_owned());
    let app = Router::new()
        .route("/events", get(|| async { "here" }).post(event))
        // For tests alone.
        .route(
            "/probe",
            get(|State(last): State<Last>| async move { Json(last.lock().map(|l| l.clone()).ok()) }),
        )
        .layer(DefaultBodyLimit::max(2 << 20))
        .with_state(Last::default());
    axum::serve(tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?, app).await
}

async fn event(State(last): State<Last>, body: Bytes) -> (StatusCode, &'static str) {
    let Ok(event) = phpform::from_bytes::<Event<'_>>(&body) else {
        return (StatusCode::BAD_REQUEST, "not an event");
    };
    // In constant time; an empty setting lets nobody in.
    if !event.auth.verify(&std::env::var("APPLICATION_TOKEN").unwrap_or_default()) {
        return (StatusCode::FORBIDDEN, "not from a portal that is known here");
    }
    // Accepted: put it where it is not lost, answer, and work later. Here the last one is all that is kept.
    *last.lock().unwrap_or_else(PoisonError::into_inner) =
        json!({ "event": event.event, "data": event.data });
    (StatusCode::OK, "ok")
}
