//! The seven events of connectors to external messengers.
//!
//! Source: documentation, "Overview of Events When Working with Open Channel Connectors", and a page for each.

mod deletion;
mod dialog;
mod message;
mod message_id;

pub use deletion::{LineDelete, StatusDelete};
pub use dialog::{Dialog, DialogConnector, Dialogs, Session, User};
pub use message::{
    ChangedMessage, DeletedMessage, File, Im, Message, MessageAdd, MessageDelete, MessageUpdate, Messages,
    NewMessage,
};
pub use message_id::MessageId;

use alloc::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::text::owned;

/// A chat of the external system.
///
/// Source: documentation, each page of a dialog or message event, parameter `chat`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Chat<'a> {
    /// `id`: what the application gave to `imconnector.send.messages`, whatever it is. The dialog pages call it an
    /// integer; `007` and `79001112233@c.us` are ids all the same.
    #[serde(borrow)]
    pub id: Cow<'a, str>,
}

impl Chat<'_> {
    /// The chat without its tie to the body.
    pub fn into_owned(self) -> Chat<'static> {
        Chat { id: owned(self.id) }
    }
}
