//! `auth`: who sent the event, what proves it, and what the handler may call.

use alloc::borrow::Cow;
use alloc::format;
use core::fmt;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::scope::Scope;
use super::status::ApplicationStatus;
use super::text::owned;
use super::timestamp::Timestamp;
use super::token::{AccessToken, ApplicationToken, RefreshToken};
use crate::walk::MASK;

/// The key `auth` at the top of an event.
///
/// Five values are always there. The tokens of a user come only if the action that caused the event could be tied to
/// one: not after automation rules, workflows and agents, never in `OnAppUninstall`, never to outgoing webhooks. They
/// are all in [`user`](Self::user), so that a handler cannot forget this.
///
/// `Debug` masks every value here. `Serialize` writes the real ones, in the order of the wire.
///
/// Source: documentation, "Events: Overview of Methods and Events", parameter `auth`.
///
/// ```
/// use phpform::bitrix24::Event;
///
/// # let body = Event::new(phpform::bitrix24::LineDelete(107), phpform::bitrix24::Auth::new("51856fefc120afa4")).to_body()?;
/// # let stored = "51856fefc120afa4";
/// let event: Event = phpform::from_bytes(body.as_bytes())?;
/// if !event.auth.verify(stored) {
///     // Answer 403, and do nothing.
/// }
/// # assert!(event.auth.verify(stored));
/// # Ok::<(), phpform::Error>(())
/// ```
#[derive(Clone)]
pub struct Auth<'a> {
    /// `domain`: the host of the portal, without a scheme.
    pub domain: Cow<'a, str>,
    /// `server_endpoint`: the authorization server, which refreshes tokens.
    ///
    /// Whoever can forge an event can write any address here: call none before [`verify`](Self::verify), and
    /// rather the one stored at installation.
    pub server_endpoint: Cow<'a, str>,
    /// `client_endpoint`: what the addresses of the portal's REST methods start with. The warning of
    /// [`server_endpoint`](Self::server_endpoint) holds here too.
    pub client_endpoint: Cow<'a, str>,
    /// `member_id`: the portal's permanent name.
    pub member_id: Cow<'a, str>,
    /// `application_token`: what proves that the event comes from Bitrix24.
    pub application_token: ApplicationToken<'a>,
    /// What came with an access token, if one came.
    pub user: Option<UserTokens<'a>>,
}

/// The part of `auth` that comes only with the tokens of a user.
///
/// Without `access_token` nothing of the rest is of use, and nothing of it is read.
///
/// Source: documentation, "Events: Overview of Methods and Events", parameter `auth`; `expires` and `user_id` are not in
/// its table, but in samples and on the wire.
#[derive(Clone)]
pub struct UserTokens<'a> {
    /// `access_token`: calls REST methods.
    pub access_token: AccessToken<'a>,
    /// `expires`: when the access token expires.
    pub expires: Option<Timestamp>,
    /// `expires_in`: in how many seconds from [`ts`](super::Event::ts) on.
    pub expires_in: Option<u64>,
    /// `scope`: under which scopes the event occurred.
    pub scope: Option<Scope<'a>>,
    /// `status`: the status of the application.
    pub status: Option<ApplicationStatus<'a>>,
    /// `user_id`: the user of the portal whose tokens these are.
    pub user_id: Option<u64>,
    /// `refresh_token`: extends the authorization. It comes with the install family and few other events.
    pub refresh_token: Option<RefreshToken<'a>>,
}

impl<'a> Auth<'a> {
    /// An `auth` without the tokens of a user, of the portal `example.bitrix24.com` with the authorization server
    /// `https://oauth.bitrix.info/rest/` and a member id of zeros. Every field can be set afterwards.
    pub fn new(application_token: impl Into<ApplicationToken<'a>>) -> Self {
        Self::of_portal("example.bitrix24.com", application_token)
    }

    /// As [`Auth::new`], of the portal at `domain`, whose REST methods are at `https://<domain>/rest/`.
    pub fn of_portal(
        domain: impl Into<Cow<'a, str>>,
        application_token: impl Into<ApplicationToken<'a>>,
    ) -> Self {
        let domain = domain.into();
        Self {
            server_endpoint: "https://oauth.bitrix.info/rest/".into(),
            client_endpoint: format!("https://{domain}/rest/").into(),
            member_id: "00000000000000000000000000000000".into(),
            domain,
            application_token: application_token.into(),
            user: None,
        }
    }

    /// With the tokens of a user.
    #[must_use]
    pub fn with_user(mut self, user: UserTokens<'a>) -> Self {
        self.user = Some(user);
        self
    }

    /// Whether the event comes from the portal and application whose `application_token` is `expected`. Until this is
    /// true, nothing of the event may have an effect. It takes the same time for every guess of the same length, and is
    /// false if either side is blank.
    ///
    /// Only the `auth` at the top of an event proves anything. Events of chat bots carry another `auth` inside `data`
    /// (`data[bot][auth]`), a query string is part of the address, and `application_token` as a key of its own is
    /// nothing that the platform sends: a token found there was put there by whoever sent the request.
    ///
    /// The first event of an installation cannot be verified so, because nothing is stored yet: verify the access
    /// token of `OnAppInstall` by a call to the portal, then store its application token.
    ///
    /// Source: documentation, "Security in Handlers"; "Event Formats for imbot.v2".
    #[must_use]
    pub fn verify(&self, expected: &str) -> bool {
        self.application_token.verify(expected)
    }

