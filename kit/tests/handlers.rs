//! The example handlers in `kit/handlers/` pass what a handler without calls can pass, and what stands in for bad ones gets
//! its verdict.
// The lints' exemption of tests does not know what stands beside them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

mod phpform;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use phpform::run;

const TOKEN: &str = "0123456789abcdefABCDEF";

/// A handler that ends with this.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

/// A port that nobody listens at.
fn port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn start(port: u16, command: &mut Command) -> Running {
    let quiet = command.env("APPLICATION_TOKEN", TOKEN).stdout(Stdio::null()).stderr(Stdio::null());
    let running = Running(quiet.spawn().unwrap());
    let start = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(start.elapsed() < Duration::from_secs(20), "the handler does not listen");
        thread::sleep(Duration::from_millis(50));
    }
    running
}

/// Whether a program is here; where it is required, it has to be.
fn is_here(program: &str, argument: &str) -> bool {
    let found = Command::new(program).arg(argument).output().is_ok_and(|output| output.status.success());
    assert!(found || std::env::var_os("PHPFORM_REQUIRE_HANDLERS").is_none(), "{program} is required");
    found
}

/// Asks a handler all that it can show through its probe.
fn passes(port: u16) {
    let origin = format!("http://127.0.0.1:{port}");
    let (url, probe) = (format!("{origin}/events"), format!("{origin}/probe"));
    let found = run(
        &[
            "conform",
            "handler",
            &url,
            "--application-token",
            TOKEN,
            "--probe",
            &probe,
            "--skip",
            "delivery/*",
        ],
        b"",
    );
    assert_eq!(found.code, 0, "{}{}", found.stdout, found.stderr);
    assert!(found.stdout.contains("token          7 of 8 passed, 1 with a warning"), "{}", found.stdout);
}

fn example(name: &str) -> String {
    format!("{}/handlers/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_example_in_php_passes() {
    if is_here("php", "--version") {
        let port = port();
        let address = format!("127.0.0.1:{port}");
        let mut php = Command::new("php");
        php.args(["-d", "max_input_vars=5000", "-S", &address, &example("handler.php")]);
        let _running = start(port, php.env("PHP_CLI_SERVER_WORKERS", "4"));
        passes(port);
    }
}

#[test]
fn the_example_in_python_passes() {
    if is_here("python3", "--version") {
        let port = port();
        let _running = start(port, Command::new("python3").arg(example("handler.py")).arg(port.to_string()));
        passes(port);
    }
}

#[test]
fn the_example_with_express_passes() {
    let has_express = Path::new(&example("express/node_modules/express")).exists();
    assert!(
        has_express || std::env::var_os("PHPFORM_REQUIRE_HANDLERS").is_none(),
        "run npm ci in kit/handlers/express"
    );
    if has_express && is_here("node", "--version") {
        let port = port();
        let _running =
            start(port, Command::new("node").arg(example("express/handler.js")).arg(port.to_string()));
        passes(port);
    }
}

#[test]
fn the_example_with_axum_passes() {
    // As `cargo test` builds it, with all members: there it is built already.
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--profile", "test", "--example", "axum-handler"]);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    assert!(cargo.current_dir(root).status().unwrap().success());
    let binary = Path::new(env!("CARGO_BIN_EXE_phpform")).with_file_name("examples").join("axum-handler");
    let port = port();
    let _running = start(port, Command::new(binary).arg(port.to_string()));
    passes(port);
}

#[test]
fn no_example_is_longer_than_sixty_lines() {
    for name in ["handler.php", "handler.py", "express/handler.js", "axum.rs"] {
        let lines = std::fs::read_to_string(example(name)).unwrap().lines().count();
        assert!(lines <= 60, "{name} has {lines} lines");
    }
}

/// Serves every connection with the same bytes, for as long as the test runs.
fn always(answer: fn(&mut TcpStream)) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/events", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || {
                let mut stream = stream;
                _ = stream.set_read_timeout(Some(Duration::from_millis(200)));
                _ = stream.read(&mut [0; 4096]);
                answer(&mut stream);
            });
        }
    });
    url
}

/// What the kit says of a handler, asked for two things: one to see and one not to.
fn verdict(url: &str) -> phpform::Run {
    let start = Instant::now();
    let found = run(
        &[
            "conform",
            "handler",
            url,
            "--application-token",
            TOKEN,
            "--portal",
            "127.0.0.1:0",
            "--only",
            "message/nested-keys",
            "--only",
            "token/wrong",
        ],
        b"",
    );
    assert!(start.elapsed() < Duration::from_secs(120), "stuck");
    assert_eq!(found.code, 1, "{}{}", found.stdout, found.stderr);
    for shown in [&found.stdout, &found.stderr] {
        assert!(!shown.contains(TOKEN), "a token in {shown}");
    }
    found
}

#[test]
fn a_handler_that_closes_the_connection_has_crashed() {
    let found = verdict(&always(|_| ()));
    assert!(found.stdout.contains("crash message/nested-keys"), "{}", found.stdout);
}

#[test]
fn a_handler_that_answers_garbage_has_crashed() {
    let found = verdict(&always(|stream| _ = stream.write_all(&[0xFF; 5000])));
    assert!(found.stdout.contains("crash message/nested-keys"), "{}", found.stdout);
}

#[test]
fn a_handler_that_dies_in_the_middle_of_an_answer_has_crashed() {
    let found =
        verdict(&always(|stream| _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")));
    assert!(found.stdout.contains("crash message/nested-keys"), "{}", found.stdout);
}

#[test]
fn a_handler_that_hangs_has_timed_out() {
    let found = verdict(&always(|_| thread::sleep(Duration::from_secs(300))));
    assert!(found.stdout.contains("timeout message/nested-keys"), "{}", found.stdout);
}

#[test]
fn ten_megabytes_of_answer_are_not_read() {
    let found = verdict(&always(|stream| {
        _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n");
        _ = stream.write_all(&vec![b'a'; 10 << 20]);
    }));
    assert!(found.stdout.contains("fail message/nested-keys"), "{}", found.stdout);
}

#[test]
fn a_redirect_is_not_followed() {
    let found = verdict(&always(|stream| {
        _ = stream.write_all(
            b"HTTP/1.1 302 Found\r\nLocation: /events\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        );
    }));
    assert!(found.stdout.contains("answered with 302"), "{}", found.stdout);
}

#[test]
fn nobody_there_is_a_verdict_too() {
    let found = verdict(&format!("http://127.0.0.1:{}/events", port()));
    assert!(found.stdout.contains("crash message/nested-keys"), "{}", found.stdout);
    // It speaks no TLS, so there is no certificate to believe.
    let found = verdict(&always(|_| ()).replace("http://", "https://"));
    assert!(found.stdout.contains("crash message/nested-keys"), "{}", found.stdout);
}

#[test]
fn without_an_effect_nothing_is_proven() {
    let url = always(|stream| {
        _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    });
    let found = run(&["conform", "handler", &url, "--application-token", TOKEN, "--only", "token/*"], b"");
    assert_eq!(found.code, 1, "{}", found.stdout);
    assert!(found.stdout.contains("0 of 8 passed, 8 unproven"), "{}", found.stdout);
}

#[test]
fn wrong_usage_is_told_apart() {
    assert_eq!(run(&["conform", "handler", "ftp://x/"], b"").code, 2);
    let found = run(&["conform", "handler", "http://127.0.0.1:1/"], b"");
    assert_eq!(found.code, 2);
    assert!(found.stderr.contains("--application-token"), "{}", found.stderr);
}
