//! How the kit proves itself before it judges anybody.

use phpform_conformance::controls::{Controls, Null};
use phpform_conformance::vector;
use phpform_conformance::{Bug, Decoder, Vector};

use crate::failure::Failure;
use crate::report;

/// The vectors that this program carries.
pub(super) fn vectors() -> Result<Vec<Vector>, Failure> {
    vector::vectors().map_err(|error| Failure::Harness(format!("error: {error}")))
}

/// Runs the testees that are wrong on purpose.
pub(super) fn controls(vectors: &[Vector]) -> report::Controls {
    let controls = Controls::run(vectors);
    let floor = |null: Null| report::Floor {
        name: null.name().to_owned(),
        passed: controls.floor(null),
        of: vectors.len(),
    };
    report::Controls {
        floors: Null::ALL.into_iter().map(floor).collect(),
        bugs: Bug::ALL.len(),
        found: Bug::ALL.iter().filter(|bug| controls.kills(**bug) > 0).count(),
        findings: controls.findings(vectors),
    }
}
