//! How many instructions a row takes: `cargo bench --bench instructions`. Wants `valgrind`.
//!
//! The work is done N times and 2N times under callgrind; the difference, divided by N, is what the work itself takes,
//! free of start-up and of whatever else the machine does.
//!
//! ```text
//! cargo bench --bench instructions -- [--filter TEXT] [--peers] [--functions] | --check | --take
//! ```
//!
//! `--check` holds the counts to `benches/budgets.json`, `--take` writes them there.
//! `--functions` shows where the instructions go, by the innermost function of `phpform`, inlined or not. That wants
//! `addr2line`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a measurement that goes wrong has to stop"
)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "figures for people"
)]

mod field;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use field::aims;
use field::budgets::{self, Counts, Kind, Purpose};
use field::inputs::Input;
use field::party::Party;
use field::rows::{PHPFORM, Row, Task, row_name, rows};

const BUDGETED: &[Input] = &[Input::Sample, Input::Hundred];

/// What the command line asks for.
#[derive(Default)]
struct Plan {
    filter: String,
    peers: bool,
    functions: bool,
    purpose: Purpose,
    /// A row, a party and how often: asked for by this program itself, under valgrind.
    run: Option<(String, String, usize)>,
}

impl Plan {
    fn of_arguments() -> Self {
        let mut plan = Self::default();
        let mut arguments = env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().unwrap_or_else(|| panic!("{argument} wants a value"));
            match argument.as_str() {
                "--filter" => plan.filter = value(),
                "--peers" => plan.peers = true,
                "--functions" => plan.functions = true,
                "--check" => plan.purpose = Purpose::Check,
                "--take" => plan.purpose = Purpose::Take,
                "--run" => plan.run = Some((value(), value(), value().parse().expect("a number of passes"))),
                // Cargo passes it on.
                "--bench" => {}
                other => panic!("unknown argument {other}"),
            }
        }
        assert!(
            plan.filter.is_empty() || plan.purpose == Purpose::Show,
            "budgets are of all rows: no --filter"
        );
        plan
    }
}

fn main() -> ExitCode {
    let plan = Plan::of_arguments();
    if let Some((row, party, passes)) = plan.run {
        run(&row, &party, passes);
        return ExitCode::SUCCESS;
    }
    match Command::new("valgrind").arg("--version").stdout(Stdio::null()).status() {
        Ok(_) => budgets::settle(plan.purpose, Kind::Instructions, || count_rows(&plan)),
        Err(error) if error.kind() == ErrorKind::NotFound && plan.purpose == Purpose::Show => {
            println!("skipped: valgrind is not installed");
            ExitCode::SUCCESS
        }
        Err(error) => panic!("valgrind: {error}"),
    }
}

fn count_rows(plan: &Plan) -> Counts {
    println!("{:<20}{:<30}{:>14}{:>14}{:>9}", "row", "", "instructions", "for each byte", "at most");
    rows()
        .filter(|(task, input)| row_name(*task, *input).contains(&plan.filter))
        .filter(|(_, input)| plan.purpose.wants(*input, BUDGETED))
        .map(|(task, input)| (row_name(task, input), count_row(plan, task, input)))
        .collect()
}

/// Does the work of one party so many times, and nothing else that grows with that number.
fn run(row: &str, party: &str, passes: usize) {
    let row = row_of(row);
    let work = row
        .parties
        .iter()
        .find(|found| found.name == party)
        .and_then(Party::work)
        .expect("a party of that name");
    for _ in 0..passes {
        for item in 0..row.bodies.len() {
            work(item);
        }
    }
}

fn row_of(name: &str) -> Row {
    let (task, input) =
        rows().find(|(task, input)| row_name(*task, *input) == name).expect("a row of that name");
    Row::new(task, input)
}

/// Shows what one pass takes; gives what it takes `phpform`.
fn count_row(plan: &Plan, task: Task, input: Input) -> u64 {
    let mut ours = 0;
    let row = Row::new(task, input);
    for party in row.parties.iter().filter(|party| plan.peers || party.name == PHPFORM) {
        let costs = costs(&row, party);
        let items = row.bodies.len() as f64;
        let total = costs.values().sum::<f64>() / items;
        let name = row.name();
        print!("{name:<20}{:<30}{total:>14.0}{:>14.2}", party.name, total * items / row.bytes() as f64);
        if let Some(most) = aims::instructions_of(task, input).filter(|_| party.name == PHPFORM) {
            print!("{most:>9.0}  {}", if total <= most { "reached" } else { "not reached" });
        }
        println!();
        if plan.functions && party.name == PHPFORM {
            show_functions(&costs, total, items);
        }
        if party.name == PHPFORM {
            ours = total.round() as u64;
        }
    }
    ours
}

/// Where an instruction stands: in an object, at an address, in a function.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    object: String,
    address: u64,
    function: String,
}

