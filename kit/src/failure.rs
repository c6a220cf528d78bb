//! Why a command did not do what it was asked for, and the exit code for it.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use phpform_conformance::Exit;

/// Why a command ended before it was done.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The input cannot be read, or the output not written.
    Input(String),
    /// A run was not green, which its report on standard output says.
    Run(Exit),
    /// The arguments contradict each other.
    Usage(String),
    /// The harness or the other side of the protocol broke.
    Harness(String),
    /// Whoever read the output has read enough: no failure at all.
    EnoughRead,
}

impl Failure {
    /// The end of a run, which is a failure unless it is green.
    pub(crate) fn of_run(exit: Exit) -> Result<(), Self> {
        if exit == Exit::Green { Ok(()) } else { Err(Self::Run(exit)) }
    }

    /// Says so on standard error.
    pub(crate) fn report(&self) -> ExitCode {
        let (message, code) = match self {
            Self::Input(message) => (message.as_str(), 1),
            Self::Usage(message) | Self::Harness(message) => (message.as_str(), 2),
            Self::Run(exit) => ("", exit.code()),
            Self::EnoughRead => ("", 0),
        };
        if !message.is_empty() {
            // Nobody is left to be told of an error here.
            _ = writeln!(io::stderr(), "{}", message.trim_end());
        }
        ExitCode::from(code)
    }
}

/// An error on standard output; everything else has its place named where it happens.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::BrokenPipe => Self::EnoughRead,
            _ => Self::Input(format!("error: cannot write to standard output: {error}")),
        }
    }
}
