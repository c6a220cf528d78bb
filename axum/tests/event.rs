//! `VerifiedEvent` lets through what brings the stored token, and nothing else.
#![cfg(all(feature = "axum", feature = "bitrix24"))]
#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header::CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Router};
use phpform::Options;
use phpform::bitrix24::{
    AppInstall, AppUpdate, ApplicationToken, Auth, Data, Dialogs, Event, LineDelete, UserTokens,
};
use phpform_axum::{ApplicationTokens, Claim, EventRejection, VerifiedEvent};
use tower::ServiceExt;

const STORED: &str = "51856fefc120afa4b628cc82d3935cce";
const ACCESS: &str = "be45f0660071849a0058f18a00000001";

/// One portal is known, a second one breaks the store.
#[derive(Clone, Default)]
struct Portals {
    asked: Arc<AtomicUsize>,
}

impl ApplicationTokens for Portals {
    type Error = std::io::Error;

    async fn application_token(
        &self,
        claim: Claim<'_>,
    ) -> Result<Option<ApplicationToken<'static>>, std::io::Error> {
        tokio::task::yield_now().await;
        self.asked.fetch_add(1, Ordering::Relaxed);
        let debug = format!("{claim:?}");
        assert!(claim.member_id.is_empty() || !debug.contains(claim.member_id), "{debug}");
        match claim.member_id {
            "known" => Ok(Some(ApplicationToken::new(STORED))),
            "forgotten" => Ok(Some(ApplicationToken::new(""))),
            "broken" => Err(std::io::Error::other(format!("no connection with password {ACCESS}"))),
            _ => Ok(None),
        }
    }
}

/// Calls no handler and shows no secret, unless the event is verified.
async fn ask_with<S: ApplicationTokens + Clone + Send + Sync + 'static>(
    tokens: S,
    body: impl Into<Body>,
) -> (StatusCode, String) {
    async fn event(VerifiedEvent(event): VerifiedEvent) -> String {
        format!("{} of {}", event.event, event.auth.member_id)
    }
    let app = Router::new().route("/", post(event)).with_state(tokens);
    send(app, body).await
}

async fn send(app: Router, body: impl Into<Body>) -> (StatusCode, String) {
    let request = Request::post("/?auth[application_token]=51856fefc120afa4b628cc82d3935cce")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body.into())
        .unwrap();
    let response = app.oneshot(request).await.unwrap();
    let status = response.status();
    (status, String::from_utf8(to_bytes(response.into_body(), 10_000).await.unwrap().to_vec()).unwrap())
}

async fn ask(body: impl Into<Body>) -> (StatusCode, String) {
    ask_with(Portals::default(), body).await
}

fn auth(member_id: &'static str, token: &'static str) -> Auth<'static> {
    let mut auth = Auth::new(token).with_user(UserTokens::new(ACCESS));
    auth.member_id = member_id.into();
    auth
}

fn body(member_id: &'static str, token: &'static str) -> String {
    Event::new(LineDelete(107), auth(member_id, token)).to_body().unwrap()
}

/// An event whose token stands elsewhere.
fn with(token: &str) -> String {
    format!("event=ONIMCONNECTORLINEDELETE&data=107&ts=1&auth[member_id]=known&auth[domain]=x&{token}")
}

#[tokio::test]
async fn the_stored_token_lets_an_event_in() {
    let words = (StatusCode::OK, "ONIMCONNECTORLINEDELETE of known".to_owned());
    assert_eq!(ask(body("known", STORED)).await, words);
    assert_eq!(ask_with(ApplicationToken::new(STORED), body("known", STORED)).await, words);
    assert_eq!(ask_with(Arc::new(Portals::default()), body("known", STORED)).await, words);
}

#[tokio::test]
async fn an_event_with_lists_gets_in_whole() {
    async fn event(VerifiedEvent(event): VerifiedEvent) -> String {
        match &event.data {
            Data::DialogStart(start) => format!("line {}, chat {}", start.line, start.dialogs[0].chat.id),
            data => format!("{data:?}"),
        }
    }
    let dialogs = Dialogs::opened("myconnector", 107, "channel-123");
    let body = Event::new(Data::DialogStart(dialogs), auth("known", STORED)).to_body().unwrap();
    let app = Router::new().route("/", post(event)).with_state(Portals::default());
    assert_eq!(send(app, body).await, (StatusCode::OK, "line 107, chat channel-123".to_owned()));
}

