//! A portal on the laptop: what a handler needs from Bitrix24, on one port.
//!
//! It installs the application, keeps what is bound, sends events as the documentation says (form-encoded, later, once,
//! slower for the slow), answers the methods that handlers of open lines call, and remembers everything it received.

mod command;
mod control;
mod delivery;
mod journal;
mod params;
mod queue;
mod rest;
#[cfg(test)]
mod tests;
mod tokens;

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use phpform::bitrix24::{Auth, UserTokens};
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

pub(crate) use command::RunPortal;
pub(crate) use delivery::{Delivered, Delivery};
pub(crate) use journal::Journal;
pub(crate) use params::{child, items, scalar};
pub(crate) use tokens::{Tokens, digits, random};

/// The application and the portal, as the handler knows them.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) application_token: String,
    pub(crate) member_id: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) connector: String,
    pub(crate) line: u64,
}

impl Default for Account {
    /// A portal of its own for each run; the connector and line of the documentation.
    fn default() -> Self {
        Self {
            application_token: random(),
            member_id: random(),
            client_id: "local.phpform".to_owned(),
            client_secret: random(),
            connector: "myconnector".to_owned(),
            line: 107,
        }
    }
}

/// Who may call methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guard {
    /// Whoever has an access token that this portal gave out.
    Tokens,
    /// Everybody: a trap wants to see what is sent to it.
    Open,
}

/// A running stand-in. It ends with the last of its copies.
#[derive(Clone, Debug)]
pub(crate) struct Portal(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    address: SocketAddr,
    account: Account,
    guard: Guard,
    tokens: Tokens,
    journal: Journal,
    bound: Mutex<queue::Bound>,
    /// How long each call waits for its answer, in milliseconds.
    delay: AtomicU64,
    /// The address that events name, if another stands in front.
    front: Mutex<Option<String>>,
    server: Mutex<Option<AbortHandle>>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(server) = lock(&self.server).take() {
            server.abort();
        }
    }
}

impl Portal {
    /// Listens.
    pub(crate) async fn start(address: SocketAddr, account: Account, guard: Guard) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let portal = Self(Arc::new(Inner {
            address: listener.local_addr()?,
            account,
            guard,
            tokens: Tokens::default(),
            journal: Journal::default(),
            bound: Mutex::default(),
            delay: AtomicU64::new(0),
            front: Mutex::default(),
            server: Mutex::default(),
        }));
        let router = portal.router();
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        *lock(&portal.0.server) = Some(server.abort_handle());
        Ok(portal)
    }

    /// The server holds the portal weakly: it is to end with it.
    fn router(&self) -> Router {
        let state = Weak(Arc::downgrade(&self.0));
        rest::routes().merge(control::routes()).with_state(state)
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.0.address)
    }

    /// Lets events name another address, behind which this portal stands.
    pub(crate) fn stand_behind(&self, origin: String) {
        *lock(&self.0.front) = Some(origin);
    }

    pub(crate) fn account(&self) -> &Account {
        &self.0.account
    }

    pub(crate) fn journal(&self) -> &Journal {
        &self.0.journal
    }

    pub(crate) fn tokens(&self) -> &Tokens {
        &self.0.tokens
    }

    /// Lets every call wait for its answer.
    pub(crate) fn delay(&self, delay: Duration) {
        self.0.delay.store(u64::try_from(delay.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// `auth` of an event that could be tied to no user.
    pub(crate) fn auth(&self) -> Auth<'static> {
        let account = &self.0.account;
        let mut auth = Auth::of_portal(self.0.address.to_string(), account.application_token.clone());
        auth.member_id = account.member_id.clone().into();
        let front = lock(&self.0.front).clone().unwrap_or_else(|| self.origin());
        auth.client_endpoint = format!("{front}/rest/").into();
        auth.server_endpoint.clone_from(&auth.client_endpoint);
        auth
    }

    /// `auth` of an event of a user, with an access token that is valid here.
    pub(crate) fn auth_with_user(&self) -> Auth<'static> {
        self.auth().with_user(UserTokens::new(self.0.tokens.access()))
    }

    /// `auth` of the install family, with a refresh token.
    pub(crate) fn auth_with_refresh(&self) -> Auth<'static> {
        let mut user = UserTokens::new(self.0.tokens.access());
        user.refresh_token = Some(self.0.tokens.refresh().into());
        self.auth().with_user(user)
    }
}

/// The portal as its server holds it.
#[derive(Clone, Debug)]
struct Weak(std::sync::Weak<Inner>);

impl Weak {
    fn portal(&self) -> Option<Portal> {
        self.0.upgrade().map(Portal)
    }
}

/// A lock that a panic elsewhere does not spoil.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
