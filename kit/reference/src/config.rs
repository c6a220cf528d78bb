//! What the handler has to be told.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::step::Step;
use crate::trust::Trust;

/// The settings of the handler.
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) store: PathBuf,
    pub(crate) routes: BTreeSet<(String, String)>,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) trust: Trust,
    pub(crate) probe: Probe,
    pub(crate) watch: fn(Step),
    pub(crate) notices: fn(&str),
}

/// Whether `GET /probe` shows the event that was accepted last: for tests alone, it shows what people write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// There is no such address.
    Closed,
    /// It answers `{"event":…,"data":…}`.
    Open,
}

impl Config {
    /// Settings with nothing but the file of the database: no route, the portals of the cloud alone, no probe.
    pub fn new(store: impl Into<PathBuf>) -> Self {
        Self {
            store: store.into(),
            routes: BTreeSet::new(),
            client_id: String::new(),
            client_secret: String::new(),
            trust: Trust::Cloud,
            probe: Probe::Closed,
            watch: |_| (),
            notices: |notice| eprintln!("{notice}"),
        }
    }

    /// Serves an open line of a connector. Events of others are accepted and nothing comes of them.
    #[must_use]
    pub fn route(mut self, connector: impl Into<String>, line: u64) -> Self {
        self.routes.insert((connector.into(), line.to_string()));
        self
    }

    /// The application: tokens are refreshed in its name.
    #[must_use]
    pub fn client(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        (self.client_id, self.client_secret) = (id.into(), secret.into());
        self
    }

    /// Which portals may install the application.
    #[must_use]
    pub fn trust(mut self, trust: Trust) -> Self {
        self.trust = trust;
        self
    }

    /// Whether there is a probe.
    #[must_use]
    pub fn probe(mut self, probe: Probe) -> Self {
        self.probe = probe;
        self
    }

    /// Where notices for the operator go, if not to standard error. None of them holds a secret.
    #[must_use]
    pub fn notices(mut self, notices: fn(&str)) -> Self {
        self.notices = notices;
        self
    }

    /// Is told of each step of an event: tests end the process there.
    #[must_use]
    pub fn watch(mut self, watch: fn(Step)) -> Self {
        self.watch = watch;
        self
    }
}
