//! The arguments that every run of cases has: which cases, how strictly, and where reports go.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use phpform_conformance::{Known, Selection, Strictness};

use super::progress::Bar;
use crate::failure::Failure;
use crate::input::advice;
use crate::notes::Notes;
use crate::report::{Report, html, json, junit, markdown, terminal};

/// Which cases run.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Selecting {
    /// Run the cases with this id alone; * and ? match any text and any character; may be given several times
    #[arg(long, value_name = "ID")]
    only: Vec<String>,
    /// Leave out the cases with this id, as --only
    #[arg(long, value_name = "ID")]
    skip: Vec<String>,
}

impl Selecting {
    /// The cases that are asked.
    pub(crate) fn selection(&self) -> Selection {
        Selection::new(self.only.iter().cloned(), self.skip.iter().cloned())
    }
}

/// Which cases run, and what may go wrong.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Choosing {
    #[command(flatten)]
    selecting: Selecting,
    /// Fail the run over warnings, too
    #[arg(long)]
    strict: bool,
    /// A file of failures that are known, one a line: id, two spaces, # and the reason
    #[arg(long, value_name = "FILE")]
    known: Option<PathBuf>,
}

impl Choosing {
    /// The cases that are asked.
    pub(crate) fn selection(&self) -> Selection {
        self.selecting.selection()
    }

    /// What a warning means.
    pub(crate) fn strictness(&self) -> Strictness {
        if self.strict { Strictness::Strict } else { Strictness::Required }
    }

    /// The failures that are known.
    pub(crate) fn known(&self) -> Result<Known, Failure> {
        let Some(path) = &self.known else { return Ok(Known::default()) };
        let harness = |reason: String| Failure::Harness(format!("error: {}: {reason}", path.display()));
        let text = fs::read_to_string(path).map_err(|error| harness(format!("{error}{}", advice(&error))))?;
        Known::parse(&text).map_err(|error| harness(error.to_string()))
    }
}

/// Where reports go, beside the terminal.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Reports {
    /// Write the report as JSON, in the form of kit/report.schema.json; - takes standard output from the terminal's
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the report as JUnit XML
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Write the report as Markdown
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// Write the report as one HTML page
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    #[command(flatten)]
    notes: Notes,
}

impl Reports {
    /// Whether somebody is shown how far the run is.
    pub(super) fn bar(&self) -> Bar {
        self.notes.into()
    }

    fn takes_stdout(&self) -> bool {
        [&self.json, &self.junit, &self.markdown, &self.html]
            .into_iter()
            .flatten()
            .any(|path| is_stdout(path))
    }

    /// Writes every report that is asked for, the terminal's last, and fails as the run did.
    pub(crate) fn write(&self, report: &Report) -> Result<(), Failure> {
        to_file(self.json.as_ref(), |out| json::write(report, out))?;
        to_file(self.junit.as_ref(), |out| junit::write(report, out))?;
        to_file(self.markdown.as_ref(), |out| markdown::write(report, out))?;
        to_file(self.html.as_ref(), |out| html::write(report, out))?;
        if self.takes_stdout() {
            return Failure::of_run(report.exit());
        }
        let mut out = BufWriter::new(anstream::AutoStream::auto(io::stdout().lock()));
        match terminal::write(report, &mut out).and_then(|()| out.flush()) {
            // Whoever reads the first lines alone must not take a failure for a success.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
            _ => Failure::of_run(report.exit()),
        }
    }
}

fn is_stdout(path: &Path) -> bool {
    path == Path::new("-")
}

/// Writes a file, or standard output for -, where one is asked for.
fn to_file(
    path: Option<&PathBuf>,
    write: impl FnOnce(&mut BufWriter<Box<dyn Write>>) -> io::Result<()>,
) -> Result<(), Failure> {
    let Some(path) = path else { return Ok(()) };
    let opened: io::Result<Box<dyn Write>> = if is_stdout(path) {
        Ok(Box::new(io::stdout()))
    } else {
        File::create(path).map(|file| Box::new(file) as _)
    };
    let written = opened.and_then(|file| {
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        out.flush()
    });
    written.map_err(|error| Failure::Harness(format!("error: cannot write {}: {error}", path.display())))
}
