//! Promise: what people read looks as it looked when it was last looked at.
//!
//! `cargo insta review` shows what changed. A kind of error without a picture and a file that no test writes fail here.
#![cfg(feature = "bitrix24")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy allows this in test functions alone")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use phpform::bitrix24::Event;
use phpform::{Error, ErrorKind, Form, Options};
use serde::Deserialize;

/// Snapshots by the names of their files.
type Snapshots = BTreeMap<String, String>;

/// The samples that are looked at as events.
const EVENTS: &[&str] = &[
    "on-app-install",
    "on-app-test",
    "on-app-uninstall",
    "on-app-update",
    "on-im-connector-dialog-finish",
    "on-im-connector-dialog-finish-without-user",
    "on-im-connector-dialog-start",
    "on-im-connector-dialog-start-wire",
    "on-im-connector-dialog-start-without-user",
    "on-im-connector-line-delete",
    "on-im-connector-line-delete-without-user",
    "on-im-connector-message-add",
    "on-im-connector-message-add-files",
    "on-im-connector-message-add-without-user",
    "on-im-connector-message-delete",
    "on-im-connector-message-delete-without-user",
    "on-im-connector-message-update",
    "on-im-connector-message-update-without-user",
    "on-im-connector-status-delete",
    "on-im-connector-status-delete-without-user",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).into()
}

fn sample(name: &str) -> Vec<u8> {
    fs::read(root().join("conformance/samples").join(name).with_extension("form")).unwrap()
}

/// The documented sample as a tree, and as it is written back.
fn documented_sample() -> Snapshots {
    let body = sample("on-im-connector-dialog-start");
    let tree = phpform::parse(&body).unwrap();
    let event: Event = phpform::from_bytes(&body).unwrap();
    let encoded = event.to_body().unwrap().replace('&', "\n&");
    [
        ("documented-sample-tree".to_owned(), format!("{tree:#?}")),
        ("documented-sample-encoded".to_owned(), encoded),
    ]
    .into()
}

fn events() -> Snapshots {
    let show = |name: &&str| {
        let body = sample(name);
        let event: Event = phpform::from_bytes(&body).unwrap();
        (format!("event-{name}"), format!("{event:#?}"))
    };
    EVENTS.iter().map(show).collect()
}

/// A picture of every kind of error.
fn errors() -> Snapshots {
    let pictures: Vec<_> = read()
        .iter()
        .map(|(body, error)| picture(body, error))
        .chain(written().iter().map(|error| picture(b"", error)))
        .collect();
    let count = pictures.len();
    let snapshots: Snapshots = pictures.into_iter().collect();
    assert_eq!(snapshots.len(), count, "two pictures of one kind");
    snapshots
}

fn picture(body: &[u8], error: &Error) -> (String, String) {
    (format!("error-{}", error.kind()), error.render(body).to_string())
}

/// Errors about a body, and the body.
fn read() -> Vec<(Vec<u8>, Error)> {
    let chat = b"chat[id]=8&chat[title]=a+b&text=Gr%C3%BC%C3%9Fe+%FF&ts=1714649632";
    let form = phpform::parse(chat).unwrap();
    let limited = |options: Options| options.parse(chat).unwrap_err();
    let mut errors = vec![
        (chat.to_vec(), limited(Options::new().max_bytes(20))),
        (chat.to_vec(), limited(Options::new().max_pairs(2))),
        (chat.to_vec(), limited(Options::new().max_depth(0))),
        (chat.to_vec(), form.get("chat[name]").unwrap_err()),
        (chat.to_vec(), form.get("chat[]").unwrap_err()),
        (chat.to_vec(), form.get("chat").unwrap().text().unwrap_err()),
        (chat.to_vec(), form.get("ts").unwrap().array().unwrap_err()),
        (chat.to_vec(), form.get("text").unwrap().text().unwrap_err()),
        refused::<Types>(b"char=ab"),
        refused::<Types>(b"blank=x"),
        refused::<Types>(b"float=1,5"),
        refused::<Types>(b"list[0]=1&list[x]=2"),
        refused::<Types>(b"pair[]=1&pair[]=2&pair[]=3"),
        refused::<Types>(b"variant[a]=1&variant[b]=2"),
        refused::<Types>(b"port=0"),
        refused::<Types>(b"address=127.0.0"),
        refused::<Types>(b"char=a&unknown=1"),
    ];
    let deep = format!("a{}=x", "[a]".repeat(130)).into_bytes();
    let error = Options::new().max_depth(200).from_bytes::<Form>(&deep).unwrap_err();
    errors.push((deep, error));
    errors.extend(event_errors());
    errors
}

/// Errors of kinds that an event has.
fn event_errors() -> Vec<(Vec<u8>, Error)> {
    let start = "on-im-connector-dialog-start";
    vec![
        broken(start, "ts=1714649632", "ts=17x"),
        broken(start, "ts=1714649632", "ts=-1"),
        broken(start, "eventId=1", "eventId=1&event_id=2"),
        broken(start, "closed%5D=N", "closed%5D=Maybe"),
        broken(start, CHAT, ""),
        broken("on-app-uninstall", "CLEAN%5D=1", "CLEAN%5D=Y"),
        broken("on-im-connector-message-add-files", "params%5D%5BCLASS%5D=", "params%5D="),
    ]
}

