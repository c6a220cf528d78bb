//! A decoder behind a command: kept running, started again when it broke, and never waited for longer than it may take.

mod group;
mod stderr;

use std::ffi::OsString;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use phpform_conformance::protocol::{Client, Greeting, Identity as Hello, ProtocolError};
use phpform_conformance::{Answer, Profile, Reading, Vector, Verdict};

use super::attached::{Attached, Identity, Outcome};
use super::reproduce::quote;
use crate::stop::Stop;
use stderr::Stderr;

/// No answer to a vector is nearly as long.
const LONGEST_ANSWER: usize = 16 << 20;

/// So often in a row a testee may break before it is given up.
const BREAKDOWNS_IN_A_ROW: usize = 8;

/// So often a testee may take too long before it is given up.
const TIMEOUTS: usize = 20;

/// How long standard error is waited for behind an answer that is wrong.
const GLANCE: Duration = Duration::from_millis(1);

/// How often it is looked whether somebody wants the run to end.
const TICK: Duration = Duration::from_millis(50);

/// How long a testee may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// From its start to its first answer.
    pub(crate) start: Duration,
    /// For each answer after it.
    pub(crate) answer: Duration,
}

/// A decoder behind a command.
#[derive(Debug)]
pub(super) struct Process {
    name: String,
    command: Vec<OsString>,
    folder: Option<PathBuf>,
    patience: Patience,
    stop: Stop,
    running: Option<Running>,
    hello: Option<Hello>,
    breakdowns_in_a_row: usize,
    timeouts: usize,
    broken: Option<String>,
}

/// The command while it runs. A thread talks to it, so that waiting for it can end.
#[derive(Debug)]
struct Running {
    child: Child,
    requests: Sender<Request>,
    replies: Receiver<Result<Reply, ProtocolError>>,
    stderr: Stderr,
    /// What it was last asked to read as, and what it said to that.
    greeting: Option<(Reading, Result<(), String>)>,
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
enum NoReply {
    /// The testee broke the protocol, or died.
    Broke(ProtocolError),
    /// It took too long.
    Late(Duration),
    /// Somebody wants the run to end.
    Stopped,
}

impl Process {
    /// A decoder behind a command, which is started when it is asked first.
    ///
    /// It is called by the name that it says itself, and until then by `name` or its program.
    pub(super) fn new(
        name: Option<String>,
        command: Vec<OsString>,
        folder: Option<PathBuf>,
        patience: Patience,
        stop: Stop,
    ) -> Self {
        let name = name.unwrap_or_else(|| {
            command.first().map(|program| program.to_string_lossy().into_owned()).unwrap_or_default()
        });
        Self {
            name,
            command,
            folder,
            patience,
            stop,
            running: None,
            hello: None,
            breakdowns_in_a_row: 0,
            timeouts: 0,
            broken: None,
        }
    }

    /// The testee, started if it does not run, and reading as it is asked to; or the verdict on the case.
    fn ready(&mut self, reading: &Reading) -> Result<&mut Running, Verdict> {
        let patience = if self.running.is_some() { self.patience.answer } else { self.patience.start };
        if self.running.is_none() {
            let running = Running::start(&self.command, self.folder.as_deref());
            self.running = Some(running.map_err(|error| self.give_up(&format!("cannot start it: {error}")))?);
        }
        let Some(running) = self.running.as_mut() else {
            return Err(Verdict::Crash("it does not run".to_owned()));
        };
        if running.greeting.as_ref().is_none_or(|(asked, _)| asked != reading) {
            let reply = running.ask(Request::Hello(reading.clone()), patience, &self.stop);
            let greeted = match reply {
                Ok(Reply::Greeting(Greeting::Ready(hello))) => {
                    let listed = lists(&hello, reading.profile);
                    self.hello = Some(hello);
                    listed
                }
                Ok(Reply::Greeting(Greeting::Unsupported(reason))) => Err(reason),
                Ok(Reply::Answer(_)) => Err("it answered a hello with a tree".to_owned()),
                Err(no_reply) => return Err(self.breakdown(no_reply)),
            };
            running.greeting = Some((reading.clone(), greeted));
        }
        match self.running.as_mut() {
            Some(running) => match &running.greeting {
                Some((_, Err(reason))) => Err(Verdict::Skipped(reason.clone())),
                _ => Ok(running),
            },
            None => Err(Verdict::Crash("it does not run".to_owned())),
        }
    }

