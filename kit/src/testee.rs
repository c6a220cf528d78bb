//! `phpform testee`: the decoder protocol on standard input and output.

use std::io::{self, BufReader, BufWriter, IsTerminal, Read, Write};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use phpform::Encoding;
use phpform_conformance::Profile;
use phpform_conformance::parser::Parser;
use phpform_conformance::protocol::{
    self, HELLO_START, Hello, Identity, MAX_FRAME, ProtocolError, read_frame, write_frame,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::encode;
use crate::failure::Failure;
use crate::reading::ReadingOptions;

/// Speak the decoder protocol on standard input and output
#[derive(Debug, Args)]
#[command(after_help = PROTOCOL)]
pub(crate) struct Testee {
    /// What is asked for unless a hello says otherwise
    #[arg(long, value_name = "PROFILE", value_parser = role(), default_value = "php-post")]
    profile: Role,
    #[command(flatten)]
    options: ReadingOptions,
    /// Write a space as %20 and leave ~ alone; for http-build-query alone
    #[arg(long)]
    rfc3986: bool,
}

const PROTOCOL: &str = "\
Both ways go frames: a length in 4 bytes, little-endian, and that many bytes. The first request is
{\"hello\":{\"protocol\":1}}, optionally with profile, max_pairs, max_depth, max_bytes and separators. Every other
request is a body, and its answer {\"tree\":node}, {\"error\":{\"kind\":...,\"offset\":...,\"path\":...}} or
{\"unsupported\":\"reason\"}. With --profile http-build-query each request is a node and each answer {\"body\":\"...\"}.
The end of the input ends it.

Examples:
  phpform testee < /dev/null
  phpform testee --profile php-parse-str --separators ';&' < frames.bin > answers.bin
  phpform conform decoder -- phpform testee

Exit codes: 0 the input ended; 2 wrong usage, or the other side broke the protocol.";

/// What a testee does: reads bodies, or writes them.
#[derive(Clone, Copy, Debug)]
enum Role {
    Decoder(Profile),
    Encoder,
}

/// The name of the way back.
const ENCODER: &str = "http-build-query";

/// Takes the name of a profile, or of the way back.
fn role() -> impl TypedValueParser<Value = Role> {
    let names = Profile::ALL.map(Profile::name).into_iter().chain([ENCODER]);
    PossibleValuesParser::new(names).try_map(|name| match name.as_str() {
        ENCODER => Ok(Role::Encoder),
        name => name.parse().map(Role::Decoder),
    })
}

impl Testee {
    pub(crate) fn run(self) -> Result<(), Failure> {
        if io::stdin().is_terminal() {
            _ = writeln!(io::stderr(), "reading frames from the terminal: --help says what they are");
        }
        let (input, output) = (io::stdin().lock(), io::stdout().lock());
        match self.profile {
            Role::Decoder(_) if self.rfc3986 => {
                Err(Failure::Usage(format!("error: --rfc3986 is for --profile {ENCODER} alone")))
            }
            Role::Decoder(profile) => {
                let bare = self.options.of(profile)?;
                protocol::serve(&mut Parser, &bare, input, output).map_err(broken)
            }
            Role::Encoder if self.options != ReadingOptions::default() => {
                Err(Failure::Usage(format!("error: --profile {ENCODER} takes --rfc3986 alone")))
            }
            Role::Encoder => serve(encode::encoding(self.rfc3986), input, output),
        }
    }
}

fn broken(error: ProtocolError) -> Failure {
    match error {
        ProtocolError::Io(error) if error.kind() == io::ErrorKind::BrokenPipe => Failure::EnoughRead,
        error => Failure::Harness(format!("error: {error}")),
    }
}

/// `{"hello":…}`, as request and as answer.
#[derive(Serialize, Deserialize)]
struct Envelope<T> {
    hello: T,
}

/// Answers nodes with bodies until the input ends.
fn serve(encoding: Encoding, input: impl Read, output: impl Write) -> Result<(), Failure> {
    let mut input = BufReader::new(input);
    let mut output = BufWriter::new(output);
    let mut greeted = Err("expected a hello as the first request, found a node".to_owned());
    let mut requests = 0_u64;
    while let Some(request) = read_frame(&mut input, MAX_FRAME).map_err(broken)? {
        requests += 1;
        let is_hello = request.starts_with(HELLO_START);
        if is_hello {
            greeted = check(&request);
        }
        let answer = match &greeted {
            Err(reason) => json!({ "unsupported": reason }),
            Ok(()) if is_hello => json!(Envelope { hello: identity() }),
            Ok(()) => {
                let tree = encode::read_tagged(&request).map_err(|error| error.to_string());
                let body = tree.and_then(|tree| encode::write(&tree, encoding));
                json!({ "body": body.map_err(|reason| not_a_node(requests, &reason))? })
            }
        };
        write_frame(&mut output, answer.to_string().as_bytes()).map_err(broken)?;
    }
    Ok(())
}

fn not_a_node(request: u64, reason: &str) -> Failure {
    Failure::Harness(format!("error: request {request} is no node: {reason}"))
}

/// Refuses a hello that asks for anything else.
fn check(request: &[u8]) -> Result<(), String> {
    let Envelope { hello }: Envelope<Hello> =
        serde_json::from_slice(request).map_err(|error| format!("cannot read the hello: {error}"))?;
    if hello.protocol != protocol::VERSION {
        return Err(ProtocolError::Version(hello.protocol).to_string());
    }
    match &hello {
        Hello { profile: Some(profile), .. } if profile != ENCODER => {
            Err(format!("expected the profile {ENCODER}, found {profile:?}"))
        }
        Hello { max_pairs: None, max_depth: None, max_bytes: None, separators: None, .. } => Ok(()),
        _ => Err(format!("{ENCODER} has no limits and no separators")),
    }
}

fn identity() -> Identity {
    Identity {
        name: "phpform".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        protocol: protocol::VERSION,
        profiles: vec![ENCODER.to_owned()],
    }
}
