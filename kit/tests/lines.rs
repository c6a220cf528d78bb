//! `phpform decode --lines`: one body a line in, one line of JSON out.

mod phpform;

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;

use phpform::{Run, command, feed, run, run_bytes};
use serde_json::{Value, json};

const LINES: &[&str] = &["decode", "--lines"];

fn with<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [LINES, arguments].concat()
}

#[test]
fn a_line_gives_what_its_body_gives() {
    let bodies: &[&[u8]] = &[
        b"a[b]=1&c[]=2",
        b"",
        b"a=\0&b=%00",
        b"x=\xff&%fe=1",
        b"a=b\rc",
        b"auth[token]=shown",
        b"&&",
        b"a+b[=%zz",
    ];
    for (end, tail) in [(&b"\n"[..], true), (b"\r\n", true), (b"\n", false)] {
        for view in ["tagged", "json"] {
            let mut input = bodies.join(end);
            input.extend_from_slice(if tail { end } else { b"" });
            let lines = Run::from(run_bytes(&with(&["--as", view]), &input));
            let alone: Vec<Run> = bodies.iter().map(|body| run(&["decode", "--as", view], body)).collect();
            let wanted: String = alone.iter().map(|run| run.stdout.as_str()).collect();
            assert_eq!(lines.stdout, wanted);
            let refused = alone.iter().filter(|run| run.code == 1).count();
            assert_eq!(
                (lines.code, refused),
                if view == "json" { (1, 1) } else { (0, 0) },
                "{}",
                lines.stderr
            );
            assert!(lines.stderr.ends_with(&format!(
                "8 lines: {} read, {refused} not{}\n",
                8 - refused,
                if refused > 0 { " (invalid-utf8 1)" } else { "" }
            )));
        }
    }
    let Run { code, stdout, stderr } = run(LINES, b"");
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (0, "", "0 lines: 0 read, 0 not\n"));
}

#[test]
fn a_line_that_is_not_read_is_named_and_left_out() {
    let input =
        b"a=1\na[b][c]=1&auth[token]=S3CRET\nb=2\nlonger-than-thirty-two-bytes=S3CRET\nc=3\nd=1&e=2&f=3";
    let limits = ["--max-depth", "1", "--max-bytes", "33", "--max-pairs", "2"];
    let Run { code, stdout, stderr } = run(&with(&limits), input);
    assert_eq!(code, 1);
    assert_eq!(
        stdout,
        "{\"array\":[[\"a\",\"1\"]]}\n{\"array\":[[\"b\",\"2\"]]}\n{\"array\":[[\"c\",\"3\"]]}\n"
    );
    assert_eq!(
        stderr,
        "line 2: `a[b]`: more than 1 brackets in one name, at byte 4\n\
         line 4: more than 33 bytes in the body, at byte 33\n\
         line 6: `f`: more than 2 pairs in the body, at byte 8\n\
         6 lines: 3 read, 3 not (max-bytes 1, max-depth 1, max-pairs 1)\n"
    );
    let stopped = run(&[&with(&limits)[..], &["--on-error", "stop"]].concat(), input);
    assert_eq!((stopped.code, stopped.stdout.as_str()), (1, "{\"array\":[[\"a\",\"1\"]]}\n"));
    assert!(stopped.stderr.ends_with("2 lines: 1 read, 1 not (max-depth 1)\n"), "{}", stopped.stderr);
    let quiet = run(&[&with(&limits)[..], &["--quiet"]].concat(), input);
    assert_eq!((quiet.code, quiet.stderr.lines().count()), (1, 3));
}

