//! Plain JSON, as PHP's `json_encode` writes it: lists as arrays, everything else as objects.

use std::io::{self, Write};

use phpform::{Form, Iter, Key, Value};

use super::refusal::Refusal;

/// Refuses a form that plain JSON cannot hold, before anything is written.
pub(super) fn check(form: &Form<'_>) -> Result<(), Refusal> {
    let mut open = vec![form.iter()];
    while let Some(level) = open.last_mut() {
        let Some((key, value)) = level.next() else {
            open.pop();
            continue;
        };
        if key.as_int().is_none() && key.as_str().is_none() {
            return Err(Refusal::Key { path: value.path().to_string(), offset: value.name_span().start });
        }
        if let Some(array) = value.as_array() {
            open.push(array.iter());
        } else if let Err(error) = value.text() {
            return Err(Refusal::Value(error));
        }
    }
    Ok(())
}

/// An array whose entries are being written.
struct Level<'f> {
    rest: Iter<'f>,
    brackets: Brackets,
    separator: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Brackets {
    List,
    Object,
}

/// Writes a form that [`check`] has passed.
pub(super) fn write(form: &Form<'_>, out: &mut impl Write) -> io::Result<()> {
    let mut open = Vec::new();
    open.extend(enter(form.root(), out)?);
    while let Some(level) = open.last_mut() {
        let Some((key, value)) = level.rest.next() else {
            out.write_all(if level.brackets == Brackets::List { b"]" } else { b"}" })?;
            open.pop();
            continue;
        };
        out.write_all(level.separator.as_bytes())?;
        level.separator = ",";
        if level.brackets == Brackets::Object {
            match key {
                Key::Int(int) => write!(out, "\"{int}\":")?,
                Key::Bytes(_) => {
                    serde_json::to_writer(&mut *out, key.as_str().unwrap_or_default())?;
                    out.write_all(b":")?;
                }
            }
        }
        open.extend(enter(value, out)?);
    }
    Ok(())
}

/// Writes a text, or the bracket that opens an array.
fn enter<'f>(value: Value<'f>, out: &mut impl Write) -> io::Result<Option<Level<'f>>> {
    let Some(array) = value.as_array() else {
        serde_json::to_writer(out, value.as_str().unwrap_or_default())?;
        return Ok(None);
    };
    let brackets = if array.is_list() { Brackets::List } else { Brackets::Object };
    out.write_all(if brackets == Brackets::List { b"[" } else { b"{" })?;
    Ok(Some(Level { rest: array.iter(), brackets, separator: "" }))
}
