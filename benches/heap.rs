//! How often and how much a row allocates: `cargo bench --bench heap`.
//!
//! A program of its own, because the counting allocator makes every allocation a little slower. It takes a reallocation
//! for a new allocation beside the old one, which is the dearest that it can be.
//!
//! ```text
//! cargo bench --bench heap -- [--filter TEXT]
//! ```
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

use allocation_counter::measure;
use field::adversaries::{ADVERSARIES, kept};
use field::aims;
use field::rows::{PHPFORM, ROWS, Row, row_name};

fn main() {
    let mut filter = String::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--filter" => filter = arguments.next().expect("--filter wants a text"),
            // Cargo passes it on.
            "--bench" => {}
            other => panic!("unknown argument {other}"),
        }
    }
    println!("{:<12}{:<30}{:>12}{:>16}{:>9}", "row", "", "allocations", "peak / body", "at most");
    for (task, input) in ROWS.iter().filter(|(task, input)| row_name(*task, *input).contains(&filter)) {
        show_row(&Row::new(*task, *input));
    }
    println!(
        "\n{:<34}{:>9}{:>10}{:>13}{:>13}{:>8}",
        "adversary", "bytes", "kept", "peak bytes", "bound", "of it"
    );
    for adversary in ADVERSARIES.iter().filter(|adversary| adversary.name.contains(&filter)) {
        for size in [adversary.size, adversary.size * 2] {
            let (body, options) = (adversary.body(size), adversary.options);
            let heap = measure(|| drop(black_box(options.parse(black_box(&body)))));
            let kept = kept(&body, &options);
            let bound = body.len() * 2 + aims::HEAP_PER_PAIR * kept;
            let part = heap.bytes_max as f64 / bound as f64;
            let mark = if part <= 1.0 { "kept" } else { "BROKEN" };
            let name = adversary.name;
            println!(
                "{name:<34}{:>9}{kept:>10}{:>13}{bound:>13}{part:>8.2}  {mark}",
                body.len(),
                heap.bytes_max
            );
        }
    }
}

/// Shows the item that allocates most often, and the one that takes most for its length.
fn show_row(row: &Row) {
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
        print!("{:<12}{:<30}{allocations:>12}{peak:>16.2}", row.name(), party.name);
        if let Some(most) = aims::allocations_of(row.task, row.input).filter(|_| party.name == PHPFORM) {
            print!("{most:>9}  {}", if allocations <= most { "reached" } else { "not reached" });
        }
        println!();
    }
}