#[tokio::test]
async fn nothing_else_gets_in_and_all_are_told_the_same() {
    let mut bodies = vec![
        ("a wrong token", body("known", "51856fefc120afa4b628cc82d3935ccf")),
        ("the beginning of the token", body("known", "51856fefc120afa4")),
        ("more than the token", body("known", "51856fefc120afa4b628cc82d3935cce0")),
        ("the token in upper case", body("known", "51856FEFC120AFA4B628CC82D3935CCE")),
        ("a blank token", body("known", "")),
        ("an unknown portal", body("unknown", STORED)),
        ("a portal with a blank token", body("forgotten", "")),
        ("a blank member id", body("", STORED)),
        ("no body", String::new()),
        ("no event", "a=1".to_owned()),
        ("no event, and a key that is none", "[]=&&&==&%".to_owned()),
    ];
    for (what, token) in [
        ("no token", ""),
        ("in a list", "auth[application_token][]=STORED"),
        ("in a map", "auth[application_token][application_token]=STORED"),
        ("in data", "data[auth][application_token]=STORED"),
        ("in the bot of data", "data[bot][auth][application_token]=STORED"),
        ("at the top", "application_token=STORED"),
        ("in upper case", "AUTH[application_token]=STORED"),
        ("under another key", "auth[APPLICATION_TOKEN]=STORED"),
        ("with a space before the key", "auth[ application_token]=STORED"),
        ("under a name that is left open", "auth[application_token=STORED"),
        ("in JSON", "auth={\"application_token\":\"STORED\"}"),
        ("first right, then wrong", "auth[application_token]=STORED&auth[application_token]=x"),
        ("first right, then a list", "auth[application_token]=STORED&auth[application_token][]=STORED"),
        ("right, and auth overwritten", "auth[application_token]=STORED&auth=STORED"),
        ("with a NUL behind", "auth[application_token]=STORED%00"),
        ("not UTF-8", "auth[application_token]=STORED%ff"),
        ("with a space behind", "auth[application_token]=STORED+"),
    ] {
        bodies.push((what, with(&token.replace("STORED", STORED))));
    }
    let mut told = Vec::new();
    for (what, body) in &bodies {
        let portals = Portals::default();
        let (status, text) = ask_with(portals.clone(), body.clone()).await;
        // Who brings no token costs no look-up.
        let brings_one = phpform::parse(body.as_bytes())
            .unwrap()
            .get("auth[application_token]")
            .is_ok_and(|token| token.as_str().is_some_and(|token| !token.is_empty()));
        assert_eq!(portals.asked.load(Ordering::Relaxed), usize::from(brings_one), "{what}");
        assert_eq!(status, StatusCode::FORBIDDEN, "{what}: {text}");
        told.push(text);
    }
    assert_eq!(told.len(), 28);
    told.dedup();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(
        told[0].starts_with("expected the stored application token at `auth[application_token]`, found none")
    );
}

