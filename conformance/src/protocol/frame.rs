//! Frames: a 4-byte little-endian length and that many bytes.

use std::io::{self, ErrorKind, Read, Write};

use super::ProtocolError;

/// The most bytes that a frame may hold: 64 MiB, far above any body and its tree.
pub const MAX_FRAME: usize = 64 * 1024 * 1024;

/// Reads a frame, or gives `None` where the input ends before one begins. Memory grows with what arrives, not with
/// what is announced.
///
/// # Errors
///
/// When the pipe breaks, the input ends within the frame, or more than `limit` bytes are announced.
pub fn read_frame(input: &mut impl Read, limit: usize) -> Result<Option<Vec<u8>>, ProtocolError> {
    let mut header = Vec::new();
    input.take(4).read_to_end(&mut header)?;
    let length = match header.as_slice() {
        [] => return Ok(None),
        [a, b, c, d] => usize::try_from(u32::from_le_bytes([*a, *b, *c, *d])).unwrap_or(usize::MAX),
        cut => return Err(ProtocolError::CutOff { expected: 4, found: cut.len() }),
    };
    if length > limit {
        return Err(ProtocolError::TooLarge { length, limit });
    }
    let mut frame = Vec::new();
    input.take(length as u64).read_to_end(&mut frame)?;
    if frame.len() < length {
        return Err(ProtocolError::CutOff { expected: length, found: frame.len() });
    }
    Ok(Some(frame))
}

/// Writes a frame and flushes it.
///
/// # Errors
///
/// When the pipe breaks or the frame is longer than its length can say.
pub fn write_frame(output: &mut impl Write, frame: &[u8]) -> Result<(), ProtocolError> {
    let length = u32::try_from(frame.len()).map_err(|_| io::Error::from(ErrorKind::FileTooLarge))?;
    output.write_all(&length.to_le_bytes())?;
    output.write_all(frame)?;
    Ok(output.flush()?)
}
