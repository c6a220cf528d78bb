//! What a case came to, what a run came to, and the exit code that says so.

use std::fmt;
use std::process::{ExitCode, Termination};
use std::time::Duration;

use crate::known::{Judgement, Known};
use crate::{Answer, Difference};

/// What one case came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it must be.
    Pass,
    /// Not as it must be.
    Fail(Difference),
    /// Not as it should be, which alone fails no run.
    Warn(String),
    /// The testee broke: it panicked, died or answered no answer.
    Crash(String),
    /// The testee took longer than it may.
    Timeout(Duration),
    /// Nothing was seen that shows it.
    Unproven(String),
    /// Not asked, with the reason.
    Skipped(String),
}

impl Verdict {
    /// The verdict on an answer.
    pub fn on(want: &Answer, got: &Answer) -> Verdict {
        match got {
            Answer::Unsupported(reason) => Verdict::Skipped(reason.clone()),
            _ => Difference::between(want, got).map_or(Verdict::Pass, Verdict::Fail),
        }
    }

    /// What there is to say beyond the word; nothing about a pass.
    pub fn said(&self) -> String {
        match self {
            Verdict::Pass => String::new(),
            Verdict::Fail(difference) => difference.to_string(),
            Verdict::Timeout(limit) => format!("no answer within {limit:?}"),
            Verdict::Warn(reason)
            | Verdict::Crash(reason)
            | Verdict::Unproven(reason)
            | Verdict::Skipped(reason) => reason.clone(),
        }
    }

    /// The word in reports.
    pub const fn name(&self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Fail(_) => "fail",
            Verdict::Warn(_) => "warn",
            Verdict::Crash(_) => "crash",
            Verdict::Timeout(_) => "timeout",
            Verdict::Unproven(_) => "unproven",
            Verdict::Skipped(_) => "skipped",
        }
    }
}

/// The word and what there is to say.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Verdict::Pass => Ok(()),
            Verdict::Fail(_) => write!(f, ":\n{}", self.said()),
            _ => write!(f, ": {}", self.said()),
        }
    }
}

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Cases that passed.
    pub passed: usize,
    /// Cases that failed.
    pub failed: usize,
    /// Cases with a warning.
    pub warned: usize,
    /// Cases in which the testee broke.
    pub crashed: usize,
    /// Cases without an answer in time.
    pub timed_out: usize,
    /// Cases that showed nothing.
    pub unproven: usize,
    /// Cases that were not asked.
    pub skipped: usize,
    /// Cases that did not pass, as the known-failure file says.
    pub known: usize,
    /// Lines of the known-failure file that are not true.
    pub stale: Vec<String>,
    /// What broke in the harness or the attachment.
    pub broken: Vec<String>,
    /// Selectors that no case answers to.
    pub unmatched: Vec<String>,
}

impl Summary {
    /// Counts a verdict.
    pub fn add(&mut self, verdict: &Verdict) {
        let count = match verdict {
            Verdict::Pass => &mut self.passed,
            Verdict::Fail(_) => &mut self.failed,
            Verdict::Warn(_) => &mut self.warned,
            Verdict::Crash(_) => &mut self.crashed,
            Verdict::Timeout(_) => &mut self.timed_out,
            Verdict::Unproven(_) => &mut self.unproven,
            Verdict::Skipped(_) => &mut self.skipped,
        };
        *count += 1;
    }

    /// Counts the verdict on a case as the known-failure file has it, and gives the reason if the file knows it.
    pub fn judge(&mut self, id: &str, verdict: &Verdict, known: &Known) -> Option<String> {
        match known.judge(id, verdict) {
            Judgement::Known(reason) => {
                self.known += 1;
                return Some(reason.to_owned());
            }
            Judgement::Stale(finding) => self.stale.push(finding),
            Judgement::Unlisted => {}
        }
        self.add(verdict);
        None
    }

    /// How many cases were asked.
    pub fn ran(&self) -> usize {
        self.passed + self.failed + self.warned + self.crashed + self.timed_out + self.unproven + self.known
    }

    /// How the run ends. A broken harness outweighs everything, because then nothing else means anything. What only
    /// failed as it was known to is not green either: nothing has passed.
    pub fn exit(&self, strictness: Strictness) -> Exit {
        let not_passed = self.failed + self.crashed + self.timed_out + self.unproven;
        let warned = if strictness == Strictness::Strict { self.warned } else { 0 };
        if !self.broken.is_empty() {
            Exit::Broken
        } else if not_passed + warned + self.stale.len() > 0 {
            Exit::Failed
        } else if self.ran() == 0 {
            Exit::NothingRan
        } else if self.passed + self.warned == 0 {
            Exit::Failed
        } else if !self.unmatched.is_empty() {
            Exit::Broken
        } else {
            Exit::Green
        }
    }
}

/// One line: what was counted, zeros left out.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} passed", self.passed, self.ran())?;
        for (count, word) in [
            (self.failed, "failed"),
            (self.warned, "with a warning"),
            (self.crashed, "crashed"),
            (self.timed_out, "timed out"),
            (self.unproven, "unproven"),
            (self.known, "known to fail"),
            (self.skipped, "skipped"),
        ] {
            if count > 0 {
                write!(f, ", {count} {word}")?;
            }
        }
        Ok(())
    }
}

/// What a run asks for beyond what must hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    /// Nothing: a warning fails no run.
    #[default]
    Required,
    /// What should hold, too: a warning fails the run.
    Strict,
}

/// The exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything required passed, at least one case ran and every selector matched.
    Green = 0,
    /// A case failed, or what was required is not shown.
    Failed = 1,
    /// The harness or the attachment broke, or a selector matched nothing.
    Broken = 2,
    /// Nothing ran, which is never green.
    NothingRan = 3,
    /// Somebody stopped it.
    Interrupted = 130,
}

impl Exit {
    /// The code.
    pub const fn code(self) -> u8 {
        self as u8
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self.code())
    }
}
