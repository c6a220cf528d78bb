//! The parser `phpform` as a decoder, and its form as a [`Node`] (feature `phpform`).

use std::borrow::Cow;

use phpform::{Form, Step};

use crate::node::Items;
use crate::{Answer, Decoder, Key, Limit, Node, Profile, Reading};

/// The parser `phpform`: it reads each body as it is asked to.
///
/// ```
/// use phpform_conformance::{Answer, Decoder, Node, Profile, parser::Parser};
///
/// let answer = Parser.decode(b"a[]=1", &Profile::PhpPost.into());
/// let tree = Node::from_json(br#"{"array":[["a",{"array":[[0,"1"]]}]]}"#)?;
/// assert_eq!(answer, Answer::Tree { tree, warnings: Vec::new() });
/// # Ok::<(), phpform_conformance::tagged::JsonError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Parser;

impl Decoder for Parser {
    fn name(&self) -> &'static str {
        "phpform"
    }

    /// The workspace gives all its crates one version.
    fn version(&self) -> Option<&'static str> {
        Some(env!("CARGO_PKG_VERSION"))
    }

    fn decode(&mut self, body: &[u8], reading: &Reading) -> Answer {
        if let Err(reason) = reading.check() {
            return Answer::Unsupported(reason);
        }
        match phpform::Options::from(reading).parse(body) {
            Ok(form) => Answer::Tree {
                tree: Node::from(&form),
                warnings: form.warnings().iter().map(|warning| limit(warning.kind())).collect(),
            },
            Err(error) => Answer::Error {
                kind: limit(error.kind()),
                offset: error.span().start,
                path: error.path().to_string(),
            },
        }
    }
}

/// Both crates name the limits alike.
fn limit(kind: phpform::ErrorKind) -> Limit {
    Limit::from(Cow::from(kind.as_str()))
}

/// What the parser has to be told for a reading. Separators that [`Reading::check`] refuses have no effect.
impl From<&Reading> for phpform::Options {
    fn from(reading: &Reading) -> phpform::Options {
        let mut options = match reading.profile {
            Profile::PhpPost => phpform::Options::php_post(),
            Profile::PhpParseStr => phpform::Options::php_parse_str(),
            Profile::Default => phpform::Options::new(),
        };
        let crate::Options { max_pairs, max_depth, max_bytes, separators, keep_names } = &reading.options;
        if let Some(pairs) = max_pairs {
            options = options.max_pairs(*pairs);
        }
        if let Some(depth) = max_depth {
            options = options.max_depth(*depth);
        }
        if let Some(bytes) = max_bytes {
            options = options.max_bytes(*bytes);
        }
        if let Some(bytes) = separators {
            options = options.separators(bytes);
        }
        if *keep_names { options.keep_names() } else { options }
    }
}

/// The form as plain data, whatever its depth.
impl From<&Form<'_>> for Node {
    fn from(form: &Form<'_>) -> Node {
        // The arrays around the one that is being filled, with the keys under which the next inner one goes.
        let mut parents: Vec<(Items, Key)> = Vec::new();
        let mut items = Items::new();
        for step in form.root().walk() {
            match step {
                Step::Text(key, text) => items.push((key.into(), Node::Text(text.to_vec()))),
                Step::Open(key) => parents.push((std::mem::take(&mut items), key.into())),
                Step::Close => {
                    let Some((mut parent, key)) = parents.pop() else { break };
                    parent.push((key, Node::Array(items)));
                    items = parent;
                }
            }
        }
        Node::Array(items)
    }
}

impl From<phpform::Key<'_>> for Key {
    fn from(key: phpform::Key<'_>) -> Key {
        match key {
            phpform::Key::Int(int) => Key::Int(int),
            phpform::Key::Bytes(bytes) => Key::Text(bytes.to_vec()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Naive, Options};

    fn reading(profile: Profile, options: Options) -> Reading {
        Reading { profile, options }
    }

    #[test]
    fn it_answers_as_the_naive_reading_does() {
        let small = Options { max_pairs: Some(2), max_depth: Some(2), ..Options::default() };
        let short = Options { max_bytes: Some(3), ..Options::default() };
        let semicolon = Options { separators: Some(b";".to_vec()), ..Options::default() };
        let kept = Options { keep_names: true, ..Options::default() };
        let mut decoded = 0;
        for options in [Options::default(), small, short, semicolon, kept] {
            for profile in Profile::ALL {
                let reading = reading(profile, options.clone());
                for body in [
                    &b""[..],
                    b"a=1&a[x][]=2&a[x][y]=3&9223372036854775807=%ff",
                    b"a[b][c][d]=1&e=2&f=3",
                    b"&&a=1&b=2",
                    b" a.b=1;c=2\0&d=3",
                    b"a[b%5D[__Host-c]=1&a[]=",
                ] {
                    let wanted = Naive::new(reading.clone()).decode(body, &reading);
                    assert_eq!(Parser.decode(body, &reading), wanted, "{reading:?} {}", body.escape_ascii());
                    decoded += 1;
                }
            }
        }
        assert_eq!(decoded, 5 * 3 * 6);
    }

    #[test]
    fn a_form_of_any_depth_becomes_a_node() {
        const DEPTH: usize = 200_000;
        let mut body = b"a".to_vec();
        body.extend(b"[x]".repeat(DEPTH));
        let reading = reading(Profile::PhpPost, Options { max_depth: Some(DEPTH), ..Options::default() });
        let Answer::Tree { tree, .. } = Parser.decode(&body, &reading) else { panic!("expected a tree") };
        assert_eq!(tree.to_json().matches("array").count(), DEPTH + 1);
    }
}
