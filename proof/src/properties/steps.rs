//! The steps that the loops of the parser take, counted with `--cfg phpform_steps`.

use phpform::{Options, steps};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::mismatch::{Outcome, wants};

/// At most so many steps for each byte of a body, and for the end behind it. The worst that `tests/steps.rs` finds is
/// about 17, where a type is tried first and the tree read then.
pub const A_BYTE: u64 = 24;

/// The most steps that any way to read this body takes, with what way that is.
pub fn most(body: &[u8], readings: &[Options]) -> (u64, String) {
    let mut most = (0, String::new());
    let mut count = |options: &Options, way: &str, read: &dyn Fn()| {
        let steps = steps::of(read);
        if steps >= most.0 {
            most = (steps, format!("{way}, {options:?}"));
        }
    };
    for options in readings {
        // The secret of the tables follows from the body: over many bodies there are many.
        let options = &options.seed(body.len() as u64);
        count(options, "the tree", &|| drop(options.parse(body)));
        count(options, "the pairs", &|| _ = options.pairs(body).count());
        count(options, "a type that wants everything", &|| take::<phpform::Form<'_>>(options, body));
        count(options, "a type that wants nothing", &|| take::<IgnoredAny>(options, body));
    }
    most
}

fn take<'de, T: Deserialize<'de>>(options: &Options, body: &'de [u8]) {
    drop(options.from_bytes::<T>(body));
}

/// Reading is linear: no more steps than a constant times the length.
pub fn linear_under(body: &[u8], readings: &[Options]) -> Outcome {
    let bound = A_BYTE * (body.len() as u64 + 1);
    let (steps, way) = most(body, readings);
    wants(format_args!("{way}"), steps <= bound, &format!("at most {bound} steps"), &steps)
}

/// Under the readings with their usual limits, and with none.
pub(super) fn linear(body: &[u8]) -> Outcome {
    let usual = [Options::new(), Options::php_post(), Options::php_parse_str()];
    let parted = Options::php_parse_str().separators(b"&;");
    let free = usual.map(|options| options.unlimited_pairs().unlimited_depth());
    linear_under(body, &usual).and_then(|()| linear_under(body, &free))?;
    linear_under(body, &[parted])
}
