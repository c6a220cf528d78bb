//! The values of a form with the paths that lead to them.

use phpform::{Form, Iter, Key, Path, PathKey, Value};

/// Every value below the root, in the order of the form.
pub(super) fn values<'f>(form: &'f Form<'_>) -> Vec<(Path, Value<'f>)> {
    let mut found = Vec::new();
    let mut keys: Vec<Key<'f>> = Vec::new();
    let mut open: Vec<Iter<'f>> = vec![form.iter()];
    while let Some(siblings) = open.last_mut() {
        let Some((key, value)) = siblings.next() else {
            open.pop();
            keys.pop();
            continue;
        };
        keys.push(key);
        found.push((keys.iter().copied().map(PathKey::from).collect(), value));
        match value.as_array() {
            Some(array) => open.push(array.iter()),
            None => _ = keys.pop(),
        }
    }
    found
}
