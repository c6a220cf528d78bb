//! Texts borrow from the body where nothing had to be decoded.

use std::borrow::Cow;

use allocation_counter::measure;
use phpform::bitrix24::{ApplicationStatus, Data, Event, OtherData};

use crate::samples::{AUTH, body, names, read, sample};

/// Whether the text lies in the body.
fn lies_in(body: &str, text: &str) -> bool {
    body.as_bytes().as_ptr_range().contains(&text.as_ptr())
}

#[test]
fn the_envelope_and_auth_borrow() {
    let body = format!(
        "event=ONX&data=7&ts=1&{AUTH}&auth[access_token]=a&auth[refresh_token]=r&auth[scope]=crm&auth[status]=Z"
    );
    let event = read(&body);
    assert!(lies_in(&body, &event.event));
    let auth = &event.auth;
    for text in [&auth.domain, &auth.server_endpoint, &auth.client_endpoint, &auth.member_id] {
        assert!(lies_in(&body, text), "{text}");
    }
    let user = auth.user.as_ref().unwrap();
    for text in [
        auth.application_token.expose(),
        user.access_token.expose(),
        user.refresh_token.as_ref().unwrap().expose(),
        user.scope.as_ref().unwrap().as_str(),
    ] {
        assert!(lies_in(&body, text), "{text}");
    }
    let Some(ApplicationStatus::Other(letter)) = &user.status else { panic!("a known status") };
    assert!(lies_in(&body, letter));
    let Data::Other(OtherData::Text(Cow::Borrowed(text))) = event.data else { panic!("not borrowed") };
    assert!(body.as_bytes().as_ptr_range().contains(&text.as_ptr()));
}

/// A dialog without anything to decode.
fn dialog() -> String {
    let dialog = "data[DATA][0][connector][connector_id]=my&data[DATA][0][connector][line_id]=1\
        &data[DATA][0][connector][chat_id]=8&data[DATA][0][connector][user_id]=9&data[DATA][0][session][id]=1\
        &data[DATA][0][session][closed]=N&data[DATA][0][session][close_term]=1&data[DATA][0][chat][id]=8&data[DATA][0][user][id]=9";
    body("ONIMCONNECTORDIALOGSTART", &format!("data[CONNECTOR]=my&data[LINE]=1&{dialog}"))
}

/// Nothing is allocated but the list of dialogs, and one text for each value that had to be decoded.
#[test]
fn allocations_are_lists_and_decoded_texts() {
    let count = |body: &str| {
        let mut event = None;
        let info = measure(|| event = Some(read(body)));
        assert!(event.is_some_and(|event| event.data.name().is_some()));
        info.count_total
    };
    let body = dialog();
    assert_eq!(count(&body), 1);
    assert_eq!(count(&body.replace("[user][id]=9", "[user][id]=%39")), 2);
    assert_eq!(
        count(&body.replace("[user][id]=9", "[user][id]=%39").replace("[chat][id]=8", "[chat][id]=%38")),
        3
    );
}

#[test]
fn dialogs_borrow() {
    let body = dialog();
    let Data::DialogStart(data) = read(&body).data else { panic!("another event") };
    let dialog = &data.dialogs[0];
    let connector = &dialog.connector;
    for text in [
        &data.connector,
        &connector.connector_id,
        &connector.chat_id,
        &connector.user_id,
        &dialog.chat.id,
        &dialog.user.id,
    ] {
        assert!(lies_in(&body, text), "{text}");
    }
}

#[test]
fn optional_texts_and_lists_borrow() {
    let item = "data[MESSAGES][0]";
    let body = body(
        "ONIMCONNECTORMESSAGEADD",
        &format!(
            "data[CONNECTOR]=my&data[LINE]=1&{item}[im][chat_id]=1&{item}[im][message_id]=2&{item}[message][text]=hello\
             &{item}[message][files][0][name]=a&{item}[message][files][0][type]=file&{item}[message][files][0][mime]=b\
             &{item}[message][files][0][link]=https://c&{item}[message][files][0][sizef]=1\
             &{item}[message][attachments_old][0]=x&{item}[chat][id]=c"
        ),
    );
    let Data::MessageAdd(data) = read(&body).data else { panic!("another event") };
    let message = &data.messages[0].message;
    let file = &message.files[0];
    let texts = [&message.text, &file.name, &file.kind, &file.mime, &file.link, &file.sizef];
    for text in texts.into_iter().map(|text| text.as_ref().unwrap()).chain(&message.attachments_old) {
        assert!(lies_in(&body, text), "{text}");
    }
}

#[test]
fn ids_borrow_alone_and_in_lists() {
    for ids in ["[message][id]=first", "[message][id][0]=first", "[message][id][2]=first"] {
        let item = "data[MESSAGES][0]";
        let data = format!(
            "data[CONNECTOR]=my&data[LINE]=1&{item}[im][chat_id]=1&{item}[im][message_id]=2&{item}{ids}&{item}[chat][id]=c"
        );
        let body = body("ONIMCONNECTORMESSAGEUPDATE", &data);
        let Data::MessageUpdate(data) = read(&body).data else { panic!("another event") };
        let id = data.messages[0].message.id.iter().next().unwrap();
        assert_eq!(id, "first");
        assert!(lies_in(&body, id), "{ids}");
    }
}

/// Nothing is lost or replaced on the way, of no event and of no kind of data.
#[test]
fn an_owned_event_holds_what_the_borrowed_one_held() {
    let others = ["data=a+b", "data=%FF", "data[a][]=b", "x=1"].map(|data| body("ONX", data));
    let tokens = "auth[access_token]=a&auth[refresh_token]=r&auth[scope]=crm&auth[status]=Z&auth[expires]=1";
    for body in names().iter().map(|name| sample(name)).chain(others) {
        // No value is the one that an event made by hand would have.
        let body = format!("{}&{tokens}", body.replace("LANGUAGE_ID%5D=en", "LANGUAGE_ID%5D=de"));
        let event = read(&body);
        assert_eq!(event.clone().into_owned().to_body().unwrap(), event.to_body().unwrap());
        assert_eq!(event.data.clone().into_owned(), event.data);
    }
}

#[test]
fn an_event_outlives_its_body_once_it_is_owned() {
    let event: Event<'static> = read(&body("ONIMCONNECTORLINEDELETE", "data=107")).into_owned();
    let thread = std::thread::spawn(move || event.auth.verify("token-0123456789"));
    assert!(thread.join().unwrap());
}
