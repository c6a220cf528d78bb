//! What went wrong with a body: which key, which byte, what was expected there.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use crate::key::{Key, Text};
use crate::limits::Limit;
use crate::name::{Fate, Names, Source};
use crate::options::Options;
use crate::pair::Parts;
use crate::path::{Path, PathKey};
use crate::render::Render;
use crate::walk::MASK;

/// What kind of error it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The body is longer than [`Options::max_bytes`] allows.
    MaxBytes,
    /// The body has more parts than [`Options::max_pairs`] allows.
    MaxPairs,
    /// A name has more brackets than [`Options::max_depth`] allows.
    MaxDepth,
    /// Nothing stands under the path.
    Missing,
    /// The path that was asked for is none.
    InvalidPath,
    /// A text was expected, and an array stands there.
    ExpectedText,
    /// An array was expected, and a text stands there.
    ExpectedArray,
    /// A text was expected, and the bytes are not UTF-8.
    InvalidUtf8,
    /// An integer was expected: `-?[0-9]+`.
    InvalidInteger,
    /// The integer is too large or too small for its type.
    OutOfRange,
    /// A boolean was expected: `1`, `0`, `true` or `false`.
    InvalidBoolean,
}

impl ErrorKind {
    /// A short permanent name: `max-depth`, `invalid-integer`.
    ///
    /// ```
    /// assert_eq!(phpform::ErrorKind::MaxDepth.as_str(), "max-depth");
    /// ```
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MaxBytes => "max-bytes",
            Self::MaxPairs => "max-pairs",
            Self::MaxDepth => "max-depth",
            Self::Missing => "missing",
            Self::InvalidPath => "invalid-path",
            Self::ExpectedText => "expected-text",
            Self::ExpectedArray => "expected-array",
            Self::InvalidUtf8 => "invalid-utf8",
            Self::InvalidInteger => "invalid-integer",
            Self::OutOfRange => "out-of-range",
            Self::InvalidBoolean => "invalid-boolean",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What went wrong: its kind, the path of the value, and where in the raw body it stands.
///
/// `Display` is one line for logs, [`Error::render`] a picture for people. Neither shows a secret.
///
/// ```
/// use phpform::{ErrorKind, Options};
///
/// let body = b"chat[id]=8&data[a][b][c]=1";
/// let error = Options::new().max_depth(2).parse(body).unwrap_err();
///
/// assert_eq!(error.kind(), ErrorKind::MaxDepth);
/// assert_eq!(error.path().to_string(), "data[a][b]");
/// assert_eq!(error.span(), 21..22);
/// assert_eq!(error.to_string(), "`data[a][b]`: more than 2 brackets in one name, at byte 21");
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

/// Boxed: a `Result` that carries an error is then no larger than what it carries otherwise.
#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    path: Path,
    span: Range<usize>,
    /// The limit, for errors about one.
    limit: usize,
    /// What was found, or why it is wrong; already masked if it is a secret.
    detail: String,
    /// How the body was read: the picture is drawn by it.
    options: Options,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, span: Range<usize>) -> Self {
        Self(Box::new(Inner {
            kind,
            path: Path::default(),
            span,
            limit: 0,
            detail: String::new(),
            options: Options::new(),
        }))
    }

    pub(crate) fn limit(kind: ErrorKind, limit: usize, span: Range<usize>) -> Self {
        let mut error = Self::new(kind, span);
        error.0.limit = limit;
        error
    }

    /// The kind of error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The path of the value that is wrong. It ends before a `[]` whose index was not known yet; it is empty where the
    /// whole body is meant.
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// The bytes of the raw body that are wrong: the value, the bracket too many, the part too many, or the name where
    /// something is missing. For [`ErrorKind::InvalidPath`] it counts in the path.
    pub fn span(&self) -> Range<usize> {
        self.0.span.clone()
    }

    /// The limit that was passed, for the three kinds that are about one.
    pub fn passed_limit(&self) -> Option<usize> {
        matches!(self.kind(), ErrorKind::MaxBytes | ErrorKind::MaxPairs | ErrorKind::MaxDepth)
            .then_some(self.0.limit)
    }

    /// The error as a picture: the place in the body, the key, what was expected. Secrets are masked, those of
    /// neighbouring pairs too. `body` is the one that was read.
    ///
    /// ```
    /// let body = b"chat[id]=8x&auth[application_token]=51856fefc120afa4";
    /// let form = phpform::parse(body)?;
    /// let error = form.get("chat[id]")?.integer::<u64>().unwrap_err();
    ///
    /// assert_eq!(
    ///     error.render(body).to_string(),
    ///     r#"`chat[id]`: expected an integer, found "8x", at byte 9
    ///   --> body, bytes 9..11, pair 1 of 2
    ///    |
    ///    | chat[id]=8x&auth[application_token]=***
    ///    | -------- ^^ expected an integer
    ///    | |
    ///    | chat[id]
    /// "#
    /// );
    /// # Ok::<(), phpform::Error>(())
    /// ```
    pub fn render<'e>(&'e self, body: &'e [u8]) -> Render<'e> {
        Render { error: self, body }
    }

    pub(crate) fn options(&self) -> &Options {
        &self.0.options
    }

    /// What was expected, in a few words.
    pub(crate) fn label(&self) -> String {
        let limit = self.0.limit;
        match self.kind() {
            ErrorKind::MaxBytes => format!("more than {limit} bytes in the body"),
            ErrorKind::MaxPairs => format!("more than {limit} pairs in the body"),
            ErrorKind::MaxDepth => format!("more than {limit} brackets in one name"),
            ErrorKind::Missing => "nothing stands here".to_string(),
            ErrorKind::InvalidPath => "not a path".to_string(),
            ErrorKind::ExpectedText | ErrorKind::InvalidUtf8 => "expected a text".to_string(),
            ErrorKind::ExpectedArray => "expected an array".to_string(),
            ErrorKind::InvalidInteger => "expected an integer".to_string(),
            ErrorKind::OutOfRange => "integer out of range".to_string(),
            ErrorKind::InvalidBoolean => "expected a boolean (1, 0, true or false)".to_string(),
        }
    }

    pub(crate) fn with_path(mut self, path: Path) -> Self {
        if path.is_secret() && !self.0.detail.is_empty() {
            self.0.detail = format!("found {MASK}");
        }
        self.0.path = path;
        self
    }

    pub(crate) fn with_options(mut self, options: &Options) -> Self {
        self.0.options = *options;
        self
    }

    /// Notes what was found instead: the text, or an array.
    pub(crate) fn found(mut self, text: Option<&[u8]>) -> Self {
        /// As many bytes of a text are shown.
        const SHOWN: usize = 40;
        self.0.detail = match text {
            None => "found an array".to_string(),
            Some(text) => match text.get(..SHOWN) {
                Some(start) if text.len() > SHOWN => format!("found \"{}…\"", Text(start)),
                _ => format!("found \"{}\"", Text(text)),
            },
        };
        self
    }

    /// Notes why a path is none.
    pub(crate) fn because(mut self, path: &str, reason: &str) -> Self {
        self.0.detail = format!("\"{}\": {reason}", Text(path.as_bytes()));
        self
    }

    /// Takes the path from the name of the part that starts at `start`, up to its first `[]`.
    pub(crate) fn at_part(self, body: &[u8], options: &Options, start: usize) -> Self {
        let path = part_path(body, options, options.limits.depth, start);
        self.with_options(options).with_path(path)
    }
}

