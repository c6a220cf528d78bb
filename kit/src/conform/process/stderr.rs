//! Standard error of a testee: read to its end by a thread, kept in part.

use std::collections::VecDeque;
use std::fmt::Write;
use std::io::{self, Read};
use std::process::ChildStderr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// So much of the beginning is kept of what comes with a case, and so much of the end.
const KEPT: usize = 2048;

/// What came since it was last taken.
#[derive(Debug, Default)]
struct Kept {
    start: Vec<u8>,
    end: VecDeque<u8>,
    left_out: u64,
}

/// Standard error of a testee.
#[derive(Debug)]
pub(super) struct Stderr(Arc<Mutex<Kept>>);

impl Stderr {
    /// Reads it in a thread of its own, whatever comes, so that the testee is never stopped by a full pipe.
    pub(super) fn of(mut pipe: ChildStderr) -> io::Result<Self> {
        let kept = Arc::new(Mutex::new(Kept::default()));
        let shared = Arc::clone(&kept);
        thread::Builder::new().spawn(move || {
            let mut chunk = [0; 8192];
            while let Ok(length @ 1..) = pipe.read(&mut chunk) {
                lock(&shared).add(chunk.get(..length).unwrap_or_default());
            }
        })?;
        Ok(Self(kept))
    }

    /// What came since it was last taken. Standard error has a pipe of its own and may come late, so it is given a
    /// moment where it matters.
    pub(super) fn take(&self, moment: Duration) -> String {
        thread::sleep(moment);
        std::mem::take(&mut *lock(&self.0)).text()
    }
}

fn lock(kept: &Mutex<Kept>) -> MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Kept {
    fn add(&mut self, bytes: &[u8]) {
        let (start, rest) = bytes.split_at(bytes.len().min(KEPT - self.start.len()));
        self.start.extend_from_slice(start);
        self.end.extend(rest);
        let more = self.end.len().saturating_sub(KEPT);
        self.end.drain(..more);
        self.left_out += more as u64;
    }

    /// The text, with a word about what is left out and without what a terminal would obey.
    fn text(self) -> String {
        let mut text = clean(&self.start);
        if self.left_out > 0 {
            _ = write!(text, "\n… {} bytes …\n", self.left_out);
        }
        text.push_str(&clean(&Vec::from(self.end)));
        text.trim_end().to_owned()
    }
}

fn clean(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.chars()
        .map(|char| if char.is_control() && !matches!(char, '\n' | '\t') { '\u{FFFD}' } else { char })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_keeps_the_beginning_and_the_end() {
        let mut kept = Kept::default();
        kept.add(b"first\x1b[31m ");
        for _ in 0..1000 {
            kept.add(&[b'x'; 1000]);
        }
        kept.add(b"last\n");
        let text = kept.text();
        assert!(text.starts_with("first\u{FFFD}[31m xxx") && text.ends_with("xxxlast"), "{text}");
        assert!(text.len() < 2 * KEPT + 100 && text.contains("\n… 99"), "{text}");
    }
}
