//! What went wrong with a body: which key, which byte, what was expected there.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use crate::grammar::Fate;
#[cfg(feature = "serde")]
use crate::key::needs_escape;
use crate::key::{Key, Text};
use crate::limits::Limit;
use crate::name::Names;
use crate::options::Options;
use crate::pair::{Part, Parts};
use crate::path::{Path, PathKey};
use crate::place::{Texts, small};
use crate::render::Render;

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
    /// A float was expected.
    InvalidFloat,
    /// A text of one character was expected.
    InvalidChar,
    /// A blank text was expected.
    ExpectedBlank,
    /// A list was expected, and a key of the array is no integer.
    ExpectedIndex,
    /// An enum was expected: the name of a variant, or an array with that name as its only key.
    ExpectedVariant,
    /// The value lies deeper than serde goes: 128 levels.
    TooNested,
    /// The type wants another type of value.
    InvalidType,
    /// The type refuses the value.
    InvalidValue,
    /// The type wants another number of values.
    InvalidLength,
    /// The enum has no such variant.
    UnknownVariant,
    /// The type has no such field and allows no others.
    UnknownField,
    /// The type has a field that the array lacks.
    MissingField,
    /// Two keys of the array stand for one field.
    DuplicateField,
    /// The type refuses the value, and says why in its own words.
    Custom,
    /// What should be written is no array: a text has a place in a body only under a name.
    Unnamed,
    /// What should be written has a map key that is no text.
    InvalidKey,
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
            Self::InvalidFloat => "invalid-float",
            Self::InvalidChar => "invalid-char",
            Self::ExpectedBlank => "expected-blank",
            Self::ExpectedIndex => "expected-index",
            Self::ExpectedVariant => "expected-variant",
            Self::TooNested => "too-nested",
            Self::InvalidType => "invalid-type",
            Self::InvalidValue => "invalid-value",
            Self::InvalidLength => "invalid-length",
            Self::UnknownVariant => "unknown-variant",
            Self::UnknownField => "unknown-field",
            Self::MissingField => "missing-field",
            Self::DuplicateField => "duplicate-field",
            Self::Custom => "custom",
            Self::Unnamed => "unnamed",
            Self::InvalidKey => "invalid-key",
        }
    }
}

impl ErrorKind {
    /// What an error of this kind says, unless it has a limit to tell or the words of a type.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::MaxBytes | Self::MaxPairs | Self::MaxDepth => "more than allowed",
            Self::Missing => "nothing stands here",
            Self::InvalidPath => "not a path",
            Self::ExpectedText | Self::InvalidUtf8 => "expected a text",
            Self::ExpectedArray => "expected an array",
            Self::InvalidInteger => "expected an integer",
            Self::OutOfRange => "number out of range",
            Self::InvalidBoolean => "expected a boolean (1, 0, true or false)",
            Self::InvalidFloat => "expected a number",
            Self::InvalidChar => "expected one character",
            Self::ExpectedBlank => "expected a blank text",
            Self::ExpectedIndex => "expected a list, whose keys are integers",
            Self::ExpectedVariant => "expected a variant, or an array with a variant as its only key",
            Self::TooNested => "deeper than 128 levels",
            Self::Unnamed => "expected a struct, a map or a list, whose keys name the values in the body",
            Self::InvalidKey => {
                "expected a map key that is a text, an integer, a boolean or a unit variant; write it as a text"
            }
            Self::InvalidLength => "more values than expected",
            Self::InvalidType | Self::InvalidValue | Self::UnknownVariant | Self::Custom => {
                "another value is expected"
            }
            Self::UnknownField => "no such field is expected",
            Self::MissingField => "a field is missing",
            Self::DuplicateField => "two keys for one field",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is said of a secret that was found.
const MASKED: &str = "found ***";

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
    place: Place,
    /// The limit, for errors about one.
    limit: usize,
    /// What was expected, in the words of a type; the kind has words of its own for all others.
    expected: String,
    /// What was found instead, or why a path is none.
    detail: String,
    /// How the body was read: the picture is drawn by it.
    options: Options,
}

