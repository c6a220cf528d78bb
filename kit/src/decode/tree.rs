//! The view for people: one entry a line, indented.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use phpform::{Form, Iter, Key, Path, PathKey};

/// Whether secrets are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Secrets {
    Masked,
    Shown,
}

const INTEGER: Style = AnsiColor::Yellow.on_default();
const NAME: Style = AnsiColor::Cyan.on_default();
const TEXT: Style = AnsiColor::Green.on_default();
const KIND: Style = Style::new().dimmed();
const MASK: Style = AnsiColor::Red.on_default();

/// Entries deeper than this are not indented any further, but have their level before them: the view stays in
/// proportion to the form, however deep it is.
const MOST_INDENTED: usize = 64;

/// An array whose entries are being written.
struct Level<'f> {
    rest: Iter<'f>,
    /// Whether some key on the way here is a secret one.
    secret: bool,
}

/// Writes a form, one entry a line.
pub(crate) fn write(form: &Form<'_>, secrets: Secrets, out: &mut impl Write) -> io::Result<()> {
    if form.is_empty() {
        return writeln!(out, "{KIND}array(0){KIND:#}");
    }
    let mut open = vec![Level { rest: form.iter(), secret: false }];
    while let Some(level) = open.last_mut() {
        let Some((key, value)) = level.rest.next() else {
            open.pop();
            continue;
        };
        let secret = level.secret || (secrets == Secrets::Masked && is_secret(key));
        indent(out, open.len() - 1)?;
        write_key(out, key)?;
        if let Some(array) = value.as_array() {
            let kind = if array.is_list() && !array.is_empty() { "list" } else { "array" };
            writeln!(out, " {KIND}{kind}({}){KIND:#}", array.len())?;
            open.push(Level { rest: array.iter(), secret });
        } else if secret {
            writeln!(out, " {MASK}***{MASK:#}")?;
        } else {
            let text = value.as_bytes().unwrap_or_default();
            // A text is shown as a key of the same bytes is: quoted, with everything escaped that is not printable.
            writeln!(out, " {TEXT}{:?}{TEXT:#}", Key::Bytes(text))?;
        }
    }
    Ok(())
}

/// The rule for paths, for one key.
fn is_secret(key: Key<'_>) -> bool {
    Path::from_iter([PathKey::from(key)]).is_secret()
}

fn indent(out: &mut impl Write, level: usize) -> io::Result<()> {
    let spaces = 2 * usize::min(level, MOST_INDENTED);
    write!(out, "{:spaces$}", "")?;
    if level > MOST_INDENTED { write!(out, "{KIND}(level {level}){KIND:#} ") } else { Ok(()) }
}

/// `[0]` for an integer, `"0x"` for everything else.
fn write_key(out: &mut impl Write, key: Key<'_>) -> io::Result<()> {
    match key {
        Key::Int(int) => write!(out, "{INTEGER}[{int}]{INTEGER:#}:"),
        Key::Bytes(_) => write!(out, "{NAME}{key:?}{NAME:#}:"),
    }
}
