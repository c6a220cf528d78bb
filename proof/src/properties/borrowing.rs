//! What needs no decoding is not copied: it stands in the body itself.

use std::collections::BTreeMap;

use phpform::Options;

use super::answers::readings;
use super::mismatch::{Outcome, same, wants};
use super::values::values;

pub(super) fn borrows(body: &[u8]) -> Outcome {
    for reading in readings().iter().take(3) {
        let Ok(form) = Options::from(reading).parse(body) else { continue };
        for (path, value) in values(&form) {
            let place = format_args!("`{path}`");
            let raw = body.get(value.value_span()).unwrap_or_default();
            if let Some(text) = form.borrowed(value) {
                same(place, &raw.as_ptr_range(), &text.as_ptr_range())?;
            } else {
                let free = value.as_array().is_some() || raw.iter().any(|byte| matches!(byte, b'%' | b'+'));
                wants(place, free, "bytes of the body", &raw.escape_ascii())?;
            }
            let short = value.borrowed().map(<[u8]>::as_ptr_range);
            same(place, &form.borrowed(value).map(<[u8]>::as_ptr_range), &short)?;
        }
    }
    let texts = phpform::from_bytes::<BTreeMap<&str, &str>>(body).unwrap_or_default();
    let inside = |text: &str| {
        let (range, body) = (text.as_bytes().as_ptr_range(), body.as_ptr_range());
        body.start <= range.start && range.end <= body.end
    };
    texts.iter().try_for_each(|(key, text)| {
        let all = inside(key) && inside(text);
        wants(format_args!("the type BTreeMap<&str, &str>"), all, "texts of the body", &(key, text))
    })
}
