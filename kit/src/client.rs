//! The HTTP client: to the address that was given, and no further.

use std::error::Error;
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Url};

/// The longest that anything is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// Seen in requests of the platform; not documented, so no handler may ask for it.
const USER_AGENT: &str = "Bitrix24 Webhook Engine";

/// The content type of events.
///
/// Source: documentation, "Events: Overview of Methods and Events".
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// A client that follows no redirect and asks no proxy.
pub(crate) fn plain() -> Client {
    // Once for the process; whoever was first decides.
    _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder().redirect(Policy::none()).no_proxy().timeout(PATIENCE);
    builder.user_agent(USER_AGENT).build().unwrap_or_default()
}

/// Takes an address of HTTP.
pub(crate) fn url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    let is_http = matches!(url.scheme(), "http" | "https") && url.has_host();
    if is_http { Ok(url) } else { Err("expected http://… or https://…".to_owned()) }
}

/// A form, as the platform sends it.
pub(crate) fn post(client: &Client, url: &str, body: Vec<u8>) -> RequestBuilder {
    client.post(url).header(CONTENT_TYPE, FORM).body(body)
}

/// Why there is no answer: the innermost cause, without the address, which may hold a secret.
pub(crate) fn reason(error: &reqwest::Error) -> String {
    let mut cause: &dyn Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    if error.is_timeout() { "no answer in time".to_owned() } else { cause.to_string() }
}
