//! The client's side of `FastCGI` 1.0 (its specification, sections 3 to 5): as many requests as one likes on one connection.

use std::io::{self, Read};

const VERSION: u8 = 1;
const BEGIN_REQUEST: u8 = 1;
const END_REQUEST: u8 = 3;
const PARAMS: u8 = 4;
const STDIN: u8 = 5;
const STDOUT: u8 = 6;
const STDERR: u8 = 7;
/// One request at a time has a number, so that a single number does.
const REQUEST: u16 = 1;
/// Role responder, and the connection stays open.
const RESPONDER_KEEP: [u8; 8] = [0, 1, 1, 0, 0, 0, 0, 0];

/// What came back for one request.
#[derive(Debug, Default)]
pub(super) struct Response {
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
}

/// Appends a whole request to `out`.
pub(super) fn request(out: &mut Vec<u8>, params: &[(&str, &[u8])], body: &[u8]) {
    record(out, BEGIN_REQUEST, &RESPONDER_KEEP);
    let mut pairs = Vec::new();
    for (name, value) in params {
        length(&mut pairs, name.len());
        length(&mut pairs, value.len());
        pairs.extend_from_slice(name.as_bytes());
        pairs.extend_from_slice(value);
    }
    stream(out, PARAMS, &pairs);
    stream(out, STDIN, body);
}

/// Reads the records of one response up to its end.
///
/// # Errors
/// Those of the connection, and `InvalidData` for what is no `FastCGI` or no finished request.
pub(super) fn response(from: &mut impl Read) -> io::Result<Response> {
    let mut response = Response::default();
    loop {
        let mut head = [0; 8];
        from.read_exact(&mut head)?;
        let [version, kind, _, _, high, low, padding, _] = head;
        if version != VERSION {
            return Err(invalid(format!("expected a FastCGI record, found version {version}")));
        }
        let length = u16::from_be_bytes([high, low]);
        let into = match kind {
            STDOUT => &mut response.stdout,
            STDERR => &mut response.stderr,
            END_REQUEST => &mut Vec::new(),
            other => return Err(invalid(format!("expected output or the end, found record type {other}"))),
        };
        exactly(from, length.into(), into)?;
        exactly(from, padding.into(), &mut Vec::new())?;
        if kind == END_REQUEST {
            return Ok(response);
        }
    }
}

fn exactly(from: &mut impl Read, length: u64, into: &mut Vec<u8>) -> io::Result<()> {
    if from.take(length).read_to_end(into)? as u64 == length {
        Ok(())
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

/// A stream is its bytes in records, closed by an empty one.
fn stream(out: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    for chunk in bytes.chunks(0xFFF8) {
        record(out, kind, chunk);
    }
    record(out, kind, &[]);
}

fn record(out: &mut Vec<u8>, kind: u8, content: &[u8]) {
    // `stream` cuts at 0xFFF8 and the other records are of a fixed size.
    let length = u16::try_from(content.len()).unwrap_or(u16::MAX).to_be_bytes();
    out.extend_from_slice(&[VERSION, kind]);
    out.extend_from_slice(&REQUEST.to_be_bytes());
    out.extend_from_slice(&length);
    out.extend_from_slice(&[0, 0]);
    out.extend_from_slice(content);
}

/// A length below 128 takes one byte, any other four with the top bit set.
fn length(out: &mut Vec<u8>, length: usize) {
    match u8::try_from(length) {
        Ok(short @ ..0x80) => out.push(short),
        _ => out.extend_from_slice(&(u32::try_from(length).unwrap_or(u32::MAX) | 1 << 31).to_be_bytes()),
    }
}

fn invalid(why: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}
