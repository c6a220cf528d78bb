//! The seven events of connectors and the install family, with and without the tokens of a user.

use phpform::bitrix24::{
    AppInstall, AppTest, AppUninstall, AppUpdate, ApplicationStatus, ChangedMessage, Chat, Data,
    DeletedMessage, Dialog, DialogConnector, Dialogs, File, Im, LineDelete, Message, MessageId, Messages,
    NewMessage, Scope, Session, StatusDelete, Timestamp, User, YesNo,
};

use crate::samples::{names, read, sample};

const IM: Im = Im { chat_id: 1807, message_id: 86497 };

fn data(name: &str) -> Data<'static> {
    read(&sample(name)).into_owned().data
}

fn dialogs(closed: YesNo) -> Dialogs<'static> {
    Dialogs {
        connector: "myconnector".into(),
        line: 107,
        dialogs: vec![Dialog {
            connector: DialogConnector {
                connector_id: "myconnector".into(),
                line_id: 107,
                chat_id: "79001112233@c.example".into(),
                user_id: "41".into(),
            },
            session: Session { id: 3282, closed, parent_id: Some(0), close_term: 10 },
            chat: Chat { id: "79001112233@c.example".into() },
            user: User { id: "41".into() },
        }],
    }
}

fn messages<M>(messages: impl IntoIterator<Item = M>) -> Messages<'static, M> {
    let item = |message| Message { im: IM, message, chat: Chat { id: "channel-123".into() } };
    Messages {
        connector: "myconnector".into(),
        line: 107,
        messages: messages.into_iter().map(item).collect(),
    }
}

/// Reads both samples of an event: with the tokens of a user and without.
fn both(name: &str, with_user: &Data<'_>, without_user: &Data<'_>) {
    for (name, wanted) in [(name.to_owned(), with_user), (format!("{name}-without-user"), without_user)] {
        assert_eq!(data(&name), *wanted, "{name}");
    }
}

#[test]
fn dialog_start() {
    let data = Data::DialogStart(dialogs(YesNo::No));
    assert_eq!(self::data("on-im-connector-dialog-start-without-user"), data);
}

#[test]
fn dialog_finish() {
    let data = Data::DialogFinish(dialogs(YesNo::Yes));
    both("on-im-connector-dialog-finish", &data, &data);
}

#[test]
fn message_add() {
    let text = "[b]Klaus Weber:[/b] [br]Grüße & 100% Привет 😀\r\n1+1=2";
    let of_user = |user_id| {
        let message = NewMessage { user_id: Some(user_id), text: Some(text.into()), ..NewMessage::default() };
        Data::MessageAdd(messages([message]))
    };
    both("on-im-connector-message-add", &of_user(27), &of_user(0));
}

#[test]
fn message_add_with_files_params_and_blank_text() {
    let file = File {
        name: Some("Angebot №5 (100%).pdf".into()),
        kind: Some("file".into()),
        mime: Some("application/pdf".into()),
        link: Some("https://example.bitrix24.com/disk/downloadFile/5/?a=b&sign=made%2Bup%3D%3D".into()),
        size: Some(48211),
        sizef: Some("47.08 KB".into()),
        ..File::default()
    };
    let picture = File {
        name: Some("photo.jpg".into()),
        kind: Some("image".into()),
        mime: Some("image/jpeg".into()),
        link: Some("https://example.bitrix24.com/disk/showFile/6/?sign=made-up".into()),
        size: Some(90112),
        sizef: Some("88 KB".into()),
        width: Some(1280),
        height: Some(720),
    };
    let message = NewMessage {
        user_id: Some(27),
        text: Some("".into()),
        files: vec![file, picture],
        params: Some(phpform::parse(b"CLASS=bx-messenger-content-item-ol-output").unwrap()),
        ..NewMessage::default()
    };
    assert_eq!(data("on-im-connector-message-add-files"), Data::MessageAdd(messages([message])));
}

#[test]
fn message_update_with_a_list_of_ids_and_with_one() {
    let of_ids = |id| {
        let text = "[b]Klaus Weber:[/b][br] What questions do you have?";
        Data::MessageUpdate(messages([ChangedMessage { id, text: Some(text.into()) }]))
    };
    let list = ["ext-msg-005", "ext-msg-006"].into_iter().collect();
    both("on-im-connector-message-update", &of_ids(list), &of_ids("ext-msg-005".into()));
}

#[test]
fn message_delete_with_one_item_and_with_two() {
    let of_ids = |ids: &[&'static str]| {
        let message = |id: &&'static str| DeletedMessage { id: MessageId::from(*id) };
        Data::MessageDelete(messages(ids.iter().map(message)))
    };
    both(
        "on-im-connector-message-delete",
        &of_ids(&["ext-msg-005"]),
        &of_ids(&["ext-msg-005", "ext-msg-006"]),
    );
}

