//! What an application may do.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Serialize};

use super::text::owned;

/// The scopes under which an event occurred: one text, as it came.
///
/// The wire parts scopes by `,`. The documentation also shows `, ` and a single space; all of them are understood.
///
/// Source: documentation, "Events: Overview of Methods and Events" and "Event After Application Update `OnAppUpdate`",
/// parameter `auth`.
///
/// ```
/// use phpform::bitrix24::Scope;
///
/// let scope = Scope::from("crm, imconnector,imopenlines user_brief");
///
/// assert!(scope.iter().eq(["crm", "imconnector", "imopenlines", "user_brief"]));
/// assert!(scope.contains("imconnector"));
/// assert_eq!(scope.as_str(), "crm, imconnector,imopenlines user_brief");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scope<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'a> Scope<'a> {
    /// The scopes that a text names.
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self(text.into())
    }

    /// The names, one by one.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split([',', ' ']).filter(|name| !name.is_empty())
    }

    /// Whether a scope is among them.
    pub fn contains(&self, name: &str) -> bool {
        self.iter().any(|other| other == name)
    }

    /// The text as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The scopes without their tie to the body.
    pub fn into_owned(self) -> Scope<'static> {
        Scope(owned(self.0))
    }
}

impl<'a> From<&'a str> for Scope<'a> {
    fn from(text: &'a str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Scope<'_> {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl fmt::Display for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
