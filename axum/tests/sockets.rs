//! Over real sockets: what the server makes of headers, chunks and ends that come too early.
#![cfg(all(feature = "axum", feature = "bitrix24"))]
#![allow(clippy::unwrap_used)]

use std::net::SocketAddr;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::post;
use phpform::bitrix24::{ApplicationToken, Auth, Event, LineDelete};
use phpform_axum::{PhpForm, VerifiedEvent};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";
const STORED: &str = "51856fefc120afa4b628cc82d3935cce";

#[derive(serde::Deserialize)]
struct Chat {
    id: u64,
    tags: Vec<String>,
}

async fn serve() -> SocketAddr {
    async fn open(PhpForm(chat): PhpForm<Chat>) -> String {
        format!("{} {:?}", chat.id, chat.tags)
    }
    async fn event(VerifiedEvent(event): VerifiedEvent) -> String {
        event.event.into_owned()
    }
    let app = Router::new()
        .route("/chat", post(open))
        .route("/events", post(event))
        .layer(DefaultBodyLimit::max(1000))
        .with_state(ApplicationToken::new(STORED));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

/// Whether the client says that it will send no more.
#[derive(PartialEq)]
enum Client {
    Stays,
    Leaves,
}

async fn ask(to: SocketAddr, path: &str, headers: &str, body: &str) -> (u16, String) {
    send(to, path, headers, body, Client::Stays).await
}

/// Sends a request; gives the status and the body of the answer.
async fn send(to: SocketAddr, path: &str, headers: &str, body: &str, client: Client) -> (u16, String) {
    let mut stream = TcpStream::connect(to).await.unwrap();
    let head = format!("POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    // In two pieces, so that the server sees them apart.
    let (start, rest) = body.split_at(body.len() / 2);
    stream.write_all(start.as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
    tokio::task::yield_now().await;
    stream.write_all(rest.as_bytes()).await.unwrap();
    if client == Client::Leaves {
        stream.shutdown().await.unwrap();
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, text) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    (status, text.to_owned())
}

fn length(body: &str) -> String {
    format!("{FORM}Content-Length: {}\r\n", body.len())
}

fn chunks(body: &str, size: usize) -> String {
    let bytes: Vec<char> = body.chars().collect();
    let chunks =
        bytes.chunks(size).map(|chunk| format!("{:x}\r\n{}\r\n", chunk.len(), String::from_iter(chunk)));
    chunks.collect::<String>() + "0\r\n\r\n"
}

#[tokio::test]
async fn a_form_arrives_with_a_length_and_in_chunks() {
    let (to, body) = (serve().await, "id=8&tags%5B%5D=new&tags%5B%5D=a+b");
    let words = (200, r#"8 ["new", "a b"]"#.to_owned());
    assert_eq!(ask(to, "/chat", &length(body), body).await, words);
    for size in [1, 7, 100] {
        let headers = format!("{FORM}Transfer-Encoding: chunked\r\n");
        assert_eq!(ask(to, "/chat", &headers, &chunks(body, size)).await, words, "{size}");
    }
}

#[tokio::test]
async fn content_types_are_those_of_php() {
    let (to, body) = (serve().await, "id=8&tags[]=a");
    for (header, status) in [
        ("Content-Type: application/x-www-form-urlencoded", 200),
        ("content-type:APPLICATION/x-www-form-urlencoded;charset=x", 200),
        // A server takes the spaces around a header away.
        ("Content-Type:   application/x-www-form-urlencoded  ", 200),
        ("Content-Type: application/x-www-form-urlencoded\r\nContent-Type: text/plain", 200),
        ("Content-Type: text/plain\r\nContent-Type: application/x-www-form-urlencoded", 415),
        ("Content-Type: application/x-www-form-urlencoded\tx", 415),
        ("Content-Type: multipart/form-data; boundary=x", 415),
        ("Content-Type:", 415),
        ("X-Nothing: 1", 415),
    ] {
        let headers = format!("{header}\r\nContent-Length: {}\r\n", body.len());
        let (found, text) = ask(to, "/chat", &headers, body).await;
        assert_eq!(found, status, "{header}: {text}");
    }
}

#[tokio::test]
async fn too_long_a_body_is_413() {
    let to = serve().await;
    let fits = format!("id=8&tags[]={}", "a".repeat(988));
    assert_eq!(ask(to, "/chat", &length(&fits), &fits).await.0, 200);
    let long = fits + "a";
    assert_eq!(ask(to, "/chat", &length(&long), &long).await.0, 413);
    let headers = format!("{FORM}Transfer-Encoding: chunked\r\n");
    assert_eq!(ask(to, "/chat", &headers, &chunks(&long, 300)).await.0, 413);
}

#[tokio::test]
async fn a_body_that_ends_too_early_is_400() {
    let (to, body) = (serve().await, "id=8&tags[]=a");
    let words = (400, "expected the whole body, found that it ends too early: send it again\n".to_owned());
    let short = format!("{FORM}Content-Length: {}\r\n", body.len() + 1);
    assert_eq!(send(to, "/chat", &short, body, Client::Leaves).await, words);
    let headers = format!("{FORM}Transfer-Encoding: chunked\r\n");
    assert_eq!(send(to, "/chat", &headers, "d\r\nid=8&tags[]=a\r\n", Client::Leaves).await, words);
    assert_eq!(
        send(to, "/chat", &headers, "d\r\nid=8&tags[]=a\r\nno length\r\n", Client::Leaves).await,
        words
    );
}

#[tokio::test]
async fn an_event_needs_the_token_in_its_body() {
    let to = serve().await;
    let sent = |token: &'static str| Event::new(LineDelete(107), Auth::new(token)).to_body().unwrap();
    let right = sent(STORED);
    assert_eq!(
        ask(to, "/events", &length(&right), &right).await,
        (200, "ONIMCONNECTORLINEDELETE".to_owned())
    );
    let wrong = sent("51856fefc120afa4");
    let (status, text) = ask(to, "/events", &length(&wrong), &wrong).await;
    assert_eq!(status, 403);
    assert!(text.starts_with("expected the stored application token"), "{text}");
    // A token in the address is part of the address.
    let path = format!("/events?auth[application_token]={STORED}");
    assert_eq!(ask(to, &path, &length(&wrong), &wrong).await.0, 403);
    let cut = &right[..right.len() - 1];
    assert_eq!(ask(to, "/events", &length(cut), cut).await.0, 403);
}
