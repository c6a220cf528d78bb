//! A command while it runs. A thread of its own talks to it, so that waiting for it can end.

use std::ffi::OsString;
use std::io::{self, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use phpform_conformance::protocol::{Client, Greeting, ProtocolError};
use phpform_conformance::{Answer, Reading};

use super::group;
use super::stderr::Stderr;
use crate::stop::{Stop, TICK};

/// No answer to a vector is nearly as long.
const LONGEST_ANSWER: usize = 16 << 20;

/// How long a testee that lost its pipes may take to end by itself.
const END: Duration = Duration::from_millis(200);

/// A command while it runs.
#[derive(Debug)]
pub(super) struct Running {
    /// What it was last asked to read as, and what it said to that.
    pub(super) greeted: Option<(Reading, Result<(), String>)>,
    child: Child,
    requests: Sender<Request>,
    replies: Receiver<Result<Reply, ProtocolError>>,
    stderr: Stderr,
    stop: Stop,
}

/// What the thread is to ask.
#[derive(Debug)]
enum Request {
    Hello(Reading),
    Body(Vec<u8>),
}

/// What came back.
#[derive(Debug)]
enum Reply {
    Greeting(Greeting),
    Answer(Answer),
}

/// Why there is no reply.
pub(super) enum NoReply {
    /// The testee broke the protocol, or died.
    Broke(ProtocolError),
    /// It took too long.
    Late(Duration),
    /// Somebody wants the run to end.
    Stopped,
}

impl Running {
    /// Starts a command in a process group of its own, so that what it starts ends with it.
    pub(super) fn start(command: &[OsString], folder: Option<&Path>, stop: Stop) -> io::Result<Self> {
        let (program, arguments) =
            command.split_first().ok_or_else(|| io::Error::other("expected a command, found none"))?;
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        if let Some(folder) = folder {
            command.current_dir(folder);
        }
        group::own(&mut command);
        let mut child = command.spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(io::Error::other("it has no pipes"));
        };
        let mut client = Client::new(BufReader::new(stdout), stdin).with_longest_answer(LONGEST_ANSWER);
        let (requests, to_ask) = channel::<Request>();
        let (answered, replies) = channel();
        thread::Builder::new().spawn(move || {
            // Ends when nobody asks any more, or nobody waits for the reply.
            for request in to_ask {
                let reply = match request {
                    Request::Hello(reading) => client.hello(&reading).map(Reply::Greeting),
                    Request::Body(body) => client.decode(&body).map(Reply::Answer),
                };
                if answered.send(reply).is_err() {
                    break;
                }
            }
        })?;
        Ok(Self { greeted: None, child, requests, replies, stderr: Stderr::of(stderr)?, stop })
    }

    /// Asks for a reading.
    pub(super) fn greet(&mut self, reading: &Reading, patience: Duration) -> Result<Greeting, NoReply> {
        match self.ask(Request::Hello(reading.clone()), patience)? {
            Reply::Greeting(greeting) => Ok(greeting),
            Reply::Answer(_) => Err(NoReply::Broke(ProtocolError::Ended)),
        }
    }

    /// Has a body read.
    pub(super) fn decode(&mut self, body: &[u8], patience: Duration) -> Result<Answer, NoReply> {
        match self.ask(Request::Body(body.to_vec()), patience)? {
            Reply::Answer(answer) => Ok(answer),
            Reply::Greeting(_) => Err(NoReply::Broke(ProtocolError::Ended)),
        }
    }

    /// Asks, and waits for the reply as long as it may take.
    fn ask(&mut self, request: Request, patience: Duration) -> Result<Reply, NoReply> {
        let ended = || NoReply::Broke(ProtocolError::Ended);
        self.requests.send(request).map_err(|_| ended())?;
        let deadline = Instant::now() + patience;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.replies.recv_timeout(left.min(TICK)) {
                Ok(reply) => return reply.map_err(NoReply::Broke),
                Err(RecvTimeoutError::Disconnected) => return Err(ended()),
                Err(RecvTimeoutError::Timeout) if self.stop.is_asked() => return Err(NoReply::Stopped),
                Err(RecvTimeoutError::Timeout) if left.is_zero() => return Err(NoReply::Late(patience)),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// What it wrote to standard error since this was asked last, which is waited for a moment.
    pub(super) fn stderr(&self, moment: Duration) -> String {
        self.stderr.take(moment)
    }

    /// Ends the command at once and gives the status that it had ended with by itself, if it had.
    pub(super) fn end(&mut self) -> Option<String> {
        // A testee that died closes its pipes a moment before its status is there.
        let by_itself = group::wait(&mut self.child, END);
        group::kill(&mut self.child);
        by_itself.map(|status| status.to_string())
    }
}

impl Drop for Running {
    /// The end of its input ends a testee; if not, it is ended.
    fn drop(&mut self) {
        let (nobody, _) = channel();
        self.requests = nobody;
        if group::wait(&mut self.child, END).is_none() {
            group::kill(&mut self.child);
        }
    }
}
