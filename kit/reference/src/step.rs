//! The steps between which the process may die.

/// A step that an event has just taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Its token is right; it is not stored yet.
    Verified,
    /// It is stored; the answer is not sent yet.
    Stored,
    /// The worker has it.
    Taken,
    /// Its message is with the external system.
    Sent,
    /// The portal knows that the message was delivered.
    Reported,
    /// It is marked as done.
    Done,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 6] =
        [Self::Verified, Self::Stored, Self::Taken, Self::Sent, Self::Reported, Self::Done];
}
