//! What can go wrong between us and a PHP process.

use std::io;
use std::time::Duration;

use super::Missing;

/// PHP gave no usable answer. The process is gone after any of these.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// There is no PHP to ask.
    #[error(transparent)]
    Missing(#[from] Missing),
    /// The process or its socket could not be set up.
    #[error("cannot set up {program}: {source}")]
    Setup {
        /// `php` or `php-cgi`.
        program: &'static str,
        /// What the operating system said.
        source: io::Error,
    },
    /// The process ended before it had answered.
    #[error("{program} ended before it answered ({status}); it said: {said}")]
    Died {
        /// `php` or `php-cgi`.
        program: &'static str,
        /// How it ended, as far as that is known.
        status: String,
        /// The end of what it wrote to stderr.
        said: String,
    },
    /// The process did not answer in time.
    #[error("{program} gave no answer within {} s; it said: {said}", patience.as_secs())]
    Hung {
        /// `php` or `php-cgi`.
        program: &'static str,
        /// How long it was given.
        patience: Duration,
        /// The end of what it wrote to stderr.
        said: String,
    },
    /// The process answered something that is no answer.
    #[error("{program} gave no readable answer: {why}; it said: {said}")]
    Garbled {
        /// `php` or `php-cgi`.
        program: &'static str,
        /// What was expected and what was found.
        why: String,
        /// The end of what it wrote to stderr.
        said: String,
    },
}
