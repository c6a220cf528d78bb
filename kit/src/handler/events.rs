//! Events of which every one is new, and known by a mark of its own.

use std::borrow::Cow;

use phpform::bitrix24::{
    AppTest, Auth, ChangedMessage, Chat, Data, DeletedMessage, Dialog, Dialogs, Event, Im, LineDelete,
    Message, MessageAdd, MessageId, Messages, StatusDelete, Timestamp,
};

use super::check::{Expect, Trial};
use super::mark::{Mark, Report};
use super::request::Request;
use super::scene::Scene;
use crate::event::Body;

/// An event, not yet sent.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) body: Body,
    pub(crate) marks: Vec<Mark>,
}

impl Sent {
    /// With a body that is bent.
    pub(crate) fn bent(self, bend: impl FnOnce(Body) -> Body) -> Self {
        Self { body: bend(self.body), marks: self.marks }
    }

    /// With a value in the place of another.
    pub(crate) fn set(self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.bent(|body| body.set(name, value))
    }

    pub(crate) fn without(self, name: &str) -> Self {
        self.bent(|body| body.without(name))
    }

    pub(crate) fn request(self) -> Request {
        Request::of(&self.body).marks(self.marks)
    }

    pub(crate) fn trial(self, name: &'static str, expect: Expect) -> Trial {
        self.request().trial(name, expect)
    }

    pub(crate) fn taken(self, name: &'static str) -> Trial {
        self.trial(name, Expect::Taken)
    }

    pub(crate) fn refused(self, name: &'static str) -> Trial {
        self.trial(name, Expect::Refused)
    }
}

impl Request {
    pub(crate) fn trial(self, name: &'static str, expect: Expect) -> Trial {
        Trial { name, request: self, expect }
    }
}

impl Scene {
    /// An event about `data`, with the tokens of a user.
    pub(crate) fn event<'a>(&self, data: impl Into<Data<'a>>, marks: Vec<Mark>) -> Sent {
        self.event_by(data, marks, self.portal.auth_with_user())
    }

    /// An event with this `auth`.
    pub(crate) fn event_by<'a>(&self, data: impl Into<Data<'a>>, marks: Vec<Mark>, auth: Auth<'a>) -> Sent {
        let mut event = Event::new(data, auth);
        event.event_handler_id = Some(555);
        event.ts = Timestamp(self.fresh());
        Sent { body: Body::of(&event), marks }
    }

    /// The plainest event that asks for an effect: one message.
    pub(crate) fn message(&self) -> Sent {
        self.messages(1)
    }

    /// A message from this chat: a text that stands in no other event.
    pub(crate) fn message_of(&self, chat: &str) -> Sent {
        let (connector, line) = self.line();
        let mut add = MessageAdd::new(connector, line, chat.to_owned(), "Guten Tag!");
        let mark = Self::marked(self.fresh(), chat, &mut add, 0);
        self.event(add, vec![mark])
    }

    /// So many messages, each of a chat of its own.
    pub(crate) fn messages(&self, count: usize) -> Sent {
        let (connector, line) = self.line();
        let mut add = MessageAdd::new(connector, line, "", "Guten Tag!");
        add.messages = std::iter::repeat_n(add.messages, count).flatten().collect();
        let mark = |item| {
            let id = self.fresh();
            Self::marked(id, &format!("chat-{id}"), &mut add, item)
        };
        let marks = (0..count).map(mark).collect();
        self.event(add, marks)
    }

    /// Makes an item of `MESSAGES` one of a kind.
    fn marked<M>(id: u64, chat: &str, data: &mut Messages<'_, M>, item: usize) -> Mark {
        let im = Im { chat_id: id + 1, message_id: id };
        if let Some(item) = data.messages.get_mut(item) {
            item.im = im;
            item.chat = Chat { id: Cow::Owned(chat.to_owned()) };
        }
        let report = Report {
            im_chat: im.chat_id.to_string(),
            im_message: im.message_id.to_string(),
            chat: chat.to_owned(),
        };
        Mark { word: chat.to_owned(), report: Some(report) }
    }

    /// A message that was changed, with its ids in the external system.
    pub(crate) fn update(&self, id: MessageId<'static>) -> Sent {
        let text = Some(Cow::from("[b]Klaus Weber:[/b][br] What questions do you have?"));
        let (mut data, mark) = self.one(ChangedMessage { id, text });
        let mark = Self::marked(mark, &format!("chat-{mark}"), &mut data, 0);
        self.event(data, vec![mark])
    }

    /// Messages that were deleted, one item for each id. None of them is to be reported.
    pub(crate) fn deletion(&self, count: usize) -> Sent {
        let (mut data, _) = self.one(DeletedMessage { id: "".into() });
        data.messages = std::iter::repeat_n(data.messages, count).flatten().collect();
        let mut marks = Vec::new();
        for item in 0..count {
            let id = self.fresh();
            let word = format!("deleted-{id}");
            Self::marked(id, &format!("chat-{id}"), &mut data, item);
            if let Some(item) = data.messages.get_mut(item) {
                item.message.id = word.clone().into();
            }
            marks.push(Mark::word(word));
        }
        self.event(data, marks)
    }

    fn one<M>(&self, message: M) -> (Messages<'static, M>, u64) {
        let (connector, line) = self.line();
        let item = Message { im: Im::default(), message, chat: Chat { id: "".into() } };
        (Messages { connector: connector.into(), line, messages: vec![item] }, self.fresh())
    }

    /// A dialog that was created.
    pub(crate) fn dialog(&self) -> Sent {
        let (data, marks) = self.dialogs(1);
        self.event(Data::DialogStart(data), marks)
    }

    /// So many dialogs in one event.
    pub(crate) fn dialogs(&self, count: usize) -> (Dialogs<'static>, Vec<Mark>) {
        let (connector, line) = self.line();
        let mut data = Dialogs::opened(connector, line, "");
        data.dialogs = std::iter::repeat_n(data.dialogs, count).flatten().collect();
        let each = |dialog: &mut Dialog<'_>| {
            let id = self.fresh();
            let chat = format!("dialog-{id}@c.example");
            dialog.chat.id = chat.clone().into();
            dialog.connector.chat_id = chat.clone().into();
            dialog.session.id = id;
            Mark::word(chat)
        };
        let marks = data.dialogs.iter_mut().map(each).collect();
        (data, marks)
    }

    /// The connector was disabled for a line that it never served.
    pub(crate) fn status_deleted(&self) -> Sent {
        let line = self.fresh();
        self.event(
            StatusDelete::new(self.account().connector.clone(), line),
            vec![Mark::word(line.to_string())],
        )
    }

    /// A line that is not ours was deleted.
    pub(crate) fn line_deleted(&self) -> Sent {
        let line = self.fresh();
        self.event(LineDelete(line), vec![Mark::word(line.to_string())])
    }

    /// `OnAppTest` with something in `QUERY`.
    pub(crate) fn test(&self) -> Sent {
        let word = format!("any-{}", self.fresh());
        let sent = self.event_by(
            AppTest::default(),
            vec![Mark::word(word.clone())],
            self.portal.auth_with_refresh(),
        );
        sent.set("data[QUERY][any]", word)
    }

    fn line(&self) -> (String, u64) {
        (self.account().connector.clone(), self.account().line)
    }
}
