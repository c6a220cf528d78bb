//! `phpform encode`: JSON in, a body as `http_build_query` writes it out.

mod events;
mod float;
mod plain;
mod tagged;
mod write;

use std::io::{self, IsTerminal, Write};

use clap::{Args, ValueEnum};
use phpform::Encoding;

use crate::failure::Failure;
use crate::input::Input;

pub(crate) use tagged::read as read_tagged;
pub(crate) use write::write;

/// Make a body of JSON, as PHP's http_build_query does
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Encode {
    /// The JSON: a file, or - for standard input
    #[arg(value_name = "FILE", default_value = "-")]
    input: Input,
    /// Which JSON it is [default: tagged if it starts as {"array":[[ or {"array":[], else json]
    #[arg(long, value_name = "FORMAT", value_enum)]
    from: Option<Format>,
    /// Write a space as %20 and leave ~ alone, as PHP_QUERY_RFC3986 does
    #[arg(long)]
    rfc3986: bool,
}

const EXAMPLES: &str = "\
Examples:
  echo '{\"chat\":{\"id\":8},\"tags\":[\"a b\",true]}' | phpform encode
  phpform decode --as tagged event.form | phpform encode > same.form
  phpform encode --rfc3986 tree.json | curl --data @- https://example.org/form

null and empty arrays leave nothing behind, true is 1, false is 0, floats are written as PHP does under precision=-1.
The body ends without a newline, which would be part of its last value; one is added on a terminal.

Exit codes: 0 the body was written; 1 the JSON cannot be read, and standard error says where and why; 2 wrong usage.";

/// The JSON that is read.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// The JSON of the tree: {"array":[[key,node],...]}
    Tagged,
    /// Plain JSON
    Json,
}

impl Encode {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let encoding = encoding(self.rfc3986);
        let json = self.input.read("JSON")?;
        let body = self.body(&json, encoding).map_err(|error| Failure::Input(format!("error: {error}")))?;
        let mut stdout = io::stdout().lock();
        stdout.write_all(body.as_bytes())?;
        if stdout.is_terminal() {
            writeln!(stdout)?;
        }
        Ok(stdout.flush()?)
    }

    fn body(&self, json: &[u8], encoding: Encoding) -> Result<String, String> {
        let (format, hint) = match self.from {
            Some(format) => (format, ""),
            None if tagged::starts(json) => (
                Format::Tagged,
                "\nread as the JSON of the tree, as it starts; --from json reads it as plain JSON",
            ),
            None => (Format::Json, ""),
        };
        let tree = match format {
            Format::Tagged => tagged::read(json),
            Format::Json => plain::read(json),
        };
        write(&tree.map_err(|error| format!("{error}{hint}"))?, encoding)
    }
}

/// The encoding that a switch asks for.
pub(crate) fn encoding(rfc3986: bool) -> Encoding {
    if rfc3986 { Encoding::Rfc3986 } else { Encoding::Rfc1738 }
}
