//! `data`: what happened, in the shape that the name of the event asks for.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};

use super::imconnector::{Dialogs, LineDelete, MessageAdd, MessageDelete, MessageUpdate, StatusDelete};
use super::install::{AppInstall, AppTest, AppUninstall, AppUpdate};
use super::name::EventName;
use crate::form::Form;

/// The key `data` of an event.
///
/// Source: documentation, the page of each event, parameter `data`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Data<'a> {
    /// `OnImConnectorDialogStart`
    DialogStart(Dialogs<'a>),
    /// `OnImConnectorDialogFinish`
    DialogFinish(Dialogs<'a>),
    /// `OnImConnectorMessageAdd`
    MessageAdd(MessageAdd<'a>),
    /// `OnImConnectorMessageUpdate`
    MessageUpdate(MessageUpdate<'a>),
    /// `OnImConnectorMessageDelete`
    MessageDelete(MessageDelete<'a>),
    /// `OnImConnectorStatusDelete`
    StatusDelete(StatusDelete<'a>),
    /// `OnImConnectorLineDelete`
    LineDelete(LineDelete),
    /// `OnAppInstall`
    AppInstall(AppInstall<'a>),
    /// `OnAppUninstall`
    AppUninstall(AppUninstall<'a>),
    /// `OnAppUpdate`
    AppUpdate(AppUpdate<'a>),
    /// `OnAppTest`
    AppTest(AppTest<'a>),
    /// Any other event.
    Other(OtherData<'a>),
}

/// `data` of an event that has no type here: whatever it is, it is kept, and no such event fails.
///
/// ```
/// use phpform::bitrix24::{Data, Event};
///
/// let body = b"event=ONCRMDEALADD&data[FIELDS][ID]=7&ts=1714649632&auth[domain]=a.bitrix24.com&auth[member_id]=a2\
///     &auth[server_endpoint]=https://oauth.bitrix.info/rest/&auth[client_endpoint]=https://a.bitrix24.com/rest/\
///     &auth[application_token]=51856fefc120afa4";
///
/// let event: Event = phpform::from_bytes(body)?;
/// let Data::Other(data) = &event.data else { panic!("an event with a type") };
/// assert_eq!(data.as_form().unwrap().get("FIELDS[ID]")?.integer::<u64>()?, 7);
/// # Ok::<(), phpform::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub enum OtherData<'a> {
    /// There is no `data`: PHP writes nothing for an empty array.
    Absent,
    /// A text, which need not be UTF-8.
    Text(Cow<'a, [u8]>),
    /// An array.
    Form(Box<Form<'a>>),
}

impl Data<'_> {
    /// The name of the event that has this data; `None` for [`Data::Other`].
    pub fn name(&self) -> Option<EventName> {
        match self {
            Self::DialogStart(_) => Some(EventName::DialogStart),
            Self::DialogFinish(_) => Some(EventName::DialogFinish),
            Self::MessageAdd(_) => Some(EventName::MessageAdd),
            Self::MessageUpdate(_) => Some(EventName::MessageUpdate),
            Self::MessageDelete(_) => Some(EventName::MessageDelete),
            Self::StatusDelete(_) => Some(EventName::StatusDelete),
            Self::LineDelete(_) => Some(EventName::LineDelete),
            Self::AppInstall(_) => Some(EventName::AppInstall),
            Self::AppUninstall(_) => Some(EventName::AppUninstall),
            Self::AppUpdate(_) => Some(EventName::AppUpdate),
            Self::AppTest(_) => Some(EventName::AppTest),
            Self::Other(_) => None,
        }
    }

    /// The data without its tie to the body.
    pub fn into_owned(self) -> Data<'static> {
        match self {
            Self::DialogStart(data) => Data::DialogStart(data.into_owned()),
            Self::DialogFinish(data) => Data::DialogFinish(data.into_owned()),
            Self::MessageAdd(data) => Data::MessageAdd(data.into_owned()),
            Self::MessageUpdate(data) => Data::MessageUpdate(data.into_owned()),
            Self::MessageDelete(data) => Data::MessageDelete(data.into_owned()),
            Self::StatusDelete(data) => Data::StatusDelete(data.into_owned()),
            Self::LineDelete(data) => Data::LineDelete(data),
            Self::AppInstall(data) => Data::AppInstall(data.into_owned()),
            Self::AppUninstall(data) => Data::AppUninstall(data.into_owned()),
            Self::AppUpdate(data) => Data::AppUpdate(data.into_owned()),
            Self::AppTest(data) => Data::AppTest(data.into_owned()),
            Self::Other(data) => Data::Other(data.into_owned()),
        }
    }
}

/// Data that belongs to one event alone.
macro_rules! from {
    ($($variant:ident: $data:ty,)*) => {$(
        impl<'a> From<$data> for Data<'a> {
            fn from(data: $data) -> Self {
                Self::$variant(data)
            }
        }
    )*};
}

from! {
    MessageAdd: MessageAdd<'a>,
    MessageUpdate: MessageUpdate<'a>,
    MessageDelete: MessageDelete<'a>,
    StatusDelete: StatusDelete<'a>,
    LineDelete: LineDelete,
    AppInstall: AppInstall<'a>,
    AppUninstall: AppUninstall<'a>,
    AppUpdate: AppUpdate<'a>,
    AppTest: AppTest<'a>,
}

/// What `data` has to be under a name; nothing in particular without one.
pub(super) struct Shape(pub(super) Option<EventName>);

impl Shape {
    /// The data where `data` is absent, unless the event needs one.
    pub(super) fn absent<'de, E: Error>(&self) -> Result<Data<'de>, E> {
        match self.0 {
            None => Ok(Data::Other(OtherData::Absent)),
            Some(_) => Err(E::missing_field("data")),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Shape {
    type Value = Data<'de>;

    fn deserialize<D: Deserializer<'de>>(self, data: D) -> Result<Data<'de>, D::Error> {
        let Some(name) = self.0 else { return OtherData::deserialize(data).map(Data::Other) };
        match name {
            EventName::DialogStart => Dialogs::deserialize(data).map(Data::DialogStart),
            EventName::DialogFinish => Dialogs::deserialize(data).map(Data::DialogFinish),
            EventName::MessageAdd => MessageAdd::deserialize(data).map(Data::MessageAdd),
            EventName::MessageUpdate => MessageUpdate::deserialize(data).map(Data::MessageUpdate),
            EventName::MessageDelete => MessageDelete::deserialize(data).map(Data::MessageDelete),
            EventName::StatusDelete => StatusDelete::deserialize(data).map(Data::StatusDelete),
            EventName::LineDelete => LineDelete::deserialize(data).map(Data::LineDelete),
            EventName::AppInstall => AppInstall::deserialize(data).map(Data::AppInstall),
            EventName::AppUninstall => AppUninstall::deserialize(data).map(Data::AppUninstall),
            EventName::AppUpdate => AppUpdate::deserialize(data).map(Data::AppUpdate),
            EventName::AppTest => AppTest::deserialize(data).map(Data::AppTest),
        }
    }
}

impl OtherData<'_> {
    /// The text, if it is one and UTF-8.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => core::str::from_utf8(text).ok(),
            Self::Absent | Self::Form(_) => None,
        }
    }

    /// The array, if it is one.
    pub fn as_form(&self) -> Option<&Form<'_>> {
        match self {
            Self::Form(form) => Some(form),
            Self::Absent | Self::Text(_) => None,
        }
    }

    /// The data without its tie to the body.
    pub fn into_owned(self) -> OtherData<'static> {
        match self {
            Self::Absent => OtherData::Absent,
            Self::Text(text) => OtherData::Text(Cow::Owned(text.into_owned())),
            Self::Form(form) => form.into_owned().into(),
        }
    }
}

impl<'a> From<Form<'a>> for OtherData<'a> {
    fn from(form: Form<'a>) -> Self {
        Self::Form(Box::new(form))
    }
}

impl<'a> From<&'a str> for OtherData<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text.as_bytes()))
    }
}

/// A text as text; secrets in a form are masked.
impl fmt::Debug for OtherData<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("Absent"),
            Self::Text(text) => f.debug_tuple("Text").field(&String::from_utf8_lossy(text)).finish(),
            Self::Form(form) => f.debug_tuple("Form").field(form).finish(),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for OtherData<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = OtherData<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or an array")
    }

    /// How formats that know a null write data that was absent.
    fn visit_unit<E: Error>(self) -> Result<OtherData<'de>, E> {
        Ok(OtherData::Absent)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<OtherData<'de>, E> {
        self.visit_borrowed_bytes(text.as_bytes())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<OtherData<'de>, E> {
        self.visit_bytes(text.as_bytes())
    }

    fn visit_borrowed_bytes<E: Error>(self, text: &'de [u8]) -> Result<OtherData<'de>, E> {
        Ok(OtherData::Text(Cow::Borrowed(text)))
    }

    fn visit_bytes<E: Error>(self, text: &[u8]) -> Result<OtherData<'de>, E> {
        Ok(OtherData::Text(Cow::Owned(text.into())))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<OtherData<'de>, A::Error> {
        Box::deserialize(MapAccessDeserializer::new(map)).map(OtherData::Form)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<OtherData<'de>, A::Error> {
        Box::deserialize(SeqAccessDeserializer::new(items)).map(OtherData::Form)
    }
}

impl Serialize for OtherData<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent => serializer.serialize_none(),
            Self::Text(text) => match core::str::from_utf8(text) {
                Ok(text) => serializer.serialize_str(text),
                Err(_) => serializer.serialize_bytes(text),
            },
            Self::Form(form) => form.serialize(serializer),
        }
    }
}
