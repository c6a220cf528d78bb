//! How many times as fast as each peer: `cargo bench --bench ratios`.
//!
//! All parties of a row take turns in one process that is pinned to one core, and the best of many rounds counts: what
//! else runs on the machine can only make a round slower. PHP and Node run beside it where they are installed, on the
//! same core, and measure themselves.
//!
//! ```text
//! cargo bench --bench ratios -- [--quick | --rounds N --batch MICROSECONDS] [--filter TEXT] [--core N] [--php PROGRAM] [--install-qs] [--report]
//! ```
//!
//! `--report` writes `benches/REPORT.md`, `benches/report.svg` and the figures of the README from the run.
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

use std::time::Duration;

use field::aims::{self, Mark};
use field::budgets;
use field::foreign;
use field::hostile::{self, parts_and_brackets};
use field::machine;
use field::party::Party;
use field::report;
use field::results::{Results, RowResult, Withstood};
use field::rows::{Row, SERDE_QS, row_name, rows};
use phpform_proof::adversaries::Adversary;
use phpform_proof::properties::heap::bound;
use serde::de::IgnoredAny;

/// What the command line asks for.
struct Plan {
    /// How many rounds the parties of a row take turns.
    rounds: usize,
    /// How long a party is measured at a time, at least.
    batch: Duration,
    filter: String,
    core: Option<usize>,
    programs: foreign::Programs,
    report: bool,
}

impl Plan {
    fn of_arguments() -> Self {
        let mut plan = Self {
            rounds: 80,
            batch: Duration::from_micros(300),
            filter: String::new(),
            core: None,
            programs: foreign::Programs::default(),
            report: false,
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().unwrap_or_else(|| panic!("{argument} wants a value"));
            match argument.as_str() {
                "--quick" => (plan.rounds, plan.batch) = (16, Duration::from_micros(150)),
                "--rounds" => plan.rounds = value().parse().expect("--rounds wants a number"),
                "--batch" => {
                    plan.batch = Duration::from_micros(value().parse().expect("--batch wants microseconds"));
                }
                "--filter" => plan.filter = value(),
                "--core" => plan.core = Some(value().parse().expect("--core wants a number")),
                "--php" => plan.programs.php = value(),
                "--install-qs" => plan.programs.install_qs = true,
                "--report" => plan.report = true,
                // Cargo passes it on.
                "--bench" => {}
                other => panic!("unknown argument {other}"),
            }
        }
        assert!(plan.filter.is_empty() || !plan.report, "a report is of all rows: no --filter");
        plan
    }

    fn wants(&self, name: &str) -> bool {
        name.contains(&self.filter)
    }

    /// The best time of each party for one pass over all items, in nanoseconds, taking turns.
    fn best(&self, parties: &[Party], items: usize) -> Vec<f64> {
        let passes: Vec<u64> = parties.iter().map(|party| self.passes(party, items)).collect();
        let mut best = vec![f64::INFINITY; parties.len()];
        for _ in 0..self.rounds {
            for ((party, passes), best) in parties.iter().zip(&passes).zip(&mut best) {
                let time = party.time(items, *passes).as_nanos() as f64 / *passes as f64;
                *best = best.min(time);
            }
        }
        best
    }

    /// How many passes fill a batch.
    fn passes(&self, party: &Party, items: usize) -> u64 {
        let mut passes = 1;
        while party.time(items, passes) < self.batch {
            passes *= 2;
        }
        passes
    }
}

fn main() {
    let plan = Plan::of_arguments();
    let load = machine::load();
    let core = pin(plan.core);
    let way = format!("pinned to core {core}, best of {} rounds of {:?} or more", plan.rounds, plan.batch);
    println!("{way}\n");
    let rows = compare(&plan);
    let (versions, budgets) = (plan.programs.versions(), budgets::stored());
    let results = Results { way, load, versions, budgets, rows, adversaries: Vec::new() };
    show_steadiness(&results);
    let results = Results { adversaries: withstand(&plan), ..results };
    if plan.report {
        report::write(&results).expect("the report can be written");
        println!("\nwritten: benches/REPORT.md, benches/report.svg, the figures of README.md");
    }
}

/// Keeps this process, and what it starts, on one core: the last one unless told.
fn pin(core: Option<usize>) -> String {
    let cores = core_affinity::get_core_ids().unwrap_or_default();
    let wanted = cores.iter().rev().find(|id| core.is_none_or(|core| id.id == core));
    match wanted {
        Some(id) if core_affinity::set_for_current(*id) => id.id.to_string(),
        _ => "none: this system does not pin".to_owned(),
    }
}

