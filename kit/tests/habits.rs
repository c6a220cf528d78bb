//! What people expect of any command: help whose examples run, completions, a manual, colours as asked.

mod phpform;

use std::fs;
use std::process::{Command, Stdio};

use phpform::{Run, command, feed, folder, run, shell};

/// Every command, as it is called.
const COMMANDS: &[&[&str]] = &[
    &[],
    &["decode"],
    &["encode"],
    &["testee"],
    &["conform"],
    &["conform", "decoder"],
    &["conform", "handler"],
    &["conform", "list"],
    &["conform", "show"],
    &["conform", "explain"],
    &["conform", "kills"],
    &["send"],
    &["serve"],
    &["portal"],
    &["listen"],
    &["completions"],
    &["man"],
];

fn help(command: &[&str]) -> String {
    let Run { code, stdout, .. } = run(&[command, &["--help"]].concat(), b"");
    assert_eq!(code, 0, "{command:?}");
    stdout
}

#[test]
fn every_help_has_examples_and_exit_codes() {
    let listed = |help: &str| -> Vec<String> {
        let commands = help.split("Commands:\n").nth(1).unwrap_or_default();
        let lines = commands.lines().take_while(|line| !line.is_empty());
        lines.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
    };
    for command in COMMANDS {
        let help = help(command);
        assert!(help.contains("Examples:\n"), "{command:?}");
        assert!(help.contains("Exit codes:"), "{command:?}");
        assert!(help.contains("--color <WHEN>"), "{command:?}");
        for below in listed(&help).iter().filter(|below| *below != "help") {
            let whole = [command, &[below.as_str()][..]].concat();
            assert!(COMMANDS.contains(&&whole[..]), "{whole:?} is not looked at");
        }
    }
}

/// The examples of a help.
fn examples(help: &str) -> Vec<String> {
    let block = help.split("Examples:\n").nth(1).unwrap_or_default();
    let mut examples: Vec<String> = Vec::new();
    for line in block.lines().take_while(|line| line.starts_with("  ")) {
        match examples.last_mut() {
            Some(last) if last.ends_with('\\') => {
                last.pop();
                last.push_str(line);
            }
            // What an example is about stands behind it, two spaces off.
            _ => examples.push(line.trim_start().split("   ").next().unwrap_or_default().to_owned()),
        }
    }
    examples
}

/// Why an example needs somebody else.
fn needs(example: &str) -> Option<&'static str> {
    let has = |word: &str| example.contains(word);
    match () {
        () if has("://") || has("URL") || has("listen") || has("serve") || has("portal") => Some("a network"),
        () if has("./my-decoder") || has("testees.json") => Some("decoders"),
        () if has("kit/adapters/php.php") => Some("php"),
        () if example.ends_with("phpform conform") || example.ends_with("conform handler") => Some("minutes"),
        () if has("conform --only") => Some("minutes"),
        () => None,
    }
}

#[cfg(unix)]
#[test]
fn the_examples_run() {
    let directory = folder();
    let file = |name: &str, bytes: &[u8]| fs::write(directory.path().join(name), bytes).unwrap();
    file("query.txt", b"a=1;b=2");
    file("tree.json", b"{\"array\":[[\"a\",\"1\"]]}");
    file("frames.bin", b"");
    let zipped =
        feed(Command::new("gzip").arg("-c").stdin(Stdio::piped()).stdout(Stdio::piped()), b"a=1\nb[c]=2\n");
    file("bodies.gz", &zipped.stdout);
    let (mut ran, mut left_out) = (0, Vec::new());
    for help in COMMANDS.iter().map(|command| help(command)) {
        for example in examples(&help) {
            assert!(example.contains("phpform "), "{example}");
            if let Some(reason) = needs(&example) {
                left_out.push(format!("{reason}: {example}"));
                continue;
            }
            let ended = Run::from(feed(&mut shell(&example, directory.path()), b""));
            assert_eq!(ended.code, 0, "{example}: {}", ended.stderr);
            ran += 1;
        }
    }
    eprintln!("{ran} examples ran; left out:\n{}", left_out.join("\n"));
    assert!(ran >= 25, "{ran}");
}

