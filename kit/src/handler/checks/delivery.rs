//! `imconnector.send.status.delivery`: what a handler owes the portal.

use serde_json::Value;

use super::rules::{DELIVERY, DELIVERY_SHAPE, NO_RETRIES};
use super::{Check, Level, story};
use crate::handler::check::{Fault, Telling};
use crate::handler::events::Sent;
use crate::handler::request::Request;
use crate::handler::scene::{Channel, Scene};
use crate::handler::trace::Trace;
use crate::portal::{Delivered, Delivery, items, scalar};

pub(super) const CHECKS: &[Check] = &[
    story(
        Level::Must,
        "delivery/shape",
        "reports with CONNECTOR, LINE, im, chat.id, a list of ids and the time",
        DELIVERY_SHAPE,
        |scene, trace| delivered(scene, trace, scene.message(), shape),
    ),
    story(
        Level::Must,
        "delivery/each-item",
        "reports each message, and each once",
        DELIVERY,
        |scene, trace| delivered(scene, trace, scene.messages(3), each_once),
    ),
    story(
        Level::Must,
        "delivery/update",
        "reports a message that was changed, with its ids once more",
        DELIVERY,
        |scene, trace| delivered(scene, trace, scene.update(["ext-1"].into_iter().collect()), shape),
    ),
    story(
        Level::Should,
        "delivery/same-event-twice",
        "takes an event that comes again for the same",
        NO_RETRIES,
        twice,
    ),
];

type Look = fn(&Scene, &Request, &[Delivery]) -> Result<(), Fault>;

/// Sends an event and looks at what it made the handler report.
fn delivered<'s>(scene: &'s Scene, trace: &'s mut Trace, sent: Sent, look: Look) -> Telling<'s> {
    Box::pin(async move {
        let request = sent.request();
        needs_calls(scene)?;
        scene.accepted("the event", &request, trace).await?;
        scene.effect(&request).await.inspect_err(|_| trace.blame(&request))?;
        tokio::time::sleep(scene.pace.settle).await;
        let deliveries = scene.portal.journal().deliveries();
        for delivery in &deliveries {
            trace.line(format!("reported: {}", delivery.params));
        }
        look(scene, &request, &deliveries).inspect_err(|_| trace.blame(&request))
    })
}

pub(super) fn needs_calls(scene: &Scene) -> Result<(), Fault> {
    match scene.calls {
        Channel::Open | Channel::Silent => Ok(()),
        Channel::Closed => Err(Fault::Unproven("no call ever came to the portal".to_owned())),
    }
}

fn shape(scene: &Scene, request: &Request, deliveries: &[Delivery]) -> Result<(), Fault> {
    let (connector, line) = (&scene.account().connector, scene.account().line.to_string());
    for (delivery, message) in request.marks.iter().flat_map(|mark| mark.find(deliveries)) {
        let wrong = |what: &str| Err(Fault::wrong(format!("the delivery was reported {what}")));
        if delivery.connector.as_ref() != Some(connector) {
            return wrong("with another CONNECTOR than the event had");
        }
        if delivery.line.as_ref() != Some(&line) {
            return wrong("with another LINE than the event had");
        }
        if !is_list_of_ids(&message.ids) {
            return wrong("without a list of texts as message.id");
        }
        if !is_time(&message.date) {
            return wrong("without the seconds since 1970 as message.date");
        }
    }
    Ok(())
}

fn is_list_of_ids(ids: &Value) -> bool {
    let is_id = |id: &&Value| scalar(id).is_some_and(|text| !text.is_empty());
    (ids.is_array() || ids.is_object()) && !items(ids).is_empty() && items(ids).iter().all(is_id)
}

/// Any time of this century will do: clocks differ.
fn is_time(date: &Value) -> bool {
    let seconds = scalar(date).and_then(|text| text.parse::<u64>().ok());
    seconds.is_some_and(|seconds| (946_684_800..4_102_444_800).contains(&seconds))
}

fn each_once(_: &Scene, request: &Request, deliveries: &[Delivery]) -> Result<(), Fault> {
    let often: Vec<usize> = request.marks.iter().map(|mark| mark.reports(deliveries)).collect();
    if often.iter().any(|times| *times > 1) {
        return Err(Fault::wrong("a message was reported as delivered more than once"));
    }
    let all: usize = deliveries.iter().map(|delivery| delivery.messages.len()).sum();
    if all > often.iter().sum() {
        return Err(Fault::wrong("a message was reported as delivered that nobody sent"));
    }
    Ok(())
}

fn twice<'s>(scene: &'s Scene, trace: &'s mut Trace) -> Telling<'s> {
    Box::pin(async move {
        let request = scene.message().request();
        needs_calls(scene)?;
        for time in ["once", "again"] {
            scene.accepted(time, &request, trace).await?;
        }
        scene.effect(&request).await?;
        scene.canary(trace).await?;
        let deliveries = scene.portal.journal().deliveries();
        let found: Vec<&Delivered> = request
            .marks
            .iter()
            .flat_map(|mark| mark.find(&deliveries))
            .map(|(_, message)| message)
            .collect();
        trace.line(format!("reported {} times", found.len()));
        if found.len() > 1 { Err(Fault::Weak("its delivery was reported twice".to_owned())) } else { Ok(()) }
    })
}
