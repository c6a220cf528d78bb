//! `phpform conform show ID`: one vector, or one check of handlers, with all that is known of it.

use std::ffi::OsString;
use std::io::{self, BufWriter, Write};
use std::time::Instant;

use clap::Args;
use phpform_conformance::Exit;
use phpform_conformance::Verdict;
use phpform_conformance::parser::Parser;

use super::attached::{Attached, InProcess};
use super::decoder::Waiting;
use super::process::Process;
use super::{case, proof};
use crate::failure::Failure;
use crate::handler;
use crate::report::{Block, Case, terminal};
use crate::stop::Stop;

/// Show a vector: why it is asked, its body, and what is wanted beside what a decoder answers; or a check of handlers
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Show {
    /// The id of the vector or check
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    waiting: Waiting,
    /// The command that starts the decoder; without one the parser in this program answers
    #[arg(last = true, value_name = "CMD")]
    command: Vec<OsString>,
}

const EXAMPLES: &str = "\
Examples:
  phpform conform show unclosed/first-level
  phpform conform show unclosed/first-level -- php kit/adapters/php.php parse_str
  phpform conform show token/wrong

Exit codes: 0 the answer is right, or it is a check of handlers; 1 it is not; 2 there is no such vector, or the decoder
broke; 3 it was not asked; 130 it was stopped.";

impl Show {
    pub(super) fn run(self) -> Result<(), Failure> {
        let vectors = proof::vectors()?;
        if let Some(check) = handler::known(&self.id) {
            return self.show_check(&check);
        }
        let Some(vector) = vectors.iter().find(|vector| vector.id == self.id) else {
            return Err(Failure::Usage(format!("error: {}", unknown(&self.id, &vectors))));
        };
        let stop = Stop::on_interrupt();
        let mut decoder: Box<dyn Attached> = if self.command.is_empty() {
            Box::new(InProcess::new(Parser))
        } else {
            Box::new(Process::new(None, self.command, None, self.waiting.patience(), stop.clone()))
        };
        let began = Instant::now();
        let outcome = decoder.ask(vector);
        let mut case = case::asked(vector, &outcome, began.elapsed(), decoder.again(&vector.id));
        case.want = Some(case::lines(&vector.expect));
        case.got = outcome.answer.as_ref().ok().map(case::lines);
        if case.commands.is_empty() {
            case.commands = case::commands(vector, decoder.again(&vector.id));
        }
        case.seen.push(Block { name: "flags", text: vector.flags.join(", ") });
        case.seen.extend(vector.documents.clone().map(|text| Block { name: "note", text }));
        write(&case)?;
        Failure::of_run(match (&case.verdict, decoder.broken()) {
            _ if stop.is_asked() => Exit::Interrupted,
            (_, Some(_)) => Exit::Broken,
            (Verdict::Pass | Verdict::Warn(_), None) => Exit::Green,
            (Verdict::Skipped(_), None) => Exit::NothingRan,
            _ => Exit::Failed,
        })
    }

    fn show_check(&self, check: &Case) -> Result<(), Failure> {
        if self.command.is_empty() {
            return write(check);
        }
        Err(Failure::Usage(format!(
            "error: {} is asked of a handler, not of a decoder behind a command",
            self.id
        )))
    }
}

fn write(case: &Case) -> Result<(), Failure> {
    let mut out = BufWriter::new(anstream::AutoStream::auto(io::stdout().lock()));
    terminal::write_whole(case, &mut out)?;
    Ok(out.flush()?)
}

/// What is said of an id that nothing has: those that contain it.
fn unknown(id: &str, vectors: &[phpform_conformance::Vector]) -> String {
    let checks = handler::ids().map(str::to_owned);
    let ids = vectors.iter().map(|vector| vector.id.clone()).chain(checks);
    let near: Vec<String> = ids.filter(|found| found.contains(id)).take(5).collect();
    match near.as_slice() {
        [] => format!("no vector and no check has the id {id}; `phpform conform list` has all of them"),
        near => format!("no vector and no check has the id {id}; there are {}", near.join(", ")),
    }
}
