//! The decoder protocol: frames of a 4-byte little-endian length and that many bytes, both ways.
//!
//! The first request is a [`Hello`]; a new one may come at any time. Every other request is a body, and its answer the
//! JSON of an [`Answer`](crate::Answer). The end of the input ends the conversation. [`serve`] is the side of the
//! decoder, [`Client`] the side that asks.

mod client;
mod frame;
mod hello;
mod testee;

use std::{fmt, io};

pub use client::{Client, Greeting};
pub use frame::{MAX_FRAME, read_frame, write_frame};
pub use hello::{HELLO_START, Hello, Identity};
pub use testee::serve;

/// The version of the protocol.
pub const VERSION: u32 = 1;

/// Why a conversation cannot go on.
#[derive(Debug)]
#[non_exhaustive]
pub enum ProtocolError {
    /// The pipe broke.
    Io(io::Error),
    /// The other side ended where an answer was due.
    Ended,
    /// The other side ended in the middle of a frame.
    CutOff {
        /// How many bytes were announced.
        expected: usize,
        /// How many bytes came.
        found: usize,
    },
    /// The other side announced more than a frame may hold.
    TooLarge {
        /// How many bytes were announced.
        length: usize,
        /// How many bytes a frame may hold.
        limit: usize,
    },
    /// The frame holds something else than an answer.
    Garbage {
        /// What was wrong with it.
        reason: String,
        /// How it begins.
        start: String,
    },
    /// The other side speaks another version.
    Version(u32),
}

impl ProtocolError {
    /// A frame that is no answer, with as much of it as a person wants to see.
    fn garbage(reason: impl fmt::Display, frame: &[u8]) -> ProtocolError {
        const SHOWN: usize = 200;
        let mut start = frame.get(..SHOWN).unwrap_or(frame).escape_ascii().to_string();
        if frame.len() > SHOWN {
            start.push('…');
        }
        ProtocolError::Garbage { reason: reason.to_string(), start }
    }
}

impl fmt::Display for ProtocolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProtocolError::Io(error) => write!(f, "cannot talk to the decoder: {error}"),
            ProtocolError::Ended => f.write_str("expected an answer, found the end of the output"),
            ProtocolError::CutOff { expected, found } => {
                write!(f, "expected a frame of {expected} bytes, found the end after {found}")
            }
            ProtocolError::TooLarge { length, limit } => {
                write!(f, "expected a frame of at most {limit} bytes, found one of {length} announced")
            }
            ProtocolError::Garbage { reason, start } => write!(f, "{reason}, in the frame \"{start}\""),
            ProtocolError::Version(version) => {
                write!(f, "expected version {VERSION} of the protocol, found {version}")
            }
        }
    }
}

impl std::error::Error for ProtocolError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ProtocolError::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for ProtocolError {
    fn from(error: io::Error) -> ProtocolError {
        ProtocolError::Io(error)
    }
}
