//! Every page in the repository: its links lead somewhere, and its examples are compiled.
// The lints' exemption of tests does not know what stands beside them.
#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// What git knows of, and what it would if it were added.
fn files(pattern: &str) -> Vec<PathBuf> {
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard", pattern]).current_dir(root());
    let listed = git.output().unwrap();
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    let listed = String::from_utf8(listed.stdout).unwrap();
    listed.lines().map(|name| root().join(name)).filter(|path| path.exists()).collect()
}

/// Pages, but for those that are input of tests.
fn pages() -> Vec<PathBuf> {
    let pages: Vec<_> =
        files("*.md").into_iter().filter(|path| !path.ends_with("pages/dialog-start.md")).collect();
    assert!(pages.len() > 20, "{pages:?}");
    pages
}

/// The lines of a page that stand in no block of code, with spans of code blanked.
fn prose(page: &str) -> Vec<String> {
    let mut in_block = false;
    let mut lines = Vec::new();
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        } else if !in_block {
            lines.push(
                line.split('`').enumerate().map(|(at, part)| if at % 2 == 0 { part } else { "" }).collect(),
            );
        }
    }
    lines
}

/// The names that the headings of a page can be reached by, made as GitHub makes them.
fn anchors(page: &str) -> Vec<String> {
    let mut in_block = false;
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut anchors = Vec::new();
    for line in page.lines() {
        in_block ^= line.trim_start().starts_with("```");
        let heading = line.trim_start_matches('#');
        if in_block || heading.len() == line.len() || !heading.starts_with(' ') {
            continue;
        }
        let kept = heading.trim().to_lowercase().replace(' ', "-");
        let name: String = kept.chars().filter(|c| c.is_alphanumeric() || "-_".contains(*c)).collect();
        let times = seen.entry(name.clone()).or_default();
        anchors.push(if *times == 0 { name } else { format!("{name}-{times}") });
        *times += 1;
    }
    anchors
}

/// The targets of links and pictures: `[words](target)` and `[words]: target`.
fn targets(page: &str) -> Vec<String> {
    let lines = prose(page);
    let inline =
        lines.iter().flat_map(|line| line.split("](").skip(1)).filter_map(|rest| rest.split(')').next());
    let apart = lines.iter().filter(|line| line.starts_with('[')).filter_map(|line| line.split("]: ").nth(1));
    inline.chain(apart).map(|target| target.trim().to_owned()).collect()
}

/// Why a link leads nowhere.
fn broken(from: &Path, target: &str) -> Option<String> {
    let (file, anchor) = target.split_once('#').map_or((target, None), |(file, anchor)| (file, Some(anchor)));
    let path = if file.is_empty() { from.to_owned() } else { from.parent().unwrap().join(file) };
    if !path.exists() {
        return Some(format!("{}: nothing is at {target}", from.display()));
    }
    let anchor = anchor?;
    let known = anchors(&fs::read_to_string(path).unwrap_or_default());
    (!known.iter().any(|name| name == anchor)).then(|| format!("{}: no heading {target}", from.display()))
}

#[test]
fn no_relative_link_is_broken() {
    let mut followed = 0;
    let mut wrong = Vec::new();
    for page in pages() {
        for target in targets(&fs::read_to_string(&page).unwrap()) {
            if !target.contains("://") {
                followed += 1;
                wrong.extend(broken(&page, &target));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(followed > 50, "{followed}");
    eprintln!("{followed} links lead somewhere");
}

#[test]
fn a_broken_link_is_found() {
    let page = root().join("docs/handlers.md");
    assert_eq!(targets("see [a](x.md#y), `[b](z)` and\n```\n[c](d)\n```\n[e]: f.md"), ["x.md#y", "f.md"]);
    assert_eq!(
        anchors("# What `it` is: a *test*\n## Twice\n## Twice"),
        ["what-it-is-a-test", "twice", "twice-1"]
    );
    assert!(broken(&page, "conformance.md#verdicts-and-exit-codes").is_none());
    assert!(broken(&page, "conformance.md#verdicts").is_some());
    assert!(broken(&page, "nowhere.md").is_some());
}

#[test]
fn every_example_in_rust_is_compiled() {
    let sources: Vec<_> = files("*.rs").into_iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let mut with_examples = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        if text.lines().any(|line| line.starts_with("```rust")) {
            with_examples += 1;
            let parent = page.parent().unwrap();
            let folder =
                if parent == root() { "..".into() } else { parent.file_name().unwrap().to_string_lossy() };
            let name = format!("{folder}/{}", page.file_name().unwrap().to_string_lossy());
            // `axum/README.md` is the README of its crate.
            let includes = [
                format!("include_str!(\"{name}\")"),
                format!("include_str!(\"{}\")", name.replace("axum/", "../")),
            ];
            let is_included =
                sources.iter().any(|source| includes.iter().any(|include| source.contains(include)));
            assert!(is_included, "no doctest includes {}", page.display());
        }
        assert!(!text.contains("```rust,ignore") && !text.contains("```ignore"), "{}", page.display());
    }
    assert!(with_examples >= 8, "{with_examples}");
}

/// The blocks of a page that are for a manifest.
fn manifests(page: &str) -> Vec<String> {
    let blocks = page.split("\n```toml\n").skip(1);
    blocks.map(|rest| rest.split("\n```").next().unwrap().to_owned() + "\n").collect()
}

/// Other people's crates are left out: they would have to be fetched.
fn ours(manifest: &str) -> String {
    let is_ours =
        |line: &&str| ["[", "phpform", "name", "harness"].iter().any(|start| line.starts_with(start));
    manifest.lines().filter(is_ours).flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn every_manifest_names_versions_and_features_that_are_there() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("manifest");
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::create_dir_all(folder.join("tests")).unwrap();
    fs::write(folder.join("src/lib.rs"), "").unwrap();
    fs::write(folder.join("tests/conformance.rs"), "").unwrap();
    let resolved = |manifest: &str| {
        let place = |name: &str, path: &str| format!("{name} = {{ path = {:?} }}\n", root().join(path));
        let here = place("phpform", ".")
            + &place("phpform-axum", "axum")
            + &place("phpform-conformance", "conformance");
        let whole = format!(
            "[package]\nname = \"app\"\nedition = \"2024\"\n\n{}\n[workspace]\n\n[patch.crates-io]\n{here}",
            ours(manifest)
        );
        fs::write(folder.join("Cargo.toml"), whole).unwrap();
        // The same versions as here, so that nothing has to be fetched.
        fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["tree", "--offline", "--quiet", "--edges", "all"]).current_dir(&folder);
        let output = cargo.output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let mut tried = 0;
    for page in pages() {
        for manifest in manifests(&fs::read_to_string(&page).unwrap()) {
            let (success, said) = resolved(&manifest);
            assert!(success, "{}:\n{manifest}{said}", page.display());
            tried += 1;
        }
    }
    assert!(tried >= 3, "{tried}");
    assert!(!resolved("[dependencies]\nphpform = { version = \"0.1\", features = [\"bitrix25\"] }\n").0);
    assert!(!resolved("[dependencies]\nphpform = \"9\"\n").0);
}
