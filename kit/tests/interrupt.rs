//! Ctrl-C: every command that runs for long ends promptly with 130, and leaves nobody behind.
#![cfg(target_os = "linux")]
// The lints' exemption of tests does not know what stands beside them.
#![allow(clippy::unwrap_used, clippy::panic)]

mod phpform;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use phpform::command;
use rustix::process::{Pid, Signal, kill_process_group};

/// So long a command may take to end, on a machine that has other things to do.
const PROMPTLY: Duration = Duration::from_secs(8);

/// A command in a group of its own, as a shell starts it, so that the whole group gets the signal.
fn start(arguments: &[&str]) -> Child {
    command(arguments).process_group(0).spawn().unwrap()
}

fn interrupt(child: &Child) {
    kill_process_group(Pid::from_child(child), Signal::INT).unwrap();
}

/// Waits for the end, and says how it ended and what it wrote to standard error.
#[track_caller]
fn assert_interrupted(mut child: Child, arguments: &[&str]) -> String {
    let deadline = Instant::now() + PROMPTLY;
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > deadline {
            child.kill().unwrap();
            panic!("{arguments:?} goes on");
        }
        thread::sleep(Duration::from_millis(10));
    }
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{arguments:?}: {stderr}");
    stderr
}

/// Somebody who takes connections and never answers.
fn silent() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || listener.incoming().collect::<Vec<_>>());
    format!("http://{address}/")
}

#[test]
fn servers_end() {
    let directory = tempfile::tempdir().unwrap();
    let store = directory.path().join("events.redb");
    let any = ["--listen", "127.0.0.1:0"];
    let url = silent();
    for arguments in [
        [&["listen"][..], &any].concat(),
        [&["portal"][..], &any].concat(),
        [&["portal", "--install-url", &url][..], &any].concat(),
        [&["serve", "--store", store.to_str().unwrap()][..], &any].concat(),
    ] {
        let mut child = start(&arguments);
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut String::new()).unwrap();
        interrupt(&child);
        assert_eq!(assert_interrupted(child, &arguments), "");
    }
}

#[test]
fn runs_end_in_every_phase() {
    let url = silent();
    let mut interrupted = 0;
    for arguments in [
        &["conform"][..],
        &["conform", "handler"],
        &["conform", "handler", &url, "--application-token", "51856fefc120afa4"],
        &["conform", "handler", &url, "--allow-install"],
    ] {
        for moment in [200, 2000, 5000] {
            let mut child = start(arguments);
            thread::sleep(Duration::from_millis(moment));
            if child.try_wait().unwrap().is_some() {
                // A quick machine was done by then.
                continue;
            }
            interrupt(&child);
            assert_interrupted(child, arguments);
            interrupted += 1;
        }
    }
    assert!(interrupted >= 4, "{interrupted}");
}

#[test]
fn a_decoder_behind_a_command_ends_with_the_run() {
    // Nobody else sleeps so long.
    const SLEEP: &str = "31415.9265";
    let script = format!("sleep {SLEEP} & wait");
    let arguments = ["conform", "decoder", "--start-timeout", "60", "--", "sh", "-c", &script];
    let child = start(&arguments);
    let deadline = Instant::now() + Duration::from_secs(30);
    while !sleeps(SLEEP) {
        assert!(Instant::now() < deadline, "it was never started");
        thread::sleep(Duration::from_millis(20));
    }
    interrupt(&child);
    assert_interrupted(child, &arguments);
    assert!(!sleeps(SLEEP), "it is left behind");
}

/// Whether a process with this argument runs.
fn sleeps(argument: &str) -> bool {
    std::fs::read_dir("/proc").unwrap().flatten().any(|process| {
        let command = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
        command.starts_with(b"sleep") && String::from_utf8_lossy(&command).contains(argument)
    })
}

#[test]
fn lines_end_between_two_of_them() {
    let arguments = ["decode", "--lines"];
    let mut child = start(&arguments);
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"a=1\nb=2\n").unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    assert_eq!(line, "{\"array\":[[\"a\",\"1\"]]}\n");
    interrupt(&child);
    assert_eq!(assert_interrupted(child, &arguments), "2 lines: 2 read, 0 not\n");
}
