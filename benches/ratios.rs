//! How many times as fast as each peer: `cargo bench --bench ratios`.
//!
//! All parties of a row take turns in one process that is pinned to one core, and the best of many rounds counts: what
//! else runs on the machine can only make a round slower. PHP and Node run beside it where they are installed, on the
//! same core, and measure themselves.
//!
//! ```text
//! cargo bench --bench ratios -- [--quick | --rounds N --batch MICROSECONDS] [--filter TEXT] [--core N] [--php PROGRAM] [--install-qs]
//! ```
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

use field::adversaries::{ADVERSARIES, Adversary, parts_and_brackets};
use field::aims::{self, Mark};
use field::party::Party;
use field::rows::{ROWS, Row, SERDE_QS, Task, row_name};
use field::{foreign, inputs::Input};
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
}

impl Plan {
    fn of_arguments() -> Self {
        let mut plan = Self {
            rounds: 80,
            batch: Duration::from_micros(300),
            filter: String::new(),
            core: None,
            programs: foreign::Programs::default(),
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
                // Cargo passes it on.
                "--bench" => {}
                other => panic!("unknown argument {other}"),
            }
        }
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
    let core = pin(plan.core);
    println!("pinned to core {core}; best of {} rounds of {:?} or more\n", plan.rounds, plan.batch);
    let ratios = compare(&plan);
    compare_steadiness(&ratios);
    withstand(&plan);
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

/// How many times as fast as a peer a row was.
struct Ratio {
    task: Task,
    input: Input,
    peer: &'static str,
    times: f64,
}

fn compare(plan: &Plan) -> Vec<Ratio> {
    let mut ratios = Vec::new();
    println!(
        "{:<12}{:>12}{:>8}   {:<30}{:>13}{:>9}{:>8}{:>7}",
        "row", "phpform ns", "MB/s", "beside", "ns", "ratio", "floor", "aim"
    );
    for (task, input) in ROWS {
        if !plan.wants(&row_name(*task, *input)) {
            continue;
        }
        let mut row = Row::new(*task, *input);
        let skipped = plan.programs.join(&mut row);
        let best = plan.best(&row.parties, row.bodies.len());
        let mut head = format!(
            "{:<12}{:>12.0}{:>8.0}",
            row.name(),
            best[0] / row.bodies.len() as f64,
            row.bytes() as f64 * 1000.0 / best[0]
        );
        for (party, time) in row.parties.iter().zip(&best).skip(1) {
            let ratio = time / best[0];
            let time = time / row.bodies.len() as f64;
            print!("{head:<32}   {:<30}{time:>13.0}{ratio:>9.2}", party.name);
            if let Some(aim) = aims::ratio_of(*task, *input, party.name) {
                let floor = aim.floor.map_or("-".to_owned(), |floor| format!("{floor:.1}"));
                print!("{floor:>8}{:>7.1}  {}", aim.wanted, Mark::of_ratio(ratio, aim).text());
            }
            println!();
            head.clear();
            ratios.push(Ratio { task: *task, input: *input, peer: party.name, times: ratio });
        }
        for reason in skipped {
            println!("{:32}   skipped: {reason}", "");
        }
    }
    ratios
}

/// Whether different events in turn are read as fast, beside the peer, as one event again and again.
fn compare_steadiness(ratios: &[Ratio]) {
    let find = |task, input, peer| {
        let found = ratios.iter().find(|ratio| (ratio.task, ratio.input, ratio.peer) == (task, input, peer));
        found.map(|found| found.times)
    };
    println!();
    for (task, peer) in aims::STEADY {
        let (sample, events) = (find(*task, Input::Sample, *peer), find(*task, Input::Events, *peer));
        if let (Some(sample), Some(events)) = (sample, events) {
            let left = events / sample;
            let mark = if left >= aims::LEAST_STEADY { Mark::Aim } else { Mark::Below };
            let name = task.name();
            println!(
                "{name}: ratio on g is {left:.2} of that on a, beside {peer}; at least 0.90: {}",
                mark.text()
            );
        }
    }
}

/// Measures the bodies that are made to be slow.
fn withstand(plan: &Plan) {
    println!(
        "\n{:<34}{:>9}{:>11}{:>12}{:>12}{:>8}{:>9}   {:<24}{:>14}",
        "adversary (floor 40 ns, aim 20 ns)",
        "bytes",
        "parts+[",
        "ns at n",
        "ns at 2n",
        "growth",
        "ns each",
        "",
        "serde_qs ns"
    );
    for adversary in ADVERSARIES.iter().filter(|adversary| plan.wants(adversary.name)) {
        let sizes = [adversary.size, adversary.size * 2].map(|size| &*adversary.body(size).leak());
        let parties = sizes.map(|body| reader(adversary, body));
        // A growth of two is measured only where both bodies had their turns in the same rounds.
        let best = plan.best(&parties, 1);
        let count = parts_and_brackets(sizes[1]);
        let (growth, each) = (best[1] / best[0], best[1] / count as f64);
        let (floor, aim) = aims::NANOSECONDS;
        let mark = if growth > aims::GROWTH { Mark::Below } else { Mark::of_cost(each, floor, aim) };
        println!(
            "{:<34}{:>9}{count:>11}{:>12.0}{:>12.0}{growth:>8.2}{each:>9.1}   {:<24}{:>14}",
            adversary.name,
            sizes[1].len(),
            best[0],
            best[1],
            mark.text(),
            beside(plan, sizes[1])
        );
    }
}

fn reader(adversary: &Adversary, body: &'static [u8]) -> Party {
    let options = adversary.options;
    Party::here(adversary.name, move |_| {
        std::hint::black_box(&options.parse(std::hint::black_box(body))).as_ref().unwrap();
    })
}

/// What `serde_qs` takes for it.
fn beside(plan: &Plan, body: &'static [u8]) -> String {
    if SERDE_QS.deserialize_bytes::<IgnoredAny>(body).is_err() {
        return "refused".to_owned();
    }
    let theirs = Party::here("serde_qs", move |_| {
        std::hint::black_box(&SERDE_QS.deserialize_bytes::<IgnoredAny>(std::hint::black_box(body)))
            .as_ref()
            .unwrap();
    });
    let few = Plan { rounds: 5, filter: String::new(), programs: foreign::Programs::default(), ..*plan };
    format!("{:.0}", few.best(&[theirs], 1)[0])
}