const CHAT: &str = "&data%5BDATA%5D%5B0%5D%5Bchat%5D%5Bid%5D=8";

/// A sample with something broken in it, and its error as an event.
fn broken(name: &str, good: &str, bad: &str) -> (Vec<u8>, Error) {
    let body = String::from_utf8(sample(name)).unwrap();
    assert_eq!(body.matches(good).count(), 1, "{good}");
    let body = body.replace(good, bad);
    let error = phpform::from_str::<Event>(&body).unwrap_err();
    (body.into_bytes(), error)
}

/// What goes wrong with events, as whoever looks for the reason sees it.
fn broken_events() -> Snapshots {
    let start = "on-im-connector-dialog-start";
    let whole = String::from_utf8(sample(start)).unwrap();
    let auth = whole.find("&auth").unwrap();
    let no_id = "&data%5BDATA%5D%5B0%5D%5Bchat%5D%5Btitle%5D=8";
    [
        ("chat-is-missing", broken(start, CHAT, "")),
        ("chat-id-is-missing", broken(start, CHAT, no_id)),
        ("line-is-blank", broken(start, "LINE%5D=105", "LINE%5D=")),
        ("auth-is-a-text", broken(start, &whole[auth..], "&auth=1")),
        ("token-is-an-array", broken(start, "application_token%5D=", "application_token%5D%5B%5D=")),
        ("is-cut-off-before-auth", broken(start, &whole[auth..], "")),
        ("is-cut-off-in-auth", broken(start, &whole[auth + 100..], "")),
        ("is-cut-off-in-data", broken(start, &whole[300..], "")),
    ]
    .into_iter()
    .map(|(name, (body, error))| (format!("broken-event-{name}"), error.render(&body).to_string()))
    .collect()
}

/// Errors about what should be written.
fn written() -> [Error; 2] {
    let keyed_by_lists: BTreeMap<Vec<u8>, u8> = [(vec![1], 1)].into();
    [phpform::to_string("text").unwrap_err(), phpform::to_string(&keyed_by_lists).unwrap_err()]
}

/// One field for each kind of error of a type.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(dead_code)]
struct Types {
    char: char,
    blank: (),
    float: f64,
    list: Vec<u8>,
    pair: (u8, u8),
    variant: Option<Result<u8, u8>>,
    port: Option<std::num::NonZeroU16>,
    address: Option<std::net::IpAddr>,
}

fn refused<T: for<'de> Deserialize<'de>>(body: &[u8]) -> (Vec<u8>, Error) {
    match phpform::from_bytes::<T>(body) {
        Ok(_) => panic!("nothing is wrong with {}", String::from_utf8_lossy(body)),
        Err(error) => (body.to_vec(), error),
    }
}

fn compare(snapshots: &Snapshots) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (name, text) in snapshots {
            insta::assert_snapshot!(name.as_str(), text);
        }
    });
}

#[test]
fn the_documented_sample_looks_the_same() {
    compare(&documented_sample());
}

#[test]
fn events_look_the_same() {
    compare(&events());
}

#[test]
fn broken_events_look_the_same() {
    compare(&broken_events());
}

#[test]
fn errors_look_the_same() {
    compare(&errors());
}

/// [`ErrorKind::as_str`] names every kind, or the crate would not compile: its source is the list of them.
#[test]
fn every_kind_of_error_has_a_picture() {
    let source = fs::read_to_string(root().join("src/error.rs")).unwrap();
    let names = source.split("pub fn as_str").nth(1).unwrap().split("\n    }\n").next().unwrap();
    let kinds: BTreeSet<String> =
        names.split('"').skip(1).step_by(2).map(|kind| format!("error-{kind}")).collect();
    assert!(kinds.contains(&format!("error-{}", ErrorKind::Custom)) && kinds.len() > 20, "{kinds:?}");
    assert_eq!(errors().into_keys().collect::<BTreeSet<_>>(), kinds);
}

#[test]
fn every_event_in_the_samples_is_looked_at() {
    let folder = fs::read_dir(root().join("conformance/samples")).unwrap();
    let forms = folder.map(|entry| entry.unwrap().path()).filter(|path| path.extension().unwrap() == "form");
    let names: BTreeSet<String> =
        forms.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(names, EVENTS.iter().map(ToString::to_string).collect());
}

#[test]
fn no_file_is_left_over() {
    let names =
        [documented_sample(), events(), broken_events(), errors()].into_iter().flat_map(Snapshots::into_keys);
    let wanted: BTreeSet<String> = names.map(|name| format!("{name}.snap")).collect();
    let folder = fs::read_dir(root().join("snapshots")).unwrap();
    let files: BTreeSet<String> = folder
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with(".snap.new"))
        .collect();
    assert_eq!(files, wanted);
}
