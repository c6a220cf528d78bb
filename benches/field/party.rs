//! A party: something that does the work of a row, in this process or in another one.

use std::cell::RefCell;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use cpu_time::ThreadTime;

/// Something that does the work of a row.
pub(crate) struct Party {
    pub(crate) name: &'static str,
    work: Work,
}

enum Work {
    /// Does the work for the item with that number.
    Here(Box<dyn Fn(usize)>),
    Elsewhere(RefCell<Process>),
}

impl Party {
    pub(crate) fn here(name: &'static str, work: impl Fn(usize) + 'static) -> Self {
        Self { name, work: Work::Here(Box::new(work)) }
    }

    /// A program that reads lines of `COMMAND PASSES`, does the work so many times and answers with the nanoseconds.
    pub(crate) fn elsewhere(name: &'static str, process: Process) -> Self {
        Self { name, work: Work::Elsewhere(RefCell::new(process)) }
    }

    /// The work itself, if it is done in this process.
    pub(crate) fn work(&self) -> Option<&dyn Fn(usize)> {
        match &self.work {
            Work::Here(work) => Some(work),
            Work::Elsewhere(_) => None,
        }
    }

    /// Does the work for all items, `passes` times. What counts in this process is the time that its thread had on the
    /// core, so that a busy machine does not tell; other programs go by the clock.
    pub(crate) fn time(&self, items: usize, passes: u64) -> Duration {
        match &self.work {
            Work::Here(work) => {
                let start = ThreadTime::now();
                for _ in 0..passes {
                    for item in 0..items {
                        work(item);
                    }
                }
                start.elapsed()
            }
            Work::Elsewhere(process) => process.borrow_mut().time(passes).unwrap(),
        }
    }
}

/// A program that measures itself, one batch for each line that it gets.
pub(crate) struct Process {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    task: &'static str,
}

impl Process {
    /// Starts it. `task` is what it is asked to do.
    pub(crate) fn start(mut command: Command, task: &'static str) -> io::Result<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (Some(requests), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("the program has no standard input and output"));
        };
        Ok(Self { child, requests, answers: BufReader::new(answers), task })
    }

    fn time(&mut self, passes: u64) -> io::Result<Duration> {
        writeln!(self.requests, "{} {passes}", self.task)?;
        let nanoseconds = self.line()?.parse().map_err(io::Error::other)?;
        Ok(Duration::from_nanos(nanoseconds))
    }

    /// What it makes of each item, encoded again.
    pub(crate) fn answers(&mut self, items: usize) -> io::Result<Vec<String>> {
        writeln!(self.requests, "answer 0")?;
        (0..items).map(|_| self.line()).collect()
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            return Err(io::Error::other("the program ended without an answer"));
        }
        line.truncate(line.trim_end().len());
        Ok(line)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
