//! Events made by hand, as tests of a handler and the kit make them.

use phpform::bitrix24::{
    AppInstall, AppTest, AppUninstall, AppUpdate, Auth, Data, Dialogs, Event, LineDelete, MessageAdd,
    MessageDelete, MessageUpdate, OtherData, StatusDelete, Timestamp, UserTokens, YesNo,
};

use crate::samples::{read, sample};

/// One event of every name.
fn events(auth: &Auth<'static>) -> Vec<Event<'static>> {
    let ids = ["a".to_owned(), "b".to_owned()];
    let data: Vec<Data<'static>> = vec![
        Data::DialogStart(Dialogs::opened("my", 107, "chat")),
        Data::DialogFinish(Dialogs::closed("my", 107, "chat")),
        MessageAdd::new("my", 107, "chat", "Hello").into(),
        MessageUpdate::new("my", 107, "chat", "id", "Hello").into(),
        MessageDelete::new("my", 107, "chat", ids).into(),
        StatusDelete::new("my", 107).into(),
        LineDelete(107).into(),
        AppInstall::default().into(),
        AppUninstall::default().into(),
        AppUpdate::default().into(),
        AppTest::default().into(),
    ];
    data.into_iter().map(|data| Event::new(data, auth.clone())).collect()
}

#[test]
fn every_made_event_is_what_it_says() {
    let auth = Auth::new("secret").with_user(UserTokens::new("access"));
    for event in events(&auth) {
        let body = event.to_body().unwrap();
        let back = read(&body);
        assert_eq!(back.data, event.data);
        assert_eq!(back.event, event.data.name().unwrap().as_str());
        assert_eq!((back.event_handler_id, back.ts), (Some(1), Timestamp(1_714_649_632)));
        assert!(back.auth.verify("secret") && back.auth.user.unwrap().access_token.verify("access"));
    }
}

#[test]
fn the_defaults_are_the_documented_ones() {
    let auth = Auth::new("secret");
    assert_eq!(
        (&*auth.domain, &*auth.client_endpoint),
        ("example.bitrix24.com", "https://example.bitrix24.com/rest/")
    );
    assert_eq!((&*auth.server_endpoint, auth.user.is_none()), ("https://oauth.bitrix.info/rest/", true));
    let dialogs = Dialogs::opened("my", 107, "chat");
    let dialog = &dialogs.dialogs[0];
    assert_eq!((dialog.session.id, dialog.session.closed, dialog.session.close_term), (1, YesNo::No, 10));
    assert_eq!((&*dialog.chat.id, &*dialog.user.id, dialog.connector.line_id), ("chat", "1", 107));
    let closed = Dialogs::closed("my", 107, "chat").dialogs[0].session.closed;
    assert_eq!((closed, closed.is_yes(), dialog.session.closed.is_yes()), (YesNo::Yes, true, false));
    assert_eq!(MessageDelete::new("my", 107, "chat", ["a", "b"]).messages.len(), 2);
}

/// [`Event::other`] makes an event under any name, of a form, of a text or of nothing.
#[test]
fn an_event_without_a_type_is_what_it_says() {
    let form = phpform::parse(b"FIELDS[ID]=7").unwrap();
    let made = |data: OtherData<'static>| {
        let event = Event::other("ONCRMDEALADD", data, Auth::new("secret"));
        let back = read(&event.to_body().unwrap()).into_owned();
        assert_eq!((&*back.event, &back.data), ("ONCRMDEALADD", &event.data));
        let Data::Other(data) = back.data else { panic!("an event with a type") };
        data
    };
    let data = made(form.clone().into());
    assert_eq!((data.as_form(), data.as_str()), (Some(&form), None));
    let data = made("a b".into());
    assert_eq!((data.as_form(), data.as_str()), (None, Some("a b")));
    let data = made(OtherData::Absent);
    assert_eq!((data.as_form(), data.as_str()), (None, None));
    assert_eq!(OtherData::Text(b"\xff"[..].into()).as_str(), None);
}

/// Whoever sets every field writes the very bytes that PHP wrote.
#[test]
fn a_sample_can_be_made() {
    let mut user = UserTokens::new("made-up-access-token-0123456789a");
    user.expires = Some(Timestamp(1_714_653_232));
    user.scope = Some("imconnector,imopenlines,crm".into());
    user.user_id = Some(27);
    let mut auth = Auth::new("made-up-application-token-012345").with_user(user);
    auth.member_id = "00000000000000000000000000000abc".into();
    let mut event = Event::new(MessageDelete::new("myconnector", 107, "channel-123", ["ext-msg-005"]), auth);
    event.event_handler_id = Some(555);
    assert_eq!(event.to_body().unwrap(), sample("on-im-connector-message-delete"));
}
