//! `--color`, for what this program writes and for its help.

use std::ffi::OsString;

use clap::{ColorChoice, ValueEnum};

/// What `--color` asks for, before the other arguments are read: their errors and the help have colours, too.
pub(crate) fn asked(arguments: impl Iterator<Item = OsString>) -> ColorChoice {
    // What stands behind -- is the command of somebody else.
    let mut arguments = arguments.take_while(|argument| argument != "--");
    while let Some(argument) = arguments.next() {
        let value = match argument.to_str() {
            Some("--color") => arguments.next().and_then(|value| value.into_string().ok()),
            Some(argument) => argument.strip_prefix("--color=").map(str::to_owned),
            None => None,
        };
        if let Some(value) = value {
            return ColorChoice::from_str(&value, true).unwrap_or_default();
        }
    }
    ColorChoice::Auto
}

/// Has everything written so.
pub(crate) fn set(choice: ColorChoice) {
    match choice {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    }
    .write_global();
}
