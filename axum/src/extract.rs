//! The extractors.

use axum_core::body::Body;
use axum_core::extract::{FromRequest, Request};
use axum_core::response::{IntoResponse, Response};
use phpform::Options;
#[cfg(feature = "bitrix24")]
use phpform::bitrix24::Event;
use serde::de::DeserializeOwned;

use crate::body::collect;
#[cfg(feature = "bitrix24")]
use crate::event::{EventRejection, verify};
use crate::form::{FormRejection, check};
#[cfg(feature = "bitrix24")]
use crate::tokens::ApplicationTokens;

/// A form body as a type, read as PHP reads it.
///
/// [`Options`] in an extension of the request say how: `.layer(Extension(Options::new().max_pairs(500)))`. Without one
/// they are [`Options::new`]. A body is limited by `DefaultBodyLimit` and by [`Options::max_bytes`], whichever is less.
///
/// It takes the body, so it is the last argument of a handler. `Result<PhpForm<T>, FormRejection>` as an argument leaves
/// the answer to the handler.
///
/// ```
/// use axum::{Extension, Router, routing::post};
/// use phpform::Options;
/// use phpform_axum::PhpForm;
///
/// #[derive(serde::Deserialize)]
/// struct Chat {
///     id: u64,
///     tags: Vec<String>,
/// }
///
/// async fn open(PhpForm(chat): PhpForm<Chat>) -> String {
///     format!("chat {} with {} tags", chat.id, chat.tags.len())
/// }
///
/// let app: Router = Router::new().route("/chat", post(open)).layer(Extension(Options::new().max_depth(8)));
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[must_use]
pub struct PhpForm<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for PhpForm<T> {
    type Rejection = FormRejection;

    async fn from_request(request: Request, _: &S) -> Result<Self, FormRejection> {
        // Before the body: what is refused for its headers need not be taken in.
        check(request.headers())?;
        let options = options(&request);
        let body = collect(request, &options).await?;
        Ok(Self(options.from_bytes(&body)?))
    }
}

/// An event of Bitrix24 whose application token is the one that the state of the router has stored.
///
/// Everything else is answered with 403 before the handler is called: see [`EventRejection`], which is also where an
/// installation comes out, before any token is stored. How the token is found is up to [`ApplicationTokens`]; options
/// and limits are those of [`PhpForm`].
///
/// ```
/// use axum::{Router, response::{IntoResponse, Response}, routing::post};
/// use phpform::bitrix24::{ApplicationToken, Data};
/// use phpform_axum::{EventRejection, VerifiedEvent};
///
/// async fn event(event: Result<VerifiedEvent, EventRejection>) -> Response {
///     match event {
///         Ok(VerifiedEvent(event)) => format!("thanks for {}", event.event).into_response(),
///         // Nothing of it is proven yet: call the portal with its access token, then store its application token.
///         Err(EventRejection::Installation(event)) => format!("welcome, {}", event.auth.domain).into_response(),
///         Err(rejection) => rejection.into_response(),
///     }
/// }
///
/// let app: Router = Router::new().route("/events", post(event)).with_state(ApplicationToken::new("51856fefc120afa4"));
/// ```
#[cfg(feature = "bitrix24")]
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifiedEvent(pub Event<'static>);

#[cfg(feature = "bitrix24")]
impl<S: ApplicationTokens + Send + Sync> FromRequest<S> for VerifiedEvent {
    type Rejection = EventRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, EventRejection> {
        check(request.headers())?;
        let options = options(&request);
        let body = collect(request, &options).await?;
        verify(&body, &options, state).await.map(Self)
    }
}

fn options(request: &Request) -> Options {
    request.extensions().get().copied().unwrap_or_default()
}

impl IntoResponse for FormRejection {
    fn into_response(self) -> Response {
        self.to_response::<Body>()
    }
}

#[cfg(feature = "bitrix24")]
impl IntoResponse for EventRejection {
    fn into_response(self) -> Response {
        self.to_response::<Body>()
    }
}
