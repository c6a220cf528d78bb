//! `phpform conform`: asks vectors and says what came of it.

mod attached;
mod case;
mod handler;
mod options;
mod reproduce;
mod run;

use clap::Args;
use phpform_conformance::parser::Parser;
use phpform_conformance::vector::vectors;

use crate::failure::Failure;
use crate::report::Report;
use attached::InProcess;
use options::{Choosing, Reports};
use run::{Questions, Scope};

/// Check this parser against every conformance vector
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Conform {
    #[command(subcommand)]
    of: Option<Of>,
    #[command(flatten)]
    scope: Scope,
    #[command(flatten)]
    choosing: Choosing,
    #[command(flatten)]
    reports: Reports,
}

/// Who is checked, if not this parser.
#[derive(Debug, clap::Subcommand)]
enum Of {
    Handler(Box<handler::ConformHandler>),
}

const EXAMPLES: &str = "\
Examples:
  phpform conform
  phpform conform --only 'unclosed/*' --html report.html

Exit codes: 0 everything required passed; 1 a case failed; 2 the kit or the attachment broke, or a selector matches
nothing; 3 nothing ran; 130 it was stopped.";

impl Conform {
    pub(crate) fn run(self) -> Result<(), Failure> {
        if let Some(Of::Handler(handler)) = self.of {
            return handler.run();
        }
        let vectors = vectors().map_err(|error| Failure::Harness(format!("error: {error}")))?;
        let known = self.choosing.known()?;
        let questions = Questions::new(&vectors, self.scope, self.choosing.selection(), known);
        let mut report = Report::new("decoder", self.choosing.strictness(), None);
        report.testees.push(questions.ask(&mut InProcess::new(Parser), "phpform conform"));
        self.reports.write(&report)
    }
}
