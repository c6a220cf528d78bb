//! Where a check takes place: the handler, the portal, the trap, and what is known of them.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::Client;

use crate::client;
use crate::portal::{Account, Guard, Portal, random};

/// The handler.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// Where events go.
    pub(crate) url: String,
    /// Where installations go, if not there.
    pub(crate) install_url: Option<String>,
    /// Where it shows what it accepted last.
    pub(crate) probe: Option<String>,
}

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// For an answer.
    pub(crate) answer: Duration,
    /// For an effect.
    pub(crate) effect: Duration,
    /// How long after the effect of a later event an earlier one still counts.
    pub(crate) settle: Duration,
    /// An answer that takes longer is slow, and one that takes longer than the second is too slow.
    pub(crate) slow: Duration,
    pub(crate) too_slow: Duration,
}

impl Pace {
    /// For a handler somewhere.
    pub(crate) const PATIENT: Self = Self {
        answer: Duration::from_secs(10),
        effect: Duration::from_secs(5),
        settle: Duration::from_millis(500),
        slow: Duration::from_secs(2),
        too_slow: Duration::from_secs(5),
    };

    /// For a handler in this process.
    pub(crate) const BRISK: Self = Self {
        answer: Duration::from_secs(2),
        effect: Duration::from_secs(3),
        settle: Duration::from_millis(80),
        slow: Duration::from_millis(600),
        too_slow: Duration::from_millis(1200),
    };
}

/// Whether effects of an event can be seen in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Channel {
    /// There is none.
    Closed,
    /// It was promised, but the plainest event had no effect there.
    Silent,
    /// It was promised, or an effect was seen there.
    Open,
}

/// Whether the installation may be touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permission {
    Given,
    Withheld,
}

/// Everything that a check has to do with.
#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) target: Target,
    pub(crate) portal: Portal,
    /// Where no call may ever go.
    pub(crate) trap: Portal,
    pub(crate) client: Client,
    pub(crate) pace: Pace,
    /// Calls to the portal.
    pub(crate) calls: Channel,
    /// The probe.
    pub(crate) probe: Channel,
    pub(crate) permission: Permission,
    next: AtomicU64,
}

impl Scene {
    /// A scene around a handler, with a trap on a port of its own.
    pub(crate) async fn new(
        target: Target,
        portal: Portal,
        pace: Pace,
        permission: Permission,
    ) -> std::io::Result<Self> {
        let nowhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let forger = Account { application_token: random(), ..portal.account().clone() };
        let trap = Portal::start(nowhere, forger, Guard::Open).await?;
        let probe = if target.probe.is_some() { Channel::Open } else { Channel::Closed };
        Ok(Self {
            target,
            trap,
            portal,
            client: client::plain(),
            pace,
            calls: Channel::Closed,
            probe,
            permission,
            next: AtomicU64::new(first_id()),
        })
    }

    /// A number that no run has used.
    pub(crate) fn fresh(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    /// Whether the plainest event has shown an effect anywhere.
    pub(crate) fn is_alive(&self) -> bool {
        [self.calls, self.probe].contains(&Channel::Open)
    }

    /// How long an effect is waited for: not long where none was ever seen.
    pub(crate) fn patience(&self, channel: Channel) -> Duration {
        match channel {
            Channel::Open => self.pace.effect,
            Channel::Silent | Channel::Closed => self.pace.settle / 4,
        }
    }

    pub(crate) fn account(&self) -> &Account {
        self.portal.account()
    }

    /// The text without any secret: tokens, and what looks like the beginning of one.
    pub(crate) fn masked(&self, text: &str) -> String {
        let account = self.account();
        let mut secrets = self.portal.tokens().all();
        secrets.extend([account.application_token.clone(), account.client_secret.clone()]);
        secrets.extend(secrets.clone().iter().map(|secret| encoded(secret)));
        secrets.iter().fold(text.to_owned(), |text, secret| mask(&text, secret))
    }
}

/// A text as it stands in a body.
fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// Ids go on from run to run: handlers remember which they had.
fn first_id() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs() % 100_000_000 * 1_000
}

/// Stars in the place of a secret, in whatever case, and of anything that begins as it does.
fn mask(text: &str, secret: &str) -> String {
    const TELLING: usize = 8;
    let beginning = secret.get(..TELLING).unwrap_or(secret).to_ascii_lowercase();
    if beginning.is_empty() {
        return text.to_owned();
    }
    let lower = text.to_ascii_lowercase();
    let (mut masked, mut from) = (String::new(), 0);
    while let Some(found) = lower.get(from..).and_then(|rest| rest.find(&beginning)) {
        let start = from + found;
        let rest = text.get(start..).unwrap_or_default();
        let length =
            rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len()).max(beginning.len());
        masked += text.get(from..start).unwrap_or_default();
        masked += "***";
        from = start + length;
    }
    masked + text.get(from..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_in_any_case_and_when_cut() {
        let secret = "0123456789abcdef";
        assert_eq!(mask("a=0123456789abcdef&b=1", secret), "a=***&b=1");
        assert_eq!(mask("x0123456789ABCDEFz 0123456789abcde.", secret), "x*** ***.");
        assert_eq!(mask("0123", secret), "0123");
        assert_eq!(mask("a=short", "short"), "a=***");
        assert_eq!(mask("a", ""), "a");
    }
}
