//! `phpform conform list`: what is asked.

use std::io::{self, BufWriter, Write};

use clap::Args;
use phpform_conformance::selection::Choice;

use super::options::Selecting;
use super::proof;
use super::run::Scope;
use crate::failure::Failure;

/// List the vectors: id, reading, level and title
#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    scope: Scope,
    #[command(flatten)]
    selecting: Selecting,
}

impl List {
    pub(super) fn run(self) -> Result<(), Failure> {
        let vectors = proof::vectors()?;
        let selection = self.selecting.selection();
        let in_scope = || vectors.iter().filter(|vector| self.scope.has(vector));
        let unmatched = selection.unmatched(in_scope().map(|vector| vector.id.as_str()));
        let chosen: Vec<_> =
            in_scope().filter(|vector| selection.choice(&vector.id) == Choice::Ask).collect();
        let width = chosen.iter().map(|vector| vector.id.len()).max().unwrap_or_default();
        let mut out = BufWriter::new(io::stdout().lock());
        for vector in chosen {
            let (id, profile, level, title) = (&vector.id, vector.profile, vector.level, &vector.title);
            writeln!(out, "{id:<width$}  {profile:<13}  {level:<6}  {title}")?;
        }
        out.flush()?;
        match unmatched.first() {
            Some(selector) => Err(Failure::Usage(format!("error: no vector matches {selector}"))),
            None => Ok(()),
        }
    }
}
