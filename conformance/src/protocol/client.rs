//! The side that asks.

use std::io::{Read, Write};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{HELLO_START, Hello, Identity, MAX_FRAME, ProtocolError, VERSION, read_frame, write_frame};
use crate::{Answer, Reading};

/// A conversation with a decoder behind two pipes. It waits as long as the decoder takes: time limits are the
/// affair of whoever holds the process.
#[derive(Debug)]
pub struct Client<R, W> {
    from_decoder: R,
    to_decoder: W,
    longest_answer: usize,
}

/// The answer to a hello.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Greeting {
    /// The decoder reads so from now on.
    Ready(Identity),
    /// The decoder has no such reading, with the reason.
    Unsupported(String),
}

/// The JSON members of a greeting.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GreetingJson {
    hello: Option<Identity>,
    unsupported: Option<String>,
}

impl<R: Read, W: Write> Client<R, W> {
    /// A conversation over these pipes; a buffered reader saves system calls.
    pub fn new(from_decoder: R, to_decoder: W) -> Client<R, W> {
        Client { from_decoder, to_decoder, longest_answer: MAX_FRAME }
    }

    /// Refuses answers that are longer than this, before they are read.
    #[must_use]
    pub fn with_longest_answer(self, bytes: usize) -> Client<R, W> {
        Client { longest_answer: bytes.min(MAX_FRAME), ..self }
    }

    /// Asks for a reading.
    ///
    /// # Errors
    ///
    /// When the pipe breaks, the answer is none, or the decoder speaks another version of the protocol.
    pub fn hello(&mut self, reading: &Reading) -> Result<Greeting, ProtocolError> {
        let hello = match Hello::for_reading(reading) {
            Ok(hello) => hello,
            Err(reason) => return Ok(Greeting::Unsupported(reason)),
        };
        let request = serde_json::to_vec(&super::hello::Envelope { hello }).map_err(std::io::Error::from)?;
        let frame = self.ask(&request)?;
        match object(&frame)? {
            GreetingJson { hello: Some(identity), unsupported: None } if identity.protocol != VERSION => {
                Err(ProtocolError::Version(identity.protocol))
            }
            GreetingJson { hello: Some(identity), unsupported: None } => Ok(Greeting::Ready(identity)),
            GreetingJson { hello: None, unsupported: Some(reason) } => Ok(Greeting::Unsupported(reason)),
            _ => Err(ProtocolError::garbage("expected either \"hello\" or \"unsupported\"", &frame)),
        }
    }

    /// Has a body read.
    ///
    /// # Errors
    ///
    /// When the pipe breaks or the answer is none.
    pub fn decode(&mut self, body: &[u8]) -> Result<Answer, ProtocolError> {
        if body.starts_with(HELLO_START) {
            return Ok(Answer::Unsupported(
                "the protocol takes a body that starts like this for a hello".to_owned(),
            ));
        }
        object(&self.ask(body)?)
    }

    /// Sends a request and waits for its answer.
    fn ask(&mut self, request: &[u8]) -> Result<Vec<u8>, ProtocolError> {
        let sent = write_frame(&mut self.to_decoder, request);
        // A decoder that died says more by what it left behind than the broken pipe to it does.
        let answer = read_frame(&mut self.from_decoder, self.longest_answer)?.ok_or(ProtocolError::Ended)?;
        sent?;
        Ok(answer)
    }
}

/// The JSON object in a frame. An array is none, though serde would take one.
fn object<T: DeserializeOwned>(frame: &[u8]) -> Result<T, ProtocolError> {
    if !frame.trim_ascii_start().starts_with(b"{") {
        return Err(ProtocolError::garbage("expected a JSON object", frame));
    }
    serde_json::from_slice(frame).map_err(|error| ProtocolError::garbage(error, frame))
}