/// The keys of the name of the part that starts at `start`, up to its first `[]`.
pub(crate) fn part_path(body: &[u8], options: &Options, depth: Limit, start: usize) -> Path {
    let (mut names, mut text) = (Names::new(depth, options.names), Vec::new());
    let mut parts = Parts::new(body, options).starting(start);
    if parts.skip_empty() {
        return Path::default();
    }
    if !matches!(parts.read(&mut names, &mut text).0.fate, Fate::Registered | Fate::TooDeep(_)) {
        return Path::default();
    }
    (0..names.keys().len())
        .map_while(|level| names.keys().get(level))
        .map_while(|key| {
            let source = match key.source() {
                Source::Append => return None,
                Source::Body => body,
                Source::Text => &text,
            };
            Some(PathKey::from(Key::new(source.get(key.range(start))?)))
        })
        .collect()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, path, span, detail, .. } = &*self.0;
        if *kind == ErrorKind::InvalidPath {
            return write!(f, "not a path: {detail}, at byte {}", span.start);
        }
        if !path.keys().is_empty() {
            write!(f, "`{path}`: ")?;
        }
        write!(f, "{}", self.label())?;
        if !detail.is_empty() {
            write!(f, ", {detail}")?;
        }
        if *kind == ErrorKind::Missing && span.is_empty() {
            Ok(())
        } else {
            write!(f, ", at byte {}", span.start)
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({:?}, {self})", self.kind())
    }
}

impl core::error::Error for Error {}
