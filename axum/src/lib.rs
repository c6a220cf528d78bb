// The examples of the README need both.
#![cfg_attr(all(feature = "axum", feature = "bitrix24"), doc = include_str!("../README.md"))]
#![cfg_attr(
    not(all(feature = "axum", feature = "bitrix24")),
    doc = "PHP's form bodies for servers that speak `http`."
)]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "axum")]
mod body;
mod content_type;
#[cfg(feature = "bitrix24")]
mod event;
#[cfg(feature = "axum")]
mod extract;
mod form;
#[cfg(feature = "bitrix24")]
mod tokens;

pub use content_type::is_form;
#[cfg(feature = "bitrix24")]
pub use event::{EventRejection, read_event};
#[cfg(feature = "axum")]
pub use extract::PhpForm;
#[cfg(all(feature = "axum", feature = "bitrix24"))]
pub use extract::VerifiedEvent;
pub use form::{FormRejection, read_form};
#[cfg(feature = "bitrix24")]
pub use tokens::{ApplicationTokens, Claim};

use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};

/// A text as an answer.
fn answer<B: From<String>>(status: StatusCode, text: String) -> Response<B> {
    let mut response = Response::new(B::from(text + "\n"));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}
