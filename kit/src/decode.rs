//! `phpform decode`: a body in, what PHP reads in it out; or one body a line.

mod json;
mod lines;
mod refusal;
mod tree;

use std::io::{self, BufWriter, Write};

use anstream::{AutoStream, ColorChoice};
use clap::{Args, ValueEnum};
use phpform::bitrix24::Event;
use phpform::{ErrorKind, Form, Warning};
use phpform_conformance::{Node, Profile, Reading};
use serde_json::json;

use crate::failure::Failure;
use crate::input::Input;
use crate::notes::Notes;
use crate::reading::{self, ReadingOptions};
use refusal::{Format, Refusal};
use tree::{Palette, Secrets};

/// Show what PHP reads in a body
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Decode {
    /// The body: a file, or - for standard input
    #[arg(value_name = "FILE", default_value = "-")]
    input: Input,
    /// How it is shown [default: tree; tagged with --lines]
    #[arg(long = "as", value_name = "VIEW", value_enum)]
    view: Option<View>,
    /// Whose reading: what $_POST holds with limits as errors (default) or silent cuts (php-post), or what parse_str
    /// gives (php-parse-str)
    #[arg(long, value_name = "PROFILE", value_parser = reading::profile(), default_value = "default")]
    profile: Profile,
    #[command(flatten)]
    options: ReadingOptions,
    /// Show tokens and secrets in the tree too
    #[arg(long)]
    show_secrets: bool,
    #[command(flatten)]
    lines: lines::Lines,
    /// How errors and warnings are written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    error_format: Format,
    #[command(flatten)]
    notes: Notes,
}

const EXAMPLES: &str = "\
Examples:
  phpform decode event.form
  curl -s https://example.org/form | phpform decode -
  phpform decode --as event event.form
  printf 'a[b.c=1' | phpform decode --as json
  phpform decode --profile php-parse-str --separators ';&' query.txt
  phpform decode --lines bodies.txt > trees.jsonl
  zcat bodies.gz | phpform decode --lines --as json --on-error stop

The tree shows integer keys as [0] and all others as \"0x\". What is not UTF-8 is shown as \\xFF. Values under a key
that equals auth or contains token or secret are shown as ***.

With --lines every line is a body, up to its LF or CR LF, and one line of JSON comes out for it, in the same order: an
empty line is the empty body. A line that is not read leaves no line behind; standard error names it by its number,
and in the end the count of lines and of errors by kind. A line longer than --max-bytes is never held whole.

Exit codes: 0 every body was read; 1 one was not, and standard error says where and why; 2 wrong usage; 130 it was
stopped.";

/// How a form is shown.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum View {
    /// Indented, for people; secrets are masked
    #[default]
    Tree,
    /// JSON that keeps order, kinds of keys and every byte: {"array":[[key,node],...]}
    Tagged,
    /// Plain JSON, as PHP's json_encode writes it; for UTF-8 alone
    Json,
    /// The event of Bitrix24 that it is, with every field in its type; secrets are always masked
    Event,
}

impl Decode {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let reading = self.options.of(self.profile)?;
        if self.lines.are_wanted() {
            let view = lines::view(self.view)?;
            return self.lines.run(&self.input, reading, view, self.error_format, self.notes);
        }
        let body = self.input.read("a body", self.notes)?;
        let options = phpform::Options::from(&reading);
        let refused = |refusal: Refusal| match self.error_format {
            Format::Text => Failure::Input(refusal.picture(&body)),
            Format::Json => Failure::Input(json!({ "error": refusal.to_json() }).to_string()),
        };
        let unread = |error: phpform::Error| refused(Refusal::Unread(error));
        let form = || {
            let form = options.parse(&body).map_err(unread)?;
            for warning in form.warnings() {
                self.notes.say(&warned(warning, &reading, self.error_format));
            }
            Ok::<_, Failure>(form)
        };
        match self.view.unwrap_or_default() {
            View::Tree => {
                write_tree(&form()?, if self.show_secrets { Secrets::Shown } else { Secrets::Masked })
            }
            View::Tagged => write_tagged(&form()?),
            View::Json => {
                let form = form()?;
                json::check(&form).map_err(refused)?;
                write_json(&form)
            }
            View::Event => write_event(&options.from_bytes(&body).map_err(unread)?),
        }
    }
}

fn write_tree(form: &Form<'_>, secrets: Secrets) -> Result<(), Failure> {
    let stdout = io::stdout().lock();
    // Where colours are unwanted none are written: to take them out again costs more than all the rest.
    let (palette, choice) = match AutoStream::choice(&stdout) {
        ColorChoice::Never => (Palette::PLAIN, ColorChoice::AlwaysAnsi),
        choice => (Palette::COLOURED, choice),
    };
    let mut out = BufWriter::new(AutoStream::new(stdout, choice));
    tree::write(form, secrets, palette, &mut out)?;
    Ok(out.flush()?)
}

/// Writes a form for people, without colours and with secrets masked.
pub(crate) fn write_masked(form: &Form<'_>, out: &mut impl Write) -> io::Result<()> {
    tree::write(form, Secrets::Masked, Palette::PLAIN, out)
}

fn write_tagged(form: &Form<'_>) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    writeln!(out, "{}", Node::from(form).to_json())?;
    Ok(out.flush()?)
}

fn write_json(form: &Form<'_>) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    json::write(form, &mut out)?;
    writeln!(out)?;
    Ok(out.flush()?)
}

/// The `Debug` of an event shows no secret.
fn write_event(event: &Event<'_>) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    writeln!(out, "{event:#?}")?;
    Ok(out.flush()?)
}

/// What PHP would have warned of, in its words or in JSON.
///
/// Source: `php_register_variable_ex` and `add_post_vars` in php-src `main/php_variables.c`.
fn warned(warning: &Warning, reading: &Reading, format: Format) -> String {
    let byte = warning.span().start;
    if format == Format::Json {
        return json!({ "warning": { "kind": warning.kind().as_str(), "offset": byte } }).to_string();
    }
    let (what, limit, setting) = match warning.kind() {
        ErrorKind::MaxDepth => {
            ("Input variable nesting level", Some(reading.max_depth()), "max_input_nesting_level")
        }
        _ => ("Input variables", reading.max_pairs(), "max_input_vars"),
    };
    let limit = limit.unwrap_or_default();
    format!(
        "warning: {what} exceeded {limit}. To increase the limit change {setting} in php.ini. (at byte {byte})"
    )
}
