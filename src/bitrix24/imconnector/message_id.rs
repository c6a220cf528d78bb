//! `message.id`: one id, or a list of them.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::{fmt, slice};

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::bitrix24::text::{Text, owned};

/// The ids that the external system gave to a message, as the application returned them in
/// `imconnector.send.status.delivery`. One message of the portal may have become several there.
///
/// `OnImConnectorMessageUpdate` sends a list, older portals one id; `OnImConnectorMessageDelete` sends one id, older
/// portals a list. Both are kept as they came, and looked at in one way:
///
/// ```
/// use phpform::bitrix24::MessageId;
///
/// assert!(MessageId::from("ext-msg-005").iter().eq(["ext-msg-005"]));
/// assert!(MessageId::Many(vec!["a".into(), "b".into()]).iter().eq(["a", "b"]));
/// ```
///
/// Source: documentation, "`OnImConnectorMessageUpdate` Event", parameter `message`; the legacy page
/// asks handlers to provide for a single value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MessageId<'a> {
    /// `id` is a text.
    One(Cow<'a, str>),
    /// `id` is a list.
    Many(Vec<Cow<'a, str>>),
}

impl MessageId<'_> {
    /// All of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.as_slice().iter().map(|id| &**id)
    }

    fn as_slice(&self) -> &[Cow<'_, str>] {
        match self {
            Self::One(id) => slice::from_ref(id),
            Self::Many(ids) => ids,
        }
    }

    /// The ids without their tie to the body.
    pub fn into_owned(self) -> MessageId<'static> {
        match self {
            Self::One(id) => MessageId::One(owned(id)),
            Self::Many(ids) => MessageId::Many(ids.into_iter().map(owned).collect()),
        }
    }
}

impl<'a> From<&'a str> for MessageId<'a> {
    fn from(id: &'a str) -> Self {
        Self::One(id.into())
    }
}

impl From<String> for MessageId<'_> {
    fn from(id: String) -> Self {
        Self::One(id.into())
    }
}

impl<'a, T: Into<Cow<'a, str>>> FromIterator<T> for MessageId<'a> {
    fn from_iter<I: IntoIterator<Item = T>>(ids: I) -> Self {
        Self::Many(ids.into_iter().map(Into::into).collect())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for MessageId<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Ids)
    }
}

struct Ids;

impl<'de> Visitor<'de> for Ids {
    type Value = MessageId<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id or a list of ids")
    }

    fn visit_borrowed_str<E: Error>(self, id: &'de str) -> Result<MessageId<'de>, E> {
        Ok(MessageId::One(Cow::Borrowed(id)))
    }

    fn visit_str<E: Error>(self, id: &str) -> Result<MessageId<'de>, E> {
        Ok(MessageId::One(Cow::Owned(id.into())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<MessageId<'de>, A::Error> {
        let mut ids = Vec::new();
        while let Some(Text(id)) = items.next_element()? {
            ids.push(id);
        }
        Ok(MessageId::Many(ids))
    }

    /// A list with gaps: PHP leaves them where it drops a null.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<MessageId<'de>, A::Error> {
        let mut ids: Vec<(i64, Text<'de>)> = Vec::new();
        while let Some(entry) = map.next_entry()? {
            ids.push(entry);
        }
        ids.sort_by_key(|(index, _)| *index);
        Ok(MessageId::Many(ids.into_iter().map(|(_, Text(id))| id).collect()))
    }
}

impl Serialize for MessageId<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(id) => serializer.serialize_str(id),
            Self::Many(ids) => serializer.collect_seq(ids),
        }
    }
}
