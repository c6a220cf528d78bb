//! How a body is to be read: a profile and the options that differ from its defaults.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Node;

/// The three readings of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// What `$_POST` holds, silent cuts included.
    PhpPost,
    /// What `parse_str` gives, silent cuts included.
    PhpParseStr,
    /// What `$_POST` holds, with every limit as an error.
    Default,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Profile; 3] = [Profile::PhpPost, Profile::PhpParseStr, Profile::Default];

    /// The name in vectors, protocol and command lines.
    pub const fn name(self) -> &'static str {
        match self {
            Profile::PhpPost => "php-post",
            Profile::PhpParseStr => "php-parse-str",
            Profile::Default => "default",
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Profile {
    type Err = UnknownProfile;

    fn from_str(name: &str) -> Result<Profile, UnknownProfile> {
        Profile::ALL
            .into_iter()
            .find(|profile| profile.name() == name)
            .ok_or_else(|| UnknownProfile(name.to_owned()))
    }
}

/// A name that no profile has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownProfile(String);

impl fmt::Display for UnknownProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected the profile php-post, php-parse-str or default, found {:?}", self.0)
    }
}

impl std::error::Error for UnknownProfile {}

/// What differs from the defaults of a profile; `None` is the default, 0 means zero.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// PHP's `max_input_vars`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_pairs: Option<usize>,
    /// PHP's `max_input_nesting_level`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_depth: Option<usize>,
    /// The longest body that is read at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<usize>,
    /// PHP's `arg_separator.input`, a set of bytes, for php-parse-str alone: `"&;"` or `{"hex":"ff"}`.
    #[serde(skip_serializing_if = "Option::is_none", with = "separator_bytes")]
    pub separators: Option<Vec<u8>>,
    /// Leaves top names as they are once decoded and cut at a NUL: spaces, dots and an unmatched first `[` stay.
    #[serde(skip_serializing_if = "is_unset")]
    pub keep_names: bool,
}

/// Whether a switch is off, and so left out.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_unset(switch: &bool) -> bool {
    !switch
}

/// A profile and its options: everything that a decoder has to know before it sees a body.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reading {
    /// The reading.
    pub profile: Profile,
    /// What differs from the profile's defaults.
    pub options: Options,
}

impl From<Profile> for Reading {
    fn from(profile: Profile) -> Reading {
        Reading { profile, options: Options::default() }
    }
}

impl Reading {
    /// How many parts are read, or `None` for any number.
    pub fn max_pairs(&self) -> Option<usize> {
        self.options.max_pairs.or(match self.profile {
            Profile::PhpPost | Profile::PhpParseStr => Some(1000),
            Profile::Default => None,
        })
    }

    /// How many brackets a name may open.
    pub fn max_depth(&self) -> usize {
        self.options.max_depth.unwrap_or(64)
    }

    /// How long a body may be, or `None` for any length.
    pub fn max_bytes(&self) -> Option<usize> {
        self.options.max_bytes.or(match self.profile {
            Profile::PhpPost | Profile::PhpParseStr => None,
            Profile::Default => Some(2 * 1024 * 1024),
        })
    }

    /// The bytes that separate parts. Only php-parse-str can have others than `&`.
    pub fn separators(&self) -> &[u8] {
        match (self.profile, &self.options.separators) {
            (Profile::PhpParseStr, Some(separators)) => separators,
            _ => b"&",
        }
    }

    /// Refuses options that the profile does not have.
    ///
    /// # Errors
    ///
    /// Names the option and what would be right.
    pub fn check(&self) -> Result<(), String> {
        match &self.options.separators {
            Some(_) if self.profile != Profile::PhpParseStr => {
                Err(format!("separators: only php-parse-str has them, the profile is {}", self.profile))
            }
            Some(bytes) if bytes.is_empty() || bytes.contains(&0) => {
                Err("separators: expected at least one byte and no NUL".to_owned())
            }
            _ => Ok(()),
        }
    }
}

/// Separators in JSON: a string, or hex where they are not UTF-8.
mod separator_bytes {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use super::Node;

    #[expect(clippy::ref_option, reason = "serde passes a reference")]
    pub(super) fn serialize<S: Serializer>(
        bytes: &Option<Vec<u8>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        bytes.clone().map(Node::Text).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Vec<u8>>, D::Error> {
        match Option::<Node>::deserialize(deserializer)? {
            None => Ok(None),
            Some(node) => match node.as_bytes() {
                Some(bytes) => Ok(Some(bytes.to_vec())),
                None => Err(D::Error::custom(
                    "expected separators as a string or {\"hex\":\"…\"}, found an array",
                )),
            },
        }
    }
}
