//! The way back: what is written is read back the same (specification 6.11).

use std::collections::BTreeMap;

use phpform::{Encoding, Form, Options};
use serde::{Deserialize, Serialize};

use super::mismatch::{Outcome, same};
use super::values::values;

pub(super) fn of_a_form(body: &[u8]) -> Outcome {
    for options in [Options::new(), Options::php_post(), Options::php_parse_str()] {
        let Ok(form) = options.parse(body) else { continue };
        if has_empty_array(&form) {
            continue;
        }
        for encoding in [Encoding::Rfc1738, Encoding::Rfc3986] {
            let written = form.to_query(encoding);
            let read = Options::new().unlimited_bytes().parse(written.as_bytes());
            same(format_args!("written as {written}"), &Some(&form), &read.ok().as_ref())?;
        }
    }
    Ok(())
}

/// Only a variable that is dropped for a forbidden prefix leaves one, and nothing of it is written.
fn has_empty_array(form: &Form<'_>) -> bool {
    values(form).iter().any(|(_, value)| value.as_array().is_some_and(phpform::Array::is_empty))
}

pub(super) fn through_serde(body: &[u8]) -> Outcome {
    let Ok(form) = phpform::parse(body) else { return Ok(()) };
    for encoding in [Encoding::Rfc1738, Encoding::Rfc3986] {
        let written = phpform::to_string_as(&form, encoding);
        same(format_args!("a form"), &Some(form.to_query(encoding)), &written.ok())?;
    }
    // A form that was a field of a type is the same form.
    let field: Option<Form<'static>> = phpform::from_bytes(body).ok();
    let want = form.root().walk().all(|step| match step {
        phpform::Step::Open(key) => is_text(key),
        phpform::Step::Text(key, text) => is_text(key) && std::str::from_utf8(text).is_ok(),
        phpform::Step::Close => true,
    });
    if want { same(format_args!("a form read as a type"), &Some(form), &field) } else { Ok(()) }
}

fn is_text(key: phpform::Key<'_>) -> bool {
    key.as_int().is_some() || key.as_str().is_some()
}

/// A type without `Option`: nothing in it is written as nothing but what is empty, and that is its default.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    a: String,
    b: i64,
    c: Vec<u16>,
    d: BTreeMap<String, String>,
    e: BTreeMap<i64, Vec<String>>,
    f: Vec<Entry>,
    g: bool,
    h: f64,
    x: Box<Inner>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Entry {
    a: char,
    #[serde(default)]
    b: i128,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Inner {
    a: f32,
    b: BTreeMap<char, BTreeMap<String, String>>,
}

pub(super) fn of_a_type(body: &[u8]) -> Outcome {
    let form = phpform::parse(body);
    let Ok(want) = phpform::from_bytes::<Kept>(body) else { return Ok(()) };
    // NaN is not equal to itself, and empty arrays are not written.
    if want.h.is_nan() || want.x.a.is_nan() || form.is_ok_and(|form| has_empty_array(&form)) {
        return Ok(());
    }
    for encoding in [Encoding::Rfc1738, Encoding::Rfc3986] {
        let written = phpform::to_string_as(&want, encoding).unwrap_or_default();
        let got = phpform::from_str::<Kept>(&written).map_err(|error| error.to_string());
        same(format_args!("written as {written}"), &Ok(&want), &got.as_ref())?;
    }
    Ok(())
}