fn compare(plan: &Plan) -> Vec<RowResult> {
    println!(
        "{:<20}{:>12}{:>8}   {:<30}{:>13}{:>9}{:>8}{:>7}",
        "row", "phpform ns", "MB/s", "beside", "ns", "ratio", "floor", "aim"
    );
    let wanted = rows().filter(|(task, input)| plan.wants(&row_name(*task, *input)));
    wanted
        .map(|(task, input)| {
            let mut row = Row::new(task, input);
            let skipped = plan.programs.join(&mut row);
            let best = plan.best(&row.parties, row.bodies.len());
            let items = row.bodies.len() as f64;
            let times = row.parties.iter().zip(best).map(|(party, time)| (party.name, time / items));
            let bytes = row.bytes() as f64 / items;
            let result = RowResult { task, input, bytes, times: times.collect(), skipped };
            show(&result);
            result
        })
        .collect()
}

fn show(row: &RowResult) {
    let name = row_name(row.task, row.input);
    let mut head = format!("{name:<20}{:>12.0}{:>8.0}", row.ours(), row.megabytes());
    for (peer, time) in row.times.iter().skip(1) {
        let ratio = time / row.ours();
        print!("{head:<40}   {peer:<30}{time:>13.0}{ratio:>9.2}");
        if let Some(aim) = aims::ratio_of(row.task, row.input, peer) {
            let floor = aim.floor.map_or("-".to_owned(), |floor| format!("{floor:.1}"));
            print!("{floor:>8}{:>7.1}  {}", aim.wanted, Mark::of_ratio(ratio, aim).text());
        }
        println!();
        head.clear();
    }
    for reason in &row.skipped {
        println!("{:40}   skipped: {reason}", "");
    }
}

/// Whether different events in turn are read as fast, beside the peer, as one event again and again.
fn show_steadiness(results: &Results) {
    println!();
    for steady in results.steadiness() {
        println!(
            "{}: ratio on g is {:.2} of that on a, beside {}; at least {:.2}: {}",
            steady.task.name(),
            steady.left,
            steady.peer,
            aims::LEAST_STEADY,
            steady.mark().text()
        );
    }
}

/// Measures the bodies that are made to be slow.
fn withstand(plan: &Plan) -> Vec<Withstood> {
    println!(
        "\n{:<50}{:>9}{:>11}{:>12}{:>12}{:>8}{:>9}{:>9}   {:<20}{:>14}",
        "adversary (floor 40 ns each, aim 20 ns)",
        "bytes",
        "parts+[",
        "ns at n",
        "ns at 2n",
        "growth",
        "ns each",
        "ns/byte",
        "",
        "serde_qs ns"
    );
    let wanted = Adversary::ALL.iter().filter(|adversary| plan.wants(adversary.name));
    wanted
        .map(|adversary| {
            let sizes = hostile::SIZES.map(|size| &*adversary.body(size).leak());
            let parties = sizes.map(|body| reader(adversary, body));
            // A growth of two is measured only where both bodies had their turns in the same rounds.
            let best = plan.best(&parties, 1);
            let result = Withstood {
                name: adversary.name,
                bytes: sizes.map(<[u8]>::len),
                count: parts_and_brackets(sizes[1]),
                times: [best[0], best[1]],
                theirs: beside(plan, sizes[1]),
                bound: bound(sizes[1], &hostile::options(adversary)),
            };
            let each = if result.is_dense() { format!("{:.1}", result.each()) } else { "-".to_owned() };
            let theirs = result.theirs.map_or("refused".to_owned(), |time| format!("{time:.0}"));
            println!(
                "{:<50}{:>9}{:>11}{:>12.0}{:>12.0}{:>8.2}{each:>9}{:>9.3}   {:<20}{theirs:>14}",
                result.name,
                result.bytes[1],
                result.count,
                result.times[0],
                result.times[1],
                result.growth(),
                result.each_byte(),
                result.words(),
            );
            result
        })
        .collect()
}

fn reader(adversary: &Adversary, body: &'static [u8]) -> Party {
    let options = hostile::options(adversary);
    Party::here(adversary.name, move |_| {
        std::hint::black_box(&options.parse(std::hint::black_box(body))).as_ref().unwrap();
    })
}

/// What `serde_qs` takes for it, if it does not refuse it.
fn beside(plan: &Plan, body: &'static [u8]) -> Option<f64> {
    SERDE_QS.deserialize_bytes::<IgnoredAny>(body).ok()?;
    let theirs = Party::here("serde_qs", move |_| {
        std::hint::black_box(&SERDE_QS.deserialize_bytes::<IgnoredAny>(std::hint::black_box(body)))
            .as_ref()
            .unwrap();
    });
    let few = Plan { rounds: 3, filter: String::new(), programs: foreign::Programs::default(), ..*plan };
    few.best(&[theirs], 1).first().copied()
}
