//! Every event that can be written and read back. What `http_build_query` writes as nothing (an empty list, an object
//! without values) is not among them.

use std::borrow::Cow;

use phpform::bitrix24::{
    AccessToken, AppInstall, AppTest, AppUninstall, AppUpdate, ApplicationStatus, ApplicationToken, Auth,
    ChangedMessage, Chat, Data, DeletedMessage, Dialog, DialogConnector, Dialogs, Event, EventName, File, Im,
    LineDelete, Message, MessageId, Messages, NewMessage, OtherData, RefreshToken, Scope, Session,
    StatusDelete, Timestamp, User, UserTokens, YesNo,
};
use phpform::{Encoding, Form, Key, Query};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// Any text: blank, numbers with zeros in front, whatever has a meaning in a body, whatever Unicode has.
fn text() -> BoxedStrategy<Cow<'static, str>> {
    let common = prop::sample::select(vec![
        "",
        "0",
        "007",
        "N",
        "undefined",
        "a b",
        "a&b=c",
        "50%",
        "1+1",
        "[x]",
        "\0",
        "\r\n",
        "~",
    ]);
    prop_oneof![
        common.prop_map(Cow::Borrowed),
        "[0-9]{1,25}".prop_map(Cow::Owned),
        any::<String>().prop_map(Cow::Owned),
    ]
    .boxed()
}

fn number() -> BoxedStrategy<u64> {
    prop_oneof![Just(0), 1_u64..1000, any::<u64>(), Just(u64::MAX)].boxed()
}

fn yes_no() -> BoxedStrategy<YesNo> {
    any::<bool>().prop_map(YesNo::from).boxed()
}

/// A tree that is not empty, with keys that PHP can read back.
fn form() -> BoxedStrategy<Form<'static>> {
    #[derive(Clone, Debug)]
    enum Tree {
        Text(Vec<u8>),
        Array(Vec<(String, Tree)>),
    }

    fn write(query: &mut Query, items: &[(String, Tree)]) {
        for (key, value) in items {
            let key = Key::new(key.as_bytes());
            match value {
                Tree::Text(text) => query.text(key, text),
                Tree::Array(items) => {
                    query.open(key);
                    write(query, items);
                    query.close();
                }
            }
        }
    }

    #[derive(serde::Deserialize)]
    struct Holder {
        form: Form<'static>,
    }

    let key = prop_oneof!["[0-3]", "[0-9]{1,3}", "[a-zA-Z_.~а-я&=%+-][a-zA-Z0-9 .а-я&=%+-]{0,5}"];
    let leaf = prop_oneof![text().prop_map(|text| text.as_bytes().to_vec()), vec(any::<u8>(), 0..8)]
        .prop_map(Tree::Text);
    let tree =
        leaf.prop_recursive(3, 16, 4, move |inner| vec((key.clone(), inner), 1..4).prop_map(Tree::Array));
    tree.prop_map(|tree| {
        let mut query = Query::new(Encoding::Rfc1738);
        query.open(Key::Bytes(b"form"));
        match &tree {
            Tree::Text(_) => write(&mut query, &[("key".to_owned(), tree)]),
            Tree::Array(items) => write(&mut query, items),
        }
        query.close();
        phpform::from_str::<Holder>(&query.finish()).unwrap().form
    })
    .boxed()
}

fn other() -> BoxedStrategy<OtherData<'static>> {
    prop_oneof![
        Just(OtherData::Absent),
        vec(any::<u8>(), 0..20).prop_map(|text| OtherData::Text(text.into())),
        form().prop_map(OtherData::from),
    ]
    .boxed()
}

fn dialogs() -> BoxedStrategy<Dialogs<'static>> {
    let connector =
        (text(), number(), text(), text()).prop_map(|(connector_id, line_id, chat_id, user_id)| {
            DialogConnector { connector_id, line_id, chat_id, user_id }
        });
    let session = (number(), yes_no(), option::of(number()), number())
        .prop_map(|(id, closed, parent_id, close_term)| Session { id, closed, parent_id, close_term });
    let dialog = (connector, session, text(), text()).prop_map(|(connector, session, chat, user)| Dialog {
        connector,
        session,
        chat: Chat { id: chat },
        user: User { id: user },
    });
    (text(), number(), vec(dialog, 1..3))
        .prop_map(|(connector, line, dialogs)| Dialogs { connector, line, dialogs })
        .boxed()
}

