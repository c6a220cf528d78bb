//! What real portals and old documentation do to an event, and what must not break a handler.

use phpform::bitrix24::{ApplicationStatus, Data, Event, EventName, OtherData, YesNo};

use crate::samples::{AUTH, body, names, pairs, read, sample};

/// An event without its tokens, which have no `==`.
fn shown(event: &Event<'_>) -> String {
    format!("{event:?} {}", event.to_body().unwrap())
}

#[test]
fn the_pairs_of_an_event_may_come_in_any_order() {
    for name in names() {
        let body = sample(&name);
        let mut pairs = pairs(&body);
        // The tokens first, `data` before `event`, lists from behind: their indices still say which item is which.
        pairs.reverse();
        let reversed = pairs.join("&");
        let (event, other) = (read(&body), read(&reversed));
        assert_eq!(event.data, sorted(other.data.clone()), "{name}");
        assert_eq!(event.event, other.event, "{name}");
        assert_eq!((event.event_handler_id, event.ts), (other.event_handler_id, other.ts), "{name}");
        assert_eq!(event.auth.application_token.expose(), other.auth.application_token.expose(), "{name}");
        assert_eq!(event.auth.user.is_some(), other.auth.user.is_some(), "{name}");
        for turn in 0..pairs.len() {
            pairs.rotate_left(1);
            assert_eq!(event.data, sorted(read(&pairs.join("&")).data), "{name} from pair {turn} on");
        }
    }
}