    /// Ends a testee that broke, so that the next question starts it anew, and says what happened.
    fn breakdown(&mut self, no_reply: NoReply) -> Verdict {
        let never_greeted = self.hello.is_none();
        let ended = self.running.as_mut().and_then(Running::end);
        let how = ended.map(|status| format!("; it ended with {status}")).unwrap_or_default();
        let verdict = match no_reply {
            NoReply::Stopped => return Verdict::Skipped("stopped".to_owned()),
            NoReply::Broke(ProtocolError::Version(version)) => {
                return self.give_up(&ProtocolError::Version(version).to_string());
            }
            NoReply::Broke(error) => Verdict::Crash(format!("{error}{how}")),
            NoReply::Late(limit) => {
                self.timeouts += 1;
                Verdict::Timeout(limit)
            }
        };
        self.breakdowns_in_a_row += 1;
        if never_greeted {
            return self.give_up(&format!("it never answered a hello: {}", verdict.said()));
        }
        if self.breakdowns_in_a_row >= BREAKDOWNS_IN_A_ROW {
            self.broken = Some(format!("it broke on {BREAKDOWNS_IN_A_ROW} cases in a row"));
        } else if self.timeouts >= TIMEOUTS {
            self.broken = Some(format!("it took too long for {TIMEOUTS} cases"));
        }
        verdict
    }

    /// Asks it nothing any more.
    fn give_up(&mut self, reason: &str) -> Verdict {
        self.broken = Some(reason.to_owned());
        Verdict::Crash(reason.to_owned())
    }

    fn answer(&mut self, vector: &Vector) -> Result<Answer, Verdict> {
        let (patience, stop) = (self.patience.answer, self.stop.clone());
        let running = self.ready(&vector.reading())?;
        match running.ask(Request::Body(vector.body.clone()), patience, &stop) {
            Ok(Reply::Answer(answer)) => {
                self.breakdowns_in_a_row = 0;
                Ok(answer)
            }
            Ok(Reply::Greeting(_)) => Err(Verdict::Crash("it answered a body with a hello".to_owned())),
            Err(no_reply) => Err(self.breakdown(no_reply)),
        }
    }
}

/// Whether a hello lists a profile.
fn lists(hello: &Hello, profile: Profile) -> Result<(), String> {
    if hello.profiles.iter().any(|name| name == profile.name()) {
        Ok(())
    } else {
        Err(format!("it does not list the profile {profile}"))
    }
}

impl Attached for Process {
    fn ask(&mut self, vector: &Vector) -> Outcome {
        if let Some(reason) = &self.broken {
            let answer = Err(Verdict::Skipped(format!("not asked any more, {reason}")));
            return Outcome { answer, stderr: String::new() };
        }
        let answer = self.answer(vector);
        let moment = match &answer {
            Ok(answer) if *answer == vector.expect => Duration::ZERO,
            Ok(_) => GLANCE,
            Err(_) => TICK,
        };
        let stderr = match &mut self.running {
            Some(running) => running.stderr.take(moment),
            None => String::new(),
        };
        if matches!(answer, Err(Verdict::Crash(_) | Verdict::Timeout(_))) {
            self.running = None;
        }
        Outcome { answer, stderr }
    }

    fn identity(&self) -> Identity {
        let said = self.hello.as_ref();
        Identity {
            name: said.map_or_else(|| self.name.clone(), |hello| hello.name.clone()),
            version: said.map(|hello| hello.version.clone()).filter(|version| !version.is_empty()),
            attached: quote(&self.command),
        }
    }

    fn broken(&self) -> Option<&str> {
        self.broken.as_deref()
    }

    fn again(&self, id: &str) -> String {
        format!("phpform conform decoder --only {id} -- {}", quote(&self.command))
    }
}

impl Running {
    /// Starts a command in a process group of its own, so that what it starts ends with it.
    fn start(command: &[OsString], folder: Option<&Path>) -> io::Result<Self> {
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
        Ok(Self { child, requests, replies, stderr: Stderr::of(stderr)?, greeting: None })
    }

    /// Asks, and waits for the reply as long as it may take.
    fn ask(&mut self, request: Request, patience: Duration, stop: &Stop) -> Result<Reply, NoReply> {
        let ended = || NoReply::Broke(ProtocolError::Ended);
        self.requests.send(request).map_err(|_| ended())?;
        let deadline = Instant::now() + patience;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.replies.recv_timeout(left.min(TICK)) {
                Ok(reply) => return reply.map_err(NoReply::Broke),
                Err(RecvTimeoutError::Disconnected) => return Err(ended()),
                Err(RecvTimeoutError::Timeout) if stop.is_asked() => return Err(NoReply::Stopped),
                Err(RecvTimeoutError::Timeout) if left.is_zero() => return Err(NoReply::Late(patience)),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// Ends the command at once and gives the status that it had ended with by itself, if it had.
    fn end(&mut self) -> Option<String> {
        // A testee that died closes its pipes a moment before its status is there.
        let by_itself = group::wait(&mut self.child, TICK * 4);
        group::kill(&mut self.child);
        by_itself.map(|status| status.to_string())
    }
}

impl Drop for Running {
    /// The end of its input ends a testee; if not, it is ended.
    fn drop(&mut self) {
        let (nobody, _) = channel();
        self.requests = nobody;
        if group::wait(&mut self.child, TICK * 10).is_none() {
            group::kill(&mut self.child);
        }
    }
}
