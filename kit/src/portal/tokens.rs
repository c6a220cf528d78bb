//! The tokens that the portal gave out.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::Mutex;

use super::lock;

/// Access and refresh tokens that are valid.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    access: Mutex<HashSet<String>>,
    expired: Mutex<HashSet<String>>,
    refresh: Mutex<HashSet<String>>,
}

/// What a token is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Worth {
    Valid,
    Expired,
    Unknown,
}

impl Tokens {
    /// A new access token.
    pub(crate) fn access(&self) -> String {
        let token = random();
        lock(&self.access).insert(token.clone());
        token
    }

    /// A new refresh token.
    pub(crate) fn refresh(&self) -> String {
        let token = random();
        lock(&self.refresh).insert(token.clone());
        token
    }

    /// Every token that was ever given out: what no report may show.
    pub(crate) fn all(&self) -> Vec<String> {
        let sets = [&self.access, &self.expired, &self.refresh];
        sets.into_iter().flat_map(|set| lock(set).iter().cloned().collect::<Vec<_>>()).collect()
    }

    /// Lets all access tokens expire, as an hour does.
    pub(crate) fn expire(&self) {
        let gone = std::mem::take(&mut *lock(&self.access));
        lock(&self.expired).extend(gone);
    }

    pub(crate) fn worth(&self, access_token: &str) -> Worth {
        if lock(&self.access).contains(access_token) {
            Worth::Valid
        } else if lock(&self.expired).contains(access_token) {
            Worth::Expired
        } else {
            Worth::Unknown
        }
    }

    /// New tokens for a refresh token.
    pub(crate) fn exchange(&self, refresh_token: &str) -> Option<(String, String)> {
        let known = lock(&self.refresh).contains(refresh_token);
        known.then(|| (self.access(), self.refresh()))
    }
}

/// Ten digits that nobody guesses.
pub(crate) fn digits() -> String {
    format!("{:010}", RandomState::new().hash_one(0) % 10_000_000_000)
}

/// 32 hexadecimal digits that nobody guesses: the seeds come from the operating system.
pub(crate) fn random() -> String {
    let half = || RandomState::new().hash_one(std::process::id());
    format!("{:016x}{:016x}", half(), half())
}
