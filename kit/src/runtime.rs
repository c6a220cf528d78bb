//! Runs what waits for others.

use std::io;

use crate::failure::Failure;

/// Runs it to its end.
pub(crate) fn run<T>(act: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| broke("the runtime", &error))?.block_on(act)
}

/// A failure of the kit itself, or of the machine.
pub(crate) fn broke(what: &str, error: &io::Error) -> Failure {
    Failure::Harness(format!("error: {what}: {error}"))
}
