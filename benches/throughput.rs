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

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use field::adversaries::ADVERSARIES;
use field::rows::{ROWS, Row, row_name};

fn rows(criterion: &mut Criterion) {
    for (task, input) in ROWS {
        let row = Row::new(*task, *input);
        let mut group = criterion.benchmark_group(row_name(*task, *input).replace('/', " "));
        group.throughput(Throughput::Bytes(row.bytes() as u64));
        for party in &row.parties {
            let Some(work) = party.work() else { continue };
            group.bench_function(party.name, |bencher| bencher.iter(|| (0..row.bodies.len()).for_each(work)));
        }
        group.finish();
    }
}

fn adversaries(criterion: &mut Criterion) {
    for adversary in ADVERSARIES {
        let mut group = criterion.benchmark_group(adversary.name);
        for size in [adversary.size, adversary.size * 2] {
            let body = adversary.body(size);
            group.throughput(Throughput::Bytes(body.len() as u64));
            group.sample_size(20);
            group.bench_function(size.to_string(), |bencher| bencher.iter(|| adversary.options.parse(&body)));
        }
        group.finish();
    }
}

criterion_group!(benches, rows, adversaries);
criterion_main!(benches);
