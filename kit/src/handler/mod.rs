//! The checks of handlers: each sends something to a handler as a portal would, and looks at the effect.
//!
//! 1. [`scene`]: the handler, the stand-in portal, the trap;
//! 2. [`checks`]: what is asked, as tables of requests ([`request`], of [`events`]) and what is expected of them;
//! 3. [`sending`] and [`raw`]: how requests go over the wire;
//! 4. [`judge`]: what counts as an effect, seen at the portal or through a [`probe`];
//! 5. [`run`]: one check after the other, into the report.

mod check;
mod checks;
mod control;
mod embedded;
mod events;
mod judge;
mod mark;
mod matrix;
mod probe;
mod raw;
mod request;
mod run;
mod scene;
mod sending;
mod trace;

pub(crate) use embedded::{Embedded, LOOPBACK};
pub(crate) use matrix::{Matrix, prove};
pub(crate) use run::{Questions, ids, known, titles};
pub(crate) use scene::{Channel, Pace, Permission, Scene, Target};
