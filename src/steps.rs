//! What the loops of the parser cost, counted: with `--cfg phpform_steps`, for the proof that reading is linear in the
//! body. Without it nothing of this is compiled.

/// Counts steps of a loop. One step is a bounded amount of work: a byte, a window, a key, a look into an array.
macro_rules! count {
    ($steps:expr) => {
        #[cfg(phpform_steps)]
        $crate::steps::add($steps);
    };
}

pub(crate) use count;

#[cfg(phpform_steps)]
mod counter {
    use core::cell::Cell;

    std::thread_local!(static STEPS: Cell<u64> = const { Cell::new(0) });

    pub(crate) fn add(steps: usize) {
        STEPS.with(|counted| counted.set(counted.get() + steps as u64));
    }

    /// How many steps the loops of the parser take on this thread while something runs.
    pub fn of(run: impl FnOnce()) -> u64 {
        let before = STEPS.with(Cell::get);
        run();
        STEPS.with(Cell::get) - before
    }
}

#[cfg(phpform_steps)]
pub(crate) use counter::add;
#[cfg(phpform_steps)]
pub use counter::of;
