//! From headers and bytes to an event that is proven.

use std::error::Error as StdError;
use std::fmt;

use http::{HeaderMap, Response, StatusCode};
use phpform::bitrix24::{ApplicationToken, Event, EventName};
use phpform::{Form, Options};

use crate::answer;
use crate::form::{FormRejection, check};
use crate::tokens::{ApplicationTokens, Claim};

/// Reads an event whose application token is the stored one: what `VerifiedEvent` does, for any server that speaks
/// `http`.
///
/// The token is `auth[application_token]` at the top of the body and nothing else: no query, no `data[auth]`, no
/// list. Until it is proven, nothing else of the event is looked at but the [`Claim`].
///
/// # Errors
///
/// [`EventRejection`]: the same 403 whether the portal is unknown or the token is missing or wrong.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), phpform_axum::EventRejection> {
/// use http::{HeaderMap, HeaderValue, header::CONTENT_TYPE};
/// use phpform::Options;
/// use phpform::bitrix24::{ApplicationToken, Auth, Event, LineDelete};
/// use phpform_axum::{EventRejection, read_event};
///
/// let mut headers = HeaderMap::new();
/// headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
/// let stored = ApplicationToken::new("51856fefc120afa4");
///
/// # let sent = |token: &'static str| Event::new(LineDelete(107), Auth::new(token)).to_body().unwrap();
/// let body = sent("51856fefc120afa4");
/// let event = read_event(&headers, body.as_bytes(), &Options::new(), &stored).await?;
/// assert_eq!(event.event, "ONIMCONNECTORLINEDELETE");
///
/// let body = sent("a guess");
/// let rejection = read_event(&headers, body.as_bytes(), &Options::new(), &stored).await.unwrap_err();
/// assert!(matches!(rejection, EventRejection::Forbidden));
/// # Ok(()) }
/// ```
pub async fn read_event(
    headers: &HeaderMap,
    body: &[u8],
    options: &Options,
    tokens: &(impl ApplicationTokens + ?Sized),
) -> Result<Event<'static>, EventRejection> {
    check(headers)?;
    verify(body, options, tokens).await
}

pub(crate) async fn verify(
    body: &[u8],
    options: &Options,
    tokens: &(impl ApplicationTokens + ?Sized),
) -> Result<Event<'static>, EventRejection> {
    let form = options.parse(body).map_err(FormRejection::from)?;
    let token = token(&form).ok_or(EventRejection::Forbidden)?;
    let claim = Claim::of(&form);
    let stored =
        tokens.application_token(claim).await.map_err(|error| EventRejection::Lookup(error.into()))?;
    let proven = stored.is_some_and(|stored| token.verify(stored.expose()));
    let installs = matches!(EventName::find(claim.event), Some(EventName::AppInstall | EventName::AppUpdate));
    if !proven && !installs {
        return Err(EventRejection::Forbidden);
    }
    match (form.root().deserialize::<Event<'_>>(), proven) {
        (Ok(event), true) => Ok(event.into_owned()),
        (Err(error), true) => Err(FormRejection::from(error).into()),
        (Ok(event), false) => Err(EventRejection::Installation(Box::new(event.into_owned()))),
        (Err(_), false) => Err(EventRejection::Forbidden),
    }
}

/// The token that an event brings. A blank one is none: it never is the right one.
fn token<'f>(form: &'f Form<'_>) -> Option<ApplicationToken<'f>> {
    let token = form.get("auth[application_token]").ok()?.as_str()?;
    (!token.is_empty()).then(|| ApplicationToken::new(token))
}

/// Why an event was refused before the handler saw it.
///
/// `Display` is what is answered. Neither it nor `Debug` shows a token that came; `Debug` shows what a look-up said.
///
/// ```
/// use phpform_axum::EventRejection;
///
/// let rejection = EventRejection::Lookup("the database is away".into());
/// assert_eq!(rejection.status(), 503);
/// assert!(!rejection.to_string().contains("database"));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum EventRejection {
    /// The request brings no form, or one that is no event.
    Form(FormRejection),
    /// 403: the application token is not the stored one, or none is stored.
    Forbidden,
    /// 403 unless the handler takes it: `OnAppInstall` or `OnAppUpdate` with another token than the stored one. That is
    /// how an installation begins and how a token changes, and anyone can send it: call the portal with the access token
    /// that came before anything of it is stored.
    Installation(Box<Event<'static>>),
    /// 503: it could not be looked up which token is stored. The reason is in `source`, and not in the answer.
    Lookup(Box<dyn StdError + Send + Sync>),
}

impl EventRejection {
    /// The status that it is answered with.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Form(rejection) => rejection.status(),
            Self::Forbidden | Self::Installation(_) => StatusCode::FORBIDDEN,
            Self::Lookup(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The answer, for servers without axum.
    ///
    /// ```
    /// let response: http::Response<String> = phpform_axum::EventRejection::Forbidden.to_response();
    ///
    /// assert_eq!(response.status(), 403);
    /// ```
    pub fn to_response<B: From<String>>(&self) -> Response<B> {
        answer(self.status(), self.to_string())
    }
}

impl From<FormRejection> for EventRejection {
    fn from(rejection: FormRejection) -> Self {
        Self::Form(rejection)
    }
}

impl fmt::Display for EventRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(rejection) => rejection.fmt(f),
            Self::Forbidden | Self::Installation(_) => f.write_str(
                "expected the stored application token at `auth[application_token]`, found none or another one: \
                 install the application, or correct the token that is stored",
            ),
            Self::Lookup(_) => f.write_str(
                "expected to find the stored application token, found that it cannot be looked up: send the event again",
            ),
        }
    }
}

impl StdError for EventRejection {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Form(rejection) => rejection.source(),
            Self::Lookup(error) => Some(&**error),
            Self::Forbidden | Self::Installation(_) => None,
        }
    }
}
