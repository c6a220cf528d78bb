//! What must hold for bodies and types.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;

use phpform::{Encoding, Error, Form, Options, Step};
use phpform_conformance::{Key, Node};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::trees::{self, Value};
use crate::types::{
    Adjacent, Any, External, Fields, First, Flat, Helped, Internal, Nested, Pairs, Strict, Untagged,
};

use crate::values::{Struct, is_read_whole, prefix};

/// Asserts that a body gives every type the same value or the same error, whether it is streamed or goes through the
/// tree. Returns how many types took it.
///
/// # Errors
/// What differs.
pub fn streamed_equals_by_tree(body: &[u8], options: &Options) -> Result<usize, String> {
    let both = Both { body, options };
    let taken = [
        both.same::<Any>()?,
        both.same::<Pairs<Any>>()?,
        both.same::<Pairs<Pairs<Any>>>()?,
        both.same::<Pairs<Vec<String>>>()?,
        both.same::<Pairs<Option<u64>>>()?,
        both.same::<Pairs<IgnoredAny>>()?,
        both.same::<Pairs<First>>()?,
        both.same::<BTreeMap<&str, Any>>()?,
        both.same::<BTreeMap<i64, Any>>()?,
        both.same::<BTreeMap<Cow<'_, str>, String>>()?,
        both.same::<BTreeMap<char, External>>()?,
        both.same::<Vec<Any>>()?,
        both.same::<(Any, Any)>()?,
        both.same::<Fields<'_>>()?,
        both.same::<Nested>()?,
        both.same::<Strict>()?,
        both.same::<Flat>()?,
        both.same::<Untagged>()?,
        both.same::<External>()?,
        both.same::<Pairs<External>>()?,
        both.same::<Internal>()?,
        both.same::<Pairs<Internal>>()?,
        both.same::<Adjacent>()?,
        both.same::<Helped<'_>>()?,
        both.same::<Form<'static>>()?,
        both.same::<IgnoredAny>()?,
        both.same::<Option<()>>()?,
    ];
    Ok(taken.into_iter().filter(|taken| *taken).count())
}

#[derive(Clone, Copy)]
struct Both<'b> {
    body: &'b [u8],
    options: &'b Options,
}

impl<'b> Both<'b> {
    /// Whether the type took the body, the same way twice.
    fn same<T: Deserialize<'b> + Debug>(self) -> Result<bool, String> {
        let streamed = shown(self.options.from_bytes::<T>(self.body));
        let by_tree = shown(self.options.from_tree::<T>(self.body));
        if streamed == by_tree {
            return Ok(streamed.is_ok());
        }
        let (name, body) = (std::any::type_name::<T>(), self.body.escape_ascii());
        Err(format!("{name} of\n  {body}\n  streamed    {streamed:?}\n  by the tree {by_tree:?}"))
    }
}

/// A value or an error as a text: NaN is not equal to itself.
fn shown<T: Debug>(result: Result<T, Error>) -> Result<String, String> {
    match result {
        Ok(value) => Ok(format!("{value:?}")),
        Err(error) => Err(error.to_json()),
    }
}

/// Asserts that a form is itself again after it was written and read (specification 6.11). Returns whether it could
/// be asked: empty arrays leave nothing behind, and serde goes 128 levels deep.
///
/// # Errors
/// What differs.
pub fn decode_encode_decode(body: &[u8]) -> Result<bool, String> {
    let options = Options::new().unlimited_depth().unlimited_bytes();
    let Ok(form) = options.parse(body) else { return Ok(false) };
    let differs = |what: &str, found: &dyn Debug| {
        Err(format!("{what}\n  body  {}\n  form  {form:?}\n  found {found:?}", body.escape_ascii()))
    };
    let deepest = depth(&form);
    for encoding in [Encoding::Rfc1738, Encoding::Rfc3986] {
        let query = form.to_query(encoding);
        match phpform::to_string_as(&form, encoding) {
            Ok(written) if written == query => {}
            Err(_) if deepest >= 128 => {}
            other => return differs("written through serde", &other),
        }
        if has_empty_array(&form) {
            continue;
        }
        match options.parse(query.as_bytes()) {
            Ok(again) if again == form => {}
            other => return differs("read again", &other),
        }
        match options.from_str::<Form<'_>>(&query) {
            Ok(again) if again == form => {}
            Err(_) if deepest >= 128 => {}
            other => return differs("read again through serde", &other),
        }
    }
    Ok(!has_empty_array(&form))
}

fn depth(form: &Form<'_>) -> usize {
    let (mut depth, mut deepest) = (0, 0);
    for step in form.root().walk() {
        match step {
            Step::Open(_) => depth += 1,
            Step::Close => depth -= 1,
            Step::Text(..) => {}
        }
        deepest = usize::max(deepest, depth);
    }
    deepest
}

fn has_empty_array(form: &Form<'_>) -> bool {
    let mut steps = form.root().walk().peekable();
    while let Some(step) = steps.next() {
        if matches!((step, steps.peek()), (Step::Open(_), Some(Step::Close))) {
            return true;
        }
    }
    false
}

/// Asserts that a value comes back when it is written and read.
///
/// # Errors
/// What differs.
pub fn encode_decode(seed: u64) -> Result<(), String> {
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
