//! The side of the decoder.

use std::io::{BufReader, BufWriter, Read, Write};

use super::hello::Envelope;
use super::{HELLO_START, Hello, Identity, MAX_FRAME, ProtocolError, VERSION, read_frame, write_frame};
use crate::{Answer, Decoder, Reading};

/// Answers requests with a decoder until the input ends. `bare` is the reading that a hello without members asks for.
///
/// # Errors
///
/// When a pipe breaks or a request is longer than [`MAX_FRAME`].
///
/// ```no_run
/// use phpform_conformance::{Naive, Profile, protocol};
///
/// let reading = Profile::PhpPost.into();
/// protocol::serve(&mut Naive::new(reading), &Profile::PhpPost.into(), std::io::stdin(), std::io::stdout())?;
/// # Ok::<(), protocol::ProtocolError>(())
/// ```
pub fn serve(
    decoder: &mut dyn Decoder,
    bare: &Reading,
    input: impl Read,
    output: impl Write,
) -> Result<(), ProtocolError> {
    let mut input = BufReader::new(input);
    let mut output = BufWriter::new(output);
    let mut reading = Err("expected a hello as the first request, found a body".to_owned());
    while let Some(request) = read_frame(&mut input, MAX_FRAME)? {
        let answer = if request.starts_with(HELLO_START) {
            reading = greeted(decoder, bare, &request);
            match &reading {
                Ok(_) => serde_json::to_vec(&Envelope { hello: identity(decoder) }),
                Err(reason) => serde_json::to_vec(&Answer::Unsupported(reason.clone())),
            }
        } else {
            serde_json::to_vec(&match &reading {
                Ok(reading) => decoder.decode(&request, reading),
                Err(reason) => Answer::Unsupported(reason.clone()),
            })
        };
        write_frame(&mut output, &answer.map_err(std::io::Error::from)?)?;
    }
    Ok(())
}

/// The reading that a hello asks for, where the decoder has it.
fn greeted(decoder: &dyn Decoder, bare: &Reading, request: &[u8]) -> Result<Reading, String> {
    let hello: Envelope<Hello> =
        serde_json::from_slice(request).map_err(|error| format!("cannot read the hello: {error}"))?;
    let reading = hello.hello.reading(bare)?;
    if decoder.profiles().contains(&reading.profile) {
        Ok(reading)
    } else {
        Err(format!("{} does not read the profile {}", decoder.name(), reading.profile))
    }
}

/// What the decoder says about itself.
fn identity(decoder: &dyn Decoder) -> Identity {
    Identity {
        name: decoder.name().to_owned(),
        version: decoder.version().unwrap_or_default().to_owned(),
        protocol: VERSION,
        profiles: decoder.profiles().iter().map(ToString::to_string).collect(),
    }
}
