//! The heap that reading a body may take.

use phpform::Options;

/// What a form of a few nodes needs in any case.
const SLACK: usize = 256;

/// The most bytes of heap that reading this body may take: two for each byte of the body, 64 for each pair and bracket
/// that is kept, by the form or by the path of an error.
pub fn bound(body: &[u8], options: &Options) -> usize {
    2 * body.len() + 64 * kept(body, options) + SLACK
}

/// How many pairs and brackets a form keeps: the keys of all pairs that are registered, and the arrays that stay
/// behind of pairs that are not. An error keeps the keys of its path besides.
fn kept(body: &[u8], options: &Options) -> usize {
    let keys: usize = options.pairs(body).map(|pair| pair.keys().len()).sum();
    match options.parse(body) {
        Ok(form) => usize::max(keys, form.root().walk().count()),
        Err(error) => keys + error.path().keys().len(),
    }
}

/// Holds the heap of three readings against the bound. `measure` tells the most bytes that were allocated at once while
/// it ran what it is given.
///
/// # Panics
///
/// If it is too much.
pub fn hold(body: &[u8], measure: fn(&mut dyn FnMut()) -> u64) {
    for options in [Options::new(), Options::php_post(), Options::php_parse_str()] {
        let options = options.seed(1);
        let bytes = measure(&mut || drop(options.parse(body)));
        let bound = bound(body, &options);
        let within = u64::try_from(bound).is_ok_and(|bound| bytes <= bound);
        let place = format_args!("{options:?}");
        let outcome =
            super::mismatch::wants(place, within, &format!("at most {bound} bytes of heap"), &bytes);
        super::keep("the heap stays within its bound", body, outcome);
    }
}
