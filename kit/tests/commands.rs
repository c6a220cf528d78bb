//! `phpform send`, `listen`, `serve` and `portal`, together.

mod phpform;

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use phpform::run;

const TOKEN: &str = "0123456789abcdefABCDEF";

/// A command that runs on, and what it prints.
struct Running {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Drop for Running {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_phpform"));
        let mut child = command.args(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    /// Reads on to a line with this text.
    fn line(&mut self, text: &str) -> String {
        let start = Instant::now();
        loop {
            let mut line = String::new();
            assert!(self.lines.read_line(&mut line).unwrap() > 0, "the end before {text:?}");
            if line.contains(text) {
                return line;
            }
            assert!(start.elapsed() < Duration::from_secs(30), "no {text:?}");
        }
    }

    /// The address in the first line.
    fn origin(&mut self) -> String {
        let line = self.line("http://");
        let from = &line[line.find("http://").unwrap()..];
        from["http://".len()..].split(['/', '\n']).next().map(|host| format!("http://{host}")).unwrap()
    }
}

#[test]
fn an_event_is_sent_shown_and_saved_without_its_secrets() {
    let directory = tempfile::tempdir().unwrap();
    let saved = directory.path().to_str().unwrap();
    let mut listen = Running::start(&["listen", "--listen", "127.0.0.1:0", "--save", saved]);
    let url = format!("{}/any", listen.origin());
    let sent = run(
        &[
            "send",
            "OnImConnectorDialogStart",
            &url,
            "--application-token",
            TOKEN,
            "--set",
            "data[LINE]=7",
            "--unset",
            "event_handler_id",
        ],
        b"",
    );
    assert_eq!(sent.code, 0, "{}", sent.stderr);
    assert!(sent.stdout.starts_with("200 OK after "), "{}", sent.stdout);
    assert!(listen.line("LINE").contains('7'));
    assert!(!listen.line("application_token").contains(TOKEN));
    let fixture =
        std::fs::read_to_string(directory.path().join("0001-ONIMCONNECTORDIALOGSTART.form")).unwrap();
    assert!(fixture.contains("data%5BLINE%5D=7") && !fixture.contains("event_handler_id"), "{fixture}");
    assert!(!fixture.contains(TOKEN) && fixture.contains("application_token%5D=masked"), "{fixture}");
}

#[test]
fn what_send_prints_is_an_event() {
    let printed = run(&["send", "onapptest", "http://127.0.0.1:1/", "--print", "--raw-brackets"], b"");
    assert!(
        printed.stdout.starts_with("event=ONAPPTEST&event_handler_id=1&data[LANGUAGE_ID]=en&ts="),
        "{}",
        printed.stdout
    );
    let decoded = run(&["decode", "--as", "event"], printed.stdout.as_bytes());
    assert_eq!(decoded.code, 0, "{}", decoded.stderr);
    assert_eq!(run(&["send", "OnNothing", "http://127.0.0.1:1/"], b"").code, 2);
    assert_eq!(run(&["send", "OnAppTest", "http://127.0.0.1:1/"], b"").code, 1);
}

#[test]
fn the_portal_installs_the_reference_handler_and_an_event_goes_through() {
    let directory = tempfile::tempdir().unwrap();
    let store = directory.path().join("events.redb");
    // The handler has to know the portal before the portal runs.
    let portal = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let origin = format!("http://{portal}");
    let mut serve = Running::start(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--store",
        store.to_str().unwrap(),
        "--portal",
        &origin,
    ]);
    let url = format!("{}/events", serve.origin());
    let mut stand_in = Running::start(&[
        "portal",
        "--listen",
        &portal,
        "--install-url",
        &url,
        "--fire",
        "OnImConnectorMessageAdd",
    ]);
    for wanted in [
        "called   app.info: ok",
        "ONAPPINSTALL to http://127.0.0.1",
        "ONIMCONNECTORMESSAGEADD to http://127.0.0.1",
        "called   imconnector.send.status.delivery: ok",
    ] {
        let line = stand_in.line(wanted);
        assert!(!line.contains("\"auth\":\"") || line.contains("\"auth\":\"***\""), "{line}");
    }
    // Who was not sent by the portal is nobody.
    let forged = run(&["send", "OnImConnectorMessageAdd", &url, "--application-token", TOKEN], b"");
    assert_eq!((forged.code, forged.stdout.starts_with("403")), (1, true), "{}", forged.stdout);
}
