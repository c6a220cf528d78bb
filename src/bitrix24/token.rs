//! Tokens: secrets that no log shows and no comparison gives away.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use subtle::ConstantTimeEq;

use super::text::owned;
use crate::walk::MASK;

macro_rules! token {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// `Debug` and `Display` print `***`. There is no `==`, because it would tell by its time how much of a guess is
        /// right; [`verify`](Self::verify) takes the same time for every guess of the same length. An array in the
        /// place of the token is an error. `Serialize` writes the real token: a body could not be made otherwise.
        #[derive(Clone, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name<'a>(#[serde(borrow)] Cow<'a, str>);

        impl<'a> $name<'a> {
            /// A token of this text.
            pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
                Self(text.into())
            }

            /// Whether the token is the expected one. A blank token is never, and nothing is if `expected` is blank:
            /// a setting that was forgotten lets nobody in.
            ///
            /// The time it takes tells whether the lengths differ, and nothing else.
            #[must_use]
            pub fn verify(&self, expected: &str) -> bool {
                !expected.is_empty() && bool::from(self.0.as_bytes().ct_eq(expected.as_bytes()))
            }

            /// The secret itself.
            ///
            /// Whatever this is given to can leak it: keep it out of logs, errors and answers, and compare it with
            /// [`verify`](Self::verify), never with `==`.
            pub fn expose(&self) -> &str {
                &self.0
            }

            /// The token without its tie to the body.
            pub fn into_owned(self) -> $name<'static> {
                $name(owned(self.0))
            }
        }

        impl $name<'static> {
            /// For a field of a type that is stored, and so must not borrow:
            /// `#[serde(deserialize_with = "…::deserialize_owned")]`. See [`ApplicationToken`].
            ///
            /// # Errors
            ///
            /// What the format is refused for: the token has to be a text.
            pub fn deserialize_owned<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $name::deserialize(deserializer).map($name::into_owned)
            }
        }

        impl<'a> From<&'a str> for $name<'a> {
            fn from(text: &'a str) -> Self {
                Self::new(text)
            }
        }

        impl From<String> for $name<'_> {
            fn from(text: String) -> Self {
                Self::new(text)
            }
        }

        impl fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), MASK)
            }
        }

        impl fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(MASK)
            }
        }
    };
}

token! {
    /// `application_token`: what proves that an event comes from Bitrix24. It is the same for every event that a portal
    /// sends to an application or an outgoing webhook. Compare it with
    /// [`Auth::verify`](super::Auth::verify).
    ///
    /// Source: documentation, "Security in Handlers"; "Incoming and Outgoing Webhooks".
    ///
    /// ```
    /// use phpform::bitrix24::ApplicationToken;
    ///
    /// let token = ApplicationToken::new("51856fefc120afa4b628cc82d3935cce");
    ///
    /// assert!(token.verify("51856fefc120afa4b628cc82d3935cce"));
    /// assert!(!token.verify("51856fefc120afa4"));
    /// assert!(!ApplicationToken::new("").verify(""));
    /// assert_eq!(format!("{token} {token:?}"), "*** ApplicationToken(***)");
    /// ```
    ///
    /// What is stored has to own it:
    ///
    /// ```
    /// use phpform::bitrix24::ApplicationToken;
    ///
    /// #[derive(serde::Serialize, serde::Deserialize)]
    /// struct Portal {
    ///     #[serde(deserialize_with = "ApplicationToken::deserialize_owned")]
    ///     application_token: ApplicationToken<'static>,
    /// }
    ///
    /// fn load<P: serde::de::DeserializeOwned>(stored: &str) -> Result<P, phpform::Error> {
    ///     phpform::from_str(stored)
    /// }
    /// let portal: Portal = load("application_token=51856fefc120afa4")?;
    /// assert!(portal.application_token.verify("51856fefc120afa4"));
    /// # Ok::<(), phpform::Error>(())
    /// ```
    ApplicationToken
}

token! {
    /// `access_token`: calls REST methods for an hour, in the name of the user whose action caused the event.
    ///
    /// Source: documentation, "Events: Overview of Methods and Events", parameter `auth`.
    AccessToken
}

token! {
    /// `refresh_token`: extends the authorization. It comes with the install family of events and few others.
    ///
    /// Source: documentation, "Events: Overview of Methods and Events", parameter `auth`.
    RefreshToken
}
