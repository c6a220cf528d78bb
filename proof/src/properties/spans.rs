//! Spans lie in the body, and what stands there is what they are said to hold.

use std::collections::HashMap;
use std::ops::Range;

use percent_encoding::percent_decode;
use phpform::{Error, ErrorKind, Form, Key, Options, Pair, Path};

use super::answers::readings;
use super::mismatch::{Outcome, same, wants};
use super::turn::Turn;
use super::values::values;

pub(super) fn point(body: &[u8], turn: Turn) -> Outcome {
    for reading in turn.of(readings()) {
        let options = Options::from(reading);
        match options.parse(body) {
            Ok(form) => {
                point_in_form(body, &form, &options)?;
                let separators = reading.separators();
                form.warnings()
                    .iter()
                    .try_for_each(|warning| limit(body, separators, warning.kind(), &warning.span()))?;
            }
            Err(error) => limit(body, reading.separators(), error.kind(), &error.span())?,
        }
    }
    Ok(())
}

fn point_in_form(body: &[u8], form: &Form<'_>, options: &Options) -> Outcome {
    let pairs: HashMap<usize, Pair<'_>> =
        options.pairs(body).map(|pair| (pair.name_span().start, pair)).collect();
    for (path, value) in values(form) {
        let (name, span) = (value.name_span(), value.value_span());
        let pair = pairs.get(&name.start).map(|pair| (pair.name_span(), pair.value_span()));
        same(format_args!("the pair of `{path}`"), &Some((name.clone(), span.clone())), &pair)?;
        let Some(pair) = pairs.get(&name.start) else { continue };
        if let Some(text) = value.as_bytes() {
            let raw = body.get(span).unwrap_or_default();
            same(format_args!("the value of `{path}`"), &*decoded(raw), text)?;
            let leads = pair.keys().len() == path.keys().len() && leads_to(pair, &path);
            wants(format_args!("the name of `{path}`"), leads, "its keys", &pair.name().escape_ascii())?;
        } else {
            // A variable that is dropped for a forbidden prefix may have made the array: it tells no keys.
            let dropped = pair.keys().len() == 0;
            let leads = dropped || pair.keys().len() > path.keys().len() && leads_to(pair, &path);
            let place = format_args!("the name that made `{path}`");
            wants(place, leads, "keys that lead there", &pair.name().escape_ascii())?;
        }
    }
    Ok(())
}

fn leads_to(pair: &Pair<'_>, path: &Path) -> bool {
    pair.keys().zip(path.keys()).all(|(key, step)| match (key, step.as_key()) {
        (None, found) => matches!(found, Key::Int(_)),
        (Some(key), found) => key == found,
    })
}

/// `%XX` and `+` undone.
pub(super) fn decoded(raw: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = raw.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced).collect()
}

/// A limit is passed at a bracket, at the start of a part, or at the limit itself.
fn limit(body: &[u8], separators: &[u8], kind: ErrorKind, span: &Range<usize>) -> Outcome {
    let inside = span.start <= span.end && span.end <= body.len();
    wants(format_args!("{kind}"), inside, "a span in the body", span)?;
    let at = body.get(span.start..).unwrap_or_default();
    let right = match kind {
        ErrorKind::MaxDepth => {
            at.starts_with(b"[") || at.get(..3).is_some_and(|bytes| bytes.eq_ignore_ascii_case(b"%5B"))
        }
        ErrorKind::MaxPairs => {
            let before = span.start.checked_sub(1).and_then(|before| body.get(before));
            before.is_none_or(|byte| separators.contains(byte))
        }
        ErrorKind::MaxBytes => true,
        _ => false,
    };
    wants(format_args!("{kind} at {span:?}"), right, "a place that passes a limit", &at.escape_ascii())
}

/// The span of whatever a type was refused for.
pub(super) fn of_error(body: &[u8], error: &Error) -> Outcome {
    let span = error.span();
    let inside = span.start <= span.end && span.end <= body.len();
    wants(format_args!("{error}"), inside, "a span in the body", &span)
}
