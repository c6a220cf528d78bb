//! `PhpForm` answers every request as its documentation says.
#![cfg(feature = "axum")]
#![allow(clippy::unwrap_used)]

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::{Body, to_bytes};
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, Request, StatusCode, header::CONTENT_TYPE};
use axum::routing::post;
use axum::{Extension, Router};
use futures_util::stream;
use phpform::{ErrorKind, Options};
use phpform_axum::{FormRejection, PhpForm};
use serde::Deserialize;
use tower::ServiceExt;

const FORM: &str = "application/x-www-form-urlencoded";

#[derive(Deserialize)]
struct Chat {
    id: u64,
    #[serde(default)]
    tags: Vec<String>,
}

fn app() -> Router {
    async fn open(PhpForm(chat): PhpForm<Chat>) -> String {
        format!("{} {:?}", chat.id, chat.tags)
    }
    Router::new().route("/", post(open))
}

async fn ask(app: Router, kind: Option<&[u8]>, body: impl Into<Body>) -> (StatusCode, String) {
    let mut request = Request::post("/").body(body.into()).unwrap();
    if let Some(kind) = kind {
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_bytes(kind).unwrap());
    }
    let response = app.oneshot(request).await.unwrap();
    let status = response.status();
    if !status.is_success() {
        assert_eq!(response.headers()[CONTENT_TYPE], "text/plain; charset=utf-8");
    }
    (status, String::from_utf8(to_bytes(response.into_body(), 10_000).await.unwrap().to_vec()).unwrap())
}

/// A body in pieces of 10,000 bytes, all of one value, and how many of them were taken.
fn pieces(count: usize) -> (Body, Arc<AtomicUsize>) {
    let taken = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&taken);
    let pieces = (0..count).map(move |number| {
        counter.fetch_add(1, Ordering::Relaxed);
        Ok::<_, Infallible>(if number == 0 { "id=8&x=".to_owned() } else { "y".repeat(10_000) })
    });
    (Body::from_stream(stream::iter(pieces)), taken)
}