#[test]
fn machines_get_errors_as_json() {
    let said = |run: &Run| -> Vec<Value> {
        run.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let lines =
        run(&with(&["--as", "json", "--error-format", "json", "--max-depth", "1"]), b"a[b][c]=1\na=%FF\nb=1");
    assert_eq!(
        said(&lines),
        [
            json!({"line": 1, "error": {"kind": "max-depth", "offset": 4, "path": "a[b]",
                "message": "`a[b]`: more than 1 brackets in one name, at byte 4"}}),
            json!({"line": 2, "error": {"kind": "invalid-utf8", "offset": 2, "path": "a",
                "message": "`a`: expected a text, found \"\\xFF\", at byte 2"}}),
            json!({"lines": 3, "read": 1, "refused": {"max-depth": 1, "invalid-utf8": 1}, "warnings": 0}),
        ]
    );
    let post = ["--error-format", "json", "--profile", "php-post", "--max-pairs", "1"];
    let warned = run(&with(&post), b"a=1&b=2&c=3");
    let warned_alone = run(&[&["decode"], &post[..]].concat(), b"a=1&b=2&c=3");
    assert_eq!(said(&warned)[0]["warning"], said(&warned_alone)[0]["warning"]);
    assert_eq!((warned.code, &said(&warned)[0]["line"]), (0, &json!(1)));
    assert_eq!(said(&warned)[0]["warning"]["kind"], "max-pairs");
    let alone = run(&["decode", "--error-format", "json", "--max-depth", "1"], b"a[b][c]=1");
    assert_eq!((alone.code, said(&alone)[0]["error"]["kind"].as_str()), (1, Some("max-depth")));
}

#[test]
fn order_and_numbers_hold_on_every_number_of_threads() {
    let (mut input, mut wanted) = (String::new(), String::new());
    let mut bad = Vec::new();
    for number in 1..=120_000_u32 {
        if number % 9973 == 0 {
            input += "a[b][c]=1\n";
            bad.push(number);
        } else {
            _ = writeln!(input, "n={number}&{}", "x".repeat((number % 50) as usize));
            let more = (number % 50) as usize;
            let tail = if more == 0 { String::new() } else { format!(",[\"{}\",\"\"]", "x".repeat(more)) };
            _ = writeln!(wanted, "{{\"array\":[[\"n\",\"{number}\"]{tail}]}}");
        }
    }
    for jobs in ["1", "2", "7"] {
        let lines = run(&with(&["--max-depth", "1", "--jobs", jobs]), input.as_bytes());
        assert!(lines.stdout == wanted, "{jobs}");
        let named: Vec<u32> = lines
            .stderr
            .lines()
            .filter_map(|line| line.strip_prefix("line ")?.split(':').next()?.parse().ok())
            .collect();
        assert_eq!(named, bad, "{jobs}");
        let stopped =
            run(&with(&["--max-depth", "1", "--jobs", jobs, "--on-error", "stop"]), input.as_bytes());
        assert_eq!(stopped.stdout.lines().count(), 9972);
        assert!(wanted.starts_with(&stopped.stdout) && stopped.code == 1);
    }
}

#[test]
fn memory_is_bounded_whatever_the_lines() {
    // A line of 256 MiB, and as much in short lines.
    let mut child = command(&with(&["--jobs", "2"])).stdout(Stdio::null()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let long = vec![b'a'; 1 << 20];
    for _ in 0..256 {
        stdin.write_all(&long).unwrap();
    }
    let short = [b"\n".to_vec(), b"a[b]=1&c=2\n".repeat(1 << 16)].concat();
    for _ in 0..32 {
        stdin.write_all(&short).unwrap();
    }
    let peak = peak(child.id());
    drop(stdin);
    let ended = Run::from(child.wait_with_output().unwrap());
    assert_eq!(ended.code, 1);
    assert!(
        ended.stderr.starts_with("line 1: more than 2097152 bytes in the body, at byte 2097152\n"),
        "{}",
        ended.stderr
    );
    if let Some(kibibytes) = peak {
        assert!(kibibytes < 64 << 10, "{kibibytes} KiB");
    }
}

/// The most memory that a process ever had, where the system says so.
fn peak(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[test]
fn lines_that_are_there_do_not_wait_for_others() {
    let mut child = command(LINES).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for number in 0..3 {
        writeln!(stdin, "n={number}").unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert_eq!(line, format!("{{\"array\":[[\"n\",\"{number}\"]]}}\n"));
    }
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn who_reads_no_further_ends_it_quietly() {
    let mut child = command(LINES).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdin.write_all(&b"a=1\n".repeat(20_000)).unwrap();
    stdout.read_exact(&mut [0; 10]).unwrap();
    drop(stdout);
    // Ends without the end of the input; whoever writes gets to know it.
    while stdin.write_all(&b"a=1\n".repeat(20_000)).is_ok() {}
    let ended = Run::from(child.wait_with_output().unwrap());
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
}

#[test]
fn usage_is_refused_before_anything_is_read() {
    for (arguments, wanted) in [
        (&["decode", "--lines", "--as", "tree"][..], "--as tagged or --as json"),
        (&["decode", "--lines", "--as", "event"], "--as tagged or --as json"),
        (&["decode", "--on-error", "stop"], "--lines"),
        (&["decode", "--jobs", "2"], "--lines"),
        (&["decode", "--lines", "--jobs", "0"], "--jobs"),
        (&["decode", "--lines", "--show-secrets"], "--show-secrets"),
    ] {
        let refused = run(arguments, b"a=1\n");
        assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(refused.stderr.contains(wanted), "{}", refused.stderr);
    }
    let refused = Run::from(feed(&mut command(&with(&["no/such.txt"])), b""));
    assert_eq!((refused.code, refused.stdout.as_str()), (1, ""));
    assert!(refused.stderr.starts_with("error: cannot read no/such.txt: "), "{}", refused.stderr);
}
