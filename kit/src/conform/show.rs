//! `phpform conform show ID`: one vector with all that is known of it.

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
use crate::report::{Block, terminal};
use crate::stop::Stop;

/// Show a vector: why it is asked, its body, and what is wanted beside what a decoder answers
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Show {
    /// The id of the vector
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

Exit codes: 0 the answer is right; 1 it is not; 2 there is no such vector, or the decoder broke; 3 it was not asked.";

impl Show {
    pub(super) fn run(self) -> Result<(), Failure> {
        let vectors = proof::vectors()?;
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
        let mut out = BufWriter::new(anstream::AutoStream::auto(io::stdout().lock()));
        terminal::write_whole(&case, &mut out)?;
        out.flush()?;
        Failure::of_run(match (&case.verdict, decoder.broken()) {
            _ if stop.is_asked() => Exit::Interrupted,
            (_, Some(_)) => Exit::Broken,
            (Verdict::Pass | Verdict::Warn(_), None) => Exit::Green,
            (Verdict::Skipped(_), None) => Exit::NothingRan,
            _ => Exit::Failed,
        })
    }
}

/// What is said of an id that no vector has: those that contain it.
fn unknown(id: &str, vectors: &[phpform_conformance::Vector]) -> String {
    let near: Vec<&str> =
        vectors.iter().map(|vector| vector.id.as_str()).filter(|found| found.contains(id)).take(5).collect();
    match near.as_slice() {
        [] => format!("no vector has the id {id}; `phpform conform list` has all of them"),
        near => format!("no vector has the id {id}; there are {}", near.join(", ")),
    }
}
