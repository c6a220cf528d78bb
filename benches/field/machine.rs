//! What was measured, and on what.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

/// The crates that a report names, with this one.
const CRATES: &[&str] = &[
    "phpform",
    "serde",
    "serde_qs",
    "serde_urlencoded",
    "serde_html_form",
    "form_urlencoded",
    "percent-encoding",
    "memchr",
];

/// The folder of the repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// What a program prints, on one line; nothing if it cannot be run.
fn says(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).current_dir(ROOT).output();
    let text = String::from_utf8(output.ok().filter(|output| output.status.success())?.stdout).ok()?;
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn says_or_unknown(program: &str, arguments: &[&str]) -> String {
    says(program, arguments).unwrap_or_else(|| "unknown".to_owned())
}

pub(crate) fn rustc() -> String {
    says_or_unknown("rustc", &["--version"])
}

pub(crate) fn date() -> String {
    says_or_unknown("date", &["-u", "+%Y-%m-%d"])
}

/// The commit that was measured.
pub(crate) fn commit() -> String {
    let commit = says_or_unknown("git", &["rev-parse", "--short=10", "HEAD"]);
    match says("git", &["status", "--porcelain", "--", "src", "Cargo.lock"]) {
        Some(changes) if changes.is_empty() => commit,
        _ => format!("{commit} with changes that are not committed"),
    }
}

/// The model of the processor, and how many cores there are.
pub(crate) fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let find = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?;
        line.split(':').nth(1).map(|value| value.trim().to_owned())
    };
    let model = find("model name").unwrap_or_else(|| "unknown processor".to_owned());
    let numbers: Vec<String> =
        ["cpu family", "model\t", "stepping"].iter().filter_map(|name| find(name)).collect();
    let cores = text.lines().filter(|line| line.starts_with("processor")).count();
    format!("{model} (family, model, stepping {}), {cores} cores", numbers.join(", "))
}

/// How many programs wanted to run: what tells a calm machine from a busy one.
pub(crate) fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().filter(|load| !load.is_empty()).unwrap_or("unknown").to_owned()
}

/// The versions of this crate and its peers.
pub(crate) fn crates() -> Vec<(&'static str, String)> {
    let lock = include_str!("../../Cargo.lock");
    let version = |name: &str| {
        let (_, rest) = lock.split_once(&format!("name = \"{name}\"\nversion = \""))?;
        rest.split_once('"').map(|(version, _)| version.to_owned())
    };
    CRATES.iter().filter_map(|name| Some((*name, version(name)?))).collect()
}

/// What the counts of instructions and allocations depend on beside the code: where any of it differs, they say nothing.
pub(crate) fn circumstances() -> BTreeMap<String, String> {
    let mut circumstances = BTreeMap::new();
    let mut add = |name: &str, value: String| circumstances.insert(name.to_owned(), value);
    add("rustc", rustc());
    add("cpu", features());
    add("libc", says_or_unknown("getconf", &["GNU_LIBC_VERSION"]));
    add("valgrind", says_or_unknown("valgrind", &["--version"]));
    circumstances
}

/// What valgrind, `memchr` and the C library choose their code by.
#[cfg(target_arch = "x86_64")]
fn features() -> String {
    let features = [
        ("sse4.2", is_x86_feature_detected!("sse4.2")),
        ("avx", is_x86_feature_detected!("avx")),
        ("avx2", is_x86_feature_detected!("avx2")),
        ("bmi1", is_x86_feature_detected!("bmi1")),
        ("bmi2", is_x86_feature_detected!("bmi2")),
        ("f16c", is_x86_feature_detected!("f16c")),
        ("fma", is_x86_feature_detected!("fma")),
        ("lzcnt", is_x86_feature_detected!("lzcnt")),
        ("rdrand", is_x86_feature_detected!("rdrand")),
        ("rdseed", is_x86_feature_detected!("rdseed")),
    ];
    let found = features.iter().filter(|(_, found)| *found).map(|(name, _)| format!(" {name}"));
    format!("x86_64{}", found.collect::<String>())
}

#[cfg(not(target_arch = "x86_64"))]
fn features() -> String {
    std::env::consts::ARCH.to_owned()
}
