//! Which of PHP's readings is wanted, and how much a body may cost.

use crate::error::Error;
use crate::form::Form;
use crate::limits::{Limit, Limits};
use crate::pairs::Pairs;
use crate::register;

/// How a body is read: PHP's reading, its limits, and what happens past them.
///
/// The default is what `$_POST` holds, with every limit an error: an event's `auth` comes last, and a
/// silent cut would lose the authentication. [`Options::php_post`] and [`Options::php_parse_str`] are PHP
/// itself, silent cuts included; what PHP would have warned of is in [`Form::warnings`](crate::Form::warnings).
///
/// ```
/// use phpform::Options;
///
/// const OPTIONS: Options = Options::new().max_pairs(500).max_depth(8);
///
/// assert_eq!(OPTIONS.parse(b"a[b]=1")?.get("a[b]")?.text()?, "1");
/// # Ok::<(), phpform::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Options {
    pub(crate) reading: Reading,
    pub(crate) limits: Limits,
    pub(crate) names: TopNames,
    pub(crate) separators: Separators,
    pub(crate) seed: Option<u64>,
}

/// Whose reading, and what happens past a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// `$_POST`, with limits as errors.
    Strict,
    /// `php_std_post_handler`: the part after the last allowed one is still registered, empty parts count.
    PhpPost,
    /// `parse_str`: a raw NUL ends the input, empty parts do not count.
    PhpParseStr,
}

/// What becomes of a name before its first `[`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TopNames {
    /// PHP's way: leading spaces go, `.` and space become `_`.
    Mangled,
    /// As they were sent.
    Kept,
}

/// The bytes that part one pair from the next, as a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Separators([u64; 4]);

impl Separators {
    pub(crate) const AMPERSAND: Self = Self::of(b"&");

    const fn of(bytes: &[u8]) -> Self {
        let mut set = [0; 4];
        let mut rest = bytes;
        while let [byte, behind @ ..] = rest {
            let (word, bit) = (*byte >> 6, 1 << (*byte & 63));
            match word {
                0 => set[0] |= bit,
                1 => set[1] |= bit,
                2 => set[2] |= bit,
                _ => set[3] |= bit,
            }
            rest = behind;
        }
        Self(set)
    }

    /// Whether `byte` parts two pairs.
    #[inline]
    pub(crate) fn contain(self, byte: u8) -> bool {
        self.0.get(usize::from(byte >> 6)).is_some_and(|word| word >> (byte & 63) & 1 != 0)
    }
}

impl Options {
    /// The default reading: `$_POST`, at most 2 MiB, at most 64 levels, any number of pairs; past a limit
    /// stands an error.
    pub const fn new() -> Self {
        Self {
            reading: Reading::Strict,
            limits: Limits { bytes: Limit::at(2 * 1024 * 1024), pairs: Limit::NONE, depth: Limit::at(64) },
            names: TopNames::Mangled,
            separators: Separators::AMPERSAND,
            seed: None,
        }
    }

    /// What `$_POST` holds, byte for byte: 1000 pairs (and one more), 64 levels, silent cuts.
    ///
    /// Source: `php_std_post_handler` and `add_post_vars` in php-src `main/php_variables.c`; specification 4.2.
    ///
    /// ```
    /// let form = phpform::Options::php_post().max_pairs(1).parse(b"a=1&b=2&c=3")?;
    ///
    /// assert_eq!(form.len(), 2);
    /// assert_eq!(form.warnings().len(), 1);
    /// # Ok::<(), phpform::Error>(())
    /// ```
    pub const fn php_post() -> Self {
        let limits = Limits { bytes: Limit::NONE, pairs: Limit::at(1000), depth: Limit::at(64) };
        Self { reading: Reading::PhpPost, limits, ..Self::new() }
    }

    /// What `parse_str` gives, byte for byte: 1000 pairs, 64 levels, silent cuts, and a raw NUL ends the input.
    ///
    /// Source: `php_default_treat_data` in php-src `main/php_variables.c`; specification 1 and 4.1.
    ///
    /// ```
    /// let form = phpform::Options::php_parse_str().parse(b"a=1\0&b=2")?;
    ///
    /// assert_eq!(form.len(), 1);
    /// # Ok::<(), phpform::Error>(())
    /// ```
    pub const fn php_parse_str() -> Self {
        Self { reading: Reading::PhpParseStr, ..Self::php_post() }
    }

