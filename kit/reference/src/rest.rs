//! Calls to the portal.

use std::fmt;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use serde_json::{Value, json};

use crate::config::Config;
use crate::store::Portal;

/// A portal that takes longer is asked again later.
const PATIENCE: Duration = Duration::from_secs(15);

/// The HTTP client. It follows no redirect: tokens go where they were meant to go.
#[derive(Clone, Debug)]
pub(crate) struct Rest(Client);

/// Why a call gave no result. The code is the portal's own, such as `expired_token`; tokens are in none of it.
#[derive(Debug)]
pub(crate) enum CallError {
    /// Worth another attempt: no answer, or one that is about the portal and not about the call.
    Later(String),
    /// The access token is not valid, or no longer.
    Token(String),
    /// The portal does not want this call, now or ever.
    Refused(String),
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Later(reason) | Self::Token(reason) | Self::Refused(reason) => f.write_str(reason),
        }
    }
}

impl Rest {
    pub(crate) fn new() -> Self {
        // Once for the process; whoever was first decides.
        _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().redirect(Policy::none()).timeout(PATIENCE).build();
        Self(client.unwrap_or_default())
    }

    /// Calls a method of the portal.
    pub(crate) async fn call(
        &self,
        portal: &Portal,
        method: &str,
        mut call: Value,
    ) -> Result<Value, CallError> {
        if let Some(call) = call.as_object_mut() {
            call.insert("auth".to_owned(), portal.access_token.as_str().into());
        }
        let url = join(&portal.client_endpoint, method)?;
        let mut answer = self.ask(self.0.post(url).json(&call)).await?;
        Ok(answer.get_mut("result").map(Value::take).unwrap_or_default())
    }

    /// Whether the portal knows the access token as that of this application and calls itself so.
    pub(crate) async fn confirms(&self, portal: &Portal, member_id: &str, client_id: &str) -> bool {
        let Ok(info) = self.call(portal, "app.info", json!({})).await else { return false };
        // `app.info` names the application; the authorization server also names the portal.
        let is_ours = client_id.is_empty() || text(&info, "CODE") == Some(client_id);
        is_ours && text(&info, "member_id").is_none_or(|named| named == member_id)
    }

    /// New tokens for old, from the authorization server that the installation named.
    pub(crate) async fn refresh(&self, portal: &mut Portal, config: &Config) -> Result<(), CallError> {
        let Some(refresh_token) = &portal.refresh_token else {
            return Err(CallError::Refused(
                "no refresh token is stored: the application has to be installed again".to_owned(),
            ));
        };
        let mut url = join(&portal.server_endpoint, "/oauth/token/")?;
        url.query_pairs_mut()
            .append_pair("grant_type", "refresh_token")
            .append_pair("client_id", &config.client_id)
            .append_pair("client_secret", &config.client_secret)
            .append_pair("refresh_token", refresh_token);
        let tokens = self.ask(self.0.get(url)).await?;
        let Some(access_token) = text(&tokens, "access_token") else {
            return Err(CallError::Later("the authorization server gave no access token".to_owned()));
        };
        access_token.clone_into(&mut portal.access_token);
        if let Some(refresh_token) = text(&tokens, "refresh_token") {
            portal.refresh_token = Some(refresh_token.to_owned());
        }
        Ok(())
    }

    async fn ask(&self, request: reqwest::RequestBuilder) -> Result<Value, CallError> {
        // The address of a refresh holds secrets.
        let later = |error: reqwest::Error| CallError::Later(error.without_url().to_string());
        let response = request.send().await.map_err(later)?;
        let status = response.status();
        let answer: Value = response.json().await.map_err(later)?;
        let Some(code) = text(&answer, "error").map(str::to_owned) else {
            return if status.is_success() { Ok(answer) } else { Err(CallError::Later(status.to_string())) };
        };
        Err(match code.as_str() {
            "expired_token" | "invalid_token" | "NO_AUTH_FOUND" => CallError::Token(code),
            _ if status.is_server_error() || status.as_u16() == 429 => CallError::Later(code),
            _ => CallError::Refused(code),
        })
    }
}

fn text<'j>(json: &'j Value, key: &str) -> Option<&'j str> {
    json.get(key).and_then(Value::as_str)
}

fn join(endpoint: &str, method: &str) -> Result<Url, CallError> {
    let url = Url::parse(endpoint).and_then(|endpoint| endpoint.join(method));
    url.map_err(|error| CallError::Refused(format!("the stored address is none: {error}")))
}
