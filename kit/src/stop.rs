//! Ctrl-C: the first one asks the run to end with what is known so far, the second one ends it at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use phpform_conformance::Exit;

use crate::failure::Failure;

/// How often who waits looks whether it is time to end.
pub(crate) const TICK: Duration = Duration::from_millis(50);

/// Whether somebody wants the run to end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Listens for Ctrl-C from now on. Where that cannot be had, Ctrl-C ends the process as ever.
    pub(crate) fn on_interrupt() -> Self {
        let stop = Self::default();
        let flag = Arc::clone(&stop.0);
        _ = ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::SeqCst) {
                std::process::exit(i32::from(Exit::Interrupted.code()));
            }
        });
        stop
    }

    /// Waits until it is time to end.
    pub(crate) async fn asked(&self) {
        while !self.is_asked() {
            tokio::time::sleep(TICK).await;
        }
    }

    /// Runs to the end, or until it is time to end.
    pub(crate) async fn or<T>(&self, act: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        tokio::select! {
            done = act => done,
            () = self.asked() => Err(Failure::Run(Exit::Interrupted)),
        }
    }

    /// Asks the run to end.
    #[cfg(test)]
    pub(crate) fn ask(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether it is time to end.
    pub(crate) fn is_asked(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
