//! The report of a run: `benches/REPORT.md`, its picture, and the figures that the README quotes.

use std::fmt::Write;
use std::fs;
use std::io;

use super::aims::{self, Mark, PHP, PHP_ENCODES, RATIOS};
use super::budgets::{Budget, Kind};
use super::inputs::Input;
use super::machine;
use super::picture;
use super::results::{Results, RowResult, Withstood};
use super::rows::{SERDE_QS_ENCODES, SERDE_QS_IGNORED, SERDE_QS_TYPED, Task, row_name};

const REPORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/REPORT.md");
const PICTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/report.svg");
const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");

/// The README's figures stand between these.
const BEGIN: &str = "<!-- figures: written by `cargo bench --bench ratios -- --report` -->\n";
const END: &str = "<!-- end of the figures -->";

/// Writes all of it.
pub(crate) fn write(results: &Results) -> io::Result<()> {
    fs::write(PICTURE, picture::draw(results))?;
    fs::write(REPORT, page(results))?;
    let readme = fs::read_to_string(README)?;
    let parts = readme.split_once(BEGIN).and_then(|(head, rest)| Some((head, rest.split_once(END)?.1)));
    let (head, tail) = parts.ok_or_else(|| io::Error::other("README.md has no place for the figures"))?;
    fs::write(README, format!("{head}{BEGIN}{}{END}{tail}", figures(results)))
}

/// The command that made the report.
fn command() -> String {
    let arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let list: Vec<String> = arguments.collect();
    format!("cargo bench --bench ratios -- {}", list.join(" "))
}

fn page(results: &Results) -> String {
    let held = held(results);
    let mut page = String::new();
    page.push_str("# Speed\n\n");
    write_head(&mut page, results);
    page.push_str("![How many times as fast as each peer](report.svg)\n\n");
    write_held(&mut page, &held, &results.adversaries);
    write_rows(&mut page, results);
    write_steadiness(&mut page, results);
    write_adversaries(&mut page, results);
    page
}

fn write_head(page: &mut String, results: &Results) {
    let versions = |versions: &[(&str, String)]| {
        versions.iter().map(|(name, version)| format!("{name} {version}")).collect::<Vec<_>>().join(", ")
    };
    writeln!(
        page,
        "Written by `{}` on {}, at commit {}. All times are from that one run: {}. Load of the machine when it \
         began: {}.\n\n\
         - Machine: {}\n\
         - {}\n\
         - {}\n\
         - Beside it: {}\n",
        command(),
        machine::date(),
        machine::commit(),
        results.way,
        results.load,
        machine::processor(),
        machine::rustc(),
        versions(&machine::crates()),
        if results.versions.is_empty() { "no other program".to_owned() } else { versions(&results.versions) },
    )
    .unwrap();
    page.push_str(
        "All parties of a row read the same bytes in one process, take turns, and are built with the same profile \
         (baseline of the architecture, fat LTO, one codegen unit); those that speak serde read into the same derived \
         types. PHP and Node measure themselves on the same core, in a loop in their own process. A row is measured \
         only once all its parties were seen to give the same answer. Times differ between machines and builds; a \
         ratio beside so short a loop as that of `percent-encoding` holds for one build only.\n\n",
    );
    if let Some(Budget { taken_under, .. }) = results.budgets.get(&Kind::Instructions) {
        let under = |name: &str| taken_under.get(name).cloned().unwrap_or_default();
        writeln!(
            page,
            "Instructions, allocations and heap are not from this run but from `benches/budgets.json`, which \
             `.ci/budgets` checks; taken under {} and {} with {}.\n",
            under("rustc"),
            under("libc"),
            under("valgrind")
        )
        .unwrap();
    }
}

/// A floor or aim, and what was measured.
struct Held {
    what: String,
    beside: String,
    floor: String,
    aim: String,
    measured: String,
    mark: Mark,
}

/// Everything that is held to a floor or an aim, but the adversaries.
fn held(results: &Results) -> Vec<Held> {
    let ratios = RATIOS.iter().filter_map(|aim| {
        let ratio = results.ratio(aim.task, aim.input, aim.peer)?;
        Some(Held {
            what: row_name(aim.task, aim.input),
            beside: aim.peer.to_owned(),
            floor: aim.floor.map_or("-".to_owned(), |floor| format!("{floor:.1}×")),
            aim: format!("{:.1}×", aim.wanted),
            measured: format!("{ratio:.2}×"),
            mark: Mark::of_ratio(ratio, *aim),
        })
    });
    let steady = results.steadiness().into_iter().map(|steady| Held {
        what: format!("{}: ratio on g for that on a", steady.task.name()),
        beside: steady.peer.to_owned(),
        floor: format!("{:.2}", aims::LEAST_STEADY),
        aim: "-".to_owned(),
        measured: format!("{:.2}", steady.left),
        mark: steady.mark(),
    });
    let counts = results.rows.iter().flat_map(|row| {
        let instructions = aims::instructions_of(row.task, row.input);
        let allocations = aims::allocations_of(row.task, row.input).map(|most| most as f64);
        [
            held_count(results, row, Kind::Instructions, instructions),
            held_count(results, row, Kind::Allocations, allocations),
        ]
    });
    ratios.chain(steady).chain(counts.flatten()).collect()
}

