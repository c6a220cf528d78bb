//! `phpform conform kills`: the page that shows which vector finds which bug.

use std::io::{self, BufWriter, Write};

use phpform_conformance::controls::{Controls, Null};
use phpform_conformance::{Bug, Decoder};

use super::proof;
use crate::failure::Failure;
use crate::report::markdown::{share, text};

pub(super) const EXAMPLES: &str = "\
Examples:
  phpform conform kills > kills.md

Exit codes: 0 every bug is found; 2 one is not, so that the kit proves nothing.";

/// Writes the page, and fails where it does not hold.
pub(super) fn run() -> Result<(), Failure> {
    let vectors = proof::vectors()?;
    let controls = Controls::run(&vectors);
    let findings = controls.findings(&vectors);
    let mut out = BufWriter::new(io::stdout().lock());
    write(&controls, &mut out)?;
    out.flush()?;
    match findings.as_slice() {
        [] => Ok(()),
        findings => {
            Err(Failure::Harness(format!("error: the kit does not prove itself:\n{}", findings.join("\n"))))
        }
    }
}

fn write(controls: &Controls, out: &mut impl Write) -> io::Result<()> {
    let rows = controls.rows();
    let documents = rows.iter().filter(|row| row.documents.is_some()).count();
    writeln!(out, "# The kill matrix\n")?;
    writeln!(
        out,
        "Written by `phpform conform kills`. Every run of `phpform conform` works this out anew before it"
    )?;
    writeln!(out, "judges anybody, and judges nobody where it does not hold.\n")?;
    writeln!(out, "## What passes by doing nothing\n\n| testee | passes | share |\n|---|---|---|")?;
    for null in Null::ALL {
        let passed = controls.floor(null);
        writeln!(out, "| {} | {passed} of {} | {} |", null.name(), rows.len(), share(passed, rows.len()))?;
    }
    writeln!(out, "\n## Which bug is found by how many vectors\n")?;
    writeln!(
        out,
        "The naive reading of the specification passes all {} vectors. With one of these {} bugs",
        rows.len(),
        Bug::ALL.len()
    )?;
    writeln!(
        out,
        "switched on it does not:\n\n| bug | what it does | found by | such as |\n|---|---|---|---|"
    )?;
    for bug in Bug::ALL {
        let found = rows.iter().filter(|row| row.kills.contains(bug));
        // The vector that finds least beside it shows it best.
        let best = found.min_by_key(|row| row.kills.len()).map_or("", |row| row.id.as_str());
        writeln!(out, "| {bug} | {} | {} | {best} |", text(bug.description()), controls.kills(*bug))?;
    }
    writeln!(out, "\n## Which vector finds which bugs\n")?;
    writeln!(
        out,
        "{} vectors find at least one, {documents} say that they only document.\n",
        rows.len() - documents
    )?;
    writeln!(out, "| vector | finds |\n|---|---|")?;
    for row in rows {
        let found = match &row.documents {
            Some(reason) => format!("nothing: {}", text(reason)),
            None => row.kills.iter().map(|bug| bug.name()).collect::<Vec<_>>().join(", "),
        };
        writeln!(out, "| {} | {found} |", row.id)?;
    }
    Ok(())
}
