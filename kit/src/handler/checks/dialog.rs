//! `OnImConnectorDialogStart`, the documented event, and `OnImConnectorDialogFinish`.

use phpform::bitrix24::{Auth, Data, Dialogs};

use super::rules::{DIALOG, DIALOG_CLOSED, DIALOG_SAMPLE, FORM, SAME_KEYS, TOKENS};
use super::{Check, must};
use crate::event::Writing;
use crate::handler::check::Expect;
use crate::handler::events::Sent;
use crate::handler::mark::Mark;
use crate::handler::scene::Scene;

pub(super) const CHECKS: &[Check] = &[
    must(
        "dialog/encoded-brackets",
        "reads names whose brackets are percent-encoded, as they always are",
        FORM,
        |scene| {
            let shown = ["data[CONNECTOR]", "data[LINE]", "data[DATA][0][chat][id]"];
            vec![scene.dialog().request().shown(shown).trial("encoded", Expect::Taken)]
        },
    ),
    must("dialog/fields", "reads each documented field", DIALOG, |scene| {
        vec![shown(scene.dialog(), &FIELDS, "every field")]
    }),
    must(
        "dialog/page-shape",
        "reads the event as the page shows it: eventId, and a refresh_token",
        DIALOG_SAMPLE,
        |scene| vec![shown(page(scene), &FIELDS, "as on the page")],
    ),
    must(
        "dialog/wire-shape",
        "reads the event as portals send it: event_handler_id, expires, user_id, no refresh_token",
        SAME_KEYS,
        |scene| vec![shown(wire(scene), &FIELDS, "as on the wire")],
    ),
    must(
        "dialog/without-tokens",
        "accepts an event that could be tied to no user, and so brings no access token",
        TOKENS,
        |scene| {
            let (data, marks) = scene.dialogs(1);
            let sent = scene.event_by(Data::DialogStart(data), marks, scene.portal.auth());
            vec![shown(sent, &FIELDS, "without tokens")]
        },
    ),
    must("dialog/many-items", "reads every item of DATA", DIALOG, |scene| {
        let (data, marks) = scene.dialogs(3);
        let sent = scene.event(Data::DialogStart(data), marks);
        vec![shown(sent, &["data[DATA][2][session][id]", "data[DATA][1][chat][id]"], "three items")]
    }),
    must("dialog/reordered", "does not count on the order of keys", SAME_KEYS, |scene| {
        let reversed = scene.dialog().bent(crate::event::Body::reversed);
        let auth_first = scene.dialog().bent(|body| body.first("auth"));
        vec![shown(reversed, &FIELDS, "reversed"), shown(auth_first, &FIELDS, "auth first")]
    }),
    must("dialog/raw-brackets", "reads names whose brackets are as they are", FORM, |scene| {
        vec![shown(scene.dialog().bent(|body| body.written(Writing::RawBrackets)), &FIELDS, "raw brackets")]
    }),
    must("dialog/finish", "reads that a dialog was closed", DIALOG_CLOSED, |scene| {
        let (Dialogs { connector, line, .. }, _) = scene.dialogs(1);
        let chat = format!("dialog-{}", scene.fresh());
        let data = Data::DialogFinish(Dialogs::closed(connector, line, chat.clone()));
        vec![shown(scene.event(data, vec![Mark::word(chat)]), &FIELDS, "closed")]
    }),
];

/// Every field of `data` that the page has.
const FIELDS: [&str; 12] = [
    "data[CONNECTOR]",
    "data[LINE]",
    "data[DATA][0][connector][connector_id]",
    "data[DATA][0][connector][line_id]",
    "data[DATA][0][connector][chat_id]",
    "data[DATA][0][connector][user_id]",
    "data[DATA][0][session][id]",
    "data[DATA][0][session][closed]",
    "data[DATA][0][session][parent_id]",
    "data[DATA][0][session][close_term]",
    "data[DATA][0][chat][id]",
    "data[DATA][0][user][id]",
];

fn shown(sent: Sent, paths: &[&'static str], name: &'static str) -> super::Trial {
    sent.request().shown(paths.iter().copied()).trial(name, Expect::Taken)
}

/// The sample of the page: `eventId`, numbers for chat and user, tokens with a refresh token and without `expires`.
fn page(scene: &Scene) -> Sent {
    let (mut data, _) = scene.dialogs(1);
    let chat = scene.fresh().to_string();
    for dialog in &mut data.dialogs {
        dialog.chat.id = chat.clone().into();
        dialog.connector.chat_id = chat.clone().into();
        dialog.connector.user_id = "0".into();
        dialog.user.id = "0".into();
    }
    let sent =
        scene.event_by(Data::DialogStart(data), vec![Mark::word(chat)], scene.portal.auth_with_refresh());
    sent.set("auth[scope]", "imconnector")
        .without("auth[user_id]")
        .bent(|body| body.rename("event_handler_id", "eventId"))
}

fn wire(scene: &Scene) -> Sent {
    let mut auth: Auth<'static> = scene.portal.auth_with_user();
    if let Some(user) = &mut auth.user {
        user.expires = Some(phpform::bitrix24::Timestamp(4_102_444_800));
        user.scope = Some("imconnector,imopenlines,crm".into());
    }
    let (data, marks) = scene.dialogs(1);
    scene.event_by(Data::DialogStart(data), marks, auth)
}
