//! A PHP process with its stdin under our control and its stderr kept for the day it is needed.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::{Fault, Program};

/// How long PHP may think about one batch.
const PATIENCE: Duration = Duration::from_secs(60);
/// How much of its stderr is kept: the end says why it died.
const KEPT: usize = 16 * 1024;

/// The process. It is killed when the worker is dropped.
#[derive(Debug)]
pub(super) struct Worker {
    program: Program,
    child: Child,
    said: Arc<Mutex<VecDeque<u8>>>,
    listener: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts `program` with its stdin and stdout as given.
    pub(super) fn spawn(
        program: Program,
        arguments: impl IntoIterator<Item = OsString>,
        stdin: Stdio,
        stdout: Stdio,
    ) -> Result<Self, Fault> {
        program.probe()?;
        let mut child = Command::new(program.name())
            .args(arguments)
            // php-cgi forks or retires itself when these tell it to.
            .env_remove("PHP_FCGI_CHILDREN")
            .env_remove("FCGI_WEB_SERVER_ADDRS")
            .env("PHP_FCGI_MAX_REQUESTS", "0")
            .stdin(stdin)
            .stdout(stdout)
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|source| Fault::Setup { program: program.name(), source })?;
        let said = Arc::new(Mutex::new(VecDeque::new()));
        let listener = child.stderr.take().map(|stderr| {
            let said = Arc::clone(&said);
            thread::spawn(move || listen(stderr, &said))
        });
        Ok(Self { program, child, said, listener })
    }

    /// Gives the socket to this worker the time limits that turn a hang into an error.
    pub(super) fn connect(program: Program, socket: &UnixStream) -> Result<(), Fault> {
        socket
            .set_read_timeout(Some(PATIENCE))
            .and_then(|()| socket.set_write_timeout(Some(PATIENCE)))
            .map_err(|source| Fault::Setup { program: program.name(), source })
    }

    /// What a failed read or write means. Ends the process.
    pub(super) fn broken(&mut self, error: &io::Error) -> Fault {
        let program = self.program.name();
        match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                let said = self.last_words();
                Fault::Hung { program, patience: PATIENCE, said }
            }
            io::ErrorKind::InvalidData => self.garbled(error.to_string()),
            _ => {
                let status = self.status();
                Fault::Died { program, status, said: self.last_words() }
            }
        }
    }

    /// An answer that is none. Ends the process, because the next answer could belong to this question.
    pub(super) fn garbled(&mut self, why: String) -> Fault {
        Fault::Garbled { program: self.program.name(), why, said: self.last_words() }
    }

    /// How the process ended; it gets a moment to do so, because its socket closes first.
    fn status(&mut self) -> String {
        let deadline = Instant::now() + Duration::from_secs(1);
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return status.to_string(),
                Ok(None) if Instant::now() < deadline => thread::sleep(Duration::from_millis(5)),
                Ok(None) => return "still running, but it closed the connection".to_owned(),
                Err(error) => return error.to_string(),
            }
        }
    }

    fn last_words(&mut self) -> String {
        self.kill();
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes: Vec<u8> = said.iter().copied().collect();
        let text = String::from_utf8_lossy(&bytes).trim().to_owned();
        if text.is_empty() { "nothing".to_owned() } else { text }
    }

    /// Kills and reaps; a process that is already gone is just reaped.
    pub(super) fn kill(&mut self) {
        // Nothing can be done about a process that will not be killed; the caller reports its own fault.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(listener) = self.listener.take() {
            let _ = listener.join();
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.kill();
    }
}

fn listen(mut stderr: ChildStderr, said: &Mutex<VecDeque<u8>>) {
    let mut block = [0; 4096];
    while let Ok(length @ 1..) = stderr.read(&mut block) {
        let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
        said.extend(block.iter().take(length));
        let excess = said.len().saturating_sub(KEPT);
        said.drain(..excess);
    }
}
