//! `OnImConnectorMessageAdd`, `OnImConnectorMessageUpdate` and `OnImConnectorMessageDelete`.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{Chat, MessageId};
use crate::bitrix24::text::{self, owned, owned_optional};
use crate::bitrix24::undefined;
use crate::form::Form;

/// `data` of `OnImConnectorMessageAdd`: what an operator sent to the external system. Each message wants an answer by
/// `imconnector.send.status.delivery`.
///
/// Source: documentation, "`OnImConnectorMessageAdd` Event", parameter `data`.
///
/// ```
/// use phpform::bitrix24::{Auth, Data, Event, MessageAdd};
///
/// let hello = MessageAdd::new("myconnector", 107, "channel-123", "Hello");
/// let body = Event::new(hello, Auth::new("51856fefc120afa4")).to_body()?;
///
/// let event: Event = phpform::from_bytes(body.as_bytes())?;
/// let Data::MessageAdd(add) = &event.data else { panic!("another event") };
/// for message in &add.messages {
///     assert_eq!(message.chat.id, "channel-123");
///     assert_eq!(message.message.text.as_deref(), Some("Hello"));
/// }
/// # Ok::<(), phpform::Error>(())
/// ```
pub type MessageAdd<'a> = Messages<'a, NewMessage<'a>>;

/// `data` of `OnImConnectorMessageUpdate`: what an operator changed. Each message wants an answer by
/// `imconnector.send.status.delivery`, with its ids once more, changed or not.
///
/// Source: documentation, "`OnImConnectorMessageUpdate` Event", parameter `data`.
pub type MessageUpdate<'a> = Messages<'a, ChangedMessage<'a>>;

/// `data` of `OnImConnectorMessageDelete`: what an operator deleted, one item for each id in the external system.
///
/// Source: documentation, "`OnImConnectorMessageDelete` Event", parameter `data`.
pub type MessageDelete<'a> = Messages<'a, DeletedMessage<'a>>;

/// `data` of an event about messages.
///
/// Source: documentation, "`OnImConnectorMessageAdd` Event", parameter `data`; the legacy pages call
/// the list `DATA`, which is understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Messages<'a, M> {
    /// `CONNECTOR`: the connector, in lower case.
    #[serde(borrow, rename = "CONNECTOR")]
    pub connector: Cow<'a, str>,
    /// `LINE`: the open line.
    #[serde(rename = "LINE")]
    pub line: u64,
    /// `MESSAGES`: the messages. There may be several.
    #[serde(borrow, rename = "MESSAGES", alias = "DATA", bound(deserialize = "M: Deserialize<'de>"))]
    pub messages: Vec<Message<'a, M>>,
}

/// An item of `MESSAGES`.
///
/// Source: documentation, "`OnImConnectorMessageAdd` Event", parameter `MESSAGES`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message<'a, M> {
    /// `im`: the message on the portal.
    pub im: Im,
    /// `message`: what became of it.
    #[serde(bound(deserialize = "M: Deserialize<'de>"))]
    pub message: M,
    /// `chat`: the chat in the external system.
    #[serde(borrow)]
    pub chat: Chat<'a>,
}

/// A message on the portal: `imconnector.send.status.delivery` wants it back as it is.
///
/// Source: documentation, "`OnImConnectorMessageAdd` Event", parameter `im`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Im {
    /// `chat_id`: the chat of the open line.
    pub chat_id: u64,
    /// `message_id`: the message.
    pub message_id: u64,
}

/// A message that was sent.
///
/// Source: documentation, "`OnImConnectorMessageAdd` Event", parameter `message`, for `user_id` and
/// `text`; nothing else is documented.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMessage<'a> {
    /// `user_id`: in whose name the message was made; `0` for the system.
    pub user_id: Option<u64>,
    /// `text`: with markup in brackets, behind the name of the operator if signatures are on. Blank if there are only files.
    #[serde(borrow, default, deserialize_with = "text::optional")]
    pub text: Option<Cow<'a, str>>,
    /// `files`: what is attached.
    #[serde(borrow, default)]
    pub files: Vec<File<'a>>,
    /// `params`: how the message is shown (`CLASS`, `IS_…`, `IMOL_…`).
    #[serde(default, deserialize_with = "undefined::as_none")]
    pub params: Option<Form<'a>>,
    /// `attachments`: attached blocks. The platform sends none today.
    #[serde(default, deserialize_with = "undefined::as_none")]
    pub attachments: Option<Form<'a>>,
    /// `attachments_old`: attached blocks, each as a text in JSON.
    #[serde(borrow, default, deserialize_with = "text::list")]
    pub attachments_old: Vec<Cow<'a, str>>,
}

/// A file of a message. Nothing of it is documented.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct File<'a> {
    /// `name`: its name.
    #[serde(borrow, default, deserialize_with = "text::optional")]
    pub name: Option<Cow<'a, str>>,
    /// `type`: `image`, `file` and others.
    #[serde(borrow, default, rename = "type", deserialize_with = "text::optional")]
    pub kind: Option<Cow<'a, str>>,
    /// `mime`: its media type.
    #[serde(borrow, default, deserialize_with = "text::optional")]
    pub mime: Option<Cow<'a, str>>,
    /// `link`: where it can be fetched without a token, for a short while.
    #[serde(borrow, default, deserialize_with = "text::optional")]
    pub link: Option<Cow<'a, str>>,
    /// `size`: its size in bytes.
    pub size: Option<u64>,
    /// `sizef`: its size for people, such as `47.08 KB`.
    #[serde(borrow, default, deserialize_with = "text::optional")]
    pub sizef: Option<Cow<'a, str>>,
    /// `width`: of an image.
    pub width: Option<u64>,
    /// `height`: of an image.
    pub height: Option<u64>,
}

