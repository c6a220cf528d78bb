//! `Y` and `N`.

use serde::{Deserialize, Serialize};

/// PHP's hand-made boolean of the platform: `Y` or `N`, and nothing else.
///
/// ```
/// use phpform::bitrix24::YesNo;
///
/// assert!(YesNo::Yes.is_yes());
/// assert_eq!(YesNo::from(false), YesNo::No);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum YesNo {
    /// `Y`
    #[serde(rename = "Y")]
    Yes,
    /// `N`
    #[serde(rename = "N")]
    No,
}

impl YesNo {
    /// Whether it is `Y`.
    pub fn is_yes(self) -> bool {
        self == Self::Yes
    }
}

impl From<bool> for YesNo {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}
