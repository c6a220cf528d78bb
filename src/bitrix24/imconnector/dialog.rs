//! `OnImConnectorDialogStart` and `OnImConnectorDialogFinish`.

use alloc::borrow::Cow;
use alloc::vec;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::Chat;
use crate::bitrix24::text::owned;
use crate::bitrix24::yes_no::YesNo;

/// `data` of `OnImConnectorDialogStart` and `OnImConnectorDialogFinish`: the dialogs that were created or closed.
///
/// Source: documentation, "When Creating a Dialog `OnImConnectorDialogStart`", parameter `data`.
///
/// ```
/// use phpform::bitrix24::{Data, Event};
///
/// let body = b"event=ONIMCONNECTORDIALOGSTART&data[CONNECTOR]=newcustomconnector&data[LINE]=105\
///     &data[DATA][0][connector][connector_id]=newcustomconnector&data[DATA][0][connector][line_id]=105\
///     &data[DATA][0][connector][chat_id]=8&data[DATA][0][connector][user_id]=0\
///     &data[DATA][0][session][id]=3282&data[DATA][0][session][closed]=N\
///     &data[DATA][0][session][parent_id]=0&data[DATA][0][session][close_term]=10\
///     &data[DATA][0][chat][id]=8&data[DATA][0][user][id]=0&ts=1714649632\
///     &auth[domain]=some-domain.bitrix24.com&auth[server_endpoint]=https://oauth.bitrix.info/rest/\
///     &auth[client_endpoint]=https://some-domain.bitrix24.com/rest/\
///     &auth[member_id]=a223c6b3710f85df22e9377d6c4f7553&auth[application_token]=51856fefc120afa4";
///
/// let event: Event = phpform::from_bytes(body)?;
/// let Data::DialogStart(start) = event.data else { panic!("another event") };
/// for dialog in &start.dialogs {
///     assert_eq!((&*dialog.chat.id, dialog.session.id), ("8", 3282));
/// }
/// # Ok::<(), phpform::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialogs<'a> {
    /// `CONNECTOR`: the connector.
    #[serde(borrow, rename = "CONNECTOR")]
    pub connector: Cow<'a, str>,
    /// `LINE`: the open line.
    #[serde(rename = "LINE")]
    pub line: u64,
    /// `DATA`: the dialogs, today always one.
    #[serde(borrow, rename = "DATA")]
    pub dialogs: Vec<Dialog<'a>>,
}

/// A dialog between a user of the external system and the operators of an open line.
///
/// Source: documentation, "When Creating a Dialog `OnImConnectorDialogStart`", parameter `DATA`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Dialog<'a> {
    /// `connector`: where the dialog takes place.
    #[serde(borrow)]
    pub connector: DialogConnector<'a>,
    /// `session`: the session of the open line.
    pub session: Session,
    /// `chat`: the chat in the external system.
    #[serde(borrow)]
    pub chat: Chat<'a>,
    /// `user`: the user.
    #[serde(borrow)]
    pub user: User<'a>,
}

/// The place of a dialog.
///
/// Source: documentation, "When Creating a Dialog `OnImConnectorDialogStart`", parameter `connector`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DialogConnector<'a> {
    /// `connector_id`: the connector.
    #[serde(borrow)]
    pub connector_id: Cow<'a, str>,
    /// `line_id`: the open line.
    pub line_id: u64,
    /// `chat_id`: the chat in the external system. Documented as an integer, it is whatever the application gave. The
    /// platform cuts it at a `|`.
    #[serde(borrow)]
    pub chat_id: Cow<'a, str>,
    /// `user_id`: the user. Documented as one of the external system, it is the number that the portal gave to them;
    /// `0` for connectors of group chats.
    #[serde(borrow)]
    pub user_id: Cow<'a, str>,
}

/// A session of an open line.
///
/// Source: documentation, "When Creating a Dialog `OnImConnectorDialogStart`", parameter `session`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Session {
    /// `id`: the session.
    pub id: u64,
    /// `closed`: whether the dialog is closed. `OnImConnectorDialogFinish` comes only for closed ones.
    pub closed: YesNo,
    /// `parent_id`: the session before this one, `0` if there was none.
    pub parent_id: Option<u64>,
    /// `close_term`: in how many minutes the session closes.
    pub close_term: u64,
}

/// The user of a dialog.
///
/// Source: documentation, "When Creating a Dialog `OnImConnectorDialogStart`", parameter `user`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct User<'a> {
    /// `id`: as [`DialogConnector::user_id`].
    #[serde(borrow)]
    pub id: Cow<'a, str>,
}

impl<'a> Dialogs<'a> {
    /// One dialog that was created: session 1 with none before it, open for 10 minutes, with user `1`.
    pub fn opened(connector: impl Into<Cow<'a, str>>, line: u64, chat: impl Into<Cow<'a, str>>) -> Self {
        Self::one(connector.into(), line, chat.into(), YesNo::No)
    }

    /// As [`Dialogs::opened`], but closed.
    pub fn closed(connector: impl Into<Cow<'a, str>>, line: u64, chat: impl Into<Cow<'a, str>>) -> Self {
        Self::one(connector.into(), line, chat.into(), YesNo::Yes)
    }

    fn one(connector: Cow<'a, str>, line: u64, chat: Cow<'a, str>, closed: YesNo) -> Self {
        let dialog = Dialog {
            connector: DialogConnector {
                connector_id: connector.clone(),
                line_id: line,
                chat_id: chat.clone(),
                user_id: "1".into(),
            },
            session: Session { id: 1, closed, parent_id: Some(0), close_term: 10 },
            chat: Chat { id: chat },
            user: User { id: "1".into() },
        };
        Self { connector, line, dialogs: vec![dialog] }
    }

    /// The data without its tie to the body.
    pub fn into_owned(self) -> Dialogs<'static> {
        Dialogs {
            connector: owned(self.connector),
            line: self.line,
            dialogs: self.dialogs.into_iter().map(Dialog::into_owned).collect(),
        }
    }
}

impl Dialog<'_> {
    /// The dialog without its tie to the body.
    pub fn into_owned(self) -> Dialog<'static> {
        Dialog {
            connector: DialogConnector {
                connector_id: owned(self.connector.connector_id),
                line_id: self.connector.line_id,
                chat_id: owned(self.connector.chat_id),
                user_id: owned(self.connector.user_id),
            },
            session: self.session,
            chat: self.chat.into_owned(),
            user: User { id: owned(self.user.id) },
        }
    }
}
