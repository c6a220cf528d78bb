//! `imconnector.send.status.delivery`: the effect that a handler shows.

use serde_json::Value;

use super::params::{items, scalar, text};

/// A call of the method, as it came; tokens are masked.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    pub(crate) connector: Option<String>,
    pub(crate) line: Option<String>,
    pub(crate) messages: Vec<Delivered>,
    pub(crate) params: Value,
}

/// An item of `MESSAGES`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Delivered {
    pub(crate) im_chat: Option<String>,
    pub(crate) im_message: Option<String>,
    pub(crate) chat: Option<String>,
    /// `message.id`, whatever it is.
    pub(crate) ids: Value,
    /// `message.date`, whatever it is.
    pub(crate) date: Value,
}

impl Delivery {
    /// Reads a call whose secrets are masked already.
    pub(super) fn read(params: Value) -> Self {
        let messages = params.get("MESSAGES").map(items).unwrap_or_default();
        Self {
            connector: params.get("CONNECTOR").and_then(scalar),
            line: params.get("LINE").and_then(scalar),
            messages: messages.into_iter().map(Delivered::read).collect(),
            params,
        }
    }

    /// What the portal refuses to do without.
    pub(super) fn lacks(&self) -> Option<&'static str> {
        if self.connector.is_none() {
            Some("CONNECTOR")
        } else if self.line.is_none() {
            Some("LINE")
        } else if self.messages.is_empty() {
            Some("MESSAGES")
        } else {
            let lacks = self.messages.iter().any(|message| message.im_message.is_none());
            lacks.then_some("MESSAGES[][im][message_id]")
        }
    }
}

impl Delivered {
    fn read(item: &Value) -> Self {
        let part = |key| item.get("message").and_then(|message| message.get(key)).cloned();
        Self {
            im_chat: text(item, &["im", "chat_id"]),
            im_message: text(item, &["im", "message_id"]),
            chat: text(item, &["chat", "id"]),
            ids: part("id").unwrap_or_default(),
            date: part("date").unwrap_or_default(),
        }
    }
}
