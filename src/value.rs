//! A view of one node of a form: [`Value`] and [`Array`].

use alloc::vec::Vec;
use core::num::ParseIntError;
use core::ops::Range;
use core::str::FromStr;

use crate::error::{Error, ErrorKind};
use crate::form::Form;
use crate::key::Key;
use crate::node::{Id, Kind};
use crate::pair::spans;
use crate::path::{Path, PathKey};
use crate::scalar;
use crate::tree::ROOT;
use crate::walk::{Step, Walk};

/// A value of a form: a text or an array.
#[derive(Clone, Copy)]
pub struct Value<'f> {
    pub(crate) form: &'f Form<'f>,
    pub(crate) id: Id,
}

impl<'f> Value<'f> {
    /// The bytes of a text.
    #[inline]
    pub fn as_bytes(self) -> Option<&'f [u8]> {
        self.form.tree.scalar(self.id, self.form.texts())
    }

    /// The text, if it is one and UTF-8.
    #[inline]
    pub fn as_str(self) -> Option<&'f str> {
        core::str::from_utf8(self.as_bytes()?).ok()
    }

    /// The array, if it is one.
    #[inline]
    pub fn as_array(self) -> Option<Array<'f>> {
        matches!(self.form.tree.kind(self.id), Kind::Array | Kind::Wide).then_some(Array { value: self })
    }

    /// The bytes of a text that needed no decoding, where they stand in the body. They live as long as the form is
    /// looked at; [`Form::borrowed`] gives them for as long as the body lives.
    pub fn borrowed(self) -> Option<&'f [u8]> {
        if self.form.tree.kind(self.id) == Kind::Body { self.as_bytes() } else { None }
    }
}

impl<'f> Value<'f> {
    /// The text.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::ExpectedText`] for an array, [`ErrorKind::InvalidUtf8`] if it is not UTF-8; with path and span.
    ///
    /// ```
    /// let form = phpform::parse(b"a=x&b[c]=y")?;
    ///
    /// assert_eq!(form.get("a")?.text()?, "x");
    /// let error = form.get("b")?.text().unwrap_err();
    /// assert_eq!(error.to_string(), "`b`: expected a text, found an array, at byte 4");
    /// # Ok::<(), phpform::Error>(())
    /// ```
    pub fn text(self) -> Result<&'f str, Error> {
        core::str::from_utf8(self.bytes()?).map_err(|_| self.error(ErrorKind::InvalidUtf8))
    }

    /// The bytes of a text, UTF-8 or not.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::ExpectedText`] for an array, with path and span.
    pub fn bytes(self) -> Result<&'f [u8], Error> {
        self.as_bytes().ok_or_else(|| self.error(ErrorKind::ExpectedText))
    }

    /// The integer that the text is: `-?[0-9]+` and nothing else.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::ExpectedText`], [`ErrorKind::InvalidInteger`] or [`ErrorKind::OutOfRange`], with path and span.
    ///
    /// ```
    /// use phpform::ErrorKind;
    ///
    /// let form = phpform::parse(b"ts=1714649632&line=17x")?;
    ///
    /// assert_eq!(form.get("ts")?.integer::<u64>()?, 1_714_649_632);
    /// assert_eq!(form.get("ts")?.integer::<u8>().unwrap_err().kind(), ErrorKind::OutOfRange);
    /// assert_eq!(form.get("line")?.integer::<u64>().unwrap_err().kind(), ErrorKind::InvalidInteger);
    /// # Ok::<(), phpform::Error>(())
    /// ```
    pub fn integer<I: FromStr<Err = ParseIntError>>(self) -> Result<I, Error> {
        scalar::integer(self.bytes()?).map_err(|kind| self.error(kind))
    }

    /// The boolean that the text is: exactly `1`, `0`, `true` or `false`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::ExpectedText`] or [`ErrorKind::InvalidBoolean`], with path and span.
    pub fn boolean(self) -> Result<bool, Error> {
        scalar::boolean(self.bytes()?).map_err(|kind| self.error(kind))
    }

    /// The array.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::ExpectedArray`] for a text, with path and span.
    pub fn array(self) -> Result<Array<'f>, Error> {
        self.as_array().ok_or_else(|| self.error(ErrorKind::ExpectedArray))
    }

    /// The keys above this value, from the top one on.
    ///
    /// The tree keeps no way up: this searches the form for the value.
    pub fn path(self) -> Path {
        let mut open = Vec::new();
        let mut walk = Value { id: ROOT, ..self }.walk();
        loop {
            let found = walk.next_id() == Some(self.id);
            match walk.next() {
                Some(Step::Open(key) | Step::Text(key, _)) if found => {
                    open.push(key);
                    return open.into_iter().map(PathKey::from).collect();
                }
                Some(Step::Open(key)) => open.push(key),
                Some(Step::Close) => _ = open.pop(),
                Some(Step::Text(..)) => {}
                None => return Path::default(),
            }
        }
    }

    /// Where in the raw body the name stands that gave the value: the last of its name, for an array the one that
    /// made it. `0..0` for the whole form.
    ///
    /// ```
    /// let form = phpform::parse(b"a=1&b%5Bc%5D=2")?;
    ///
    /// assert_eq!(form.get("b[c]")?.name_span(), 4..12);
    /// assert_eq!(form.get("b[c]")?.value_span(), 13..14);
    /// # Ok::<(), phpform::Error>(())
    /// ```
    pub fn name_span(self) -> Range<usize> {
        self.spans().0
    }

    /// Where in the raw body the value stands, undecoded. For an array it is the value of the part that made it.
    pub fn value_span(self) -> Range<usize> {
        self.spans().1
    }

    fn spans(self) -> (Range<usize>, Range<usize>) {
        if self.id == ROOT {
            return (0..0, 0..0);
        }
        spans(&self.form.body, &self.form.options, self.form.tree.part(self.id))
    }

    /// The children of an array in PHP's order; a text has none.
    #[inline]
    pub(crate) fn children(self) -> Iter<'f> {
        let next = self.form.tree.first_child(self.id);
        Iter { parent: self, next }
    }

    /// The child under a key.
    pub(crate) fn child(self, key: Key<'_>) -> Option<Self> {
        let id = self.form.tree.find(self.id, key, self.form.texts())?;
        Some(Value { id, ..self })
    }

    /// Goes through everything below this value, depth first, without recursion.
    ///
    /// ```
    /// use phpform::{Key, Step};
    ///
    /// let form = phpform::parse(b"a[b]=1&c=2")?;
    /// let steps: Vec<_> = form.root().walk().collect();
    ///
    /// assert_eq!(steps, [
    ///     Step::Open(Key::Bytes(b"a")),
    ///     Step::Text(Key::Bytes(b"b"), b"1"),
    ///     Step::Close,
    ///     Step::Text(Key::Bytes(b"c"), b"2"),
    /// ]);
    /// # Ok::<(), phpform::Error>(())
    /// ```
    pub fn walk(self) -> Walk<'f> {
        Walk::new(self)
    }

    /// An error about this value.
    pub(crate) fn error(self, kind: ErrorKind) -> Error {
        let path = self.path();
        let span = if kind == ErrorKind::ExpectedText { self.name_span() } else { self.value_span() };
        Error::new(kind, span).with_options(&self.form.options).found(self.as_bytes()).with_path(path)
    }
}

