//! The names of the events that have a type here.

use alloc::borrow::Cow;
use core::fmt;

macro_rules! names {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// The name of an event whose `data` has a type of its own.
        ///
        /// On the wire names are in upper case; here they match without regard to case, as in `event.bind`.
        ///
        /// ```
        /// use phpform::bitrix24::EventName;
        ///
        /// assert_eq!(EventName::find("OnImConnectorMessageAdd"), Some(EventName::MessageAdd));
        /// assert_eq!(EventName::MessageAdd.as_str(), "ONIMCONNECTORMESSAGEADD");
        /// assert_eq!(EventName::find("ONCRMDEALADD"), None);
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum EventName {
            $($(#[$doc])* $variant,)*
        }

        impl EventName {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name as it stands on the wire.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}

names! {
    /// `OnImConnectorDialogStart`: a dialog was created in an open line.
    DialogStart = "ONIMCONNECTORDIALOGSTART",
    /// `OnImConnectorDialogFinish`: a dialog was closed.
    DialogFinish = "ONIMCONNECTORDIALOGFINISH",
    /// `OnImConnectorMessageAdd`: an operator sent a message to the external system.
    MessageAdd = "ONIMCONNECTORMESSAGEADD",
    /// `OnImConnectorMessageUpdate`: an operator changed a message.
    MessageUpdate = "ONIMCONNECTORMESSAGEUPDATE",
    /// `OnImConnectorMessageDelete`: an operator deleted messages.
    MessageDelete = "ONIMCONNECTORMESSAGEDELETE",
    /// `OnImConnectorStatusDelete`: the connector was disabled for an open line.
    StatusDelete = "ONIMCONNECTORSTATUSDELETE",
    /// `OnImConnectorLineDelete`: an open line was deleted.
    LineDelete = "ONIMCONNECTORLINEDELETE",
    /// `OnAppInstall`: the application was installed.
    AppInstall = "ONAPPINSTALL",
    /// `OnAppUninstall`: the application was removed.
    AppUninstall = "ONAPPUNINSTALL",
    /// `OnAppUpdate`: the application was updated.
    AppUpdate = "ONAPPUPDATE",
    /// `OnAppTest`: `event.test` was called.
    AppTest = "ONAPPTEST",
}

impl EventName {
    /// The name that a text is, in any case.
    pub fn find(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|name| name.as_str().eq_ignore_ascii_case(text))
    }
}

impl From<EventName> for Cow<'_, str> {
    fn from(name: EventName) -> Self {
        Self::Borrowed(name.as_str())
    }
}

impl fmt::Display for EventName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
