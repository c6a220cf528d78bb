//! `phpform conform list`: what is asked.

use std::io::{self, BufWriter, Write};

use clap::Args;
use phpform_conformance::Vector;
use phpform_conformance::selection::Choice;
use serde::Serialize;

use super::options::Selecting;
use super::proof;
use super::run::Scope;
use crate::failure::Failure;
use crate::handler;

/// List the vectors and the checks of handlers: id, reading, level and title
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct List {
    #[command(flatten)]
    scope: Scope,
    #[command(flatten)]
    selecting: Selecting,
    /// Write a JSON array of {"id","of","level","title"}
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  phpform conform list
  phpform conform list --only 'token/*'
  phpform conform list --level core --profile php-post --json

Vectors are of a reading, checks are of a handler. --profile and --level are about vectors alone.

Exit codes: 0 they were listed; 2 wrong usage, or a selector matches nothing.";

/// What is asked.
#[derive(Debug, Serialize)]
struct Question<'v> {
    id: &'v str,
    /// A reading, or `handler`.
    of: &'v str,
    level: String,
    title: &'v str,
}

impl List {
    pub(super) fn run(self) -> Result<(), Failure> {
        let vectors = proof::vectors()?;
        let questions = self.questions(&vectors);
        let selection = self.selecting.selection();
        let unmatched = selection.unmatched(questions.iter().map(|question| question.id));
        let is_chosen = |question: &&Question<'_>| selection.choice(question.id) == Choice::Ask;
        let chosen: Vec<_> = questions.iter().filter(is_chosen).collect();
        let mut out = BufWriter::new(io::stdout().lock());
        if self.json {
            serde_json::to_writer_pretty(&mut out, &chosen).map_err(io::Error::from)?;
            writeln!(out)?;
        } else {
            let width = chosen.iter().map(|question| question.id.len()).max().unwrap_or_default();
            for Question { id, of, level, title } in chosen {
                writeln!(out, "{id:<width$}  {of:<13}  {level:<6}  {title}")?;
            }
        }
        out.flush()?;
        match unmatched.first() {
            Some(selector) => {
                Err(Failure::Usage(format!("error: no vector and no check matches {selector}")))
            }
            None => Ok(()),
        }
    }

    fn questions<'v>(&self, vectors: &'v [Vector]) -> Vec<Question<'v>> {
        let vectors = vectors.iter().filter(|vector| self.scope.has(vector)).map(|vector| Question {
            id: &vector.id,
            of: vector.profile.name(),
            level: vector.level.to_string(),
            title: &vector.title,
        });
        let checks = handler::titles().filter(|_| self.scope.is_whole());
        let checks = checks.map(|(id, level, title)| Question { id, of: "handler", level, title });
        vectors.chain(checks).collect()
    }
}
