//! Messages, and what is deleted.

use super::rules::{
    DELETED, FILES, FORM, LINE_DELETE, LOAD, ONE_VALUE, SENT_AS_ARRAY, STATUS_DELETE, TOKENS, UPDATED,
};
use super::{Check, Level, must, story};
use crate::event::Body;
use crate::handler::check::{Expect, Telling};
use crate::handler::events::Sent;
use crate::handler::scene::Scene;
use crate::handler::trace::Trace;

pub(super) const CHECKS: &[Check] = &[
    must("message/nested-keys", "reads a message and reports its delivery", FORM, |scene| {
        vec![scene.message().taken("one message")]
    }),
    must(
        "message/without-tokens",
        "works with the tokens of the installation where an event brings none",
        TOKENS,
        |scene| vec![without_tokens(scene).taken("five keys in auth")],
    ),
    must("message/many-items", "handles every item of MESSAGES", SENT_AS_ARRAY, |scene| {
        vec![scene.messages(3).taken("three messages")]
    }),
    must(
        "message/file-and-blank-text",
        "takes a message that has files and no text, six brackets deep",
        FILES,
        |scene| {
            let request = scene.message().bent(with_files).request();
            let file = "data[MESSAGES][0][message][files][0]";
            let shown = [
                format!("{file}[link]"),
                format!("{file}[name]"),
                "data[MESSAGES][0][message][text]".to_owned(),
            ];
            vec![request.shown(shown).trial("a file", Expect::Taken)]
        },
    ),
    must("message/update-id-list", "takes a list of ids", UPDATED, |scene| {
        vec![scene.update(["ext-1", "ext-2"].into_iter().collect()).taken("two ids")]
    }),
    must("message/update-id-single", "takes a single id in the place of a list", ONE_VALUE, |scene| {
        vec![scene.update("ext-1".into()).taken("one id")]
    }),
    must("message/delete-many-items", "reads every message that was deleted", DELETED, |scene| {
        vec![scene.deletion(1).taken("one item"), scene.deletion(2).taken("two items")]
    }),
    story(
        Level::Should,
        "message/update-before-add",
        "takes an update that comes before its message",
        LOAD,
        update_first,
    ),
    must("line/disabled-lower-case", "reads keys in lower case", STATUS_DELETE, |scene| {
        let request = scene.status_deleted().request();
        vec![request.shown(["data[connector]", "data[line]"]).trial("connector and line", Expect::Taken)]
    }),
    must("line/deleted-scalar", "reads data that is a number and no array", LINE_DELETE, |scene| {
        vec![scene.line_deleted().request().shown(["data"]).trial("data=107", Expect::Taken)]
    }),
];

/// A message of no user: `auth` has five keys.
pub(super) fn without_tokens(scene: &Scene) -> Sent {
    let tokens = ["access_token", "expires", "expires_in", "scope", "status", "user_id"];
    let without = |body: Body| tokens.iter().fold(body, |body, key| body.without(&format!("auth[{key}]")));
    scene.message().bent(without)
}

fn with_files(body: Body) -> Body {
    let message = "data[MESSAGES][0][message]";
    let file = |key: &str| format!("{message}[files][0][{key}]");
    body.set(&format!("{message}[text]"), "")
        .set(&file("name"), "Angebot №5 (100%).pdf")
        .set(&file("type"), "file")
        .set(&file("mime"), "application/pdf")
        .set(&file("link"), "https://example.bitrix24.com/disk/downloadFile/5/?a=b&sign=made%2Bup%3D%3D")
        .set(&file("size"), "48211")
        .set(&format!("{message}[params][CLASS]"), "bx-messenger-content-item-ol-output")
}

fn update_first<'s>(scene: &'s Scene, trace: &'s mut Trace) -> Telling<'s> {
    Box::pin(async move {
        let add = scene.message();
        let chat = add.body.get("data[MESSAGES][0][chat][id]").unwrap_or_default().to_vec();
        let update =
            scene.update(["ext-unknown"].into_iter().collect()).set("data[MESSAGES][0][chat][id]", chat);
        for (name, request) in [("the update", update.request().marks([])), ("the message", add.request())] {
            scene.accepted(name, &request, trace).await?;
            scene.effect(&request).await.inspect_err(|_| trace.blame(&request))?;
        }
        scene.canary(trace).await
    })
}
