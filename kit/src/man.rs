//! `phpform man`: the manual, from the same words as the help.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Command, CommandFactory};

use crate::Cli;
use crate::failure::Failure;

/// Write a page of the manual, or all of them
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Man {
    /// The command that the page is about [default: phpform itself]
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
    /// Write every page into this directory
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    to: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  phpform man > phpform.1
  phpform man conform handler > phpform-conform-handler.1
  phpform man --to man1

Exit codes: 0 it was written; 1 the directory cannot be written; 2 there is no such command.";

impl Man {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let mut root = Cli::command().disable_help_subcommand(true);
        root.build();
        if let Some(directory) = &self.to {
            return write_all(&root, directory).map_err(|error| {
                Failure::Input(format!("error: cannot write to {}: {error}", directory.display()))
            });
        }
        let mut command = &root;
        for name in &self.command {
            command = command.find_subcommand(name).ok_or_else(|| {
                let known: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
                Failure::Usage(format!("error: no command is called {name}; there are {}", known.join(", ")))
            })?;
        }
        Ok(io::stdout().lock().write_all(&page(command)?)?)
    }
}

fn write_all(root: &Command, directory: &Path) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    let mut left = vec![root];
    while let Some(command) = left.pop() {
        let name = command.get_display_name().unwrap_or_else(|| command.get_name());
        fs::write(directory.join(format!("{name}.1")), page(command)?)?;
        left.extend(command.get_subcommands().filter(|command| !command.is_hide_set()));
    }
    Ok(())
}

fn page(command: &Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    Ok(page)
}
