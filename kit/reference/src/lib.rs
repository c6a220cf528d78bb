//! A handler of Bitrix24 events to copy.
//!
//! It does what the documentation asks of a handler, in the order in which an event goes through it:
//!
//! 1. `receive`: the body is read, its `application_token` compared with the stored one, the event stored, the
//!    request answered. Nothing else happens before the answer.
//! 2. `work`: stored events are worked off one by one. Each message goes to the external `channel`, and its
//!    delivery is reported to the portal.
//! 3. `install`: an installation is checked by a call to the portal before anything of it is stored.
//!
//! What stands behind that: `store`, an embedded database; `rest`, calls to the portal; `trust`, which
//! addresses may be called at all.
//!
//! The process may die at any moment: what was answered with 200 is in the database, and is worked off when the handler
//! is started again. A message whose delivery was reported just before that is reported once more.
//!
//! ```no_run
//! # async fn start() -> Result<(), Box<dyn std::error::Error>> {
//! use phpform_reference::{Config, Handler};
//!
//! let config = Config::new("events.redb").route("myconnector", 107).client("local.66f", "secret");
//! let handler = Handler::open(config)?;
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//! handler.serve(listener).await?;
//! # Ok(())
//! # }
//! ```

mod channel;
mod config;
mod install;
mod receive;
mod rest;
mod step;
mod store;
mod trust;
mod work;

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinSet;

pub use config::{Config, Probe};
pub use step::Step;
pub use store::StoreError;
pub use trust::Trust;

use rest::Rest;
use store::Store;

/// The handler: what its requests and its worker share.
#[derive(Clone, Debug)]
pub struct Handler {
    config: Arc<Config>,
    store: Arc<Store>,
    rest: Rest,
    /// Wakes the worker.
    stored: Arc<Notify>,
    /// The event that was accepted last, for [`Probe::Open`].
    last: Arc<Mutex<serde_json::Value>>,
}

impl Handler {
    /// Opens the database, and makes it if there is none.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the file is no database, cannot be written, or is open in another process.
    pub fn open(config: Config) -> Result<Self, StoreError> {
        let store = Store::open(&config.store)?;
        Ok(Self {
            rest: Rest::new(),
            config: Arc::new(config),
            store: Arc::new(store),
            stored: Arc::default(),
            last: Arc::default(),
        })
    }

    /// Answers requests and works off what is stored, for ever.
    ///
    /// # Errors
    ///
    /// What the listener says when it cannot go on.
    pub async fn serve(self, listener: TcpListener) -> std::io::Result<()> {
        // Ends with this.
        let mut worker = JoinSet::new();
        worker.spawn(work::forever(self.clone()));
        axum::serve(listener, self.router()).await
    }

    /// Events and installations have one address, as a local application without pages has it. A portal looks with GET
    /// whether an address is there.
    fn router(self) -> Router {
        let router = Router::new().route("/events", get(receive::here).post(receive::event));
        let router = match self.config.probe {
            Probe::Closed => router,
            Probe::Open => router.route("/probe", get(receive::probe)),
        };
        router.with_state(self)
    }

    /// Runs something that writes to the disk where it holds up no request.
    async fn on_disk<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = Arc::clone(&self.store);
        tokio::task::spawn_blocking(move || act(&store)).await.map_err(|error| StoreError::task(&error))?
    }

    fn show(&self, event: serde_json::Value) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = event;
    }
}
