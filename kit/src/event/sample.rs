//! An event of each name, as the platform sends it.

use std::borrow::Cow;

use phpform::bitrix24::{
    AppInstall, AppTest, AppUninstall, AppUpdate, Auth, ChangedMessage, Chat, Data, DeletedMessage, Dialogs,
    Event, EventName, Im, LineDelete, Message, MessageAdd, MessageDelete, MessageUpdate, Messages,
    StatusDelete,
};

/// There is no such event.
#[derive(Debug)]
pub(crate) struct SampleError(String);

impl std::fmt::Display for SampleError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = EventName::ALL.iter().map(|name| name.as_str()).collect();
        write!(f, "no event is called {:?}; there are {}", self.0, names.join(", "))
    }
}

/// An event of this name, in any case, on a line of a connector.
pub(crate) fn sample<'a>(
    name: &str,
    connector: &'a str,
    line: u64,
    auth: Auth<'a>,
) -> Result<Event<'a>, SampleError> {
    let Some(found) = EventName::find(name) else { return Err(SampleError(name.to_owned())) };
    Ok(Event::new(data(found, connector, line), auth))
}

fn data(name: EventName, connector: &str, line: u64) -> Data<'_> {
    let add = |text| MessageAdd::new(connector, line, "channel-123", text);
    match name {
        EventName::DialogStart => Data::DialogStart(Dialogs::opened(connector, line, "channel-123")),
        EventName::DialogFinish => Data::DialogFinish(Dialogs::closed(connector, line, "channel-123")),
        EventName::MessageUpdate => update(connector, line).into(),
        EventName::MessageDelete => delete(connector, line).into(),
        EventName::StatusDelete => StatusDelete::new(connector, line).into(),
        EventName::LineDelete => LineDelete(line).into(),
        EventName::AppInstall => AppInstall::default().into(),
        EventName::AppUninstall => AppUninstall::default().into(),
        EventName::AppUpdate => AppUpdate::default().into(),
        EventName::AppTest => AppTest::default().into(),
        _ => add("[b]Klaus Weber:[/b] [br]Guten Tag!").into(),
    }
}

fn update(connector: &str, line: u64) -> MessageUpdate<'_> {
    let text = Some(Cow::from("[b]Klaus Weber:[/b][br] What questions do you have?"));
    messages(connector, line, ChangedMessage { id: ["ext-msg-005"].into_iter().collect(), text })
}

fn delete(connector: &str, line: u64) -> MessageDelete<'_> {
    messages(connector, line, DeletedMessage { id: "ext-msg-005".into() })
}

fn messages<M>(connector: &str, line: u64, message: M) -> Messages<'_, M> {
    let item = Message { im: Im::default(), message, chat: Chat { id: "channel-123".into() } };
    Messages { connector: connector.into(), line, messages: vec![item] }
}
