//! Events of every kind with values of every kind: what is written is read back, and PHP writes the same.

mod strategies;

use phpform::Options;
use phpform::bitrix24::{ApplicationStatus, Auth, Event, EventName, Scope};
use phpform_conformance::{Key, Node};
use phpform_proof::trees::Value;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use strategies::event;

/// Everything in an `auth`, to be compared.
fn exposed(auth: &Auth<'_>) -> impl PartialEq + std::fmt::Debug + use<> {
    let texts = [&auth.domain, &auth.server_endpoint, &auth.client_endpoint, &auth.member_id];
    let user = auth.user.clone().map(|user| {
        (
            user.access_token.expose().to_owned(),
            (user.expires, user.expires_in, user.user_id),
            user.scope.map(Scope::into_owned),
            user.status.map(ApplicationStatus::into_owned),
            user.refresh_token.map(|token| token.expose().to_owned()),
        )
    });
    (texts.map(ToString::to_string), auth.application_token.expose().to_owned(), user)
}

fn assert_same(left: &Event<'_>, right: &Event<'_>) {
    assert_eq!(left.event, right.event);
    assert_eq!(left.event_handler_id, right.event_handler_id);
    assert_eq!(left.data, right.data);
    assert_eq!(left.ts, right.ts);
    assert_eq!(exposed(&left.auth), exposed(&right.auth));
}

proptest! {
    #![proptest_config(Config { cases: 4000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn what_is_written_is_read_back(event in event()) {
        let body = event.to_body().unwrap();
        assert_same(&event, &phpform::from_str(&body).unwrap());
        assert_same(&event, &Options::new().from_tree(body.as_bytes()).unwrap());
        assert_same(&event, &event.clone().into_owned());
    }

    #[test]
    fn what_was_read_is_written_the_same(event in event()) {
        let body = event.to_body().unwrap();
        let form = phpform::parse(body.as_bytes()).unwrap();
        prop_assert_eq!(&form.to_query(phpform::Encoding::Rfc1738), &body);
        prop_assert_eq!(phpform::from_str::<Event>(&body).unwrap().to_body().unwrap(), body);
    }

    #[test]
    fn no_generated_secret_is_shown(event in event(), secret in "[a-z]{12}") {
        let mut event = event;
        event.auth.application_token = secret.clone().into();
        event.auth.member_id = secret.clone().into();
        let shown = format!("{event:?}{event:#?}");
        prop_assert!(!shown.contains(&secret), "{}", shown);
    }
}

/// So many events are written by PHP too.
#[cfg(unix)]
const EVENTS: usize = 2000;

#[cfg(unix)]
#[test]
fn php_writes_the_same_bytes() {
    use phpform_proof::php::{self, BuildQuery, Encoding, Fault};

    let mut php = match BuildQuery::start() {
        Err(Fault::Missing(missing)) if !php::required() => {
            eprintln!("not run: {missing}");
            return;
        }
        php => php.unwrap(),
    };
    let mut runner = TestRunner::deterministic();
    let bodies: Vec<String> =
        (0..EVENTS).map(|_| event().new_tree(&mut runner).unwrap().current().to_body().unwrap()).collect();
    let arrays: Vec<_> = bodies.iter().map(|body| array(body)).collect();
    let wanted = php.ask(&arrays, Encoding::Rfc1738).unwrap();
    assert_eq!(wanted.len(), EVENTS);
    for (body, wanted) in bodies.iter().zip(wanted) {
        assert_eq!(body.as_bytes(), wanted, "{}", String::from_utf8_lossy(&wanted));
    }
}

/// The body as PHP holds it.
fn array(body: &str) -> Vec<(Key, Value)> {
    items(Node::from(&phpform::parse(body.as_bytes()).unwrap()))
}

fn items(node: Node) -> Vec<(Key, Value)> {
    let value = |node: Node| match node.as_bytes() {
        Some(text) => Value::Text(text.to_vec()),
        None => Value::Array(items(node)),
    };
    node.into_items().unwrap().into_iter().map(|(key, node)| (key, value(node))).collect()
}

/// Every kind of event comes up, with tokens and without.
#[test]
fn nothing_is_left_out() {
    let mut runner = TestRunner::deterministic();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..500 {
        let event = event().new_tree(&mut runner).unwrap().current();
        let name = event.data.name().map_or("other", EventName::as_str);
        seen.insert((name, event.auth.user.is_some()));
    }
    assert_eq!(seen.len(), 2 * (1 + EventName::ALL.len()), "{seen:?}");
}
