//! How far a run is, where somebody looks.

use indicatif::{ProgressBar, ProgressStyle};

use crate::notes::Notes;

/// Whether somebody is shown how far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Bar {
    Shown,
    #[default]
    Hidden,
}

impl From<Notes> for Bar {
    fn from(notes: Notes) -> Self {
        if notes.are_wanted() { Self::Shown } else { Self::Hidden }
    }
}

/// A bar on standard error, and nothing where that is no terminal.
#[derive(Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    pub(crate) fn of(cases: usize, name: &str, bar: Bar) -> Self {
        if bar == Bar::Hidden {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new(cases as u64).with_message(name.to_owned());
        if let Ok(style) = ProgressStyle::with_template("{msg} {bar:40} {pos}/{len}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    pub(crate) fn step(&self) {
        self.0.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
