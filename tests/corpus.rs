//! Promise: the bodies that are kept, seeds of the fuzz targets and whatever once went wrong, keep every property. No
//! fuzzer and no nightly compiler is needed.

use std::path::Path;

use phpform_proof::corpus::{self, Kept};
use phpform_proof::properties;

fn kept(folder: &str) -> Vec<Kept> {
    corpus::bodies(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(folder)).unwrap()
}

#[test]
fn every_seed_keeps_every_property() {
    let seeds = kept("seeds");
    assert!(seeds.len() > 50, "only {} seeds: nothing is proven", seeds.len());
    for seed in &seeds {
        assert!(seed.body.len() <= properties::LONGEST, "{}: too long to be checked", seed.file.display());
        properties::hold(&seed.body);
    }
    println!("{} seeds replayed", seeds.len());
}

#[test]
fn every_regression_keeps_every_property_and_says_what_it_was() {
    for regression in kept("regressions") {
        let comment = regression.file.with_extension("md");
        let comment = std::fs::read_to_string(&comment).unwrap_or_default();
        assert!(
            !comment.trim().is_empty(),
            "{}: a .md beside it says what it was",
            regression.file.display()
        );
        properties::hold(&regression.body);
    }
}