/// Whether there is a place in a body.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The span is still to be filled in.
    Unknown,
    /// The span says where.
    Known,
    /// There is no body yet: it came up while one was written.
    None,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, span: Range<usize>) -> Self {
        Self(Box::new(Inner {
            kind,
            path: Path::default(),
            place: if span.is_empty() { Place::Unknown } else { Place::Known },
            span,
            limit: 0,
            expected: String::new(),
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
    /// something is missing. For [`ErrorKind::InvalidPath`] it counts in the path. It is `0..0` while a body is written.
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
            // What a type says of a secret may show it.
            ErrorKind::Custom if self.0.path.is_secret() => "the value is refused".to_string(),
            kind if self.0.expected.is_empty() => kind.words().to_string(),
            _ => self.0.expected.clone(),
        }
    }

    /// What was found instead, in a few words, or nothing.
    pub(crate) fn found_instead(&self) -> &str {
        let secret = self.0.path.is_secret() && self.kind() != ErrorKind::InvalidPath;
        match &*self.0.detail {
            "" => "",
            "found an array" => "found an array",
            _ if secret => MASKED,
            detail => detail,
        }
    }

    pub(crate) fn with_path(mut self, path: Path) -> Self {
        self.0.path = path;
        self
    }

    pub(crate) fn with_options(mut self, options: &Options) -> Self {
        self.0.options = *options;
        self
    }

    /// Notes what was found instead: the text, or an array.
    pub(crate) fn found(mut self, text: Option<&[u8]>) -> Self {
        self.0.detail = text.map_or_else(|| "found an array".to_string(), found_text);
        self
    }

    /// An error of a type, in its own words.
    #[cfg(feature = "serde")]
    pub(crate) fn data(kind: ErrorKind, expected: &str) -> Self {
        /// As many bytes of what a type says are kept.
        const KEPT: usize = 1000;
        let mut error = Self::new(kind, 0..0);
        let end = (0..=KEPT).rev().find(|end| expected.is_char_boundary(*end)).unwrap_or(0);
        let start = expected.get(..end).unwrap_or(expected);
        // It is one line of a log, whatever the type quotes.
        let text =
            if start.contains(needs_escape) { Text(start.as_bytes()).to_string() } else { start.to_string() };
        error.0.expected = if start.len() < expected.len() { text + "…" } else { text };
        error
    }

    #[cfg(feature = "serde")]
    pub(crate) fn with_detail(mut self, detail: String) -> Self {
        self.0.detail = detail;
        self
    }

    /// Hides what was found, if it is this text.
    #[cfg(feature = "serde")]
    pub(crate) fn hide_found(&mut self, text: &[u8]) {
        if self.0.detail == found_text(text) {
            self.0.detail = MASKED.to_string();
        }
    }

    /// Replaces a text in what a type said.
    #[cfg(feature = "serde")]
    pub(crate) fn replace_in_message(&mut self, text: &str, by: &str) {
        if self.0.expected.contains(text) {
            self.0.expected = self.0.expected.replace(text, by);
        }
    }

    /// Fills in the span, unless the error came up deeper and knows it.
    #[cfg(feature = "serde")]
    pub(crate) fn at(mut self, span: impl FnOnce() -> Range<usize>) -> Self {
        if self.0.place == Place::Unknown {
            self.0.span = span();
            self.0.place = Place::Known;
        }
        self
    }

    /// Whether it is known where the error came up.
    #[cfg(feature = "serde")]
    pub(crate) fn is_placed(&self) -> bool {
        self.0.place != Place::Unknown
    }

    /// The error came up while a body was written: it has a path, unless it came up deeper and has one already.
    #[cfg(feature = "serde")]
    pub(crate) fn written_at(mut self, path: impl FnOnce() -> Path) -> Self {
        if self.0.place == Place::Unknown {
            self.0.path = path();
            self.0.place = Place::None;
        }
        self
    }

    /// Whether there is something that the span counts in.
    pub(crate) fn has_span(&self) -> bool {
        self.0.place != Place::None
    }

    /// Whether the error is about a place in a body.
    pub(crate) fn has_place(&self) -> bool {
        self.has_span() && self.kind() != ErrorKind::InvalidPath
    }

    /// The error came up below this key: its path is built from its end.
    #[cfg(feature = "serde")]
    pub(crate) fn under_key(mut self, key: PathKey) -> Self {
        self.0.path.push(key);
        self
    }

    /// The path is whole.
    #[cfg(feature = "serde")]
    pub(crate) fn finish_path(mut self) -> Self {
        self.0.path.reverse();
        self
    }

    /// Notes why a path is none.
    pub(crate) fn because(mut self, path: &str, reason: &str) -> Self {
        self.0.detail = format!("\"{}\": {reason}", Text(path.as_bytes()));
        self
    }

    /// Takes the path from the name of the part that starts at `start`, up to its first `[]`.
    pub(crate) fn at_part(self, body: &[u8], options: &Options, start: usize) -> Self {
        // A name of too many brackets is read up to the one too many, every other name whole.
        let depth = if self.kind() == ErrorKind::MaxDepth { options.limits.depth } else { Limit::NONE };
        let path = part_path(body, options, depth, start);
        self.with_options(options).with_path(path)
    }
}

fn found_text(text: &[u8]) -> String {
    /// As many bytes of a text are shown.
    const SHOWN: usize = 40;
    match text.get(..SHOWN) {
        Some(start) if text.len() > SHOWN => format!("found \"{}…\"", Text(start)),
        _ => format!("found \"{}\"", Text(text)),
    }
}

/// The keys of the name of the part that starts at `start`, up to its first `[]`.
pub(crate) fn part_path(body: &[u8], options: &Options, depth: Limit, start: usize) -> Path {
    let (mut names, mut text) = (Names::new(depth, options.names), Vec::new());
    let mut parts = Parts::new(body, options).starting(small(start));
    let Part::Variable(_, Fate::Registered | Fate::TooDeep) = parts.read(&mut names, &mut text) else {
        return Path::default();
    };
    (0..names.keys().len())
        .map_while(|level| names.keys().get(level))
        .map_while(|key| {
            let texts = Texts { body, decoded: &text };
            Some(PathKey::from(Key::new(texts.get(key.bytes()?))))
        })
        .collect()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, path, span, detail, .. } = &*self.0;
        if *kind == ErrorKind::InvalidPath {
            return write!(f, "not a path: {detail}, at byte {}", span.start);
        }
        let detail = self.found_instead();
        if !path.keys().is_empty() {
            write!(f, "`{path}`: ")?;
        }
        write!(f, "{}", self.label())?;
        if !detail.is_empty() {
            write!(f, ", {detail}")?;
        }
        // An error about the whole body has no byte to tell; one about a limit always has.
        let whole = span.end == 0 && path.keys().is_empty() && self.passed_limit().is_none();
        let nowhere = whole || span.is_empty() && *kind == ErrorKind::Missing;
        if nowhere || !self.has_place() { Ok(()) } else { write!(f, ", at byte {}", span.start) }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({:?}, {self})", self.kind())
    }
}

impl core::error::Error for Error {}
