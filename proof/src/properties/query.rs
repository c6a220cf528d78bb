//! The way back: what a form is written as is read back as that form (specification 6.11).

use phpform::{Encoding, Form, Options};

use super::mismatch::{Outcome, same};
use super::values::values;

pub(super) fn comes_back(body: &[u8]) -> Outcome {
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
