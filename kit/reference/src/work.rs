//! The second phase: what is stored is worked off.

use std::time::Duration;

use phpform::bitrix24::{Data, Event, Message, Messages};
use serde_json::json;

use crate::rest::CallError;
use crate::step::Step;
use crate::store::{Job, Portal, StoreError};
use crate::{Handler, channel};

/// So long after a failure it is tried again; each time twice as long, up to the second.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How an event ended.
enum End {
    Done,
    /// It stays and is tried again.
    Later,
}

/// Works off what is there, then waits for more.
pub(crate) async fn forever(handler: Handler) {
    let mut pause = FIRST_PAUSE;
    loop {
        match pass(&handler).await {
            Ok(End::Done) => {
                pause = FIRST_PAUSE;
                handler.stored.notified().await;
            }
            failed => {
                if let Err(error) = failed {
                    (handler.config.notices)(&error.to_string());
                }
                _ = tokio::time::timeout(pause, handler.stored.notified()).await;
                pause = LONGEST_PAUSE.min(pause * 2);
            }
        }
    }
}

/// Goes through all events that wait, oldest first. One that fails holds up no other.
async fn pass(handler: &Handler) -> Result<End, StoreError> {
    let (mut from, mut end) = (0, End::Done);
    while let Some(job) = handler.on_disk(move |store| store.next(from)).await? {
        let number = job.number;
        from = number + 1;
        (handler.config.watch)(Step::Taken);
        match work(handler, job).await? {
            End::Done => {
                handler.on_disk(move |store| store.done(number)).await?;
                (handler.config.watch)(Step::Done);
            }
            End::Later => end = End::Later,
        }
    }
    Ok(end)
}

async fn work(handler: &Handler, job: Job) -> Result<End, StoreError> {
    let Job { member_id, body, .. } = job;
    let Ok(event) = phpform::from_bytes::<Event<'_>>(&body) else { return Ok(End::Done) };
    let portal = Duty { handler, member_id: &member_id };
    match event.data {
        Data::MessageAdd(add) => {
            portal
                .each(add, |item| {
                    channel::send(&item.chat.id, item.im.message_id, item.message.text.as_deref())
                })
                .await
        }
        Data::MessageUpdate(update) => {
            portal
                .each(update, |item| channel::change(item.message.id.iter(), item.message.text.as_deref()))
                .await
        }
        Data::MessageDelete(delete) => {
            for item in &delete.messages {
                channel::delete(item.message.id.iter());
            }
            Ok(End::Done)
        }
        Data::StatusDelete(gone) => portal.switch_off(gone.connector.into_owned(), gone.line).await,
        // Every application hears of every line: of those of others too.
        Data::LineDelete(line) => portal.switch_off(String::new(), line.0).await,
        // Dialogs need nothing from us; other events were not asked for.
        _ => Ok(End::Done),
    }
}

/// What an event wants done on its portal.
struct Duty<'h> {
    handler: &'h Handler,
    member_id: &'h str,
}

impl Duty<'_> {
    /// Does something with each message of a line that is served here, and reports each as delivered.
    async fn each<M>(
        &self,
        data: Messages<'_, M>,
        act: impl Fn(&Message<'_, M>) -> Vec<String>,
    ) -> Result<End, StoreError> {
        let line = data.line.to_string();
        if !self.is_served(data.connector.clone().into_owned(), line.clone()).await? {
            return Ok(End::Done);
        }
        for item in &data.messages {
            let ids = act(item);
            (self.handler.config.watch)(Step::Sent);
            let report = json!({
                "CONNECTOR": data.connector,
                "LINE": line,
                "MESSAGES": [{
                    "im": { "chat_id": item.im.chat_id.to_string(), "message_id": item.im.message_id.to_string() },
                    "message": { "id": ids, "date": now() },
                    "chat": { "id": item.chat.id },
                }],
            });
            if let End::Later = self.call("imconnector.send.status.delivery", report).await? {
                return Ok(End::Later);
            }
            (self.handler.config.watch)(Step::Reported);
        }
        Ok(End::Done)
    }

    /// Calls a method in the name of the stored tokens: those of an event are not always there.
    async fn call(&self, method: &str, call: serde_json::Value) -> Result<End, StoreError> {
        let Some(mut portal) = self.portal().await? else { return Ok(End::Done) };
        let rest = &self.handler.rest;
        let mut called = rest.call(&portal, method, call.clone()).await;
        if let Err(CallError::Token(_)) = called {
            called = match rest.refresh(&mut portal, &self.handler.config).await {
                Ok(()) => {
                    self.keep(portal.clone()).await?;
                    rest.call(&portal, method, call).await
                }
                Err(error) => Err(error),
            };
        }
        Ok(match called {
            Ok(_) => End::Done,
            Err(CallError::Refused(reason)) => {
                (self.handler.config.notices)(&format!("{method} was refused: {reason}"));
                End::Done
            }
            Err(later) => {
                (self.handler.config.notices)(&format!("{method} is tried again later: {later}"));
                End::Later
            }
        })
    }

    async fn is_served(&self, connector: String, line: String) -> Result<bool, StoreError> {
        let member_id = self.member_id.to_owned();
        let route = (connector, line);
        if !self.handler.config.routes.contains(&route) {
            return Ok(false);
        }
        let (connector, line) = route;
        Ok(!self.handler.on_disk(move |store| store.is_off(&member_id, &connector, &line)).await?)
    }

    async fn switch_off(&self, connector: String, line: u64) -> Result<End, StoreError> {
        let member_id = self.member_id.to_owned();
        let line = line.to_string();
        self.handler.on_disk(move |store| store.switch_off(&member_id, &connector, &line)).await?;
        Ok(End::Done)
    }

    async fn portal(&self) -> Result<Option<Portal>, StoreError> {
        let member_id = self.member_id.to_owned();
        self.handler.on_disk(move |store| store.portal(&member_id)).await
    }

    async fn keep(&self, portal: Portal) -> Result<(), StoreError> {
        let member_id = self.member_id.to_owned();
        self.handler.on_disk(move |store| store.put_portal(&member_id, &portal)).await
    }
}

/// Seconds since 1970.
fn now() -> u64 {
    std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs())
}
