//! `phpform conform`: asks decoders the vectors and handlers the checks, and says what came of it, after the kit has
//! proved itself.

mod attached;
mod case;
mod decoder;
mod explain;
mod handler;
mod kills;
mod list;
mod options;
mod process;
pub(crate) mod progress;
mod proof;
mod reproduce;
mod run;
mod show;

use clap::{Args, Subcommand};
use phpform_conformance::parser::Parser;

use crate::failure::Failure;
use crate::report::Report;
use crate::runtime::run;
use crate::stop::Stop;
use attached::InProcess;
use options::{Choosing, Reports};
use run::{Questions, Scope};

/// Check decoders and handlers; without a command, the parser and the handler in this program
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true, subcommand_value_name = "COMMAND")]
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

/// Who is checked, if not this parser, and what else there is to see.
#[derive(Debug, Subcommand)]
enum Of {
    Decoder(Box<decoder::Attach>),
    Handler(Box<handler::ConformHandler>),
    List(list::List),
    Show(show::Show),
    Explain(explain::Explain),
    /// Write the kill matrix as a page of Markdown: which vector finds which bug, and what passes by doing nothing
    #[command(after_help = kills::EXAMPLES)]
    Kills,
}

const EXAMPLES: &str = "\
Examples:
  phpform conform
  phpform conform --only 'unclosed/*' --html report.html
  phpform conform handler http://127.0.0.1:8080/events --application-token 51856fefc120afa4
  phpform conform decoder -- php kit/adapters/php.php parse_str
  phpform conform show unclosed/first-level
  phpform conform --level core --only 'names/*' --json - --quiet

Exit codes: 0 everything required passed; 1 a case failed; 2 the kit or the attachment broke, or a selector matches
nothing; 3 nothing ran; 130 it was stopped.";

impl Conform {
    pub(crate) fn run(self) -> Result<(), Failure> {
        match self.of {
            None => run_own(self.scope, &self.choosing, &self.reports),
            Some(Of::Decoder(attach)) => attach.run(),
            Some(Of::Handler(handler)) => handler.run(),
            Some(Of::List(list)) => list.run(),
            Some(Of::Show(show)) => show.run(),
            Some(Of::Explain(explain)) => explain.run(),
            Some(Of::Kills) => kills::run(),
        }
    }
}

/// Asks the parser and the reference handler in this program.
fn run_own(scope: Scope, choosing: &Choosing, reports: &Reports) -> Result<(), Failure> {
    let stop = Stop::on_interrupt();
    let vectors = proof::vectors()?;
    let mut controls = proof::controls(&vectors);
    let (selection, known) = (choosing.selection(), choosing.known()?);
    let of_handler = handler::Own::of(&scope, &selection, &known, &stop, reports.bar());
    if of_handler.is_some() {
        controls.join(run(handler::proven(&selection, &stop))?);
    }
    let questions = Questions { vectors: &vectors, scope, selection, known, stop, bar: reports.bar() };
    let mut report = Report::new("own", choosing.strictness(), Some(controls));
    if report.is_proven() {
        report.testees.extend(of_handler.map(|own| own.ask()).transpose()?);
        report.testees.push(questions.ask(&mut InProcess::new(Parser)));
        report.share();
    }
    reports.write(&report)
}
