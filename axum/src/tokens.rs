//! Where the stored application tokens are found.

use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::future::{Future, ready};
use std::sync::Arc;

use phpform::Form;
use phpform::bitrix24::ApplicationToken;

/// What an event says of itself before anything is proven: good for looking up a token, and for nothing else.
///
/// What is absent or no text is blank here. `Debug` leaves out what stands under `auth`.
///
/// ```
/// # use phpform_axum::Claim;
/// fn key(claim: &Claim<'_>) -> String {
///     claim.member_id.to_owned()
/// }
/// ```
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Claim<'a> {
    /// `auth[member_id]`: the permanent name of the portal.
    pub member_id: &'a str,
    /// `auth[domain]`: the host of the portal, which may change.
    pub domain: &'a str,
    /// `event`: which event it is.
    pub event: &'a str,
    /// `event_handler_id`: which subscription it is for, where one portal has several with tokens of their own.
    pub event_handler_id: &'a str,
}

impl<'a> Claim<'a> {
    pub(crate) fn of(form: &'a Form<'_>) -> Self {
        let text = |path| form.get(path).ok().and_then(phpform::Value::as_str).unwrap_or_default();
        Self {
            member_id: text("auth[member_id]"),
            domain: text("auth[domain]"),
            event: text("event"),
            event_handler_id: text("event_handler_id"),
        }
    }
}

impl fmt::Debug for Claim<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claim")
            .field("event", &self.event)
            .field("event_handler_id", &self.event_handler_id)
            .finish_non_exhaustive()
    }
}

/// Finds the application token that was stored when a portal installed the application.
///
/// The state of a router implements it, or a reference to it; [`ApplicationToken`] does so itself, for a handler of one
/// portal or of one outgoing webhook.
///
/// ```
/// use std::collections::HashMap;
/// use std::convert::Infallible;
///
/// use phpform::bitrix24::ApplicationToken;
/// use phpform_axum::{ApplicationTokens, Claim};
///
/// struct Portals(tokio::sync::RwLock<HashMap<String, ApplicationToken<'static>>>);
///
/// impl ApplicationTokens for Portals {
///     type Error = Infallible;
///
///     async fn application_token(&self, claim: Claim<'_>) -> Result<Option<ApplicationToken<'static>>, Infallible> {
///         Ok(self.0.read().await.get(claim.member_id).cloned())
///     }
/// }
/// ```
pub trait ApplicationTokens {
    /// Why it cannot be said which token is stored. The sender is answered 503 and does not get to see it.
    type Error: Into<Box<dyn Error + Send + Sync>>;

    /// The token that is stored for whom the event says it comes from; `None` if none is.
    fn application_token(
        &self,
        claim: Claim<'_>,
    ) -> impl Future<Output = Result<Option<ApplicationToken<'static>>, Self::Error>> + Send;
}

impl ApplicationTokens for ApplicationToken<'static> {
    type Error = Infallible;

    fn application_token(
        &self,
        _: Claim<'_>,
    ) -> impl Future<Output = Result<Option<Self>, Infallible>> + Send {
        ready(Ok(Some(self.clone())))
    }
}

impl<T: ApplicationTokens + ?Sized> ApplicationTokens for Arc<T> {
    type Error = T::Error;

    fn application_token(
        &self,
        claim: Claim<'_>,
    ) -> impl Future<Output = Result<Option<ApplicationToken<'static>>, Self::Error>> + Send {
        T::application_token(self, claim)
    }
}
