//! The install family: `OnAppInstall`, `OnAppUninstall`, `OnAppUpdate`, `OnAppTest`.

use alloc::borrow::Cow;
use alloc::boxed::Box;

use serde::{Deserialize, Serialize};

use super::text::owned;
use super::undefined;
use super::yes_no::YesNo;
use crate::form::Form;

/// `data` of `OnAppInstall`: the application was installed.
///
/// Its `auth` holds everything that is worth storing: the refresh token and the application token. Anyone can send such
/// an event: verify its access token by a call to the portal before you store anything.
///
/// Source: documentation, "Event After Successful Application Installation `OnAppInstall`", parameter `data`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct AppInstall<'a> {
    /// `VERSION`: the version of the application.
    #[serde(borrow)]
    pub version: Cow<'a, str>,
    /// `ACTIVE`: whether the application is active.
    pub active: YesNo,
    /// `INSTALLED`: whether the installation is complete.
    pub installed: YesNo,
    /// `LANGUAGE_ID`: the language of the portal.
    #[serde(borrow)]
    pub language_id: Cow<'a, str>,
}

/// `data` of `OnAppUninstall`: the application was removed. Its `auth` never holds tokens of a user.
///
/// Source: documentation, "Event on Application Uninstallation: `onAppUninstall`", parameter `data`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct AppUninstall<'a> {
    /// `LANGUAGE_ID`: the language of the portal.
    #[serde(borrow)]
    pub language_id: Cow<'a, str>,
    /// `CLEAN`: whether the user wants the data of the application deleted. `1` or `0` on the wire.
    pub clean: bool,
}

/// `data` of `OnAppUpdate`: the application was updated. Its `auth` holds the application token that counts from now on.
///
/// Source: documentation, "Event After Application Update `OnAppUpdate`", parameter `data`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct AppUpdate<'a> {
    /// `VERSION`: the version from now on.
    #[serde(borrow)]
    pub version: Cow<'a, str>,
    /// `PREVIOUS_VERSION`: the version until now.
    #[serde(borrow)]
    pub previous_version: Cow<'a, str>,
    /// `LANGUAGE_ID`: the language of the portal.
    #[serde(borrow)]
    pub language_id: Cow<'a, str>,
}

/// `data` of `OnAppTest`: the application called `event.test`.
///
/// Source: documentation, "How to Test Your Handler for Processing Bitrix24 Events".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct AppTest<'a> {
    /// `QUERY`: what the application gave to `event.test`; absent if it gave nothing.
    #[serde(default, deserialize_with = "undefined::as_none")]
    pub query: Option<Box<Form<'a>>>,
    /// `LANGUAGE_ID`: the language of the portal.
    #[serde(borrow)]
    pub language_id: Cow<'a, str>,
}

/// Version 1, active and installed, English.
impl Default for AppInstall<'_> {
    fn default() -> Self {
        Self { version: "1".into(), active: YesNo::Yes, installed: YesNo::Yes, language_id: "en".into() }
    }
}

/// English, and the data is to be deleted.
impl Default for AppUninstall<'_> {
    fn default() -> Self {
        Self { language_id: "en".into(), clean: true }
    }
}

/// From version 1 to version 2, English.
impl Default for AppUpdate<'_> {
    fn default() -> Self {
        Self { version: "2".into(), previous_version: "1".into(), language_id: "en".into() }
    }
}

/// Nothing was given to `event.test`, English.
impl Default for AppTest<'_> {
    fn default() -> Self {
        Self { query: None, language_id: "en".into() }
    }
}

impl AppInstall<'_> {
    /// The data without its tie to the body.
    pub fn into_owned(self) -> AppInstall<'static> {
        AppInstall {
            version: owned(self.version),
            active: self.active,
            installed: self.installed,
            language_id: owned(self.language_id),
        }
    }
}

impl AppUninstall<'_> {
    /// The data without its tie to the body.
    pub fn into_owned(self) -> AppUninstall<'static> {
        AppUninstall { language_id: owned(self.language_id), clean: self.clean }
    }
}

impl AppUpdate<'_> {
    /// The data without its tie to the body.
    pub fn into_owned(self) -> AppUpdate<'static> {
        AppUpdate {
            version: owned(self.version),
            previous_version: owned(self.previous_version),
            language_id: owned(self.language_id),
        }
    }
}

impl AppTest<'_> {
    /// The data without its tie to the body.
    pub fn into_owned(self) -> AppTest<'static> {
        AppTest {
            query: self.query.map(|query| Box::new(query.into_owned())),
            language_id: owned(self.language_id),
        }
    }
}
