//! What is written and read again: values of a type, and trees.

use phpform::{Encoding, Options};
use phpform_conformance::{Key, Node};

use crate::trees::{self, Value};
use crate::values::{Struct, is_read_whole, prefix};

/// Asserts that a value comes back when it is written and read.
///
/// # Errors
/// What differs.
pub fn a_value_comes_back(seed: u64) -> Result<(), String> {
    let value = Struct::new(seed);
    for encoding in [Encoding::Rfc1738, Encoding::Rfc3986] {
        let body =
            phpform::to_string_as(&value, encoding).map_err(|error| format!("{error}\n  {value:?}"))?;
        let read = [phpform::from_str::<Struct>(&body), Options::new().from_tree(body.as_bytes())];
        for read in read {
            match read {
                Ok(read) if read == value => {}
                other => return Err(format!("{value:?}\n  body {body}\n  read {other:?}")),
            }
        }
    }
    Ok(())
}

/// Asserts that a tree comes back exactly when specification 6.10 says so. Returns whether it does.
///
/// # Errors
/// What differs.
pub fn a_tree_comes_back(seed: u64) -> Result<bool, String> {
    let tree = trees::tree(seed);
    let body = phpform::to_string(&Value::Array(tree.clone())).map_err(|error| error.to_string())?;
    let read = phpform::parse(body.as_bytes()).map_err(|error| error.to_string())?;
    let texts = texts(tree);
    let same = texts == Node::from(&read);
    let expected = texts.as_items().is_some_and(|items| items_come_back(items, None));
    if same == expected { Ok(same) } else { Err(format!("{texts:?}\n  body {body}\n  read {read:?}")) }
}

/// The tree with all values as texts, and without nulls.
fn texts(array: Vec<(Key, Value)>) -> Node {
    let text = |value| match value {
        Value::Null => None,
        Value::Bool(bool) => Some(Node::Text(vec![if bool { b'1' } else { b'0' }])),
        Value::Int(int) => Some(Node::Text(int.to_string().into())),
        // How floats are written is compared with PHP elsewhere.
        Value::Float(_) => {
            let body = phpform::to_string(&[value]).unwrap_or_default();
            let form = phpform::parse(body.as_bytes()).ok()?;
            Some(Node::Text(form.get("0").ok()?.as_bytes()?.to_vec()))
        }
        Value::Text(text) => Some(Node::Text(text)),
        Value::Array(array) => Some(texts(array)),
    };
    Node::Array(array.into_iter().filter_map(|(key, value)| Some((key, text(value)?))).collect())
}

/// Specification 6.10 (a) to (d); `top` is the top key above, if there is one.
fn items_come_back(items: &[(Key, Node)], top: Option<&Key>) -> bool {
    items.iter().all(|(key, node)| {
        let allowed = |prefix| matches!(top.unwrap_or(key), Key::Text(top) if top.starts_with(prefix));
        let key_comes_back = match key {
            Key::Int(_) => true,
            Key::Text(text) => is_read_whole(text, top.is_none()) && prefix(text).is_none_or(allowed),
        };
        let come_back = |items: &[_]| !items.is_empty() && items_come_back(items, top.or(Some(key)));
        key_comes_back && node.as_items().is_none_or(come_back)
    })
}
