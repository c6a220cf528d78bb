//! The view for people: one entry a line, indented.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use phpform::{Form, Iter, Key, Path, PathKey};

/// Whether secrets are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Secrets {
    Masked,
    Shown,
}

/// How each kind of thing is written.
#[derive(Clone, Copy)]
pub(super) struct Palette {
    integer: Style,
    name: Style,
    text: Style,
    kind: Style,
    mask: Style,
}

impl Palette {
    pub(super) const PLAIN: Self = {
        let plain = Style::new();
        Self { integer: plain, name: plain, text: plain, kind: plain, mask: plain }
    };
    pub(super) const COLOURED: Self = Self {
        integer: AnsiColor::Yellow.on_default(),
        name: AnsiColor::Cyan.on_default(),
        text: AnsiColor::Green.on_default(),
        kind: Style::new().dimmed(),
        mask: AnsiColor::Red.on_default(),
    };
}

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
pub(super) fn write(
    form: &Form<'_>,
    secrets: Secrets,
    palette: Palette,
    out: &mut impl Write,
) -> io::Result<()> {
    let Palette { integer, name, text, kind, mask } = palette;
    if form.is_empty() {
        return writeln!(out, "{kind}array(0){kind:#}");
    }
    let mut open = vec![Level { rest: form.iter(), secret: false }];
    while let Some(level) = open.last_mut() {
        let Some((key, value)) = level.rest.next() else {
            open.pop();
            continue;
        };
        let secret = level.secret || (secrets == Secrets::Masked && is_secret(key));
        indent(out, open.len() - 1, kind)?;
        match key {
            Key::Int(int) => write!(out, "{integer}[{int}]{integer:#}: ")?,
            Key::Bytes(_) => write!(out, "{name}{key:?}{name:#}: ")?,
        }
        if let Some(array) = value.as_array() {
            let word = if array.is_list() && !array.is_empty() { "list" } else { "array" };
            writeln!(out, "{kind}{word}({}){kind:#}", array.len())?;
            open.push(Level { rest: array.iter(), secret });
        } else if secret {
            writeln!(out, "{mask}***{mask:#}")?;
        } else {
            // A text is shown as a key of the same bytes is: quoted, with everything escaped that is not printable.
            let shown = Key::Bytes(value.as_bytes().unwrap_or_default());
            writeln!(out, "{text}{shown:?}{text:#}")?;
        }
    }
    Ok(())
}

/// The rule for paths, for one key.
fn is_secret(key: Key<'_>) -> bool {
    Path::from_iter([PathKey::from(key)]).is_secret()
}

fn indent(out: &mut impl Write, level: usize, kind: Style) -> io::Result<()> {
    let spaces = 2 * usize::min(level, MOST_INDENTED);
    write!(out, "{:spaces$}", "")?;
    if level > MOST_INDENTED { write!(out, "{kind}(level {level}){kind:#} ") } else { Ok(()) }
}
