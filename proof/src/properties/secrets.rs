//! No secret is shown where people read.

use phpform::{Error, Form, Options};

use phpform_conformance::Profile;

use super::answers::readings;
use super::mismatch::{Outcome, wants};
use super::turn::Turn;
use super::zoo::{TYPES, Way};

/// A byte that no body has of its own: wherever it is shown, some of the secret is.
pub(super) const INK: u8 = b'~';

/// Names whose values are secrets.
const NAMES: &[&str] = &[
    "auth[application_token]",
    "auth",
    "AUTH[x][y]",
    "access_token",
    "data[a][client_Secret]",
    "a[auth][]",
    "auth%5Bmember_id%5D",
    "a.token",
    "token%00x",
    "token[x",
    "a[secret]b",
];

/// Plants a secret before the body, behind it, or both.
pub(super) fn stay(body: &[u8], turn: Turn) -> Outcome {
    if has_ink(body) {
        return Ok(());
    }
    // Which name it is follows from the body, so that a body is checked the same way every time.
    let name = NAMES.get(body.iter().map(|byte| usize::from(*byte)).sum::<usize>() % NAMES.len());
    let secret = [name.copied().unwrap_or("auth").as_bytes(), b"=", &[INK; 24]].concat();
    for reading in turn.of(readings()) {
        // `parse_str` reads nothing behind a raw NUL: what stands there has no name.
        if reading.profile == Profile::PhpParseStr && body.contains(&0) {
            continue;
        }
        let separator = reading.separators().get(..1).unwrap_or_default();
        let options = Options::from(reading);
        let before = [&secret, separator, body].concat();
        let behind = [body, separator, &secret].concat();
        for body in [before, behind, secret.clone()] {
            match options.parse(&body) {
                Ok(form) => look_at_form(&form, &body)?,
                Err(error) => look_at(&error, &body)?,
            }
        }
    }
    let options = Options::new();
    for body in [[&secret, &b"&"[..], body].concat(), [body, b"&", &secret].concat()] {
        for kind in turn.of(TYPES) {
            (kind.read)(&options, &body, Way::Tree)
                .map_or_else(|error| look_at(&error, &body), |_| Ok(()))?;
        }
    }
    Ok(())
}

/// Whether something in the body may be taken for a secret.
pub(super) fn has_ink(body: &[u8]) -> bool {
    body.contains(&INK) || body.windows(3).any(|window| window.eq_ignore_ascii_case(b"%7E"))
}

fn look_at_form(form: &Form<'_>, body: &[u8]) -> Outcome {
    hidden("Debug of a form", &format!("{form:?}{form:#?}"))?;
    for (_, value) in form.iter().chain([(phpform::Key::Int(0), form.root())]) {
        hidden("Debug of a value", &format!("{value:?}"))?;
        let refusals = [value.text().err(), value.integer::<u8>().err(), value.array().err()];
        refusals.iter().flatten().try_for_each(|error| look_at(error, body))?;
    }
    Ok(())
}

pub(super) fn look_at(error: &Error, body: &[u8]) -> Outcome {
    hidden("Display", &error.to_string())?;
    hidden("Debug", &format!("{error:?}"))?;
    hidden("render", &error.render(body).to_string())
}

pub(super) fn hidden(place: &str, shown: &str) -> Outcome {
    wants(format_args!("{place}"), !shown.as_bytes().contains(&INK), "no part of the planted secret", &shown)
}
