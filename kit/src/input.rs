//! Where a command reads from: a file, or standard input.

use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal, Read};
use std::path::PathBuf;

use crate::failure::Failure;
use crate::notes::Notes;

/// A file, or standard input.
#[derive(Clone, Debug)]
pub(crate) enum Input {
    Stdin,
    File(PathBuf),
}

impl From<OsString> for Input {
    fn from(argument: OsString) -> Self {
        if argument == "-" { Self::Stdin } else { Self::File(argument.into()) }
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("standard input"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

/// No reading takes more bytes than this, so no more are fetched.
pub(crate) const MOST_BYTES: u64 = 1 << 32;

impl Input {
    /// Reads all of it; `what` is what the command expects there.
    pub(crate) fn read(&self, what: &str, notes: Notes) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        let (source, _) = self.open(what, notes)?;
        source.take(MOST_BYTES).read_to_end(&mut bytes).map_err(|error| self.unreadable(&error))?;
        Ok(bytes)
    }

    /// Opens it, and says how long it is where that is known.
    pub(crate) fn open(
        &self,
        what: &str,
        notes: Notes,
    ) -> Result<(Box<dyn Read + Send>, Option<u64>), Failure> {
        match self {
            Self::Stdin => {
                let stdin = io::stdin();
                if stdin.is_terminal() {
                    notes.say(&format!("reading {what} from the terminal, to the end of the input (Ctrl-D)"));
                }
                Ok((Box::new(stdin), None))
            }
            Self::File(path) => {
                let file = File::open(path).map_err(|error| self.unreadable(&error))?;
                let length = file.metadata().ok().filter(std::fs::Metadata::is_file);
                Ok((Box::new(file), length.map(|metadata| metadata.len())))
            }
        }
    }

    /// Why it cannot be read, and what to do.
    pub(crate) fn unreadable(&self, error: &io::Error) -> Failure {
        Failure::Input(format!("error: cannot read {self}: {error}{}", advice(error)))
    }
}

/// What to do about a file that cannot be read.
pub(crate) fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::NotFound => "; name a file that exists, or - for standard input",
        ErrorKind::IsADirectory => "; name a file in it",
        ErrorKind::PermissionDenied => "; it has to be readable for you",
        _ => "",
    }
}
