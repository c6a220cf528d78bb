//! `OnImConnectorStatusDelete` and `OnImConnectorLineDelete`: what is no longer there.

use alloc::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::bitrix24::text::owned;

/// `data` of `OnImConnectorStatusDelete`: the connector was disabled for an open line.
///
/// Unlike in all other events its keys are in lower case.
///
/// Source: documentation, "`OnImConnectorStatusDelete` Event for Disabling Open Channels", parameter `data`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StatusDelete<'a> {
    /// `connector`: the connector.
    #[serde(borrow)]
    pub connector: Cow<'a, str>,
    /// `line`: the open line.
    pub line: u64,
}

/// `data` of `OnImConnectorLineDelete`: the open line that was deleted. It is a number and no array: `data=107`.
///
/// Every application hears of every line, also of lines that none of its connectors serves.
///
/// Source: documentation, "`OnImConnectorLineDelete` Event", parameter `data`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LineDelete(pub u64);

impl<'a> StatusDelete<'a> {
    /// The connector was disabled for a line.
    pub fn new(connector: impl Into<Cow<'a, str>>, line: u64) -> Self {
        Self { connector: connector.into(), line }
    }

    /// The data without its tie to the body.
    pub fn into_owned(self) -> StatusDelete<'static> {
        StatusDelete { connector: owned(self.connector), line: self.line }
    }
}
