//! How often and how much a row allocates: `cargo bench --bench heap`.
//!
//! A program of its own, because the counting allocator makes every allocation a little slower. It takes a reallocation
//! for a new allocation beside the old one, which is the dearest that it can be.
//!
//! ```text
//! cargo bench --bench heap -- [--filter TEXT | --check | --take]
//! ```
//!
//! `--check` holds the counts to `benches/budgets.json`, `--take` writes them there.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a measurement that goes wrong has to stop"
)]
#![allow(clippy::cast_precision_loss, reason = "figures for people")]

mod field;

use std::hint::black_box;
use std::process::ExitCode;

use allocation_counter::measure;
use field::aims;
use field::budgets::{self, Counts, Kind, Purpose};
use field::hostile;
use field::inputs::Input;
use field::rows::{PHPFORM, Row, row_name, rows};
use phpform_proof::adversaries::Adversary;
use phpform_proof::properties::heap::bound;

const BUDGETED: &[Input] = &[Input::Sample, Input::Hundred, Input::Events];

/// What the command line asks for.
#[derive(Default)]
struct Plan {
    filter: String,
    purpose: Purpose,
}

impl Plan {
    fn of_arguments() -> Self {
        let mut plan = Self::default();
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--filter" => plan.filter = arguments.next().expect("--filter wants a text"),
                "--check" => plan.purpose = Purpose::Check,
                "--take" => plan.purpose = Purpose::Take,
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
    let allocations = budgets::settle(plan.purpose, Kind::Allocations, || count_rows(&plan));
    let heap = budgets::settle(plan.purpose, Kind::Heap, || count_adversaries(&plan));
    if allocations == ExitCode::SUCCESS { heap } else { allocations }
}

fn count_rows(plan: &Plan) -> Counts {
    println!("{:<20}{:<30}{:>12}{:>16}{:>9}", "row", "", "allocations", "peak / body", "at most");
    rows()
        .filter(|(task, input)| row_name(*task, *input).contains(&plan.filter))
        .filter(|(_, input)| plan.purpose.wants(*input, BUDGETED))
        .map(|(task, input)| (row_name(task, input), count_row(&Row::new(task, input))))
        .collect()
}

/// The bytes of heap that each adversary's larger body takes.
fn count_adversaries(plan: &Plan) -> Counts {
    println!("\n{:<50}{:>9}{:>13}{:>13}{:>8}", "adversary", "bytes", "peak bytes", "bound", "of it");
    let adversaries = Adversary::ALL.iter().filter(|adversary| adversary.name.contains(&plan.filter));
    adversaries.map(|adversary| (adversary.name.to_owned(), count_adversary(adversary))).collect()
}

fn count_adversary(adversary: &Adversary) -> u64 {
    let options = hostile::options(adversary);
    let peaks = hostile::SIZES.map(|size| {
        let body = adversary.body(size);
        let peak = measure(|| drop(black_box(options.parse(black_box(&body))))).bytes_max;
        let bound = bound(&body, &options);
        let part = peak as f64 / bound as f64;
        let mark = if part <= 1.0 { "kept" } else { "BROKEN" };
        println!("{:<50}{:>9}{peak:>13}{bound:>13}{part:>8.2}  {mark}", adversary.name, body.len());
        peak
    });
    peaks[1]
}

/// Shows the item that allocates most often, and the one that takes most for its length; gives how often `phpform`
/// allocates.
fn count_row(row: &Row) -> u64 {
    let mut ours = 0;
    for party in &row.parties {
        let Some(work) = party.work() else { continue };
        let (mut allocations, mut peak) = (0, 0.0);
        for (item, body) in row.bodies.iter().enumerate() {
            // What is made once and for all is none of the reading's.
            work(item);
            let heap = measure(|| work(item));
            allocations = u64::max(allocations, heap.count_total);
            peak = f64::max(peak, heap.bytes_max as f64 / body.len() as f64);
        }
        print!("{:<20}{:<30}{allocations:>12}{peak:>16.2}", row.name(), party.name);
        if let Some(most) = aims::allocations_of(row.task, row.input).filter(|_| party.name == PHPFORM) {
            print!("{most:>9}  {}", if allocations <= most { "reached" } else { "not reached" });
        }
        println!();
        if party.name == PHPFORM {
            ours = allocations;
        }
    }
    ours
}
