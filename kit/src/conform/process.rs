//! A decoder behind a command: kept running, started again when it broke, and never waited for longer than it may take.

mod group;
mod running;
mod stderr;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use phpform_conformance::protocol::{Greeting, Identity as Hello, ProtocolError};
use phpform_conformance::{Answer, Reading, Vector, Verdict};

use super::attached::{Attached, Identity, Outcome};
use super::reproduce::quote;
use crate::stop::Stop;
use running::{NoReply, Running};

/// So often in a row a testee may break before it is given up.
const BREAKDOWNS_IN_A_ROW: usize = 8;

/// So often a testee may take too long before it is given up.
const TIMEOUTS: usize = 20;

/// How long standard error is waited for behind an answer that is wrong, and behind none.
const GLANCE: Duration = Duration::from_millis(1);
const LOOK: Duration = Duration::from_millis(50);

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
        let program = || command.first().map(|program| program.to_string_lossy().into_owned());
        Self {
            name: name.or_else(program).unwrap_or_default(),
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

    /// The command, started if it does not run.
    fn running(&mut self) -> Result<Running, Verdict> {
        match self.running.take() {
            Some(running) => Ok(running),
            None => Running::start(&self.command, self.folder.as_deref(), self.stop.clone())
                .map_err(|error| self.give_up(&format!("cannot start it: {error}"))),
        }
    }

    /// Has a vector read, as it is to be read.
    fn converse(&mut self, running: &mut Running, vector: &Vector) -> Result<Answer, NoReply> {
        let reading = vector.reading();
        let greeted = match running.greeted.take() {
            Some((asked, greeted)) if asked == reading => greeted,
            before => {
                let patience = if before.is_some() { self.patience.answer } else { self.patience.start };
                self.greet(running.greet(&reading, patience)?, &reading)
            }
        };
        let answer = match &greeted {
            Ok(()) => running.decode(&vector.body, self.patience.answer)?,
            Err(reason) => Answer::Unsupported(reason.clone()),
        };
        running.greeted = Some((reading, greeted));
        Ok(answer)
    }

    /// Whether it reads so, or why it does not.
    fn greet(&mut self, greeting: Greeting, reading: &Reading) -> Result<(), String> {
        let hello = match greeting {
            Greeting::Ready(hello) => hello,
            Greeting::Unsupported(reason) => return Err(reason),
        };
        let is_listed = hello.profiles.iter().any(|name| name == reading.profile.name());
        self.hello = Some(hello);
        if is_listed { Ok(()) } else { Err(format!("it does not list the profile {}", reading.profile)) }
    }

    /// The verdict on a testee that gave no reply and ended so, if it ended by itself.
    fn breakdown(&mut self, no_reply: NoReply, ended: Option<String>) -> Verdict {
        let verdict = match no_reply {
            NoReply::Stopped => return Verdict::Skipped("stopped".to_owned()),
            NoReply::Broke(ProtocolError::Version(version)) => {
                return self.give_up(&ProtocolError::Version(version).to_string());
            }
            NoReply::Broke(error) => {
                let how = ended.map(|status| format!("; it ended with {status}")).unwrap_or_default();
                Verdict::Crash(format!("{error}{how}"))
            }
            NoReply::Late(limit) => {
                self.timeouts += 1;
                Verdict::Timeout(limit)
            }
        };
        self.breakdowns_in_a_row += 1;
        if self.hello.is_none() {
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
}

impl Attached for Process {
    fn ask(&mut self, vector: &Vector) -> Outcome {
        let silent = |answer| Outcome { answer, stderr: String::new() };
        if let Some(reason) = &self.broken {
            return silent(Ok(Answer::Unsupported(format!("not asked any more, {reason}"))));
        }
        let mut running = match self.running() {
            Ok(running) => running,
            Err(verdict) => return silent(Err(verdict)),
        };
        match self.converse(&mut running, vector) {
            Ok(answer) => {
                self.breakdowns_in_a_row = 0;
                let is_right = answer == vector.expect;
                let stderr = running.stderr(if is_right { Duration::ZERO } else { GLANCE });
                self.running = Some(running);
                Outcome { answer: Ok(answer), stderr }
            }
            Err(no_reply) => {
                let ended = running.end();
                Outcome { answer: Err(self.breakdown(no_reply, ended)), stderr: running.stderr(LOOK) }
            }
        }
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
        let command = format!("phpform conform decoder --only {id} -- {}", quote(&self.command));
        match &self.folder {
            Some(folder) => format!("(cd {} && {command})", quote(&[folder.into()])),
            None => command,
        }
    }
}
