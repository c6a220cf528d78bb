//! A way through a form without recursion, and what is built on it: comparison and `Debug`.

use alloc::vec::Vec;
use core::fmt;

use crate::form::Form;
use crate::key::{Key, Text};
use crate::node::Id;
use crate::path::is_secret;
use crate::value::{Array, Value};

/// A step of a [`Walk`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'f> {
    /// A text under its key.
    Text(Key<'f>, &'f [u8]),
    /// An array under its key; its children follow.
    Open(Key<'f>),
    /// The array opened last has no more children.
    Close,
}

/// A way through a form, depth first; see [`Value::walk`].
#[derive(Clone)]
pub struct Walk<'f> {
    form: &'f Form<'f>,
    next: Option<Id>,
    /// The arrays that are open; the one where the walk began stands first.
    parents: Vec<Id>,
}

impl<'f> Walk<'f> {
    pub(crate) fn new(start: Value<'f>) -> Self {
        let next = start.form.tree.first_child(start.id);
        Self { form: start.form, next, parents: alloc::vec![start.id] }
    }

    /// The node that the next step is about, unless it is a [`Step::Close`].
    pub(crate) fn next_id(&self) -> Option<Id> {
        self.next
    }
}

impl<'f> Iterator for Walk<'f> {
    type Item = Step<'f>;

    fn next(&mut self) -> Option<Step<'f>> {
        let (tree, texts) = (&self.form.tree, self.form.texts());
        let parent = *self.parents.last()?;
        let Some(id) = self.next else {
            self.parents.pop();
            self.next = tree.next_sibling(*self.parents.last()?, parent);
            return Some(Step::Close);
        };
        let key = tree.key(id, texts);
        if let Some(text) = tree.scalar(id, texts) {
            self.next = tree.next_sibling(parent, id);
            return Some(Step::Text(key, text));
        }
        self.next = tree.first_child(id);
        self.parents.push(id);
        Some(Step::Open(key))
    }
}

impl fmt::Debug for Walk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Walk").field("depth", &self.parents.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Form<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root().fmt(f)
    }
}

impl fmt::Debug for Array<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value().fmt(f)
    }
}

/// Lines deeper than this are not indented any further: output stays in proportion to the form.
const MOST_INDENTED: usize = 8;

/// `{"chat": {"id": "8"}, "auth": {"member_id": "***"}}`, on lines of their own with `{:#?}`. Secrets are masked.
impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let under_secret = self.path().is_secret();
        if let Some(text) = self.as_bytes() {
            return write_text(f, text, under_secret);
        }
        let mut depth = 1;
        // How deep the outermost array with a secret key lies.
        let mut secret = under_secret.then_some(0);
        let mut first = true;
        f.write_str("{")?;
        for step in self.walk() {
            match step {
                Step::Close => {
                    depth -= 1;
                    secret = secret.filter(|secret| *secret < depth);
                    if !first {
                        line(f, depth)?;
                    }
                    f.write_str("}")?;
                    first = false;
                }
                Step::Open(key) | Step::Text(key, _) => {
                    if !first && !f.alternate() {
                        f.write_str(", ")?;
                    }
                    line(f, depth)?;
                    write!(f, "{key:?}: ")?;
                    if let Step::Text(_, text) = step {
                        write_text(f, text, secret.is_some() || is_secret(key))?;
                        first = false;
                    } else {
                        if is_secret(key) {
                            secret = secret.or(Some(depth));
                        }
                        f.write_str("{")?;
                        depth += 1;
                        first = true;
                    }
                }
            }
            if f.alternate() && !first {
                f.write_str(",")?;
            }
        }
        if !first {
            line(f, 0)?;
        }
        f.write_str("}")
    }
}

fn line(f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
    if !f.alternate() {
        return Ok(());
    }
    let indent = usize::min(depth, MOST_INDENTED) * 4;
    write!(f, "\n{:indent$}", "")
}

/// What stands for a secret.
pub(crate) const MASK: &str = "***";

fn write_text(f: &mut fmt::Formatter<'_>, text: &[u8], secret: bool) -> fmt::Result {
    if secret { f.write_str(MASK) } else { write!(f, "\"{}\"", Text(text)) }
}
