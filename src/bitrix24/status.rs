//! How an application is paid for.

use alloc::borrow::Cow;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::text::{Text, owned};

/// The status of the application on the portal. A letter that is not known is kept.
///
/// The letter is informational: for one to be trusted, call `app.info` on the authorization server.
///
/// Source: documentation, "Events: Overview of Methods and Events", parameter `auth`; the Russian pages add `S`.
///
/// ```
/// use phpform::bitrix24::ApplicationStatus;
///
/// assert_eq!(ApplicationStatus::from("F"), ApplicationStatus::Free);
/// assert_eq!(ApplicationStatus::from("X").as_str(), "X");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ApplicationStatus<'a> {
    /// `L`: a local application of this portal.
    Local,
    /// `F`: free.
    Free,
    /// `D`: a demo version.
    Demo,
    /// `T`: a trial version, limited in time.
    Trial,
    /// `P`: paid.
    Paid,
    /// `S`: paid by subscription.
    Subscription,
    /// Any other text.
    Other(Cow<'a, str>),
}

impl ApplicationStatus<'_> {
    /// The letter, or whatever came in its place.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Local => "L",
            Self::Free => "F",
            Self::Demo => "D",
            Self::Trial => "T",
            Self::Paid => "P",
            Self::Subscription => "S",
            Self::Other(text) => text,
        }
    }

    /// The status without its tie to the body.
    pub fn into_owned(self) -> ApplicationStatus<'static> {
        match self {
            Self::Local => ApplicationStatus::Local,
            Self::Free => ApplicationStatus::Free,
            Self::Demo => ApplicationStatus::Demo,
            Self::Trial => ApplicationStatus::Trial,
            Self::Paid => ApplicationStatus::Paid,
            Self::Subscription => ApplicationStatus::Subscription,
            Self::Other(text) => ApplicationStatus::Other(owned(text)),
        }
    }
}

impl<'a> From<Cow<'a, str>> for ApplicationStatus<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        match &*text {
            "L" => Self::Local,
            "F" => Self::Free,
            "D" => Self::Demo,
            "T" => Self::Trial,
            "P" => Self::Paid,
            "S" => Self::Subscription,
            _ => Self::Other(text),
        }
    }
}

impl<'a> From<&'a str> for ApplicationStatus<'a> {
    fn from(text: &'a str) -> Self {
        Cow::Borrowed(text).into()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for ApplicationStatus<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Text::deserialize(deserializer)?.0.into())
    }
}

impl Serialize for ApplicationStatus<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
