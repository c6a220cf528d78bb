//! The form: what a body holds.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{Error, ErrorKind};
use crate::key::Key;
use crate::limits::Warning;
use crate::node::Kind;
use crate::options::Options;
use crate::path::Path;
use crate::place::Texts;
use crate::query::{Encoding, Query};
use crate::tree::{ROOT, Tree};
use crate::value::{Iter, Value};
use crate::walk::Step;

/// A body as PHP reads it: an ordered array of texts and arrays.
///
/// Texts that needed no decoding stay in the body; all others, and the tree itself, lie in a few vectors of the form.
///
/// ```
/// let form = phpform::parse(b"data[LINE]=105&data[chat][id]=8&auth[member_id]=a2")?;
///
/// assert_eq!(form.get("data[LINE]")?.integer::<u32>()?, 105);
/// assert_eq!(form.get("data[chat][id]")?.text()?, "8");
/// let names: Vec<_> = form.iter().filter_map(|(key, _)| key.as_str()).collect();
/// assert_eq!(names, ["data", "auth"]);
/// # Ok::<(), phpform::Error>(())
/// ```
#[derive(Clone)]
pub struct Form<'b> {
    pub(crate) body: Cow<'b, [u8]>,
    pub(crate) text: Vec<u8>,
    pub(crate) tree: Tree,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) options: Options,
}

impl<'b> Form<'b> {
    /// The form as an array: what `$_POST` is in PHP.
    #[inline]
    pub fn root(&self) -> Value<'_> {
        Value { form: self, id: ROOT }
    }

    /// The value under a path such as `data[DATA][0][chat][id]`, with keys as the form has them: nothing of the path
    /// is mangled. Bytes that a path cannot hold are written as `%XX`; see [`Path`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidPath`] if `path` is none, [`ErrorKind::Missing`] if nothing stands there.
    ///
    /// ```
    /// use phpform::ErrorKind;
    ///
    /// let form = phpform::parse(b"chat[id]=8")?;
    ///
    /// assert_eq!(form.get("chat[id]")?.text()?, "8");
    /// assert_eq!(form.get("chat[name]").unwrap_err().kind(), ErrorKind::Missing);
    /// assert_eq!(form.get("chat[]").unwrap_err().kind(), ErrorKind::InvalidPath);
    /// # Ok::<(), phpform::Error>(())
    /// ```
    pub fn get(&self, path: &str) -> Result<Value<'_>, Error> {
        let path: Path = path.parse()?;
        self.find(&path).ok_or_else(|| self.missing(path))
    }

    /// The value under a path, if there is one.
    pub fn find(&self, path: &Path) -> Option<Value<'_>> {
        path.keys().iter().try_fold(self.root(), |value, key| value.child(key.as_key()))
    }

    /// The top keys and their values, in PHP's order.
    pub fn iter(&self) -> Iter<'_> {
        self.root().children()
    }

    /// How many top keys there are.
    pub fn len(&self) -> usize {
        self.tree.len(ROOT)
    }

    /// Whether the form holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What PHP would have warned of, in the order in which it would have. Only [`Options::php_post`] and
    /// [`Options::php_parse_str`] warn: the default reading fails instead.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// A value's bytes in the body this form was read from, which outlive the form; `None` if they had to be decoded,
    /// for arrays, and for a form that owns its bytes.
    ///
    /// ```
    /// let id: &'static [u8] = {
    ///     let form = phpform::parse(b"chat[id]=8")?;
    ///     form.borrowed(form.get("chat[id]")?).unwrap_or_default()
    /// };
    /// assert_eq!(id, b"8");
    /// # Ok::<(), phpform::Error>(())
    /// ```
    pub fn borrowed(&self, value: Value<'_>) -> Option<&'b [u8]> {
        match (&self.body, self.tree.kind(value.id)) {
            (Cow::Borrowed(body), Kind::Body) if core::ptr::addr_eq(value.form, self) => {
                self.tree.scalar(value.id, Texts { body, decoded: &[] })
            }
            _ => None,
        }
    }

    /// Detaches the form from the body.
    pub fn into_owned(self) -> Form<'static> {
        Form { body: Cow::Owned(self.body.into_owned()), ..self }
    }

    /// The form as `http_build_query` would write it. Empty arrays leave nothing behind.
    ///
    /// ```
    /// use phpform::Encoding;
    ///
    /// let form = phpform::parse(b"a[]=x&a[]=y z")?;
    ///
    /// assert_eq!(form.to_query(Encoding::Rfc1738), "a%5B0%5D=x&a%5B1%5D=y+z");
    /// # Ok::<(), phpform::Error>(())
    /// ```
    pub fn to_query(&self, encoding: Encoding) -> String {
        let mut query = Query::new(encoding);
        for step in self.root().walk() {
            match step {
                Step::Open(key) => query.open(key),
                Step::Text(key, text) => query.text(key, text),
                Step::Close => query.close(),
            }
        }
        query.finish()
    }

    pub(crate) fn texts(&self) -> Texts<'_> {
        Texts { body: &self.body, decoded: &self.text }
    }

    /// The error for a path under which nothing stands: it points at the part of the deepest array on the way.
    fn missing(&self, path: Path) -> Error {
        let mut nearest = None;
        let mut value = self.root();
        for key in path.keys() {
            let Some(child) = value.child(key.as_key()) else { break };
            value = child;
            nearest = Some(child);
        }
        let span = nearest.map_or(0..0, Value::name_span);
        Error::new(ErrorKind::Missing, span).with_path(path)
    }
}

/// Two forms are equal if PHP's `===` says so: the same keys with the same values in the same order.
impl PartialEq for Form<'_> {
    fn eq(&self, other: &Form<'_>) -> bool {
        self.root() == other.root()
    }
}

impl Eq for Form<'_> {}

impl<'f> IntoIterator for &'f Form<'_> {
    type Item = (Key<'f>, Value<'f>);
    type IntoIter = Iter<'f>;

    fn into_iter(self) -> Iter<'f> {
        self.iter()
    }
}
