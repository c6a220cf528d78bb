//! Where a command reads from: a file, or standard input.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::PathBuf;

use crate::failure::Failure;

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

/// No reading takes more bytes than this, so no more are fetched.
const MOST_BYTES: u64 = 1 << 32;

impl Input {
    /// Reads all of it; `what` is what the command expects there.
    pub(crate) fn read(&self, what: &str) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        let (read, name) = match self {
            Self::Stdin => {
                let stdin = io::stdin().lock();
                if stdin.is_terminal() {
                    _ = writeln!(
                        io::stderr(),
                        "reading {what} from the terminal, to the end of the input (Ctrl-D)"
                    );
                }
                (stdin.take(MOST_BYTES).read_to_end(&mut bytes), "standard input".to_owned())
            }
            Self::File(path) => {
                let read = File::open(path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes));
                (read, path.display().to_string())
            }
        };
        match read {
            Ok(_) => Ok(bytes),
            Err(error) => Err(Failure::Input(format!("error: cannot read {name}: {error}"))),
        }
    }
}
