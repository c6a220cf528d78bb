//! Handlers that are broken on purpose, one bug each: whoever lets them pass is no check.
//!
//! Each is the reference handler behind a [`server`] that misreads what comes in, answers for it, or meddles with what
//! it says to the portal.

mod bodies;
mod calls;
mod events;
mod hostile;
mod null;
mod server;
mod tokens;
mod traffic;
mod twist;

pub(crate) use null::Null;
pub(crate) use server::Broken;
pub(crate) use twist::Control;

/// All of them.
pub(crate) fn all() -> impl Iterator<Item = &'static Control> {
    [
        bodies::CONTROLS,
        events::CONTROLS,
        tokens::CONTROLS,
        calls::CONTROLS,
        traffic::CONTROLS,
        hostile::CONTROLS,
    ]
    .into_iter()
    .flatten()
}
