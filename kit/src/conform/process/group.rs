//! A command and everything that it starts, as one.

use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

#[cfg(unix)]
pub(super) use unix::{kill, own};

#[cfg(not(unix))]
pub(super) use other::{kill, own};

/// Process groups.
#[cfg(unix)]
mod unix {
    use std::os::unix::process::CommandExt;

    use rustix::process::{Pid, Signal, kill_process_group};

    use super::{Child, Command};

    /// Puts a command into a group of its own.
    pub(in super::super) fn own(command: &mut Command) {
        command.process_group(0);
    }

    /// Ends a command with all that it started, and waits for it.
    pub(in super::super) fn kill(child: &mut Child) {
        // Once its end is known, its number may be somebody else's.
        if matches!(child.try_wait(), Ok(None)) {
            _ = kill_process_group(Pid::from_child(child), Signal::KILL);
            _ = child.wait();
        }
    }
}

/// Where there are no groups, the command alone.
#[cfg(not(unix))]
mod other {
    use super::{Child, Command};

    pub(in super::super) fn own(_: &mut Command) {}

    pub(in super::super) fn kill(child: &mut Child) {
        _ = child.kill();
        _ = child.wait();
    }
}

/// Waits for the end of a command, so long at most.
pub(super) fn wait(child: &mut Child, patience: Duration) -> Option<ExitStatus> {
    let deadline = Instant::now() + patience;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => thread::sleep(Duration::from_millis(2)),
            _ => return None,
        }
    }
}
