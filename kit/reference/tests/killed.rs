//! kill -9 between any two steps: what was answered with 200 is worked off after the next start.
//!
//! The handler runs in a process of its own: this program, started again. It stops at the step that it is told, says so,
//! and is killed there.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{Path as Route, State};
use axum::routing::post;
use axum::{Json, Router};
use phpform::bitrix24::{AppInstall, Auth, Event, MessageAdd, Timestamp, UserTokens};
use phpform_reference::{Config, Handler, Step, Trust};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::net::TcpListener;

const TOKEN: &str = "51856fefc120afa4b628cc82d3935cce";

/// Which reports came to the portal: `im.message_id` of each.
type Reported = Arc<Mutex<Vec<String>>>;

#[test]
fn nothing_that_was_acknowledged_is_lost_wherever_it_is_killed() {
    if let Some(store) = std::env::var_os("PHPFORM_CHILD_STORE") {
        return child(store.to_str().unwrap());
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for step in Step::ALL {
        runtime.block_on(killed_at(step));
    }
}

/// Kills the handler at a step of the second event, starts it again, and counts.
async fn killed_at(step: Step) {
    let (portal, reported) = portal().await;
    let directory = tempfile::tempdir().unwrap();
    let store = directory.path().join("events.redb");
    let client = client();
    let mut running = Running::start(&store, &portal, None);
    send(&client, &running.url, install(&portal)).await.unwrap();
    assert_eq!(send(&client, &running.url, message(&portal, 1)).await, Some(200));
    until(&reported, "1").await;
    // It is to be done when the next start looks.
    tokio::time::sleep(Duration::from_millis(300)).await;
    running.kill();

    let mut running = Running::start(&store, &portal, Some(step));
    let url = running.url.clone();
    let sending = tokio::spawn({
        let (client, body) = (client.clone(), message(&portal, 2));
        async move { send(&client, &url, body).await }
    });
    running.wait_for_the_step().await;
    // Past the answer it has some time to arrive.
    let answered = tokio::time::timeout(Duration::from_millis(300), sending).await;
    running.kill();
    let was_acknowledged = matches!(answered, Ok(Ok(Some(200))));
    let is_past_the_answer = !matches!(step, Step::Verified | Step::Stored);
    assert_eq!(was_acknowledged, is_past_the_answer, "{step:?}");

    let running = Running::start(&store, &portal, None);
    assert_eq!(send(&client, &running.url, message(&portal, 3)).await, Some(200));
    until(&reported, "3").await;
    let times = reported.lock().unwrap().iter().filter(|id| *id == "2").count();
    match step {
        Step::Verified => assert_eq!(times, 0, "{step:?}"),
        // It was reported, and that was not yet written down.
        Step::Reported => assert_eq!(times, 2, "{step:?}"),
        _ => assert_eq!(times, 1, "{step:?}"),
    }
}

fn client() -> Client {
    _ = rustls::crypto::ring::default_provider().install_default();
    Client::new()
}

/// A handler in another process.
struct Running {
    process: Child,
    lines: Option<BufReader<ChildStdout>>,
    url: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Running {
    fn start(store: &std::path::Path, portal: &str, step: Option<Step>) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--nocapture", "--exact", "nothing_that_was_acknowledged_is_lost_wherever_it_is_killed"])
            .env("PHPFORM_CHILD_STORE", store)
            .env("PHPFORM_CHILD_PORTAL", portal)
            .env("PHPFORM_CHILD_STEP", step.map(|step| format!("{step:?}")).unwrap_or_default())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap());
        let url = next(&mut lines, "listens ");
        Self { process, lines: Some(lines), url }
    }

    async fn wait_for_the_step(&mut self) {
        let mut lines = self.lines.take().unwrap();
        tokio::task::spawn_blocking(move || next(&mut lines, "stopped ")).await.unwrap();
    }

    /// SIGKILL: no destructor runs.
    fn kill(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

/// What stands behind a word in the next line that has it.
fn next(lines: &mut BufReader<ChildStdout>, word: &str) -> String {
    loop {
        let mut line = String::new();
        assert!(lines.read_line(&mut line).unwrap() > 0, "the handler ended before {word:?}");
        if let Some((_, rest)) = line.split_once(word) {
            return rest.trim().to_owned();
        }
    }
}

/// The handler, in a process of its own.
fn child(store: &str) {
    let portal = std::env::var("PHPFORM_CHILD_PORTAL").unwrap();
    let config =
        Config::new(store).route("myconnector", 107).trust(Trust::Origins(vec![portal])).watch(stop_at);
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        say(&format!("listens http://{}/events", listener.local_addr().unwrap()));
        Handler::open(config).unwrap().serve(listener).await.unwrap();
    });
}

/// Stops for ever at the step that was asked for.
fn stop_at(step: Step) {
    if std::env::var("PHPFORM_CHILD_STEP").is_ok_and(|wanted| wanted == format!("{step:?}")) {
        say(&format!("stopped {step:?}"));
        std::thread::sleep(Duration::from_secs(600));
    }
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{line}").unwrap();
    out.flush().unwrap();
}

/// A portal that confirms everything, and remembers what was reported to it.
async fn portal() -> (String, Reported) {
    let reported = Reported::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().route("/rest/{method}", post(method)).with_state(Arc::clone(&reported));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (origin, reported)
}

async fn method(
    State(reported): State<Reported>,
    Route(_): Route<String>,
    Json(call): Json<Value>,
) -> Json<Value> {
    if let Some(id) = call.pointer("/MESSAGES/0/im/message_id").and_then(Value::as_str) {
        reported.lock().unwrap().push(id.to_owned());
    }
    Json(json!({ "result": { "SUCCESS": true } }))
}

async fn until(reported: &Reported, id: &str) {
    let there = async {
        while !reported.lock().unwrap().iter().any(|one| one == id) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), there).await.expect(id);
}

fn auth(portal: &str) -> Auth<'static> {
    let mut auth = Auth::new(TOKEN);
    auth.client_endpoint = format!("{portal}/rest/").into();
    auth.server_endpoint = auth.client_endpoint.clone();
    auth
}

fn install(portal: &str) -> String {
    let auth = auth(portal).with_user(UserTokens::new("s6p6eclrvim6da22ft9ch94ekreb52lv"));
    Event::new(AppInstall::default(), auth).to_body().unwrap()
}

fn message(portal: &str, id: u64) -> String {
    let mut add = MessageAdd::new("myconnector", 107, "channel-123", "Hello");
    add.messages[0].im.message_id = id;
    let mut event = Event::new(add, auth(portal));
    event.ts = Timestamp(id);
    event.to_body().unwrap()
}

/// The status, unless the connection broke.
async fn send(client: &Client, url: &str, body: String) -> Option<u16> {
    let form = "application/x-www-form-urlencoded";
    let sent = client.post(url).header("content-type", form).body(body).send().await;
    sent.ok().map(|answer| answer.status().as_u16())
}
