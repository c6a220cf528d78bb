//! The external system. Here stands what you replace.

/// Sends a text to a chat, and gives the ids that the external system has for it: one, or several if it was split.
///
/// The portal needs them: only for messages whose ids it knows will it send updates and deletions.
pub(crate) fn send(_chat: &str, portal_message: u64, _text: Option<&str>) -> Vec<String> {
    vec![format!("external-{portal_message}")]
}

/// Changes a message that was sent; the ids may stay as they are.
pub(crate) fn change<'a>(ids: impl Iterator<Item = &'a str>, _text: Option<&str>) -> Vec<String> {
    ids.map(str::to_owned).collect()
}

/// Deletes messages that were sent.
pub(crate) fn delete<'a>(_ids: impl Iterator<Item = &'a str>) {}
