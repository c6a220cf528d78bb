//! A check: what is asked of a handler, why, and how it is judged.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use phpform_conformance::Verdict;

use super::request::Request;
use super::scene::Scene;
use super::trace::Trace;

/// How much hangs on a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// The documentation says so, or events are lost or forged without it.
    Must,
    /// Wise; what does not hold is a warning.
    Should,
    /// Whatever is sent: no crash, no hang, no effect.
    Robust,
}

/// What a check may do to the handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Harm {
    /// Nothing that lasts.
    None,
    /// It may change or delete the installation: only with `--allow-install`.
    Installation,
}

/// The sentence that a check follows from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    pub(crate) sentence: &'static str,
    pub(crate) source: &'static str,
}

/// A check.
#[derive(Clone, Copy)]
pub(crate) struct Check {
    /// Permanent; what stands before the `/` groups it.
    pub(crate) id: &'static str,
    pub(crate) level: Level,
    pub(crate) harm: Harm,
    /// What is asked, in one line.
    pub(crate) title: &'static str,
    pub(crate) rule: Rule,
    pub(crate) act: Act,
}

/// What a check does.
#[derive(Clone, Copy)]
pub(crate) enum Act {
    /// Requests, each with what is expected of it.
    Trials(fn(&Scene) -> Vec<Trial>),
    /// Anything else.
    Story(Story),
}

pub(crate) type Story = for<'s> fn(&'s Scene, &'s mut Trace) -> Telling<'s>;
pub(crate) type Telling<'s> = Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + 's>>;

/// A request and what is expected of it.
#[derive(Clone, Debug)]
pub(crate) struct Trial {
    /// What is special about it, in a few words.
    pub(crate) name: &'static str,
    pub(crate) request: Request,
    pub(crate) expect: Expect,
}

/// What is expected of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expect {
    /// 2xx, and its effect is seen.
    Taken,
    /// 2xx, and no message of it is reported as delivered.
    Ignored,
    /// No effect; 4xx, or at least no 2xx.
    Refused,
    /// No effect, and no 5xx; whether it is taken for an error is the handler's affair.
    Harmless,
    /// No 5xx; it may have any effect.
    Survived,
    /// Either 2xx and its whole effect, or 4xx and none.
    WholeOrRefused,
}

/// Why a check did not pass. The words are the same in every run: ids, times and addresses are in the trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Wrong(String),
    /// Not as it should be, whatever the level.
    Weak(String),
    Crash(String),
    Timeout(Duration),
    Unproven(String),
    Skipped(String),
}

impl Fault {
    pub(crate) fn wrong(reason: impl Into<String>) -> Self {
        Self::Wrong(reason.into())
    }

    /// The fault as that of one trial among several.
    pub(crate) fn of(self, trial: &str) -> Self {
        let named = |reason: String| format!("{trial}: {reason}");
        match self {
            Self::Wrong(reason) => Self::Wrong(named(reason)),
            Self::Weak(reason) => Self::Weak(named(reason)),
            Self::Crash(reason) => Self::Crash(named(reason)),
            Self::Unproven(reason) => Self::Unproven(named(reason)),
            other => other,
        }
    }

    /// The worse the greater.
    fn weight(&self) -> u8 {
        match self {
            Self::Skipped(_) => 0,
            Self::Weak(_) => 1,
            Self::Unproven(_) => 2,
            Self::Timeout(_) => 3,
            Self::Crash(_) => 4,
            Self::Wrong(_) => 5,
        }
    }

    /// The worst of several, the first of equals.
    pub(crate) fn worst(faults: impl IntoIterator<Item = Self>) -> Result<(), Self> {
        let worse = |worst: Self, fault: Self| if fault.weight() > worst.weight() { fault } else { worst };
        faults.into_iter().reduce(worse).map_or(Ok(()), Err)
    }
}

impl Check {
    /// The verdict on what came of it.
    pub(crate) fn verdict(&self, outcome: Result<(), Fault>) -> Verdict {
        match (outcome, self.level) {
            (Ok(()), _) => Verdict::Pass,
            (Err(Fault::Wrong(reason)), Level::Should) | (Err(Fault::Weak(reason)), _) => {
                Verdict::Warn(reason)
            }
            (Err(Fault::Wrong(reason)), _) => Verdict::Fail(reason.as_str().into()),
            (Err(Fault::Crash(reason)), _) => Verdict::Crash(reason),
            (Err(Fault::Timeout(limit)), _) => Verdict::Timeout(limit),
            (Err(Fault::Unproven(reason)), _) => Verdict::Unproven(reason),
            (Err(Fault::Skipped(reason)), _) => Verdict::Skipped(reason),
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::Robust => "robust",
        })
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, \"{}\"", self.source, self.sentence)
    }
}
