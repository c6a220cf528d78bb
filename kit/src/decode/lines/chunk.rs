//! Lines, some at a time.

use std::io::{self, BufRead, BufReader, Read};

/// A chunk is dealt out when it has so many bytes, or so many lines.
const BYTES: usize = 256 << 10;
const LINES: usize = 16 << 10;

/// Some lines without what ends them.
#[derive(Debug)]
pub(super) struct Chunk {
    /// The number of the first line.
    first: u64,
    bytes: Vec<u8>,
    /// Where each line ends.
    ends: Vec<usize>,
    /// How many bytes of the source these are.
    consumed: u64,
}

impl Chunk {
    /// How many bytes of the source these are.
    pub(super) fn bytes(&self) -> u64 {
        self.consumed
    }

    /// The lines with their numbers.
    pub(super) fn lines(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let lines =
            starts.zip(&self.ends).map(|(start, end)| self.bytes.get(start..*end).unwrap_or_default());
        (self.first..).zip(lines)
    }
}

/// The chunks of a source.
#[derive(Debug)]
pub(super) struct Chunks<R> {
    source: BufReader<R>,
    /// The longest line that is kept whole, with what ends it.
    room: u64,
    /// The number of the next line.
    next: u64,
}

impl<R: Read> Chunks<R> {
    /// Of a line that is longer than `longest` nothing is kept but that it is too long.
    pub(super) fn new(source: R, longest: u64) -> Self {
        let room = longest.saturating_add(b"\r\n".len() as u64);
        Self { source: BufReader::with_capacity(BYTES, source), room, next: 1 }
    }

    /// The next chunk, if there is one. Lines that are there already do not wait for others.
    pub(super) fn next(&mut self) -> io::Result<Option<Chunk>> {
        let mut chunk = Chunk { first: self.next, bytes: Vec::new(), ends: Vec::new(), consumed: 0 };
        while chunk.bytes.len() < BYTES && chunk.ends.len() < LINES {
            if !chunk.ends.is_empty() && self.source.buffer().is_empty() {
                break;
            }
            if !self.line(&mut chunk)? {
                break;
            }
            self.next += 1;
        }
        Ok(Some(chunk).filter(|chunk| !chunk.ends.is_empty()))
    }

    /// Reads a line, if there is one.
    fn line(&mut self, chunk: &mut Chunk) -> io::Result<bool> {
        let start = chunk.bytes.len();
        let length = (&mut self.source).take(self.room).read_until(b'\n', &mut chunk.bytes)?;
        if length == 0 {
            return Ok(false);
        }
        chunk.consumed += length as u64;
        if chunk.bytes.ends_with(b"\n") {
            chunk.bytes.pop();
            if chunk.bytes.get(start..).is_some_and(|line| line.ends_with(b"\r")) {
                chunk.bytes.pop();
            }
        } else if length as u64 == self.room {
            chunk.consumed += self.source.skip_until(b'\n')? as u64;
        }
        chunk.ends.push(chunk.bytes.len());
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(source: &[u8], longest: u64) -> Vec<Vec<u8>> {
        let mut chunks = Chunks::new(source, longest);
        let mut lines = Vec::new();
        let mut consumed = 0;
        while let Some(chunk) = chunks.next().unwrap() {
            consumed += chunk.bytes();
            for (number, line) in chunk.lines() {
                lines.push(line.to_vec());
                assert_eq!(number, lines.len() as u64);
            }
        }
        assert_eq!(consumed, source.len() as u64);
        lines
    }

    #[test]
    fn a_line_ends_with_lf_or_crlf_or_the_source() {
        assert_eq!(lines(b"", 10), Vec::<Vec<u8>>::new());
        assert_eq!(lines(b"\n", 10), [b""]);
        assert_eq!(lines(b"a\r\n\r\n\nb\rc\r\r\nd\r", 10), [&b"a"[..], b"", b"", b"b\rc\r", b"d\r"]);
        assert_eq!(lines(b"a\0\n\xff", 10), [&b"a\0"[..], b"\xff"]);
    }

    #[test]
    fn of_a_line_that_is_too_long_only_that_is_kept() {
        for end in ["\n", "\r\n", ""] {
            let source = format!("aaaa{end}");
            assert_eq!(lines(source.as_bytes(), 4), [b"aaaa"], "{end:?}");
        }
        let long = format!("{}\nb\n", "a".repeat(1000));
        assert_eq!(lines(long.as_bytes(), 4), [&b"aaaaaa"[..], b"b"]);
        for length in 5..8 {
            let found = lines(format!("{}\nb", "a".repeat(length)).as_bytes(), 4);
            assert!(found[0].len() > 4 && found[1] == b"b", "{found:?}");
        }
    }

    #[test]
    fn chunks_are_bounded() {
        let source = b"aaaaaaaaa\n".repeat(100_000);
        let mut chunks = Chunks::new(&source[..], 100);
        while let Some(chunk) = chunks.next().unwrap() {
            assert!(chunk.bytes.len() <= BYTES + 100 && chunk.ends.len() <= LINES);
        }
    }
}