/// Only a form shows the order of its keys.
fn sorted(mut data: Data<'_>) -> Data<'_> {
    if let Data::AppTest(test) = &mut data {
        let query = test.query.take().unwrap().to_query(phpform::Encoding::Rfc1738);
        let mut pairs = pairs(&query);
        pairs.sort_unstable();
        let query = phpform::parse(pairs.join("&").as_bytes()).unwrap().into_owned();
        test.query = Some(Box::new(query));
    }
    data
}

#[test]
fn data_before_event_is_borrowed_and_its_errors_are_located_all_the_same() {
    let body = format!("data[connector]=my&data[line]=107x&event=ONIMCONNECTORSTATUSDELETE&ts=1&{AUTH}");
    let error = phpform::from_str::<Event>(&body).unwrap_err();
    assert_eq!(error.to_string(), "`data[line]`: expected an integer, found \"107x\", at byte 30");

    let body = body.replace("107x", "107");
    let Data::StatusDelete(data) = read(&body).data else { panic!("another event") };
    assert_eq!(data.connector.as_ptr(), body["data[connector]=".len()..].as_ptr());
}

#[test]
fn the_last_pair_of_a_name_counts() {
    let body = format!("{}&event=ONIMCONNECTORLINEDELETE&data=8&ts=9", body("ONAPPINSTALL", "data=7"));
    let event = read(&body);
    assert_eq!((event.event.as_ref(), event.ts.0), ("ONIMCONNECTORLINEDELETE", 9));
    assert_eq!(event.data.name(), Some(EventName::LineDelete));

    let twice = format!("{body}&auth[application_token]=another");
    assert!(read(&twice).auth.verify("another"));
    assert!(!read(&twice).auth.verify("token-0123456789"));
}

#[test]
fn names_match_without_regard_to_case_and_are_kept_as_they_came() {
    for name in EventName::ALL {
        assert_eq!(EventName::find(name.as_str()), Some(*name));
        assert_eq!(EventName::find(&name.as_str().to_lowercase()), Some(*name));
        assert_eq!(EventName::find(&name.to_string()), Some(*name));
    }
    let body = body("OnImConnectorLineDelete", "data=107");
    let event = read(&body);
    assert_eq!((event.data.name(), &*event.event), (Some(EventName::LineDelete), "OnImConnectorLineDelete"));
}

/// A log shows times and scopes as they came.
#[test]
fn what_is_printed_is_what_came() {
    let body = format!("event=ONX&ts=1714649632&{AUTH}&auth[access_token]=a&auth[scope]=crm,+user_brief");
    let event = read(&body);
    assert_eq!(event.ts.to_string(), "1714649632");
    assert_eq!(event.auth.user.unwrap().scope.unwrap().to_string(), "crm, user_brief");
}

#[test]
fn the_handler_id_is_optional_and_has_two_more_names() {
    assert_eq!(read(&body("ONX", "data=1")).event_handler_id, None);
    for name in ["event_handler_id", "eventId", "event_id"] {
        assert_eq!(read(&body("ONX", &format!("{name}=185"))).event_handler_id, Some(185), "{name}");
    }
    let error = phpform::from_str::<Event>(&body("ONX", "event_id=1&eventId=2")).unwrap_err();
    assert_eq!(error.kind(), phpform::ErrorKind::DuplicateField);
}

#[test]
fn unknown_keys_are_ignored_at_every_level() {
    let body = sample("on-im-connector-message-add-files");
    let event = read(&body);
    let more = body
        .replace("&data%5BCONNECTOR", "&new%5Bkey%5D=1&data%5BNEW%5D%5Bkey%5D%5B%5D=1&data%5BCONNECTOR")
        .replace("&ts=", "&data%5BMESSAGES%5D%5B0%5D%5Bmessage%5D%5Bnew%5D=1&ts=")
        + "&auth%5Bnew%5D%5B%5D=1&last";
    assert_ne!(body.len(), more.len());
    assert_eq!(shown(&event), shown(&read(&more)));
}

#[test]
fn undefined_in_the_place_of_an_optional_object_is_absent() {
    let with = |rest: &str| {
        let data = "data[CONNECTOR]=my&data[LINE]=1&data[MESSAGES][0][im][chat_id]=1&data[MESSAGES][0][im][message_id]=2\
            &data[MESSAGES][0][chat][id]=c";
        body("ONIMCONNECTORMESSAGEADD", &format!("{data}{rest}"))
    };
    let absent = with("&data[MESSAGES][0][message][text]=x");
    let undefined = with(
        "&data[MESSAGES][0][message][text]=x&data[MESSAGES][0][message][params]=undefined\
         &data[MESSAGES][0][message][attachments]=undefined",
    );
    assert_eq!(read(&absent).data, read(&undefined).data);

    let body = body("ONAPPTEST", "data[QUERY]=undefined&data[LANGUAGE_ID]=en");
    let Data::AppTest(test) = read(&body).data else { panic!("another event") };
    assert_eq!(test.query, None);
}

/// What the application gave to `event.test` may be a list as well as a map.
#[test]
fn an_optional_object_may_be_a_list() {
    for (query, path) in [("[a]=b", "a"), ("[]=b", "0")] {
        let body = body("ONAPPTEST", &format!("data[QUERY]{query}&data[LANGUAGE_ID]=en"));
        let Data::AppTest(test) = read(&body).data else { panic!("another event") };
        assert_eq!(test.query.unwrap().get(path).unwrap().text().unwrap(), "b", "{query}");
    }
}

#[test]
fn an_unknown_event_keeps_its_data() {
    let tasks = body(
        "ONTASKCOMMENTADD",
        "data[FIELDS_BEFORE]=undefined&data[FIELDS_AFTER][ID]=338729&data[LIST][]=a&data[LIST][]=b",
    );
    let Data::Other(OtherData::Form(form)) = read(&tasks).data else { panic!("no form") };
    assert_eq!(form.get("FIELDS_AFTER[ID]").unwrap().integer::<u64>().unwrap(), 338_729);
    assert_eq!(form.get("FIELDS_BEFORE").unwrap().text().unwrap(), "undefined");
    assert_eq!(form.get("LIST[1]").unwrap().text().unwrap(), "b");

    let scalar = body("ONX", "data=a+b");
    assert_eq!(read(&scalar).data, Data::Other(OtherData::Text(b"a b".into())));

    let absent = format!("event=ONOFFLINEEVENT&ts=1&{AUTH}");
    assert_eq!(read(&absent).data, Data::Other(OtherData::Absent));

    let list = body("ONX", "data[]=a&data[]=b");
    assert!(matches!(read(&list).data, Data::Other(OtherData::Form(_))));

    for hostile in
        ["data=%FF", "data[%FF]=%FF&data[%5B][]=&data[][][]=x", "data[a]=1&data=2", "data[a][=1&data[-1]=x"]
    {
        let hostile = body("ONX", hostile);
        let event = read(&hostile);
        assert!(matches!(event.data, Data::Other(_)), "{hostile}");
        assert_eq!(shown(&event), shown(&read(&event.to_body().unwrap())), "{hostile}");
    }
}

#[test]
fn an_unknown_event_may_be_as_deep_as_a_body_may() {
    let body = body("ONX", &format!("data{}=x", "[a]".repeat(64)));
    let Data::Other(OtherData::Form(form)) = read(&body).data else { panic!("no form") };
    assert_eq!(form.get(&format!("a{}", "[a]".repeat(63))).unwrap().text().unwrap(), "x");
}

#[test]
fn status_letters_are_known_and_unknown_ones_kept() {
    let status = |letter: &str| {
        let body = body("ONX", &format!("auth[access_token]=a&auth[status]={letter}"));
        read(&body).into_owned().auth.user.unwrap().status.unwrap()
    };
    for known in [
        ApplicationStatus::Free,
        ApplicationStatus::Demo,
        ApplicationStatus::Trial,
        ApplicationStatus::Paid,
        ApplicationStatus::Local,
        ApplicationStatus::Subscription,
    ] {
        assert_eq!(status(known.as_str()), known);
    }
    for letter in ["X", "l", "", "Локальное"] {
        assert_eq!(status(letter), ApplicationStatus::from(letter));
        assert_eq!(status(letter), ApplicationStatus::Other(letter.into()));
        assert_eq!(status(letter).as_str(), letter);
    }
}

/// What comes with an access token is nothing without it.
#[test]
fn without_an_access_token_there_is_no_user() {
    let body = body("ONX", "auth[status]=F&auth[scope]=crm&auth[user_id]=1&auth[refresh_token]=r");
    assert!(read(&body).auth.user.is_none());
}

#[test]
fn scopes_are_parted_by_comma_space_or_both() {
    for text in ["crm,imconnector", "crm,%20imconnector", "crm+imconnector", "crm,,+imconnector,"] {
        let body = body("ONX", &format!("auth[access_token]=a&auth[scope]={text}"));
        let scope = read(&body).auth.user.unwrap().scope.unwrap().into_owned();
        assert!(scope.iter().eq(["crm", "imconnector"]), "{text}");
        assert!(scope.contains("crm") && scope.contains("imconnector"), "{text}");
        assert!(!scope.contains("im") && !scope.contains("crm,imconnector") && !scope.contains(""), "{text}");
    }
    let body = body("ONX", "auth[access_token]=a&auth[scope]=");
    assert_eq!(read(&body).auth.user.unwrap().scope.unwrap().iter().count(), 0);
}

#[test]
fn ids_of_the_external_system_are_texts_and_nothing_is_converted() {
    let body = sample("on-im-connector-dialog-finish");
    for id in ["007", "98765432109876543210", "0", "-1", "1e3", "true", "", "a:b-c@d"] {
        let changed =
            body.replace("79001112233%40c.example", id).replace("user_id%5D=41", &format!("user_id%5D={id}"));
        let Data::DialogFinish(data) = read(&changed).data else { panic!("another event") };
        let dialog = &data.dialogs[0];
        assert_eq!((&*dialog.chat.id, &*dialog.connector.chat_id, &*dialog.connector.user_id), (id, id, id));
        assert_eq!(dialog.session.closed, YesNo::Yes);
    }
    let text = sample("on-im-connector-message-delete").replace("ext-msg-005", "0042");
    let Data::MessageDelete(data) = read(&text).data else { panic!("another event") };
    assert!(data.messages[0].message.id.iter().eq(["0042"]));
}

#[test]
fn lists_have_gaps_and_the_legacy_name_data() {
    let body = sample("on-im-connector-message-update");
    let Data::MessageUpdate(data) = read(&body).data else { panic!("another event") };
    let gaps =
        body.replace("MESSAGES%5D%5B0%5D", "MESSAGES%5D%5B3%5D").replace("id%5D%5B1%5D", "id%5D%5B7%5D");
    let gaps = format!("{}&x=1", gaps.replace("id%5D%5B0%5D", "id%5D%5B2%5D"));
    assert_eq!(read(&gaps).data, Data::MessageUpdate(data.clone()));

    let legacy = body.replace("MESSAGES", "DATA");
    assert_eq!(read(&legacy).data, Data::MessageUpdate(data));
}

#[test]
fn a_hundred_messages_are_a_hundred() {
    let item = |index: u32| {
        let item = format!("data[MESSAGES][{index}]");
        format!(
            "{item}[im][chat_id]=1&{item}[im][message_id]={index}&{item}[message][id]=m{index}&{item}[chat][id]=c"
        )
    };
    let many = (0..100).map(item).collect::<Vec<_>>().join("&");
    let body = body("ONIMCONNECTORMESSAGEDELETE", &format!("{many}&data[CONNECTOR]=my&data[LINE]=1"));
    let Data::MessageDelete(data) = read(&body).data else { panic!("another event") };
    assert!(data.messages.iter().map(|item| item.im.message_id).eq(0..100));
}

#[test]
fn absent_and_blank_are_two_things() {
    let text = |rest: &str| {
        let data = "data[CONNECTOR]=my&data[LINE]=1&data[MESSAGES][0][im][chat_id]=1&data[MESSAGES][0][im][message_id]=2\
            &data[MESSAGES][0][chat][id]=c&data[MESSAGES][0][message]";
        let body = body("ONIMCONNECTORMESSAGEADD", &format!("{data}{rest}"));
        let Data::MessageAdd(data) = read(&body).into_owned().data else { panic!("another event") };
        data.messages[0].message.text.clone()
    };
    assert_eq!(text("[user_id]=1"), None);
    assert_eq!(text("[text]="), Some("".into()));
    assert_eq!(text("[text]=0"), Some("0".into()));
}

#[test]
fn percent_twenty_and_plus_and_raw_brackets_are_the_same() {
    for name in names() {
        let body = sample(&name);
        let spelled = body.replace('+', "%20").replace("%5B", "[").replace("%5D", "]").replace("%2F", "/");
        assert_eq!(shown(&read(&body)), shown(&read(&spelled)), "{name}");
    }
}

/// In other formats the keys have an order too, which has to be that of the wire.
#[test]
fn an_event_goes_through_json() {
    let absent = format!("event=ONX&ts=1&{AUTH}");
    for body in names().iter().map(|name| sample(name)).chain([absent]) {
        let json = serde_json::to_string(&read(&body)).unwrap();
        let event: Event = serde_json::from_str(&json).unwrap();
        assert_eq!(shown(&event), shown(&read(&body)), "{body}");
    }
    let error = serde_json::from_str::<Event>(r#"{"data":{},"event":"ONX"}"#).unwrap_err();
    assert!(error.to_string().starts_with("the key `event` has to stand before `data`"), "{error}");
}
