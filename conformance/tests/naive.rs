//! Every vector against the naive reading of the specification.

use phpform_conformance::{Exit, Naive, Profile, harness};

fn main() -> Exit {
    harness::run(Naive::new(Profile::Default.into()))
}
