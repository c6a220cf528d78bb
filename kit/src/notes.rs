//! What a command says beside its result, unless it is asked to be quiet.

use std::io::{self, Write};

use clap::Args;

/// Whether notes are written.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct Notes {
    /// Say nothing on standard error but errors: no warnings, no notes, no progress
    #[arg(long, short)]
    quiet: bool,
}

impl Notes {
    /// Whether they are.
    pub(crate) fn are_wanted(self) -> bool {
        !self.quiet
    }

    /// Writes one to standard error.
    pub(crate) fn say(self, note: &str) {
        if self.are_wanted() {
            // Nobody is left to be told of an error here.
            _ = writeln!(io::stderr(), "{note}");
        }
    }
}
