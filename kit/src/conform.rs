//! `phpform conform`: every vector, asked of the parser in this binary.

mod reproduce;
mod summary;

use std::any::Any;
use std::collections::BTreeSet;
use std::io::{BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use clap::Args;
use phpform_conformance::parser::Parser;
use phpform_conformance::vector::{Topic, topics};
use phpform_conformance::{Decoder, Exit, Summary, Vector, Verdict};

use crate::failure::Failure;

/// Check this parser against every conformance vector
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Conform {
    /// Ask this vector alone; may be given several times
    #[arg(long, value_name = "ID")]
    only: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  phpform conform
  phpform conform --only unclosed/first-level

Exit codes: 0 every case passed; 1 a case failed; 2 a vector cannot be read or an id is unknown; 3 nothing ran.";

impl Conform {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let topics = topics().map_err(|error| Failure::Harness(format!("error: {error}")))?;
        let run = Run::of(&mut Parser, &topics, &self.only);
        let mut out = BufWriter::new(anstream::AutoStream::auto(std::io::stdout().lock()));
        summary::write(&run, &mut out)?;
        out.flush()?;
        match run.total.exit() {
            Exit::Green => Ok(()),
            exit => Err(Failure::Run(exit)),
        }
    }
}

/// What a decoder made of the vectors.
struct Run<'v> {
    /// The decoder and its version.
    decoder: String,
    topics: Vec<TopicRun<'v>>,
    total: Summary,
}

/// What a decoder made of the vectors of a topic.
struct TopicRun<'v> {
    name: &'v str,
    summary: Summary,
    /// The vectors that did not pass.
    open: Vec<(&'v Vector, Verdict)>,
}

impl<'v> Run<'v> {
    /// Asks the vectors with these ids, or all if there are none.
    fn of(decoder: &mut dyn Decoder, topics: &'v [Topic], only: &[String]) -> Self {
        let name =
            [Some(decoder.name()), decoder.version()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let mut run = Self { decoder: name, topics: Vec::new(), total: Summary::default() };
        let only: BTreeSet<&str> = only.iter().map(String::as_str).collect();
        let mut unmatched = only.clone();
        for Topic { topic, vectors, .. } in topics {
            let mut asked = TopicRun { name: topic, summary: Summary::default(), open: Vec::new() };
            for vector in vectors {
                unmatched.remove(vector.id.as_str());
                if only.is_empty() || only.contains(vector.id.as_str()) {
                    let verdict = ask(decoder, vector);
                    run.total.add(&verdict);
                    asked.summary.add(&verdict);
                    if verdict != Verdict::Pass {
                        asked.open.push((vector, verdict));
                    }
                }
            }
            run.topics.push(asked);
        }
        run.total.unmatched = unmatched.into_iter().map(str::to_owned).collect();
        run
    }
}

/// Asks one vector.
fn ask(decoder: &mut dyn Decoder, vector: &Vector) -> Verdict {
    // A decoder that panicked is asked again: the other cases tell whether it is still itself.
    match catch_unwind(AssertUnwindSafe(|| decoder.decode(&vector.body, &vector.reading()))) {
        Ok(answer) => Verdict::on(&vector.expect, &answer),
        Err(panic) => Verdict::Crash(reason(panic.as_ref())),
    }
}

/// What a panic says.
fn reason(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked").to_owned()
}