#[tokio::test]
async fn nested_names_reach_the_type() {
    let body = "id=8&tags%5B%5D=new&tags%5B7%5D=a+b";
    assert_eq!(
        ask(app(), Some(FORM.as_bytes()), body).await,
        (StatusCode::OK, r#"8 ["new", "a b"]"#.to_owned())
    );
}

/// Specification 5.4, case by case.
#[tokio::test]
async fn content_types_are_those_of_php() {
    let parsed: [&[u8]; 7] = [
        b"application/x-www-form-urlencoded",
        b"application/x-www-form-urlencoded; charset=UTF-8",
        b"application/x-www-form-urlencoded;charset=windows-1251",
        b"application/x-www-form-urlencoded,text/plain",
        b"application/x-www-form-urlencoded x",
        b"Application/X-WWW-FORM-URLENCODED",
        b"application/x-www-form-urlencoded; \xff",
    ];
    for kind in parsed {
        let (status, text) = ask(app(), Some(kind), "id=8").await;
        assert_eq!((status, &*text), (StatusCode::OK, "8 []"), "{}", kind.escape_ascii());
    }
    let refused: [(Option<&[u8]>, &str); 11] = [
        (None, "none"),
        (Some(b""), "another one"),
        (Some(b"text/plain"), "text/plain"),
        (Some(b"application/json; charset=utf-8"), "application/json"),
        (Some(b"multipart/form-data; boundary=secret"), "multipart/form-data"),
        (Some(b" application/x-www-form-urlencoded"), "another one"),
        (Some(b"application/x-www-form-urlencoded\tx"), "another one"),
        (Some(b"application/x-www-form-urlencoded2"), "application/x-www-form-urlencoded2"),
        (Some(b"x-www-form-urlencoded"), "another one"),
        (Some(b"<script>/x"), "another one"),
        (Some(b"\xff/x"), "another one"),
    ];
    for (kind, found) in refused {
        let (status, text) = ask(app(), kind, "id=8").await;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{text}");
        let words = format!(
            "expected the content type {FORM}, found {found}: send a form, and say so in Content-Type\n"
        );
        assert_eq!(text, words);
    }
}

#[tokio::test]
async fn the_limit_of_axum_is_kept() {
    let app = app().layer(DefaultBodyLimit::max(7));
    assert_eq!(ask(app.clone(), Some(FORM.as_bytes()), "id=8&x=").await.0, StatusCode::OK);
    let (status, text) = ask(app, Some(FORM.as_bytes()), "id=8&x=y").await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(
        text,
        "expected a body as short as this server takes, found a longer one: send less at once\n"
    );
}

#[tokio::test]
async fn the_limit_of_the_options_is_kept() {
    let app = app().layer(Extension(Options::new().max_bytes(7)));
    assert_eq!(ask(app.clone(), Some(FORM.as_bytes()), "id=8&x=").await.0, StatusCode::OK);
    let (status, text) = ask(app, Some(FORM.as_bytes()), "id=8&x=y").await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(text, "expected a body of at most 7 bytes, found a longer one: send less at once\n");
}

#[tokio::test]
async fn no_more_is_taken_in_than_the_limit_and_a_piece() {
    let unlimited = || app().layer(DefaultBodyLimit::disable());
    for (options, most) in [
        (Options::new(), 211),
        (Options::new().max_bytes(150_000), 17),
        (Options::php_post().max_bytes(1), 2),
        (Options::php_parse_str().max_bytes(99), 2),
    ] {
        let (body, taken) = pieces(1000);
        let (status, _) = ask(unlimited().layer(Extension(options)), Some(FORM.as_bytes()), body).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        let taken = taken.load(Ordering::Relaxed);
        assert!(taken <= most, "{taken} pieces of 10,000 bytes, with {options:?}");
    }
    let (body, taken) = pieces(1000);
    assert_eq!(ask(app(), Some(FORM.as_bytes()), body).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(taken.load(Ordering::Relaxed) <= 211);
    // What is within the limit is read whole, in whatever pieces it comes.
    let options = Options::new().unlimited_bytes();
    let (body, _) = pieces(1000);
    assert_eq!(
        ask(unlimited().layer(Extension(options)), Some(FORM.as_bytes()), body).await.0,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_body_that_breaks_off_is_400() {
    let cut = stream::iter([Ok("id=8&tags[]=a"), Err(std::io::Error::other("51856fefc120afa4"))]);
    let (status, text) = ask(app(), Some(FORM.as_bytes()), Body::from_stream(cut)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(text, "expected the whole body, found that it ends too early: send it again\n");
}

#[tokio::test]
async fn what_cannot_be_read_is_400_and_what_does_not_fit_is_422() {
    let strict = Options::new().max_pairs(2).max_depth(1);
    for (body, status, words) in [
        (
            "id=1&a=2&b=3",
            400,
            "`b`: more than 2 pairs in the body, at byte 9: send a form within the limits\n",
        ),
        (
            "id=1&a[b][c]=2",
            400,
            "`a[b]`: more than 1 brackets in one name, at byte 9: send a form within the limits\n",
        ),
        (
            "id=8x",
            422,
            "`id`: expected an integer, found \"8x\", at byte 3: put that right and send the form again\n",
        ),
        (
            "id=8&tags=x",
            422,
            "`tags`: expected an array, found \"x\", at byte 10: put that right and send the form again\n",
        ),
        ("tags[]=x", 422, "missing field `id`, at byte 0: put that right and send the form again\n"),
        ("", 422, "missing field `id`: put that right and send the form again\n"),
        (
            "id=8&tags[]=%ff",
            422,
            "`tags[0]`: expected a text, found \"\\xFF\", at byte 12: put that right and send the form again\n",
        ),
    ] {
        let (found, text) = ask(app().layer(Extension(strict)), Some(FORM.as_bytes()), body).await;
        assert_eq!((found.as_u16(), &*text), (status, words), "{body}");
    }
}

#[tokio::test]
async fn a_handler_can_match_what_was_refused() {
    async fn open(form: Result<PhpForm<Chat>, FormRejection>) -> String {
        match form {
            Err(FormRejection::Unfit(error)) if error.kind() == ErrorKind::InvalidInteger => {
                format!("{} at {:?}", error.path(), error.span())
            }
            other => format!("{:?}", other.err()),
        }
    }
    let app = Router::new().route("/", post(open));
    assert_eq!(ask(app, Some(FORM.as_bytes()), "id=8x").await, (StatusCode::OK, "id at 3..5".to_owned()));
}

/// The value of every key that names a secret, wherever it stands and whatever the type wanted there.
#[tokio::test]
async fn no_answer_shows_a_secret() {
    const SECRET: &str = "51856fefc120afa4";

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Strict {
        #[serde(rename = "auth")]
        _auth: Inner,
    }
    #[derive(Debug, Deserialize)]
    struct Inner {
        #[serde(rename = "application_token")]
        _token: u64,
    }
    /// Everything that the rejection says.
    async fn told(form: Result<PhpForm<Strict>, FormRejection>) -> String {
        let rejection = form.unwrap_err();
        let answer: http::Response<String> = rejection.to_response();
        format!("{rejection:?} {rejection} {}", answer.into_body())
    }

    let mut asked = 0;
    for name in [
        "auth[application_token]",
        "auth",
        "auth[]",
        "AUTH[application_token]",
        "x[my_Token][0]",
        "client_secret",
    ] {
        for other in ["", "auth[application_token]=8x", "auth=", "x=1", "auth[application_token][]=1"] {
            for body in [format!("{name}={SECRET}&{other}"), format!("{other}&{name}={SECRET}")] {
                let app = Router::new().route("/", post(told));
                let (_, text) = ask(app, Some(FORM.as_bytes()), body.clone()).await;
                assert!(!text.contains(SECRET), "{body}\n{text}");
                asked += 1;
            }
        }
    }
    assert_eq!(asked, 60);
}
