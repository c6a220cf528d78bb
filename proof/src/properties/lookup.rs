//! Paths: printed, parsed, looked up.

use phpform::{Key, Options, Path, PathKey};

use super::answers::readings;
use super::mismatch::{Outcome, same, wants};
use super::turn::Turn;
use super::values::values;

/// As many values of a form are looked for by themselves: each search goes through the whole form.
const SEARCHED: usize = 16;

pub(super) fn finds(body: &[u8], turn: Turn) -> Outcome {
    for reading in turn.of(readings()) {
        let Ok(form) = Options::from(reading).parse(body) else { continue };
        for (index, (path, value)) in values(&form).into_iter().enumerate() {
            let found = form.get(&path.to_string());
            same(format_args!("`{path}`"), &Some(value), &found.ok())?;
            if index < SEARCHED {
                same(format_args!("the path of a value"), &path, &value.path())?;
            }
            let below = path.keys().iter().cloned().chain([PathKey::from(Key::Bytes(b"no such key"))]);
            let below = form.find(&below.collect());
            wants(format_args!("below `{path}`"), below.is_none(), "nothing", &below)?;
        }
    }
    Ok(())
}

/// The body is taken for the keys of a path, and for a path.
pub(super) fn paths_come_back(body: &[u8]) -> Outcome {
    let keys = body.split(|byte| matches!(byte, b'&' | b'=')).filter(|key| !key.is_empty());
    let path: Path = keys.map(|key| PathKey::from(Key::new(key))).collect();
    comes_back(&path)?;
    let text = std::str::from_utf8(body).unwrap_or_default();
    text.parse::<Path>().map_or(Ok(()), |path| comes_back(&path))
}

fn comes_back(path: &Path) -> Outcome {
    let printed = path.to_string();
    same(format_args!("printed as {printed:?}"), &Some(path), &printed.parse().ok().as_ref())
}
