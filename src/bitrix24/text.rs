//! Texts that borrow where serde's derive does not: inside `Option` and `Vec`.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use serde::de::{Deserialize, Deserializer};

/// A text that borrows from the input if it can.
#[derive(serde::Deserialize)]
#[serde(transparent)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// A text that may be absent; a blank one is there.
pub(super) fn optional<'de: 'a, 'a, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Cow<'a, str>>, D::Error> {
    Ok(Option::<Text<'a>>::deserialize(deserializer)?.map(|text| text.0))
}

/// A list of texts.
pub(super) fn list<'de: 'a, 'a, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<Cow<'a, str>>, D::Error> {
    Ok(Vec::<Text<'a>>::deserialize(deserializer)?.into_iter().map(|text| text.0).collect())
}

/// The text without its tie to the input.
pub(super) fn owned(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}

/// [`owned`] for a text that may be absent.
pub(super) fn owned_optional(text: Option<Cow<'_, str>>) -> Option<Cow<'static, str>> {
    text.map(owned)
}
