//! How bodies are to be read, as arguments say it.

use std::ffi::OsString;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use phpform_conformance::{Level, Options, Profile, Reading};

use crate::failure::Failure;

/// The options of a reading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
pub(crate) struct ReadingOptions {
    /// The most pairs, PHP's max_input_vars [default: 1000 with php-*, none with default]
    #[arg(long, value_name = "N")]
    max_pairs: Option<usize>,
    /// The most brackets in one name, PHP's max_input_nesting_level [default: 64]
    #[arg(long, value_name = "N")]
    max_depth: Option<usize>,
    /// The longest body [default: 2097152 with default, none with php-*]
    #[arg(long, value_name = "N")]
    max_bytes: Option<usize>,
    /// The bytes that part pairs, PHP's arg_separator.input; for php-parse-str alone [default: &]
    #[arg(long, value_name = "BYTES")]
    separators: Option<OsString>,
    /// Leave `.` and space in top names as they are
    #[arg(long)]
    keep_names: bool,
}

impl ReadingOptions {
    /// The reading of a profile under these options.
    pub(crate) fn of(self, profile: Profile) -> Result<Reading, Failure> {
        let Self { max_pairs, max_depth, max_bytes, separators, keep_names } = self;
        let separators = separators.map(OsString::into_encoded_bytes);
        let options = Options { max_pairs, max_depth, max_bytes, separators, keep_names };
        let reading = Reading { profile, options };
        reading.check().map_err(|reason| Failure::Usage(format!("error: {reason}")))?;
        Ok(reading)
    }
}

/// Takes the name of a profile.
pub(crate) fn profile() -> impl TypedValueParser<Value = Profile> {
    PossibleValuesParser::new(Profile::ALL.map(Profile::name)).try_map(|name| name.parse::<Profile>())
}

/// Takes the name of a level.
pub(crate) fn level() -> impl TypedValueParser<Value = Level> {
    PossibleValuesParser::new(Level::ALL.map(Level::name)).try_map(|name| name.parse::<Level>())
}