/// What one pass of a party costs, place by place.
fn costs(row: &Row, party: &Party) -> BTreeMap<Place, f64> {
    // Some hundred thousand bytes are enough: the count is exact anyway.
    let passes = usize::max(1, 200_000 / row.bytes());
    let mut costs: BTreeMap<Place, f64> = BTreeMap::new();
    for (passes_of_run, sign) in [(passes, -1.0), (passes * 2, 1.0)] {
        for (place, cost) in callgrind(row, party, passes_of_run) {
            *costs.entry(place).or_default() += sign * cost as f64 / passes as f64;
        }
    }
    costs
}

fn callgrind(row: &Row, party: &Party, passes: usize) -> Vec<(Place, u64)> {
    let file = env::temp_dir().join(format!("phpform-callgrind-{}", std::process::id()));
    let mut command = Command::new("valgrind");
    command
        .args(["--tool=callgrind", "--dump-instr=yes", "--dump-line=no", "--compress-strings=no"])
        .args(["--compress-pos=no", "--quiet"])
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(env::current_exe().unwrap())
        .args(["--run", &row.name(), party.name, &passes.to_string()]);
    let status = command.status().unwrap();
    assert!(status.success(), "valgrind: {status}");
    let profile = fs::read_to_string(&file).unwrap();
    fs::remove_file(&file).unwrap();
    own_costs(&profile)
}

/// The costs in callgrind's format, less those of what was called.
fn own_costs(profile: &str) -> Vec<(Place, u64)> {
    let mut costs = Vec::new();
    let (mut object, mut function) = ("", "");
    let mut lines = profile.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("ob=") {
            object = name;
        } else if let Some(name) = line.strip_prefix("fn=") {
            function = name;
        } else if line.starts_with("calls=") {
            lines.next();
        } else if let Some(rest) = line.strip_prefix("0x") {
            let mut numbers = rest.split_ascii_whitespace();
            let address = numbers.next().and_then(|address| u64::from_str_radix(address, 16).ok());
            let cost = numbers.next_back().and_then(|cost| cost.parse().ok());
            let (Some(address), Some(cost)) = (address, cost) else {
                panic!("not callgrind's format: {line}")
            };
            let place = Place { object: object.to_owned(), address, function: function.to_owned() };
            costs.push((place, cost));
        }
    }
    costs
}

/// Prints which functions of ours the costs belong to.
fn show_functions(costs: &BTreeMap<Place, f64>, total: f64, items: f64) {
    let ours = env::current_exe().unwrap();
    let addresses: Vec<u64> = costs
        .iter()
        .filter(|(place, cost)| Path::new(&place.object) == ours && **cost >= 0.5)
        .map(|(place, _)| place.address)
        .collect();
    let names = functions_at(&ours, &addresses);
    let mut functions: BTreeMap<String, f64> = BTreeMap::new();
    for (place, cost) in costs {
        let name = match names.get(&place.address) {
            Some(name) if Path::new(&place.object) == ours => name.clone(),
            _ => place.function.clone(),
        };
        *functions.entry(name).or_default() += cost / items;
    }
    let mut functions: Vec<_> = functions.into_iter().collect();
    functions.sort_by(|one, other| other.1.total_cmp(&one.1));
    for (name, cost) in functions.iter().take(20).filter(|(_, cost)| *cost >= 0.5) {
        println!("{:>12.0}{:>7.1} %  {name}", cost, cost * 100.0 / total);
    }
}

/// For each address the innermost function of this project, inlined or not, with what it has inlined from elsewhere.
fn functions_at(program: &Path, addresses: &[u64]) -> BTreeMap<u64, String> {
    let mut command = Command::new("addr2line");
    command.args(["--inlines", "--functions", "--demangle", "--addresses", "--exe"]).arg(program);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("addr2line");
    let list: Vec<String> = addresses.iter().map(|address| format!("{address:#x}\n")).collect();
    let mut requests = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || requests.write_all(list.concat().as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let answer = String::from_utf8_lossy(&output.stdout);
    let mut names = BTreeMap::new();
    let mut lines = answer.lines().peekable();
    while let Some(address) = lines.next() {
        let address = u64::from_str_radix(address.trim_start_matches("0x"), 16).unwrap();
        let mut frames = Vec::new();
        while let Some(function) = lines.next_if(|line| !line.starts_with("0x")) {
            frames.push((function, lines.next().unwrap_or_default()));
        }
        if let Some(name) = name_of(&frames) {
            names.insert(address, name);
        }
    }
    names
}

/// The innermost frame that lies in this project, else the innermost.
fn name_of(frames: &[(&str, &str)]) -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().and_then(Path::to_str).unwrap_or_default();
    let own = frames.iter().find_map(|(function, line)| {
        let file = line.strip_prefix(root).map_or(*line, |file| file.trim_start_matches('/'));
        let file = file.split(':').next()?;
        file.starts_with("src/").then(|| format!("{} ({file})", plain(function)))
    });
    own.or_else(|| frames.first().map(|(function, _)| plain(function)))
}

/// A function's name without the compiler's hash.
fn plain(function: &str) -> String {
    match function.rsplit_once("::h") {
        Some((name, hash)) if hash.len() == 16 => name.to_owned(),
        _ => function.to_owned(),
    }
}
