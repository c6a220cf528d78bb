//! Who is asked, however it is attached.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use phpform_conformance::{Answer, Decoder, Vector, Verdict};

/// A decoder that can be asked.
pub(super) trait Attached {
    /// Asks one vector.
    fn ask(&mut self, vector: &Vector) -> Outcome;

    /// Who it is, as far as it has said so.
    fn identity(&self) -> Identity;

    /// Why it is of no use to ask it more.
    fn broken(&self) -> Option<&str> {
        None
    }

    /// The command that asks it one case again.
    fn again(&self, id: &str) -> String;
}

/// Who was asked.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    pub(super) name: String,
    pub(super) version: Option<String>,
    pub(super) attached: String,
}

/// What came of a question.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    /// The answer, or the verdict on a testee that gave none.
    pub(super) answer: Result<Answer, Verdict>,
    /// What it wrote to standard error meanwhile.
    pub(super) stderr: String,
}

/// A decoder in this process.
#[derive(Debug)]
pub(super) struct InProcess<D>(D);

impl<D: Decoder> InProcess<D> {
    pub(super) fn new(decoder: D) -> Self {
        Self(decoder)
    }
}

impl<D: Decoder> Attached for InProcess<D> {
    fn ask(&mut self, vector: &Vector) -> Outcome {
        let reading = vector.reading();
        // A decoder that panicked is asked again: the other cases tell whether it is still itself.
        let answer = catch_unwind(AssertUnwindSafe(|| self.0.decode(&vector.body, &reading)));
        let answer = answer.map_err(|panic| Verdict::Crash(reason(panic.as_ref())));
        Outcome { answer, stderr: String::new() }
    }

    fn identity(&self) -> Identity {
        Identity {
            name: self.0.name().to_owned(),
            version: self.0.version().map(str::to_owned),
            attached: "in this process".to_owned(),
        }
    }

    fn again(&self, id: &str) -> String {
        format!("phpform conform --only {id}")
    }
}

/// What a panic says.
fn reason(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked").to_owned()
}