fn held_count(results: &Results, row: &RowResult, kind: Kind, most: Option<f64>) -> Option<Held> {
    let name = row_name(row.task, row.input);
    let (most, count) = (most?, results.count(kind, &name)?);
    // No allocation at all is the floor of the pairs.
    let is_floor = most == 0.0;
    let limit = format!("≤ {}", thousands(most));
    Some(Held {
        what: format!("{name}: {}", kind.name()),
        beside: String::new(),
        floor: if is_floor { limit.clone() } else { "-".to_owned() },
        aim: if is_floor { "-".to_owned() } else { limit },
        measured: thousands(count as f64),
        mark: match (count as f64 <= most, is_floor) {
            (true, _) => Mark::Aim,
            (false, true) => Mark::Below,
            (false, false) => Mark::Missed,
        },
    })
}

fn write_held(page: &mut String, held: &[Held], adversaries: &[Withstood]) {
    page.push_str("## Floors and aims\n\n");
    page.push_str("| row | beside | floor | aim | measured | |\n|---|---|--:|--:|--:|---|\n");
    for Held { what, beside, floor, aim, measured, mark } in held {
        writeln!(page, "| {what} | {beside} | {floor} | {aim} | {measured} | {} |", bold(mark.text()))
            .unwrap();
    }
    page.push('\n');
    for (mark, title) in [(Mark::Below, "Below the floor"), (Mark::Missed, "No floor, and short of the aim")]
    {
        let names: Vec<String> = held
            .iter()
            .filter(|held| held.mark == mark)
            .map(|held| match &*held.beside {
                "" => held.what.clone(),
                beside => format!("{} beside {beside}", held.what),
            })
            .collect();
        writeln!(page, "{title}: {}.\n", list(&names)).unwrap();
    }
    let names: Vec<&str> =
        adversaries.iter().filter(|body| body.mark() == Mark::Below).map(|body| body.name).collect();
    writeln!(page, "Below the floor of the bodies made to be slow: {}.\n", list(&names)).unwrap();
    let inputs: Vec<String> =
        Input::ALL.iter().map(|input| format!("{} {}", input.letter(), input.title())).collect();
    writeln!(page, "Inputs: {}.\n", inputs.join("; ")).unwrap();
}

fn list<T: AsRef<str>>(names: &[T]) -> String {
    if names.is_empty() {
        "nothing".to_owned()
    } else {
        names.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("; ")
    }
}

/// What has to catch the eye does so on a page, too.
fn bold(words: &str) -> String {
    if words == Mark::Below.text() { format!("**{}**", words.to_lowercase()) } else { words.to_owned() }
}

fn write_rows(page: &mut String, results: &Results) {
    page.push_str(
        "## Every row\n\nTimes are for one body. Behind each peer: how many times as long it takes.\n\n",
    );
    for task in Task::ALL {
        let rows: Vec<&RowResult> = results.rows.iter().filter(|row| row.task == *task).collect();
        let mut peers: Vec<&str> = Vec::new();
        for (peer, _) in rows.iter().flat_map(|row| row.times.iter().skip(1)) {
            if !peers.contains(peer) {
                peers.push(peer);
            }
        }
        writeln!(page, "### {}\n\n{}\n", task.name(), task.title()).unwrap();
        writeln!(page, "| input | bytes | ns | MB/s | instructions | allocations | {} |", peers.join(" | "))
            .unwrap();
        writeln!(page, "|---|--:|--:|--:|--:|--:|{}", "--:|".repeat(peers.len())).unwrap();
        for row in rows {
            write_row(page, results, row, &peers);
        }
        page.push('\n');
    }
    let mut skipped: Vec<&String> = results.rows.iter().flat_map(|row| &row.skipped).collect();
    skipped.dedup();
    for reason in skipped {
        writeln!(page, "Not measured: {reason}.\n").unwrap();
    }
}