fn messages<M: Clone + std::fmt::Debug + 'static>(
    message: impl Strategy<Value = M> + 'static,
) -> BoxedStrategy<Messages<'static, M>> {
    let item = (number(), number(), message, text()).prop_map(|(chat_id, message_id, message, chat)| {
        Message { im: Im { chat_id, message_id }, message, chat: Chat { id: chat } }
    });
    (text(), number(), vec(item, 1..3))
        .prop_map(|(connector, line, messages)| Messages { connector, line, messages })
        .boxed()
}

fn file() -> BoxedStrategy<File<'static>> {
    let texts = (option::of(text()), option::of(text()), option::of(text()), option::of(text()));
    let numbers = (option::of(number()), option::of(number()), option::of(number()));
    (text(), texts, numbers)
        .prop_map(|(name, (kind, mime, link, sizef), (size, width, height))| File {
            name: Some(name),
            kind,
            mime,
            link,
            size,
            sizef,
            width,
            height,
        })
        .boxed()
}

fn new_message() -> BoxedStrategy<NewMessage<'static>> {
    let forms = (option::of(form()), option::of(form()));
    (number(), option::of(text()), vec(file(), 0..3), forms, vec(text(), 0..3))
        .prop_map(|(user_id, text, files, (params, attachments), attachments_old)| NewMessage {
            user_id: Some(user_id),
            text,
            files,
            params,
            attachments,
            attachments_old,
        })
        .boxed()
}

fn message_id() -> BoxedStrategy<MessageId<'static>> {
    prop_oneof![text().prop_map(MessageId::One), vec(text(), 1..4).prop_map(MessageId::Many)].boxed()
}

fn data() -> BoxedStrategy<Data<'static>> {
    let changed = (message_id(), option::of(text())).prop_map(|(id, text)| ChangedMessage { id, text });
    let deleted = message_id().prop_map(|id| DeletedMessage { id });
    let install =
        (text(), yes_no(), yes_no(), text()).prop_map(|(version, active, installed, language_id)| {
            AppInstall { version, active, installed, language_id }
        });
    let uninstall =
        (text(), any::<bool>()).prop_map(|(language_id, clean)| AppUninstall { language_id, clean });
    let update = (text(), text(), text()).prop_map(|(version, previous_version, language_id)| AppUpdate {
        version,
        previous_version,
        language_id,
    });
    let test = (option::of(form()), text())
        .prop_map(|(query, language_id)| AppTest { query: query.map(Box::new), language_id });
    prop_oneof![
        dialogs().prop_map(Data::DialogStart),
        dialogs().prop_map(Data::DialogFinish),
        messages(new_message()).prop_map(Data::MessageAdd),
        messages(changed).prop_map(Data::MessageUpdate),
        messages(deleted).prop_map(Data::MessageDelete),
        (text(), number()).prop_map(|(connector, line)| Data::StatusDelete(StatusDelete { connector, line })),
        number().prop_map(|line| Data::LineDelete(LineDelete(line))),
        install.prop_map(Data::AppInstall),
        uninstall.prop_map(Data::AppUninstall),
        update.prop_map(Data::AppUpdate),
        test.prop_map(Data::AppTest),
        other().prop_map(Data::Other),
    ]
    .boxed()
}

fn auth() -> BoxedStrategy<Auth<'static>> {
    let times = (option::of(number().prop_map(Timestamp)), option::of(number()), option::of(number()));
    let texts = (option::of(text()), option::of(text()), option::of(text()));
    let user =
        (text(), times, texts).prop_map(|(access_token, times, (scope, status, refresh_token))| UserTokens {
            access_token: AccessToken::new(access_token),
            expires: times.0,
            expires_in: times.1,
            user_id: times.2,
            scope: scope.map(Scope::new),
            status: status.map(ApplicationStatus::from),
            refresh_token: refresh_token.map(RefreshToken::new),
        });
    (text(), text(), text(), text(), text(), option::of(user))
        .prop_map(|(domain, server_endpoint, client_endpoint, member_id, application_token, user)| Auth {
            domain,
            server_endpoint,
            client_endpoint,
            member_id,
            application_token: ApplicationToken::new(application_token),
            user,
        })
        .boxed()
}

/// Any event, under a name that fits its data.
pub(super) fn event() -> BoxedStrategy<Event<'static>> {
    let unknown = text().prop_filter("a known name", |name| EventName::find(name).is_none());
    (unknown, option::of(number()), data(), number(), auth())
        .prop_map(|(unknown, event_handler_id, data, ts, auth)| Event {
            event: data.name().map_or(unknown, Cow::from),
            event_handler_id,
            data,
            ts: Timestamp(ts),
            auth,
        })
        .boxed()
}
