//! `phpform`: decodes and encodes form bodies as PHP does, and checks who else does.

// Doc comments of arguments are their help, where backticks would be printed.
#![allow(clippy::doc_markdown)]

mod client;
mod conform;
mod decode;
mod encode;
mod event;
mod failure;
mod handler;
mod input;
mod listen;
mod notes;
mod portal;
mod reading;
mod report;
mod runtime;
mod send;
mod serve;
mod stop;
mod testee;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Reads nested form bodies (a[b][0]=c) exactly as PHP does
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES, max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  phpform decode event.form                      show what PHP reads in a body
  printf 'a[b' | phpform decode --as json        the same as plain JSON
  echo '{\"a\":[1,2]}' | phpform encode            make a body, as http_build_query does
  phpform conform                                check this parser and the reference handler
  phpform conform handler URL                    check a handler of events
  phpform send OnImConnectorDialogStart URL      send it one event

Exit codes:
  0  done; every case passed
  1  the input cannot be read, or a case failed
  2  wrong usage, or the harness or the other side of the protocol broke
  3  nothing ran";

#[derive(Debug, Subcommand)]
enum Command {
    Decode(decode::Decode),
    Encode(encode::Encode),
    Testee(testee::Testee),
    Conform(Box<conform::Conform>),
    Send(send::Send),
    Serve(serve::Serve),
    Portal(portal::RunPortal),
    Listen(listen::Listen),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Decode(decode) => decode.run(),
        Command::Encode(encode) => encode.run(),
        Command::Testee(testee) => testee.run(),
        Command::Conform(conform) => conform.run(),
        Command::Send(send) => send.run(),
        Command::Serve(serve) => serve.run(),
        Command::Portal(portal) => portal.run(),
        Command::Listen(listen) => listen.run(),
    };
    done.map_or_else(|failure| failure.report(), |()| ExitCode::SUCCESS)
}
