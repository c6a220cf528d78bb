//! `phpform encode`: JSON in, a body as `http_build_query` writes it out.

mod events;
mod float;
mod plain;
mod tagged;

use std::io::{self, IsTerminal, Write};

use clap::{Args, ValueEnum};
use phpform::{Encoding, Query};
use phpform_conformance::{Key, Node};

use crate::failure::Failure;
use crate::input::Input;

pub(crate) use tagged::read as read_tagged;

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

/// Writes a tree as a body.
///
/// A name is as long as its texts are deep, so a small tree can make a body without end: it stops at the 4 GiB that no
/// reading takes.
pub(crate) fn write(tree: &Node, encoding: Encoding) -> Result<String, String> {
    const MOST_BYTES: usize = u32::MAX as usize;
    let mut query = Query::new(encoding);
    // The arrays around, each with the length of the names in it before anything is escaped.
    let mut open = vec![(tree.as_items().unwrap_or_default().iter(), 0)];
    let mut length = 0_usize;
    while let Some((rest, name)) = open.last_mut() {
        let Some((key, node)) = rest.next() else {
            query.close();
            open.pop();
            continue;
        };
        let name = *name + key_length(key);
        if let Some(items) = node.as_items() {
            query.open(as_parser_key(key));
            open.push((items.iter(), name));
        } else {
            let text = node.as_bytes().unwrap_or_default();
            length = length.saturating_add(name).saturating_add(text.len());
            if length > MOST_BYTES {
                return Err("the body would have 4 GiB and more, which no reading takes".to_owned());
            }
            query.text(as_parser_key(key), text);
        }
    }
    Ok(query.finish())
}

fn as_parser_key(key: &Key) -> phpform::Key<'_> {
    match key {
        Key::Int(int) => phpform::Key::Int(*int),
        Key::Text(bytes) => phpform::Key::Bytes(bytes),
    }
}

/// At least so many bytes are written for a key: an integer has one digit, and brackets and `=` count as one.
fn key_length(key: &Key) -> usize {
    match key {
        Key::Int(_) => 2,
        Key::Text(bytes) => 1 + bytes.len(),
    }
}