#[test]
fn status_delete_with_keys_in_lower_case() {
    let data = Data::StatusDelete(StatusDelete::new("myconnector", 107));
    both("on-im-connector-status-delete", &data, &data);
}

#[test]
fn line_delete_whose_data_is_a_number() {
    let data = Data::LineDelete(LineDelete(107));
    both("on-im-connector-line-delete", &data, &data);
}

#[test]
fn app_install() {
    let wanted = AppInstall {
        version: "1".into(),
        active: YesNo::Yes,
        installed: YesNo::Yes,
        language_id: "en".into(),
    };
    assert_eq!(data("on-app-install"), Data::AppInstall(wanted));
}

#[test]
fn app_uninstall() {
    let wanted = AppUninstall { language_id: "en".into(), clean: true };
    assert_eq!(data("on-app-uninstall"), Data::AppUninstall(wanted));
}

#[test]
fn app_update() {
    let wanted = AppUpdate { version: "2".into(), previous_version: "1".into(), language_id: "en".into() };
    assert_eq!(data("on-app-update"), Data::AppUpdate(wanted));
}

#[test]
fn app_test() {
    let query = phpform::parse(b"any=data&list[]=a&list[]=b").unwrap();
    let wanted = AppTest { query: Some(Box::new(query)), language_id: "en".into() };
    assert_eq!(data("on-app-test"), Data::AppTest(wanted));
}

#[test]
fn the_envelope_of_an_event_with_the_tokens_of_a_user() {
    let body = sample("on-im-connector-message-add");
    let event = read(&body);
    assert_eq!(event.event, "ONIMCONNECTORMESSAGEADD");
    assert_eq!((event.event_handler_id, event.ts), (Some(555), Timestamp(1_714_649_632)));
    assert_eq!(event.auth.domain, "example.bitrix24.com");
    assert_eq!(event.auth.server_endpoint, "https://oauth.bitrix.info/rest/");
    assert_eq!(event.auth.client_endpoint, "https://example.bitrix24.com/rest/");
    assert_eq!(event.auth.member_id, "00000000000000000000000000000abc");
    assert!(event.auth.verify("made-up-application-token-012345"));
    let user = event.auth.user.unwrap();
    assert_eq!(user.access_token.expose(), "made-up-access-token-0123456789a");
    assert_eq!((user.expires, user.expires_in), (Some(Timestamp(1_714_653_232)), Some(3600)));
    assert!(user.scope.as_ref().unwrap().iter().eq(["imconnector", "imopenlines", "crm"]));
    assert_eq!(user.scope, Some(Scope::from("imconnector,imopenlines,crm")));
    assert_eq!((user.status, user.user_id), (Some(ApplicationStatus::Free), Some(27)));
    assert!(user.refresh_token.is_none());
}

#[test]
fn the_install_family_brings_a_refresh_token_and_uninstall_no_token_at_all() {
    for name in ["on-app-install", "on-app-update", "on-app-test"] {
        let body = sample(name);
        let user = read(&body).auth.user.unwrap();
        assert_eq!(user.refresh_token.unwrap().expose(), "made-up-refresh-token-0123456789", "{name}");
        assert_eq!(user.status, Some(ApplicationStatus::Local), "{name}");
    }
    assert!(read(&sample("on-app-uninstall")).auth.user.is_none());
}

#[test]
fn without_a_user_there_are_no_tokens_and_the_event_is_verified_all_the_same() {
    for name in names().iter().filter(|name| name.ends_with("-without-user")) {
        let body = sample(name);
        let auth = read(&body).auth;
        assert!(auth.user.is_none(), "{name}");
        assert!(auth.verify("made-up-application-token-012345"), "{name}");
    }
}

/// The shape of the page and that of the wire hold the same data.
#[test]
fn the_page_and_the_wire_differ_in_the_envelope_alone() {
    let (page, wire) = (sample("on-im-connector-dialog-start"), sample("on-im-connector-dialog-start-wire"));
    let (page, wire) = (read(&page), read(&wire));
    assert_eq!(page.data, wire.data);
    assert_eq!((page.event_handler_id, wire.event_handler_id), (Some(1), Some(555)));
    let (page, wire) = (page.auth.user.unwrap(), wire.auth.user.unwrap());
    assert_eq!((page.expires, page.user_id, page.refresh_token.is_some()), (None, None, true));
    assert_eq!((wire.expires.is_some(), wire.user_id, wire.refresh_token.is_some()), (true, Some(27), false));
}

/// `http_build_query` wrote the samples: whoever writes the same event writes the same bytes.
#[test]
fn every_sample_is_written_back_byte_for_byte() {
    let names = names();
    assert_eq!(names.len(), 20);
    for name in names {
        let body = sample(&name);
        // The page's own word for the key is understood, never written.
        let wanted = body.replace("&eventId=", "&event_handler_id=");
        assert_eq!(read(&body).to_body().unwrap(), wanted, "{name}");
    }
}