#[test]
fn bash_takes_the_completions() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let Run { code, stdout, .. } = run(&["completions", shell], b"");
        assert!(code == 0 && stdout.contains("phpform") && stdout.contains("decode"), "{shell}");
    }
    let script = run(&["completions", "bash"], b"").stdout;
    let ask = "\ncomplete -p phpform >&2\nCOMP_WORDS=(phpform conform ha); COMP_CWORD=2\n\
               _phpform phpform ha conform; echo \"${COMPREPLY[*]}\"\n";
    let mut bash = Command::new("bash");
    bash.args(["--norc", "-eu", "-s"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    if Command::new("bash").arg("--version").stdout(Stdio::null()).status().is_err() {
        eprintln!("skipped: there is no bash");
        return;
    }
    let answered = Run::from(feed(&mut bash, (script + ask).as_bytes()));
    assert_eq!((answered.code, answered.stdout.trim()), (0, "handler"), "{}", answered.stderr);
    assert!(answered.stderr.contains("_phpform phpform"), "{}", answered.stderr);
}

#[test]
fn groff_takes_the_manual() {
    let directory = tempfile::tempdir().unwrap();
    let to = directory.path().to_str().unwrap();
    assert_eq!(run(&["man", "--to", to], b"").code, 0);
    let pages: Vec<_> = fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(pages.len(), COMMANDS.len());
    for command in COMMANDS {
        let page = run(&[&["man"], *command].concat(), b"").stdout;
        let name = [&["phpform"], *command].concat().join("-");
        assert_eq!(fs::read_to_string(directory.path().join(format!("{name}.1"))).unwrap(), page);
        assert!(page.contains("Examples:") && page.contains("Exit codes"), "{name}");
    }
    let unknown = run(&["man", "nothing"], b"");
    assert!(
        unknown.code == 2 && unknown.stderr.contains("no command is called nothing"),
        "{}",
        unknown.stderr
    );
    for page in pages {
        let mut groff = Command::new("groff");
        groff.args(["-man", "-Tutf8", "-ww", "-z"]).arg(&page);
        let Ok(said) = groff.output() else {
            eprintln!("skipped: there is no groff");
            return;
        };
        assert_eq!(String::from_utf8_lossy(&said.stderr), "", "{}", page.display());
    }
}

const ESCAPE: char = '\u{1b}';

#[test]
fn colours_are_as_asked() {
    for arguments in [
        &["decode"][..],
        &["conform", "show", "unclosed/first-level"],
        &["conform", "show", "token/wrong"],
        &["--help"],
        &["conform", "handler", "--help"],
    ] {
        let shown = |more: &[&str], variables: &[(&str, &str)]| {
            let mut command = command(&[more, arguments].concat());
            let run = Run::from(feed(command.envs(variables.iter().copied()), b"a[]=1"));
            assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
            run.stdout.contains(ESCAPE)
        };
        assert!(!shown(&[], &[]), "{arguments:?}");
        assert!(!shown(&["--color", "auto"], &[]), "{arguments:?}");
        assert!(shown(&["--color", "always"], &[("NO_COLOR", "1")]), "{arguments:?}");
        assert!(shown(&[], &[("CLICOLOR_FORCE", "1")]), "{arguments:?}");
        assert!(!shown(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]), "{arguments:?}");
        assert!(!shown(&["--color=never"], &[("CLICOLOR_FORCE", "1")]), "{arguments:?}");
    }
}

