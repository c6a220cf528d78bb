//! The methods of the portal, and the authorization server.

use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::routing::any;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::delivery::Delivery;
use super::journal::Entry;
use super::params::{masked, read, text};
use super::tokens::Worth;
use super::{Guard, Portal, Weak};

/// What a method gives, or the status, the code and the words of its error.
type Answer = Result<Value, (StatusCode, &'static str, &'static str)>;

pub(super) fn routes() -> Router<Weak> {
    Router::new()
        .route("/rest/{method}", any(method))
        .route("/oauth/token", any(token))
        .route("/oauth/token/", any(token))
        .fallback(strange)
}

async fn method(
    State(portal): State<Weak>,
    Path(method): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, Json<Value>) {
    let Some(portal) = portal.portal() else { return gone() };
    let method = method.strip_suffix(".json").unwrap_or(&method).to_ascii_lowercase();
    let params = read(&uri, &headers, &body);
    tokio::time::sleep(Duration::from_millis(portal.0.delay.load(Ordering::Relaxed))).await;
    let answer = portal.admit(&headers, &params).and_then(|()| portal.answer(&method, &params));
    let word = answer.as_ref().map_or_else(|(_, code, _)| *code, |_| "ok");
    portal.0.journal.write(Entry::Call { method, params: masked(&params), answer: word });
    write(answer.map(|result| json!({ "result": result })))
}

/// The authorization server: new tokens for old.
async fn token(
    State(portal): State<Weak>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, Json<Value>) {
    let Some(portal) = portal.portal() else { return gone() };
    let answer = portal.refreshed(&read(&uri, &headers, &body));
    let word = answer.as_ref().map_or_else(|(_, code, _)| *code, |_| "ok");
    portal.0.journal.write(Entry::Refresh { answer: word });
    write(answer)
}

async fn strange(State(portal): State<Weak>, method: Method, uri: Uri) -> (StatusCode, Json<Value>) {
    if let Some(portal) = portal.portal() {
        portal.0.journal.write(Entry::Strange { request: format!("{method} {}", uri.path()) });
    }
    gone()
}

fn gone() -> (StatusCode, Json<Value>) {
    (StatusCode::NOT_FOUND, Json(json!({ "error": "NOT_FOUND", "error_description": "nothing is here" })))
}

fn write(answer: Answer) -> (StatusCode, Json<Value>) {
    match answer {
        Ok(result) => (StatusCode::OK, Json(result)),
        Err((status, code, words)) => (status, Json(json!({ "error": code, "error_description": words }))),
    }
}

fn refused(code: &'static str, words: &'static str) -> Answer {
    Err((StatusCode::BAD_REQUEST, code, words))
}

impl Portal {
    /// Whether a call comes from the application.
    fn admit(
        &self,
        headers: &HeaderMap,
        params: &Value,
    ) -> Result<(), (StatusCode, &'static str, &'static str)> {
        if self.0.guard == Guard::Open {
            return Ok(());
        }
        let bearer =
            headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        let Some(token) = text(params, &["auth"]).or_else(|| bearer.map(str::to_owned)) else {
            return Err((StatusCode::UNAUTHORIZED, "NO_AUTH_FOUND", "Wrong authorization data"));
        };
        match self.0.tokens.worth(&token) {
            Worth::Valid => Ok(()),
            Worth::Expired => {
                Err((StatusCode::UNAUTHORIZED, "expired_token", "The access token provided has expired."))
            }
            Worth::Unknown => {
                Err((StatusCode::UNAUTHORIZED, "invalid_token", "Unable to get application by token"))
            }
        }
    }

    fn answer(&self, method: &str, params: &Value) -> Answer {
        let account = &self.0.account;
        match method {
            "app.info" => Ok(json!({
                "ID": 1, "CODE": account.client_id, "VERSION": 1, "STATUS": "L", "INSTALLED": true,
                "LANGUAGE_ID": "en", "member_id": account.member_id,
            })),
            "event.bind" | "event.get" | "event.unbind" | "event.test" => self.subscribe(method, params),
            "imconnector.register" | "imconnector.activate" | "imconnector.unregister" => {
                match text(params, &[if method == "imconnector.activate" { "CONNECTOR" } else { "ID" }]) {
                    Some(_) => Ok(json!({ "result": true })),
                    None => refused("ARGUMENT_IS_NULL", "the connector is not named"),
                }
            }
            "imconnector.status" => Ok(json!({
                "LINE": params.get("LINE"), "CONNECTOR": params.get("CONNECTOR"),
                "ERROR": false, "CONFIGURED": true, "STATUS": true,
            })),
            "imconnector.send.status.delivery" => {
                let delivery = Delivery::read(masked(params));
                if let Some(lacking) = delivery.lacks() {
                    return refused("ERROR_ARGUMENT", lacking);
                }
                self.0.journal.deliver(delivery);
                Ok(json!({ "SUCCESS": true, "DATA": [] }))
            }
            "imconnector.send.status.reading" | "imconnector.send.messages" => {
                Ok(json!({ "SUCCESS": true, "DATA": [] }))
            }
            _ => Err((StatusCode::NOT_FOUND, "ERROR_METHOD_NOT_FOUND", "Method not found!")),
        }
    }

    /// Source: documentation, "Simplified OAuth 2.0", extension of the authorization.
    fn refreshed(&self, params: &Value) -> Answer {
        let account = &self.0.account;
        let has = |key: &str, wanted: &str| text(params, &[key]).is_some_and(|own| own == wanted);
        let is_anyone = account.client_id.is_empty();
        let is_client =
            is_anyone || has("client_id", &account.client_id) && has("client_secret", &account.client_secret);
        if self.0.guard == Guard::Tokens && !is_client {
            return refused("invalid_client", "the client id or secret is wrong");
        }
        let refresh_token = text(params, &["refresh_token"]).unwrap_or_default();
        let Some((access_token, refresh_token)) = self.0.tokens.exchange(&refresh_token) else {
            return refused("invalid_grant", "the refresh token is not known");
        };
        let endpoint = format!("{}/rest/", self.origin());
        Ok(json!({
            "access_token": access_token, "refresh_token": refresh_token, "expires_in": 3600,
            "member_id": account.member_id, "client_endpoint": endpoint, "server_endpoint": endpoint,
            "domain": self.0.address.to_string(), "status": "L", "scope": "imconnector,imopenlines",
        }))
    }
}
