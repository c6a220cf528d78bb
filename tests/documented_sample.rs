//! Promise: the event that the documentation shows is read field by field, each by its documented meaning, from the
//! bytes of the POST request.
//!
//! Page: "When Creating a Dialog `OnImConnectorDialogStart`".
#![cfg(feature = "bitrix24")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy allows this in test functions alone")]

use std::time::{Duration, UNIX_EPOCH};

use phpform::bitrix24::{ApplicationStatus, Data, Dialog, Dialogs, Event, UserTokens};

/// The sample of the page as `http_build_query` writes it.
const BODY: &[u8] = include_bytes!("../conformance/samples/on-im-connector-dialog-start.form");

fn event() -> Event<'static> {
    phpform::from_bytes(BODY).unwrap()
}

fn data() -> Dialogs<'static> {
    match event().data {
        Data::DialogStart(data) => data,
        other => panic!("another event: {other:?}"),
    }
}

fn dialog() -> Dialog<'static> {
    match <[_; 1]>::try_from(data().dialogs) {
        Ok([dialog]) => dialog,
        Err(dialogs) => panic!("not one dialog: {dialogs:?}"),
    }
}

fn user() -> UserTokens<'static> {
    event().auth.user.unwrap()
}

/// "What the Handler Receives".
mod envelope {
    use super::*;

    #[test]
    fn event_is_the_symbolic_event_code() {
        assert_eq!(event().event, "ONIMCONNECTORDIALOGSTART");
    }

    /// The page calls it `eventId`.
    #[test]
    fn event_id_is_the_event_identifier() {
        assert_eq!(event().event_handler_id, Some(1));
    }

    #[test]
    fn data_is_an_object_with_event_data() {
        assert!(matches!(event().data, Data::DialogStart(_)));
    }

    #[test]
    fn ts_is_the_time_at_which_the_event_was_sent_from_the_queue() {
        assert_eq!(event().ts.0, 1_714_649_632);
        assert_eq!(event().ts.system_time(), Some(UNIX_EPOCH + Duration::from_secs(1_714_649_632)));
    }

    #[test]
    fn auth_is_an_object_with_authorization_parameters() {
        assert!(event().auth.verify("51856fefc120afa4b628cc82d3935cce"));
    }
}

/// "Parameter data".
mod data {
    use super::*;

    #[test]
    fn connector_is_the_connector_identifier() {
        assert_eq!(data().connector, "newcustomconnector");
    }

    /// `'105'` in the sample, an integer in the table.
    #[test]
    fn line_is_the_open_line_identifier() {
        assert_eq!(data().line, 105);
    }

    #[test]
    fn data_is_dialog_data() {
        assert_eq!(data().dialogs.len(), 1);
    }
}

/// "Parameter DATA".
mod dialog {
    use phpform::bitrix24::YesNo;

    use super::*;

    #[test]
    fn connector_id_is_the_connector_identifier() {
        assert_eq!(dialog().connector.connector_id, "newcustomconnector");
    }

    #[test]
    fn connector_line_id_is_the_open_line_identifier() {
        assert_eq!(dialog().connector.line_id, 105);
    }

    #[test]
    fn connector_chat_id_is_the_chat_identifier() {
        assert_eq!(dialog().connector.chat_id, "8");
    }

    #[test]
    fn connector_user_id_is_the_user_identifier_in_the_external_system() {
        assert_eq!(dialog().connector.user_id, "0");
    }

    #[test]
    fn session_id_is_the_session_identifier() {
        assert_eq!(dialog().session.id, 3282);
    }

    #[test]
    fn session_closed_is_n_while_the_dialog_is_open() {
        assert_eq!(dialog().session.closed, YesNo::No);
    }

    #[test]
    fn session_parent_id_is_the_identifier_of_the_previous_session() {
        assert_eq!(dialog().session.parent_id, Some(0));
    }

    #[test]
    fn session_close_term_is_the_number_of_minutes_until_the_session_closes() {
        assert_eq!(dialog().session.close_term, 10);
    }

    #[test]
    fn chat_id_is_the_chat_identifier() {
        assert_eq!(dialog().chat.id, "8");
    }

    #[test]
    fn user_id_is_the_user_identifier_in_the_external_system() {
        assert_eq!(dialog().user.id, "0");
    }
}

/// "Parameter auth".
mod auth {
    use super::*;

    #[test]
    fn access_token_is_the_authorization_token() {
        assert_eq!(user().access_token.expose(), "s6p6eclrvim6da22ft9ch94ekreb52lv");
    }

    #[test]
    fn expires_in_is_the_time_in_seconds_until_the_token_expires() {
        assert_eq!(user().expires_in, Some(3600));
    }

    #[test]
    fn scope_is_the_scope_under_which_the_event_occurred() {
        assert!(user().scope.unwrap().iter().eq(["imconnector"]));
    }

    #[test]
    fn domain_is_the_address_of_the_portal() {
        assert_eq!(event().auth.domain, "some-domain.bitrix24.com");
    }

    #[test]
    fn server_endpoint_is_the_address_of_the_authorization_server() {
        assert_eq!(event().auth.server_endpoint, "https://oauth.bitrix.info/rest/");
    }

    #[test]
    fn status_is_the_status_of_the_application() {
        assert_eq!(user().status, Some(ApplicationStatus::Free));
    }

    #[test]
    fn client_endpoint_is_the_common_path_of_the_rest_methods() {
        assert_eq!(event().auth.client_endpoint, "https://some-domain.bitrix24.com/rest/");
    }

    #[test]
    fn member_id_is_the_identifier_of_the_portal() {
        assert_eq!(event().auth.member_id, "a223c6b3710f85df22e9377d6c4f7553");
    }

    #[test]
    fn refresh_token_extends_the_authorization() {
        assert_eq!(user().refresh_token.unwrap().expose(), "4s386p3q0tr8dy89xvmt96234v3dljg8");
    }

    #[test]
    fn application_token_is_for_secure_event_handling() {
        assert_eq!(event().auth.application_token.expose(), "51856fefc120afa4b628cc82d3935cce");
    }

    /// The page does not know these; on the wire they come with the tokens.
    #[test]
    fn what_the_sample_lacks_is_absent() {
        assert_eq!((user().expires, user().user_id), (None, None));
    }
}
