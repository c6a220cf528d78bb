//! `phpform completions SHELL`.

use std::io::{self, Write};

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::Cli;
use crate::failure::Failure;

/// Write the completions of a shell
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  phpform completions bash > phpform.bash
  phpform completions zsh > _phpform
  phpform completions fish > phpform.fish

Exit codes: 0 they were written; 2 wrong usage.";

impl Completions {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "phpform", &mut script);
        Ok(io::stdout().lock().write_all(&script)?)
    }
}