/// Two values are equal if PHP's `===` says so: the same keys with the same values in the same order.
impl PartialEq for Value<'_> {
    fn eq(&self, other: &Value<'_>) -> bool {
        match (self.as_bytes(), other.as_bytes()) {
            (None, None) => self.walk().eq(other.walk()),
            (this, that) => this == that,
        }
    }
}

impl Eq for Value<'_> {}

/// An array of a form: keys and values in PHP's order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Array<'f> {
    value: Value<'f>,
}

impl<'f> Array<'f> {
    /// The array as a value.
    pub fn value(self) -> Value<'f> {
        self.value
    }

    /// How many children the array has. Only a variable dropped for a forbidden prefix leaves an empty one.
    pub fn len(self) -> usize {
        self.value.form.tree.len(self.value.id)
    }

    /// Whether the array has no children.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The keys and values, in PHP's order: that of the first use of each key.
    pub fn iter(self) -> Iter<'f> {
        self.value.children()
    }

    /// The value under a key.
    ///
    /// ```
    /// use phpform::Key;
    ///
    /// let form = phpform::parse(b"a[7]=x")?;
    /// assert_eq!(form.get("a")?.array()?.get(Key::Int(7)).and_then(|value| value.as_str()), Some("x"));
    /// # Ok::<(), phpform::Error>(())
    /// ```
    pub fn get(self, key: Key<'_>) -> Option<Value<'f>> {
        self.value.child(key)
    }

    /// Whether the keys are 0, 1, 2, … in this order, as PHP's `array_is_list` asks.
    ///
    /// ```
    /// let form = phpform::parse(b"a[]=x&a[]=y&b[1]=x")?;
    ///
    /// assert!(form.get("a")?.array()?.is_list());
    /// assert!(!form.get("b")?.array()?.is_list());
    /// # Ok::<(), phpform::Error>(())
    /// ```
    pub fn is_list(self) -> bool {
        self.iter().zip(0..).all(|((key, _), index)| key == Key::Int(index))
    }
}

impl<'f> IntoIterator for Array<'f> {
    type Item = (Key<'f>, Value<'f>);
    type IntoIter = Iter<'f>;

    fn into_iter(self) -> Iter<'f> {
        self.iter()
    }
}

/// The children of an array, in PHP's order.
#[derive(Clone, Debug)]
pub struct Iter<'f> {
    parent: Value<'f>,
    next: Option<Id>,
}

impl<'f> Iterator for Iter<'f> {
    type Item = (Key<'f>, Value<'f>);

    fn next(&mut self) -> Option<Self::Item> {
        let Value { form, id: parent } = self.parent;
        let id = self.next?;
        self.next = form.tree.next_sibling(parent, id);
        Some((form.tree.key(id, form.texts()), Value { form, id }))
    }
}
