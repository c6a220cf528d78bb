//! `phpform encode`: JSON or a PHP array in, a body as `http_build_query` writes it out.

mod events;
mod float;
mod php;
mod plain;
mod tagged;
mod write;

use std::io::{self, IsTerminal, Write};

use clap::{Args, ValueEnum};
use phpform::Encoding;

use crate::failure::Failure;
use crate::input::Input;
use crate::notes::Notes;

pub(crate) use tagged::read as read_tagged;
pub(crate) use write::write;

/// Make a body of JSON or of a PHP array, as PHP's http_build_query does
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Encode {
    /// The JSON or the PHP array: a file, or - for standard input
    #[arg(value_name = "FILE", default_value = "-")]
    input: Input,
    /// What it is [default: tagged if it starts as {"array":[[ or {"array":[], else json]
    #[arg(long, value_name = "FORMAT", value_enum)]
    from: Option<Format>,
    /// Write a space as %20 and leave ~ alone, as PHP_QUERY_RFC3986 does
    #[arg(long)]
    rfc3986: bool,
    #[command(flatten)]
    notes: Notes,
}

const EXAMPLES: &str = "\
Examples:
  echo '{\"chat\":{\"id\":8},\"tags\":[\"a b\",true]}' | phpform encode
  phpform decode --as tagged event.form | phpform encode > same.form
  phpform encode --from php page.txt | phpform decode
  phpform encode --rfc3986 tree.json | curl --data @- https://example.org/form

null and empty arrays leave nothing behind, true is 1, false is 0, floats are written as PHP does under precision=-1.
The body ends without a newline, which would be part of its last value; one is added on a terminal.

A PHP array may be written with [ ] or array( ), with <?php, $name = or return before it, as var_export prints it, or
stand on a page as the first array at the start of a line. Words and variables without quotes, stray and missing quotes
and missing commas are read for what was meant, and standard error says so with line and column.

Exit codes: 0 the body was written; 1 the input cannot be read, and standard error says where and why; 2 wrong usage.";

/// The JSON that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The JSON of the tree: {"array":[[key,node],...]}
    Tagged,
    /// Plain JSON
    Json,
    /// A PHP array as documentation prints it: ['event' => 'X', 'data' => array(...)]; the first one on a page
    Php,
}

impl Encode {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let encoding = encoding(self.rfc3986);
        let what = if self.from == Some(Format::Php) { "a PHP array" } else { "JSON" };
        let source = self.input.read(what, self.notes)?;
        let body = self.body(&source, encoding).map_err(|error| Failure::Input(format!("error: {error}")))?;
        let mut stdout = io::stdout().lock();
        stdout.write_all(body.as_bytes())?;
        if stdout.is_terminal() {
            writeln!(stdout)?;
        }
        Ok(stdout.flush()?)
    }

    fn body(&self, source: &[u8], encoding: Encoding) -> Result<String, String> {
        let (format, hint) = match self.from {
            Some(format) => (format, ""),
            None if tagged::starts(source) => (
                Format::Tagged,
                "\nread as the JSON of the tree, as it starts; --from json reads it as plain JSON",
            ),
            None => (Format::Json, ""),
        };
        let tree = match format {
            Format::Tagged => tagged::read(source).map_err(|error| format!("{error}{hint}"))?,
            Format::Json => plain::read(source).map_err(|error| error.to_string())?,
            Format::Php => {
                let sample = php::read(source)?;
                sample.warnings.iter().for_each(|warning| self.notes.say(warning));
                sample.tree
            }
        };
        write(&tree, encoding)
    }
}

/// The encoding that a switch asks for.
pub(crate) fn encoding(rfc3986: bool) -> Encoding {
    if rfc3986 { Encoding::Rfc3986 } else { Encoding::Rfc1738 }
}
