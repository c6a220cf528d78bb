//! `phpform conform explain FLAG`: what a flag or a bug stands for.

use std::io::{self, BufWriter, Write};

use clap::Args;
use phpform_conformance::controls::Controls;
use phpform_conformance::{Bug, vector};

use super::proof;
use crate::failure::Failure;

/// Explain a flag of the vectors, or a bug of the controls; without one, list them
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Explain {
    /// The flag or bug
    #[arg(value_name = "FLAG")]
    flag: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  phpform conform explain
  phpform conform explain plus-kept

Exit codes: 0 it was explained; 2 there is no such flag or bug.";

impl Explain {
    pub(super) fn run(self) -> Result<(), Failure> {
        let notes = vector::notes().map_err(|error| Failure::Harness(format!("error: {error}")))?;
        let mut out = BufWriter::new(io::stdout().lock());
        let Some(flag) = self.flag else {
            writeln!(out, "Flags, what the vectors look for:")?;
            notes.iter().try_for_each(|(flag, note)| writeln!(out, "  {flag:<24} {}", note.bug))?;
            writeln!(out, "\nBugs, which the controls switch on:")?;
            for bug in Bug::ALL {
                writeln!(out, "  {bug:<34} {}", bug.description())?;
            }
            return Ok(out.flush()?);
        };
        let vectors = proof::vectors()?;
        let ids: Vec<String> = if let Some(note) = notes.get(&flag) {
            writeln!(
                out,
                "{flag}\n  bug     {}\n  effect  {}\n\nVectors that look for it:",
                note.bug, note.effect
            )?;
            let flagged = vectors.iter().filter(|vector| vector.flags.contains(&flag));
            flagged.map(|vector| format!("{}: {}", vector.id, vector.title)).collect()
        } else {
            let bug: Bug = flag.parse().map_err(|_| {
                Failure::Usage(format!(
                    "error: no flag and no bug is called {flag}; `phpform conform explain` lists them"
                ))
            })?;
            writeln!(out, "{bug}\n  bug     {}\n\nVectors that find it:", bug.description())?;
            let controls = Controls::run(&vectors);
            controls.rows().iter().filter(|row| row.kills.contains(&bug)).map(|row| row.id.clone()).collect()
        };
        ids.iter().try_for_each(|line| writeln!(out, "  {line}"))?;
        Ok(out.flush()?)
    }
}