    /// The longest body, in bytes; a longer one is an error in every reading. Zero means zero.
    #[must_use]
    pub const fn max_bytes(mut self, bytes: usize) -> Self {
        self.limits.bytes = Limit::at(bytes);
        self
    }

    /// The longest body that is read, in bytes: for whoever takes it in piece by piece.
    ///
    /// ```
    /// assert_eq!(phpform::Options::new().longest_body(), 2 * 1024 * 1024);
    /// assert_eq!(phpform::Options::php_post().longest_body(), u32::MAX as usize - 1);
    /// ```
    pub fn longest_body(&self) -> usize {
        self.limits.longest_body()
    }

    /// No limit for the length of a body but the 4 GiB that positions are counted in.
    #[must_use]
    pub const fn unlimited_bytes(mut self) -> Self {
        self.limits.bytes = Limit::NONE;
        self
    }

    /// The most pairs, PHP's `max_input_vars`; empty ones between two `&` count where PHP counts them.
    #[must_use]
    pub const fn max_pairs(mut self, pairs: usize) -> Self {
        self.limits.pairs = Limit::at(pairs);
        self
    }

    /// Any number of pairs.
    #[must_use]
    pub const fn unlimited_pairs(mut self) -> Self {
        self.limits.pairs = Limit::NONE;
        self
    }

    /// The most brackets in one name, PHP's `max_input_nesting_level`.
    #[must_use]
    pub const fn max_depth(mut self, depth: usize) -> Self {
        self.limits.depth = Limit::at(depth);
        self
    }

    /// Any number of brackets in one name.
    #[must_use]
    pub const fn unlimited_depth(mut self) -> Self {
        self.limits.depth = Limit::NONE;
        self
    }

    /// Leaves top names as they were sent: no `_` for `.` and space, no leading space removed.
    ///
    /// ```
    /// let form = phpform::Options::new().keep_names().parse(b"user.name=x")?;
    ///
    /// assert!(form.get("user.name").is_ok());
    /// # Ok::<(), phpform::Error>(())
    /// ```
    #[must_use]
    pub const fn keep_names(mut self) -> Self {
        self.names = TopNames::Kept;
        self
    }

    /// The bytes that part two pairs, PHP's `arg_separator.input`; an empty set leaves what was set before.
    ///
    /// As in PHP they matter to [`Options::php_parse_str`] alone: `$_POST` is parted at `&` whatever this says.
    ///
    /// ```
    /// let form = phpform::Options::php_parse_str().separators(b";&").parse(b"a=1;b=2")?;
    ///
    /// assert_eq!(form.len(), 2);
    /// # Ok::<(), phpform::Error>(())
    /// ```
    #[must_use]
    pub const fn separators(mut self, bytes: &[u8]) -> Self {
        if !bytes.is_empty() {
            self.separators = Separators::of(bytes);
        }
        self
    }

    /// Seeds the hash of keys. With the `std` feature a seed is drawn from the operating system if none is given;
    /// without it, give one that whoever sends the bodies cannot know.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Reads a body.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::MaxBytes`](crate::ErrorKind::MaxBytes), and in the default reading
    /// [`ErrorKind::MaxPairs`](crate::ErrorKind::MaxPairs) and [`ErrorKind::MaxDepth`](crate::ErrorKind::MaxDepth).
    pub fn parse<'b>(&self, body: &'b [u8]) -> Result<Form<'b>, Error> {
        register::parse(body, self)
    }

    /// The pairs of a body as this reading parts them; see [`pairs`](crate::pairs).
    pub fn pairs<'b>(&self, body: &'b [u8]) -> Pairs<'b> {
        Pairs::new(body, self)
    }

    /// The separators that this reading goes by.
    pub(crate) fn separators_in_force(&self) -> Separators {
        self.unusual_separators().unwrap_or(Separators::AMPERSAND)
    }

    /// The separators that this reading goes by, if they are not `&` alone.
    pub(crate) fn unusual_separators(&self) -> Option<Separators> {
        match self.reading {
            Reading::PhpParseStr if self.separators != Separators::AMPERSAND => Some(self.separators),
            _ => None,
        }
    }

    /// The bytes that this reading looks at: `parse_str` stops at the first NUL (specification 1.9).
    pub(crate) fn readable<'b>(&self, body: &'b [u8]) -> &'b [u8] {
        match self.reading {
            Reading::PhpParseStr => body.get(..crate::window::find(body, 0, 0) as usize).unwrap_or(body),
            Reading::Strict | Reading::PhpPost => body,
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}
