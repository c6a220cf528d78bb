//! What PHP makes of one body.

use phpform_conformance::Node;

/// The tree that PHP built, and what it warned of while building it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The whole body, always an array.
    pub tree: Node,
    /// The warnings in the order in which PHP raised them, each variable's depth once.
    pub warnings: Vec<Warning>,
}

/// A warning of PHP about a body, specification 4.1 to 4.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// `Input variable nesting level exceeded`.
    MaxDepth,
    /// `Input variables exceeded`.
    MaxPairs,
}

impl Warning {
    /// The name that vectors and the decoder protocol use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MaxDepth => "max-depth",
            Self::MaxPairs => "max-pairs",
        }
    }

    /// Reads PHP's message (`main/php_variables.c`); `None` for any other message.
    pub(super) fn from_message(message: &str) -> Option<Self> {
        if message.contains("Input variable nesting level exceeded ") {
            Some(Self::MaxDepth)
        } else if message.contains("Input variables exceeded ") {
            Some(Self::MaxPairs)
        } else {
            None
        }
    }
}
