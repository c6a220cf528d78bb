//! Ctrl-C: the first one asks the run to end with what is known so far, the second one ends it at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use phpform_conformance::Exit;

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