/// As PHP: the last one counts.
#[tokio::test]
async fn of_two_tokens_the_last_one_counts() {
    let twice = body("known", "x") + "&auth[application_token]=" + STORED;
    assert_eq!(ask(twice).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_verified_event_that_does_not_fit_is_422_and_an_unverified_one_is_403() {
    let odd = |token| body("known", token).replace("data=107", "data=x");
    let (status, text) = ask(odd(STORED)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        text,
        "`data`: expected an integer, found \"x\", at byte 54: put that right and send the form again\n"
    );
    assert_eq!(ask(odd("x")).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_store_that_is_away_is_503_without_its_reason() {
    let (status, text) = ask(body("broken", STORED)).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(
        text,
        "expected to find the stored application token, found that it cannot be looked up: send the event again\n"
    );
}

#[tokio::test]
async fn limits_and_content_types_are_those_of_a_form() {
    async fn event(_: VerifiedEvent) {}
    let app = |options: Options| {
        Router::new().route("/", post(event)).layer(Extension(options)).with_state(Portals::default())
    };
    assert_eq!(send(app(Options::new()), body("known", STORED)).await.0, StatusCode::OK);
    let (status, _) = send(app(Options::new().max_bytes(100)), body("known", STORED)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    let (status, _) = send(app(Options::new().max_pairs(3)), body("known", STORED)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    // A silent cut loses the token, and lets nothing in.
    let (status, _) = send(app(Options::php_post().max_pairs(3)), body("known", STORED)).await;
    assert_eq!(status, StatusCode::FORBIDDEN);

    let portals = Portals::default();
    let app = Router::new().route("/", post(event)).with_state(portals.clone());
    let json = Request::post("/").header(CONTENT_TYPE, "application/json");
    let response = app.oneshot(json.body(Body::from(body("known", STORED))).unwrap()).await.unwrap();
    assert_eq!(response.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(portals.asked.load(Ordering::Relaxed), 0);
}

/// The install family comes with a token that is not stored yet; the handler may take it, and nothing else.
#[tokio::test]
async fn an_installation_comes_out_of_the_rejection() {
    async fn event(event: Result<VerifiedEvent, EventRejection>) -> Response {
        match event {
            Ok(VerifiedEvent(event)) => format!("verified {}", event.event).into_response(),
            Err(EventRejection::Installation(event)) => {
                assert!(event.auth.verify("new"));
                format!("new {}", event.event).into_response()
            }
            Err(rejection) => rejection.into_response(),
        }
    }
    let ask_and_take =
        |body: String| send(Router::new().route("/", post(event)).with_state(Portals::default()), body);
    let install =
        |member_id, token| Event::new(AppInstall::default(), auth(member_id, token)).to_body().unwrap();

    assert_eq!(ask_and_take(install("unknown", "new")).await.1, "new ONAPPINSTALL");
    assert_eq!(ask_and_take(install("known", STORED)).await.1, "verified ONAPPINSTALL");
    let update = Event::new(AppUpdate::default(), auth("known", "new")).to_body().unwrap();
    assert_eq!(ask_and_take(update).await.1, "new ONAPPUPDATE");
    // Whoever does not take it answers 403, as does one that cannot be read.
    assert_eq!(ask(install("unknown", "new")).await.0, StatusCode::FORBIDDEN);
    assert_eq!(ask_and_take("event=ONAPPINSTALL".to_owned()).await.0, StatusCode::FORBIDDEN);
    assert_eq!(ask_and_take(body("unknown", "new")).await.0, StatusCode::FORBIDDEN);
}

/// A body with both secrets is broken in every way at every pair, and cut at every byte: no answer, no text and no Debug
/// has the beginning of one.
#[tokio::test]
async fn nothing_that_is_said_of_a_broken_event_has_a_secret() {
    async fn told(event: Result<VerifiedEvent, EventRejection>) -> String {
        match event {
            Ok(VerifiedEvent(event)) => format!("{event:?}"),
            Err(rejection) => {
                let answer: http::Response<String> = rejection.to_response();
                let source = match &rejection {
                    // What a store says is not ours.
                    EventRejection::Lookup(_) => String::new(),
                    rejection => format!("{rejection:?} {:?}", std::error::Error::source(rejection)),
                };
                format!("{source} {rejection} {}", answer.into_body())
            }
        }
    }
    let whole = [
        Event::new(LineDelete(107), auth("known", STORED)).to_body().unwrap(),
        Event::new(AppInstall::default(), auth("unknown", STORED)).to_body().unwrap(),
    ];
    let mut bodies = Vec::new();
    for body in &whole {
        let pairs: Vec<&str> = body.split('&').collect();
        for (at, pair) in pairs.iter().enumerate() {
            let (name, value) = pair.split_once('=').unwrap();
            for other in [
                String::new(),
                format!("{name}=x"),
                format!("{name}[]={value}"),
                format!("{name}[x]={value}&{pair}"),
                format!("{pair}&{pair}"),
                format!("{pair}&{name}[a][b]=1"),
                format!("{name}={value}%ff"),
                format!("auth={value}"),
                format!("{name}=&auth[expires_in]={ACCESS}&auth[user_id]={STORED}"),
            ] {
                let mut changed = pairs.clone();
                changed[at] = &other;
                bodies.push(changed.join("&"));
            }
        }
        bodies.extend((0..body.len()).map(|end| body[..end].to_owned()));
    }
    let options = [Options::new(), Options::new().max_pairs(10), Options::php_post().max_pairs(8)];
    let mut answered = 0;
    for body in &bodies {
        for options in options {
            let app =
                Router::new().route("/", post(told)).layer(Extension(options)).with_state(Portals::default());
            let (_, text) = send(app, body.clone()).await;
            assert!(!text.contains(&STORED[..8]) && !text.contains(&ACCESS[..8]), "{body}\n{text}");
            answered += 1;
        }
    }
    assert!(answered > 4000, "{answered}");
}
