//! A handler of Bitrix24 events with axum and `phpform-axum`, which reads the body, has the events as types, and answers 403
//! without the stored token. `kit/reference/` is the same with a store, a worker and calls to the portal.
//!
//! ```sh
//! APPLICATION_TOKEN=… cargo run -p phpform-reference --example axum-handler -- 8080
//! ```

use std::sync::{Arc, Mutex, PoisonError};

use axum::routing::get;
use axum::{Extension, Json, Router};
use phpform::bitrix24::ApplicationToken;
use phpform_axum::VerifiedEvent;
use serde_json::{Value, json};

/// The event that was accepted last.
type Last = Arc<Mutex<Value>>;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let port = std::env::args().nth(1).unwrap_or_else(|| "8080".to_owned());
    // An empty setting lets nobody in.
    let token = std::env::var("APPLICATION_TOKEN").unwrap_or_default();
    let app = Router::new()
        .route("/events", get(|| async { "here" }).post(event))
        // For tests alone.
        .route(
            "/probe",
            get(|Extension(last): Extension<Last>| async move { Json(last.lock().map(|l| l.clone()).ok()) }),
        )
        .layer(Extension(Last::default()))
        .with_state(ApplicationToken::new(token));
    axum::serve(tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?, app).await
}

async fn event(Extension(last): Extension<Last>, VerifiedEvent(event): VerifiedEvent) -> &'static str {
    // Accepted: put it where it is not lost, answer, and work later. Here the last one is all that is kept.
    *last.lock().unwrap_or_else(PoisonError::into_inner) =
        json!({ "event": event.event, "data": event.data });
    "ok"
}
