//! Seconds since 1970.

use core::fmt;

use serde::{Deserialize, Serialize};

/// A time as the platform writes it: whole seconds since 1970-01-01 00:00 UTC.
///
/// ```
/// use phpform::bitrix24::Timestamp;
/// use std::time::{Duration, UNIX_EPOCH};
///
/// let ts = Timestamp(1_714_649_632);
/// assert_eq!(ts.system_time(), Some(UNIX_EPOCH + Duration::from_secs(1_714_649_632)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub u64);

impl Timestamp {
    /// The time as the standard library has it; `None` if it lies too far ahead for it.
    #[cfg(feature = "std")]
    pub fn system_time(self) -> Option<std::time::SystemTime> {
        std::time::UNIX_EPOCH.checked_add(core::time::Duration::from_secs(self.0))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
