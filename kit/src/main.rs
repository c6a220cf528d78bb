//! `phpform`: decodes and encodes form bodies as PHP does, and checks who else does.

// Doc comments of arguments are their help, where backticks would be printed.
#![allow(clippy::doc_markdown)]

mod client;
mod colour;
mod completions;
mod conform;
mod decode;
mod encode;
mod event;
mod failure;
mod handler;
mod input;
mod listen;
mod man;
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

use clap::{ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand};

/// Reads nested form bodies (a[b][0]=c) exactly as PHP does
#[derive(Debug, Parser)]
#[command(name = "phpform", version, after_help = EXAMPLES, max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Colours: auto is for terminals, as NO_COLOR, CLICOLOR and CLICOLOR_FORCE say
    #[arg(long, value_name = "WHEN", value_enum, default_value_t, global = true)]
    color: ColorChoice,
}

const EXAMPLES: &str = "\
Examples:
  phpform decode event.form                      show what PHP reads in a body
  printf 'a[b' | phpform decode --as json        the same as plain JSON
  echo '{\"a\":[1,2]}' | phpform encode            make a body, as http_build_query does
  phpform conform                                check this parser and the reference handler
  phpform conform handler URL                    check a handler of events
  phpform send OnImConnectorDialogStart URL      send it one event
  phpform completions bash > phpform.bash        complete commands in a shell

Exit codes:
  0  done; every case passed
  1  the input cannot be read, or a case failed
  2  wrong usage, or the harness or the other side of the protocol broke
  3  nothing ran
  130  it was stopped, with Ctrl-C";

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
    Completions(completions::Completions),
    Man(man::Man),
}

fn main() -> ExitCode {
    let matches = Cli::command().color(colour::asked(std::env::args_os())).get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    colour::set(cli.color);
    let done = match cli.command {
        Command::Decode(decode) => decode.run(),
        Command::Encode(encode) => encode.run(),
        Command::Testee(testee) => testee.run(),
        Command::Conform(conform) => conform.run(),
        Command::Send(send) => send.run(),
        Command::Serve(serve) => serve.run(),
        Command::Portal(portal) => portal.run(),
        Command::Listen(listen) => listen.run(),
        Command::Completions(completions) => completions.run(),
        Command::Man(man) => man.run(),
    };
    done.map_or_else(|failure| failure.report(), |()| ExitCode::SUCCESS)
}
