//! PHP's messages about limits.

use phpform_conformance::Limit;

/// Reads a message of `main/php_variables.c` (specification 4.1 to 4.4); `None` for any other message.
pub(super) fn read(message: &str) -> Option<Limit> {
    if message.contains("Input variable nesting level exceeded ") {
        Some(Limit::MaxDepth)
    } else if message.contains("Input variables exceeded ") {
        Some(Limit::MaxPairs)
    } else {
        None
    }
}