/// On a terminal, which `script` is.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_has_colours_and_progress() {
    let directory = tempfile::tempdir().unwrap();
    let (form, lines, out) =
        (directory.path().join("a.form"), directory.path().join("lines.txt"), directory.path().join("out"));
    fs::write(&form, "a[]=1").unwrap();
    fs::write(&lines, "a[b]=1\n".repeat(400_000)).unwrap();
    let on_terminal = |line: &str, variable: (&str, &str)| {
        let mut script = Command::new("script");
        script.args(["-qec", line, "/dev/null"]).stdin(Stdio::null()).env("TERM", "xterm-256color");
        for variable in ["CI", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            script.env_remove(variable);
        }
        script.env(variable.0, variable.1).output().ok().map(|output| {
            assert!(output.status.success(), "{line}");
            String::from_utf8_lossy(&output.stdout).into_owned()
        })
    };
    let binary = env!("CARGO_BIN_EXE_phpform");
    let decode = format!("{binary} decode {}", form.display());
    let Some(coloured) = on_terminal(&decode, ("NOTHING", "1")) else {
        eprintln!("skipped: there is no script");
        return;
    };
    assert!(coloured.contains(ESCAPE), "{coloured:?}");
    for off in [("NO_COLOR", "1"), ("CLICOLOR", "0"), ("TERM", "dumb")] {
        let plain = on_terminal(&decode, off).unwrap();
        assert!(!plain.contains(ESCAPE) && plain.contains("[0]: \"1\""), "{off:?}: {plain:?}");
    }
    assert!(!on_terminal(&format!("{decode} --color never"), ("A", "1")).unwrap().contains(ESCAPE));
    // Progress goes to the terminal, the data elsewhere.
    let many = format!("{binary} decode --lines {} > {}", lines.display(), out.display());
    let shown = on_terminal(&many, ("A", "1")).unwrap();
    assert!(shown.contains(" lines, ") && shown.contains("400000 lines: 400000 read, 0 not"), "{shown:?}");
    let quiet = on_terminal(&format!("{many} --quiet"), ("A", "1")).unwrap();
    assert_eq!(quiet, "");
    assert_eq!(fs::read_to_string(&out).unwrap().lines().count(), 400_000);
}

#[test]
fn files_that_cannot_be_read_are_named_with_what_to_do() {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().to_str().unwrap();
    for (arguments, code) in [
        (&["decode"][..], 1),
        (&["decode", "--lines"], 1),
        (&["encode"], 1),
        (&["encode", "--from", "php"], 1),
        (&["conform", "--only", "unclosed/first-level", "--known"], 2),
        (&["conform", "decoder", "--testees"], 2),
    ] {
        for (path, advice) in [("no/such.file", "name a file that exists"), (folder, "name a file in it")] {
            let refused = run(&[arguments, &[path]].concat(), b"");
            assert_eq!((refused.code, refused.stdout.as_str()), (code, ""), "{arguments:?}");
            assert!(refused.stderr.contains(path) && refused.stderr.contains(advice), "{}", refused.stderr);
        }
    }
}

#[test]
fn list_and_show_know_vectors_and_checks() {
    let listed = run(&["conform", "list"], b"").stdout;
    let checks = run(&["conform", "handler", "--list"], b"").stdout;
    assert!(listed.lines().count() > 900 && checks.lines().count() > 60, "{checks}");
    for check in checks.lines() {
        let id = check.split_whitespace().next().unwrap();
        assert!(listed.lines().any(|line| line.starts_with(id) && line.contains("  handler ")), "{id}");
    }
    let json = run(&["conform", "list", "--json", "--only", "token/*", "--only", "unclosed/*"], b"").stdout;
    let json: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert!(json.iter().any(|one| one["of"] == "handler") && json.iter().any(|one| one["of"] == "php-post"));
    let shown = run(&["conform", "show", "token/wrong"], b"");
    assert_eq!(shown.code, 0);
    for wanted in ["token/wrong", "must", "phpform conform handler URL --only token/wrong"] {
        assert!(shown.stdout.contains(wanted), "{}", shown.stdout);
    }
    let unknown = run(&["conform", "show", "wrong"], b"");
    assert!(unknown.code == 2 && unknown.stderr.contains("token/wrong"), "{}", unknown.stderr);
}

#[test]
fn a_report_goes_to_standard_output_where_a_script_wants_it() {
    let arguments = ["conform", "--profile", "php-post", "--only", "unclosed/*", "--json", "-", "--quiet"];
    let Run { code, stdout, stderr } = run(&arguments, b"");
    assert_eq!((code, stderr.as_str()), (0, ""));
    let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert!(report["testees"].as_array().is_some_and(|testees| !testees.is_empty()), "{stdout}");
}
