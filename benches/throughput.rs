//! Every row with every peer beside it, as criterion measures it: `cargo bench --bench throughput`.
//!
//! For the detailed report, `target/criterion/report/index.html`. What is claimed comes from the ratios, because there
//! the parties take turns.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a measurement that goes wrong has to stop"
)]

mod field;

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use field::hostile;
use field::rows::{Row, row_name, rows};
use phpform_proof::adversaries::Adversary;

fn every_row(criterion: &mut Criterion) {
    for (task, input) in rows() {
        let row = Row::new(task, input);
        let mut group = criterion.benchmark_group(row_name(task, input).replace('/', " "));
        group.throughput(Throughput::Bytes(row.bytes() as u64));
        for party in &row.parties {
            let Some(work) = party.work() else { continue };
            group.bench_function(party.name, |bencher| bencher.iter(|| (0..row.bodies.len()).for_each(work)));
        }
        group.finish();
    }
}

fn adversaries(criterion: &mut Criterion) {
    for adversary in Adversary::ALL {
        let mut group = criterion.benchmark_group(adversary.name);
        // There are many, and the ratios tell their growth better.
        group.sample_size(10).warm_up_time(Duration::from_millis(300));
        group.measurement_time(Duration::from_secs(1));
        for size in hostile::SIZES {
            let (body, options) = (adversary.body(size), hostile::options(adversary));
            group.throughput(Throughput::Bytes(body.len() as u64));
            group.bench_function(size.to_string(), |bencher| bencher.iter(|| options.parse(&body)));
        }
        group.finish();
    }
}

criterion_group!(benches, every_row, adversaries);
criterion_main!(benches);
