//! What the pages tell to type does what they say it does.
//!
//! Every block for a shell is run, unless it is marked with the reason why not: `sh no-run: needs a portal`. Where a
//! block of text follows, that is what is printed.
#![cfg(unix)]
// The lints' exemption of tests does not know what stands beside them.
#![allow(clippy::unwrap_used)]

mod phpform;

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use phpform::{Run, feed, folder, shell};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The pages that tell people what to type.
fn pages() -> Vec<PathBuf> {
    let in_folder =
        |folder: &str| fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let files =
        [in_folder("."), in_folder("docs"), in_folder("docs/guide"), in_folder("axum")].into_iter().flatten();
    files.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

/// What stands in three backticks.
struct Block {
    /// What it is, and what else stands behind the backticks.
    kind: String,
    text: String,
    /// Whether nothing but an empty line parts it from the block before.
    follows: bool,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let (mut open, mut follows) = (false, false);
    for line in page.lines() {
        match (line.strip_prefix("```"), open, blocks.last_mut()) {
            (Some(kind), false, _) => {
                blocks.push(Block { kind: kind.to_owned(), text: String::new(), follows });
                open = true;
            }
            (Some(_), true, _) => (open, follows) = (false, true),
            (None, true, Some(block)) => block.text.extend([line, "\n"]),
            (None, ..) => follows &= line.is_empty(),
        }
    }
    blocks
}

/// The scratch folder, with the repository in it under the name of its clone.
fn clone() -> tempfile::TempDir {
    let folder = folder();
    symlink(root(), folder.path().join("phpform")).unwrap();
    for name in ["conformance", "kit"] {
        symlink(root().join(name), folder.path().join(name)).unwrap();
    }
    folder
}

#[test]
fn what_the_pages_tell_to_type_does_what_they_say() {
    let folder = clone();
    let (mut ran, mut printed, mut left_out) = (0, 0, 0);
    for page in pages() {
        let shown = page.strip_prefix(root()).unwrap().display();
        let blocks = blocks(&fs::read_to_string(&page).unwrap());
        for (at, block) in blocks.iter().enumerate() {
            assert!(
                !["bash", "shell", "console"].contains(&&*block.kind),
                "{shown}: sh is the word for {:?}",
                block.kind
            );
            match block.kind.strip_prefix("sh") {
                Some("") => (),
                Some(mark) if mark.starts_with(" no-run: ") && mark.len() > " no-run: ".len() => {
                    left_out += 1;
                    continue;
                }
                Some(mark) => {
                    panic!("{shown}: expected nothing or \"no-run: reason\" behind sh, found {mark:?}")
                }
                None => continue,
            }
            let ended = Run::from(feed(&mut shell(&block.text, folder.path()), b""));
            assert_eq!(ended.code, 0, "{shown}:\n{}{}{}", block.text, ended.stdout, ended.stderr);
            ran += 1;
            if let Some(said) = blocks.get(at + 1).filter(|next| next.kind == "text" && next.follows) {
                assert_eq!(ended.stdout.trim_end(), said.text.trim_end(), "{shown}:\n{}", block.text);
                printed += 1;
            }
        }
    }
    eprintln!("{ran} blocks ran, {printed} of them print what stands behind them, {left_out} are marked");
    assert!(ran >= 9 && printed >= 4, "{ran} {printed}");
}

/// The script of a step of the job on a page.
fn step(page: &str, name: &str) -> String {
    let from = page.lines().skip_while(|line| line.trim() != format!("- name: {name}")).skip(2);
    let script: Vec<_> = from.map_while(|line| line.strip_prefix("          ")).collect();
    assert!(!script.is_empty(), "no step {name}");
    script.join("\n")
}

/// What a variable of the job holds.
fn variable<'p>(page: &'p str, name: &str) -> &'p str {
    page.lines().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix(": ")).unwrap()
}

/// Runs the job of the guide for the example in Python, for one check of its token: `handlers.rs` asks the same
/// handler everything.
fn job(folder: &Path, handler_has: &str) -> Run {
    let page = fs::read_to_string(root().join("docs/guide/testing.md")).unwrap();
    let start = folder.join("start-my-handler");
    let handler = format!(
        "#!/bin/sh\nAPPLICATION_TOKEN={handler_has} exec python3 kit/handlers/handler.py \"$1\" >&2\n"
    );
    fs::write(&start, handler).unwrap();
    fs::set_permissions(&start, fs::Permissions::from_mode(0o755)).unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let steps = [step(&page, "Start the handler"), step(&page, "Ask it everything")].join("\n");
    let steps = steps.replace("8080", &port.to_string());
    let mut shell = shell(&format!("trap 'kill $(jobs -p)' EXIT\n{steps} --only token/wrong"), folder);
    shell.env("APPLICATION_TOKEN", variable(&page, "APPLICATION_TOKEN"));
    feed(shell.env("GITHUB_STEP_SUMMARY", folder.join("summary.md")), b"").into()
}

#[test]
fn the_job_to_copy_is_green_for_a_good_handler_and_red_for_a_bad_one() {
    let folder = clone();
    let good = job(folder.path(), "$APPLICATION_TOKEN");
    assert_eq!(good.code, 0, "{}{}", good.stdout, good.stderr);
    for report in ["handler.xml", "summary.md"] {
        let written = fs::read_to_string(folder.path().join(report)).unwrap();
        assert!(written.contains("phpform conform handler"), "{report}: {written}");
    }
    let bad = job(folder.path(), "another");
    assert_eq!(bad.code, 1, "{}{}", bad.stdout, bad.stderr);
}