/// A message that was changed.
///
/// Source: documentation, "`OnImConnectorMessageUpdate` Event", parameter `message`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ChangedMessage<'a> {
    /// `id`: the ids in the external system.
    #[serde(borrow)]
    pub id: MessageId<'a>,
    /// `text`: the text from now on.
    #[serde(borrow, default, deserialize_with = "text::optional")]
    pub text: Option<Cow<'a, str>>,
}

/// A message that was deleted.
///
/// Source: documentation, "`OnImConnectorMessageDelete` Event", parameter `message`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DeletedMessage<'a> {
    /// `id`: the id in the external system.
    #[serde(borrow)]
    pub id: MessageId<'a>,
}

/// The message that the documentation shows.
impl Default for Im {
    fn default() -> Self {
        Self { chat_id: 1807, message_id: 86497 }
    }
}

impl<'a, M> Messages<'a, M> {
    /// One item for each message, all in one chat, of the same message of the portal, [`Im::default`].
    fn in_chat(
        connector: Cow<'a, str>,
        line: u64,
        chat: &Cow<'a, str>,
        messages: impl IntoIterator<Item = M>,
    ) -> Self {
        let item = |message| Message { im: Im::default(), message, chat: Chat { id: chat.clone() } };
        Self { connector, line, messages: messages.into_iter().map(item).collect() }
    }

    fn map_owned<N>(self, message: impl Fn(M) -> N) -> Messages<'static, N> {
        let item = |item: Message<'a, M>| Message {
            im: item.im,
            message: message(item.message),
            chat: item.chat.into_owned(),
        };
        Messages {
            connector: owned(self.connector),
            line: self.line,
            messages: self.messages.into_iter().map(item).collect(),
        }
    }
}

impl<'a> MessageAdd<'a> {
    /// One message of user 1, with nothing but this text.
    pub fn new(
        connector: impl Into<Cow<'a, str>>,
        line: u64,
        chat: impl Into<Cow<'a, str>>,
        text: impl Into<Cow<'a, str>>,
    ) -> Self {
        let message = NewMessage { user_id: Some(1), text: Some(text.into()), ..NewMessage::default() };
        Self::in_chat(connector.into(), line, &chat.into(), [message])
    }

    /// The data without its tie to the body.
    pub fn into_owned(self) -> MessageAdd<'static> {
        self.map_owned(NewMessage::into_owned)
    }
}

impl<'a> MessageUpdate<'a> {
    /// One message that now has this text.
    pub fn new(
        connector: impl Into<Cow<'a, str>>,
        line: u64,
        chat: impl Into<Cow<'a, str>>,
        id: impl Into<MessageId<'a>>,
        text: impl Into<Cow<'a, str>>,
    ) -> Self {
        let message = ChangedMessage { id: id.into(), text: Some(text.into()) };
        Self::in_chat(connector.into(), line, &chat.into(), [message])
    }

    /// The data without its tie to the body.
    pub fn into_owned(self) -> MessageUpdate<'static> {
        self.map_owned(|message| ChangedMessage {
            id: message.id.into_owned(),
            text: owned_optional(message.text),
        })
    }
}

impl<'a> MessageDelete<'a> {
    /// One item for each id.
    pub fn new(
        connector: impl Into<Cow<'a, str>>,
        line: u64,
        chat: impl Into<Cow<'a, str>>,
        ids: impl IntoIterator<Item = impl Into<MessageId<'a>>>,
    ) -> Self {
        let messages = ids.into_iter().map(|id| DeletedMessage { id: id.into() });
        Self::in_chat(connector.into(), line, &chat.into(), messages)
    }

    /// The data without its tie to the body.
    pub fn into_owned(self) -> MessageDelete<'static> {
        self.map_owned(|message| DeletedMessage { id: message.id.into_owned() })
    }
}

impl NewMessage<'_> {
    /// The message without its tie to the body.
    pub fn into_owned(self) -> NewMessage<'static> {
        NewMessage {
            user_id: self.user_id,
            text: owned_optional(self.text),
            files: self.files.into_iter().map(File::into_owned).collect(),
            params: self.params.map(Form::into_owned),
            attachments: self.attachments.map(Form::into_owned),
            attachments_old: self.attachments_old.into_iter().map(owned).collect(),
        }
    }
}

impl File<'_> {
    /// The file without its tie to the body.
    pub fn into_owned(self) -> File<'static> {
        File {
            name: owned_optional(self.name),
            kind: owned_optional(self.kind),
            mime: owned_optional(self.mime),
            link: owned_optional(self.link),
            size: self.size,
            sizef: owned_optional(self.sizef),
            width: self.width,
            height: self.height,
        }
    }
}