    /// The `auth` without its tie to the body.
    pub fn into_owned(self) -> Auth<'static> {
        Auth {
            domain: owned(self.domain),
            server_endpoint: owned(self.server_endpoint),
            client_endpoint: owned(self.client_endpoint),
            member_id: owned(self.member_id),
            application_token: self.application_token.into_owned(),
            user: self.user.map(UserTokens::into_owned),
        }
    }
}

impl<'a> UserTokens<'a> {
    /// The tokens of user 1, with the scope `imconnector,imopenlines`, the status free, an hour to go, no `expires` and
    /// no refresh token. Every field can be set afterwards.
    pub fn new(access_token: impl Into<AccessToken<'a>>) -> Self {
        Self {
            access_token: access_token.into(),
            expires: None,
            expires_in: Some(3600),
            scope: Some("imconnector,imopenlines".into()),
            status: Some(ApplicationStatus::Free),
            user_id: Some(1),
            refresh_token: None,
        }
    }

    /// The tokens without their tie to the body.
    pub fn into_owned(self) -> UserTokens<'static> {
        UserTokens {
            access_token: self.access_token.into_owned(),
            expires: self.expires,
            expires_in: self.expires_in,
            scope: self.scope.map(Scope::into_owned),
            status: self.status.map(ApplicationStatus::into_owned),
            user_id: self.user_id,
            refresh_token: self.refresh_token.map(RefreshToken::into_owned),
        }
    }
}

/// `auth` as it lies on the wire: in one piece.
#[derive(serde::Deserialize)]
#[serde(rename = "auth")]
struct Wire<'a> {
    #[serde(borrow)]
    access_token: Option<AccessToken<'a>>,
    expires: Option<Timestamp>,
    expires_in: Option<u64>,
    #[serde(borrow)]
    scope: Option<Scope<'a>>,
    #[serde(borrow)]
    domain: Cow<'a, str>,
    #[serde(borrow)]
    server_endpoint: Cow<'a, str>,
    #[serde(borrow)]
    status: Option<ApplicationStatus<'a>>,
    #[serde(borrow)]
    client_endpoint: Cow<'a, str>,
    #[serde(borrow)]
    member_id: Cow<'a, str>,
    user_id: Option<u64>,
    #[serde(borrow)]
    refresh_token: Option<RefreshToken<'a>>,
    #[serde(borrow)]
    application_token: ApplicationToken<'a>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Auth<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        let user = wire.access_token.map(|access_token| UserTokens {
            access_token,
            expires: wire.expires,
            expires_in: wire.expires_in,
            scope: wire.scope,
            status: wire.status,
            user_id: wire.user_id,
            refresh_token: wire.refresh_token,
        });
        Ok(Self {
            domain: wire.domain,
            server_endpoint: wire.server_endpoint,
            client_endpoint: wire.client_endpoint,
            member_id: wire.member_id,
            application_token: wire.application_token,
            user,
        })
    }
}

/// The keys in the order in which they were captured on the wire; one that is absent leaves nothing behind.
impl Serialize for Auth<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut auth = serializer.serialize_struct("auth", 12)?;
        let user = self.user.as_ref();
        if let Some(user) = user {
            auth.serialize_field("access_token", &user.access_token)?;
            auth.serialize_field("expires", &user.expires)?;
            auth.serialize_field("expires_in", &user.expires_in)?;
            auth.serialize_field("scope", &user.scope)?;
        }
        auth.serialize_field("domain", &self.domain)?;
        auth.serialize_field("server_endpoint", &self.server_endpoint)?;
        if let Some(user) = user {
            auth.serialize_field("status", &user.status)?;
        }
        auth.serialize_field("client_endpoint", &self.client_endpoint)?;
        auth.serialize_field("member_id", &self.member_id)?;
        if let Some(user) = user {
            auth.serialize_field("user_id", &user.user_id)?;
            auth.serialize_field("refresh_token", &user.refresh_token)?;
        }
        auth.serialize_field("application_token", &self.application_token)?;
        auth.end()
    }
}

/// Which values are there, all of them masked.
impl fmt::Debug for Auth<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auth")
            .field("domain", &Masked)
            .field("server_endpoint", &Masked)
            .field("client_endpoint", &Masked)
            .field("member_id", &Masked)
            .field("application_token", &Masked)
            .field("user", &self.user)
            .finish()
    }
}

/// Which values are there, all of them masked.
impl fmt::Debug for UserTokens<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserTokens")
            .field("access_token", &Masked)
            .field("expires", &self.expires.map(|_| Masked))
            .field("expires_in", &self.expires_in.map(|_| Masked))
            .field("scope", &self.scope.as_ref().map(|_| Masked))
            .field("status", &self.status.as_ref().map(|_| Masked))
            .field("user_id", &self.user_id.map(|_| Masked))
            .field("refresh_token", &self.refresh_token.as_ref().map(|_| Masked))
            .finish()
    }
}

/// Stands for a value that is not shown.
struct Masked;

impl fmt::Debug for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}
