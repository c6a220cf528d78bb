//! The heap that reading a body may take.

use phpform::{Options, Pair, Step};

/// What a form of a few nodes needs in any case, and what the first pieces of names some hundred keys deep leave unused.
const SLACK: usize = 2304;

/// The most bytes of heap that reading this body may take: two for each byte of the body, 64 for each pair and bracket
/// that is kept, by the form or by the path of an error.
pub fn bound(body: &[u8], options: &Options) -> usize {
    2 * body.len() + 64 * kept(body, options) + SLACK
}

/// How many pairs and brackets are kept while the body is read, though later pairs may overwrite them: the keys of all
/// pairs that are registered, and the arrays that stay behind of pairs that are not. An error keeps the keys of its path
/// besides.
fn kept(body: &[u8], options: &Options) -> usize {
    let kept: usize = options.pairs(body).map(|pair| kept_of(&pair, body, options)).sum();
    kept + options.parse(body).map_or_else(|error| error.path().keys().len(), |_| 0)
}

fn kept_of(pair: &Pair<'_>, body: &[u8], options: &Options) -> usize {
    let keys = pair.keys().len();
    if keys > 0 {
        return keys;
    }
    // What a dropped pair leaves behind shows when it is read alone.
    let alone = body.get(pair.name_span()).and_then(|name| options.parse(name).ok());
    alone.map_or(0, |form| form.root().walk().filter(|step| *step != Step::Close).count())
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