fn write_row(page: &mut String, results: &Results, row: &RowResult, peers: &[&str]) {
    let name = row_name(row.task, row.input);
    let count = |kind| results.count(kind, &name).map_or("-".to_owned(), |count| thousands(count as f64));
    write!(
        page,
        "| {} | {} | {} | {:.0} | {} | {} |",
        row.input.letter(),
        thousands(row.bytes),
        thousands(row.ours()),
        row.megabytes(),
        count(Kind::Instructions),
        count(Kind::Allocations)
    )
    .unwrap();
    for peer in peers {
        let cell = row.ratio(peer).map_or("-".to_owned(), |ratio| format!("{ratio:.2}×"));
        write!(page, " {cell} |").unwrap();
    }
    page.push('\n');
}

fn write_steadiness(page: &mut String, results: &Results) {
    page.push_str(
        "## Different events in turn\n\nWhat is left on g of the ratio on a. That is the better guess of what a server \
         sees: no branch can learn 512 events by heart.\n\n| row | beside | ratio on a | ratio on g | left |\n\
         |---|---|--:|--:|--:|\n",
    );
    for steady in results.steadiness() {
        let ratio = |input| results.ratio(steady.task, input, steady.peer).unwrap_or_default();
        writeln!(
            page,
            "| {} | {} | {:.2}× | {:.2}× | {:.2} |",
            steady.task.name(),
            steady.peer,
            ratio(Input::Sample),
            ratio(Input::Events),
            steady.left
        )
        .unwrap();
    }
    page.push('\n');
}

fn write_adversaries(page: &mut String, results: &Results) {
    let (floor, aim) = aims::NANOSECONDS;
    writeln!(
        page,
        "## Bodies made to be slow\n\nEach in two sizes, parsed into the tree with PHP's reading and its limits out of \
         the way. Growth: of the time, for twice the bytes; floor {}. Each: nanoseconds for each part and opening \
         bracket; floor {floor:.0}, aim {aim:.0}; where there is less than one in {} bytes it says nothing and is left \
         out. Heap: of the bound of 2 bytes for each byte and 64 for each pair and bracket kept, which \
         `cargo test --test hostile` holds. serde_qs: how many times as long it takes into `IgnoredAny`; it \
         looks no deeper than 100 levels.\n",
        aims::GROWTH,
        aims::DENSE
    )
    .unwrap();
    page.push_str("| body | bytes | ms | growth | ns each | ns a byte | heap | serde_qs | |\n");
    page.push_str("|---|--:|--:|--:|--:|--:|--:|--:|---|\n");
    for body in &results.adversaries {
        let each = if body.is_dense() { format!("{:.1}", body.each()) } else { "-".to_owned() };
        let heap = results.count(Kind::Heap, body.name);
        let heap =
            heap.map_or("-".to_owned(), |peak| format!("{:.0} %", peak as f64 * 100.0 / body.bound as f64));
        let theirs = body.theirs.map_or("refused".to_owned(), |time| format!("{:.1}×", time / body.times[1]));
        writeln!(
            page,
            "| {} | {} | {:.2} | {:.2} | {each} | {:.2} | {heap} | {theirs} | {} |",
            body.name,
            thousands(body.bytes[1] as f64),
            body.times[1] / 1e6,
            body.growth(),
            body.each_byte(),
            bold(body.words())
        )
        .unwrap();
    }
}

/// A whole number with its thousands parted.
fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What the README quotes.
const QUOTED: &[(&str, &str, Task, &str)] = &[
    (
        "names and keys, no tree, each key where it is new",
        "`serde_qs` into `IgnoredAny`",
        Task::Pairs,
        SERDE_QS_IGNORED,
    ),
    ("tree", "`serde_qs` into `IgnoredAny`", Task::Tree, SERDE_QS_IGNORED),
    ("tree", "PHP's `parse_str`", Task::Tree, PHP),
    ("derived types that borrow", "`serde_qs`, same types", Task::Borrowed, SERDE_QS_TYPED),
    ("derived types with texts of their own", "`serde_qs`, same types", Task::Owned, SERDE_QS_TYPED),
    ("types to a body", "`serde_qs::to_string`", Task::Encode, SERDE_QS_ENCODES),
    ("array or types to a body", "PHP's `http_build_query`", Task::Encode, PHP_ENCODES),
];

fn figures(results: &Results) -> String {
    let mut table = String::from(
        "\n| | beside | the documented event | with 100 items | 512 different events |\n|---|---|--:|--:|--:|\n",
    );
    for (what, beside, task, peer) in QUOTED {
        let cell =
            |input| results.ratio(*task, input, peer).map_or("-".to_owned(), |ratio| format!("{ratio:.1}×"));
        writeln!(
            table,
            "| {what} | {beside} | {} | {} | {} |",
            cell(Input::Sample),
            cell(Input::Hundred),
            cell(Input::Events)
        )
        .unwrap();
    }
    table.push('\n');
    table
}
