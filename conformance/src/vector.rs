//! Vectors: bodies with the answer that the real PHP gave, and why each is asked.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Answer, Options, Profile, Reading};

/// One question and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// The permanent name, such as `names/unclosed-first-bracket`.
    pub id: String,
    /// What it asks, in one line.
    pub title: String,
    /// Why it is asked.
    pub why: String,
    /// Where the rule stands: specification, php-src function, issue.
    pub cites: Vec<String>,
    /// What it catches, each explained in the notes.
    pub flags: Vec<String>,
    /// Why it is here although it finds no named bug; only then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents: Option<String>,
    /// The reading.
    pub profile: Profile,
    /// How far a decoder is that reads it.
    pub level: Level,
    /// What differs from the profile's defaults.
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: Options,
    /// The body.
    #[serde(with = "body_bytes")]
    pub body: Vec<u8>,
    /// The answer.
    pub expect: Answer,
    /// Who gave it.
    pub source: Source,
}

impl Vector {
    /// How the body is to be read.
    pub fn reading(&self) -> Reading {
        Reading { profile: self.profile, options: self.options.clone() }
    }

    /// The name of its case: the id and the reading.
    pub fn case_name(&self) -> String {
        format!("{} [{}]", self.id, self.profile)
    }
}

/// How far a decoder is that reads a vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// What ordinary bodies need.
    Core,
    /// What only PHP's own grammar explains.
    Exact,
    /// What happens at a limit.
    Limits,
}

impl Level {
    /// Every level.
    pub const ALL: [Level; 3] = [Level::Core, Level::Exact, Level::Limits];

    /// The name in vectors and command lines.
    pub const fn name(self) -> &'static str {
        match self {
            Level::Core => "core",
            Level::Exact => "exact",
            Level::Limits => "limits",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Level {
    type Err = UnknownLevel;

    fn from_str(name: &str) -> Result<Level, UnknownLevel> {
        Level::ALL.into_iter().find(|level| level.name() == name).ok_or_else(|| UnknownLevel(name.to_owned()))
    }
}

/// A name that no level has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLevel(String);

impl fmt::Display for UnknownLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected the level core, exact or limits, found {:?}", self.0)
    }
}

impl std::error::Error for UnknownLevel {}

/// The PHP that answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its version.
    pub php: String,
    /// The settings that it ran with.
    pub ini: BTreeMap<String, serde_json::Value>,
}

/// A vector file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// The name of the file and the first part of the ids in it.
    pub topic: String,
    /// How many vectors it says it has.
    pub count: usize,
    /// The vectors.
    pub vectors: Vec<Vector>,
}

impl Topic {
    /// Reads a vector file.
    ///
    /// # Errors
    ///
    /// Says where the file is no vector file.
    pub fn from_json(name: &str, json: &str) -> Result<Topic, LoadError> {
        serde_json::from_str(json)
            .map_err(|error| LoadError { file: format!("{name}.json"), error: error.to_string() })
    }
}

/// What a flag stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The bug that the flag is named after.
    pub bug: String,
    /// What the bug does to someone.
    pub effect: String,
}

/// A file of the kit that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    file: String,
    error: String,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read {}: {}", self.file, self.error)
    }
}

impl std::error::Error for LoadError {}

/// Declares the vector files, one a line.
macro_rules! topics {
    ($($topic:literal,)*) => {
        /// The embedded vector files: name and text.
        pub(crate) const EMBEDDED: &[(&str, &str)] =
            &[$(($topic, include_str!(concat!("../vectors/", $topic, ".json"))),)*];
    };
}

topics! {
    "append",
    "bitrix24",
    "brackets",
    "build",
    "forbidden",
    "hostile",
    "keys",
    "limits-bytes",
    "limits-depth",
    "limits-pairs",
    "mangling",
    "names",
    "nuls",
    "order",
    "overwrite",
    "percent",
    "separators",
    "sharing",
    "sizes",
    "split",
    "suites",
    "unclosed",
    "windows",
}

/// The embedded vector files, in the order of their names.
///
/// # Errors
///
/// Says where a file is no vector file.
pub fn topics() -> Result<Vec<Topic>, LoadError> {
    EMBEDDED.iter().map(|(name, json)| Topic::from_json(name, json)).collect()
}

/// The embedded vectors.
///
/// # Errors
///
/// Says where a file is no vector file.
///
/// ```
/// let vectors = phpform_conformance::vector::vectors()?;
/// assert!(vectors.iter().all(|vector| !vector.why.is_empty()));
/// # Ok::<(), phpform_conformance::vector::LoadError>(())
/// ```
pub fn vectors() -> Result<Vec<Vector>, LoadError> {
    Ok(topics()?.into_iter().flat_map(|topic| topic.vectors).collect())
}

/// What each flag stands for.
///
/// # Errors
///
/// Says where the notes are not in their form.
pub fn notes() -> Result<BTreeMap<String, Note>, LoadError> {
    serde_json::from_str(include_str!("../notes.json"))
        .map_err(|error| LoadError { file: "notes.json".to_owned(), error: error.to_string() })
}

/// The ids that were given once and must not be given again.
pub fn retired() -> Vec<&'static str> {
    let lines = include_str!("../retired.txt").lines();
    lines.map(|line| line.split('#').next().unwrap_or_default().trim()).filter(|id| !id.is_empty()).collect()
}

/// Whether options are left out of a file.
fn is_default(options: &Options) -> bool {
    *options == Options::default()
}

/// A body in JSON: `{"utf8":"…"}`, or `{"hex":"…"}` where it is not UTF-8.
mod body_bytes {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use crate::tagged::{from_hex, to_hex};

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Body {
        Utf8(String),
        Hex(String),
    }

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        match str::from_utf8(bytes) {
            Ok(text) => Body::Utf8(text.to_owned()).serialize(serializer),
            Err(_) => Body::Hex(to_hex(bytes)).serialize(serializer),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        match Body::deserialize(deserializer)? {
            Body::Utf8(text) => Ok(text.into_bytes()),
            Body::Hex(hex) => from_hex(&hex)
                .ok_or_else(|| D::Error::custom("expected pairs of hexadecimal digits as \"hex\"")),
        }
    }
}
