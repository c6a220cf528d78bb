//! What a PHP process is started with.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use phpform_conformance::Reading;

/// The ini settings that change what PHP makes of a body.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ini {
    /// `max_input_vars`.
    pub max_input_vars: u32,
    /// `max_input_nesting_level`.
    pub max_input_nesting_level: u32,
    /// `arg_separator.input`: each byte separates. `parse_str` alone looks at it.
    pub arg_separator_input: Vec<u8>,
}

impl Default for Ini {
    /// PHP's own defaults.
    fn default() -> Self {
        Self { max_input_vars: 1000, max_input_nesting_level: 64, arg_separator_input: b"&".to_vec() }
    }
}

impl From<&Reading> for Ini {
    /// The settings under which PHP reads so; it knows no names kept as they are.
    fn from(reading: &Reading) -> Self {
        let number = |limit: usize| u32::try_from(limit).unwrap_or(UNLIMITED).min(UNLIMITED);
        Self {
            max_input_vars: reading.max_pairs().map_or(UNLIMITED, number),
            max_input_nesting_level: number(reading.max_depth()),
            arg_separator_input: reading.separators().to_vec(),
        }
    }
}

/// PHP has no word for it; no body comes near.
const UNLIMITED: u32 = 1_000_000_000;

impl Ini {
    /// The command line that sets these limits and nothing that depends on the machine.
    pub(super) fn arguments(&self) -> Vec<OsString> {
        let fixed = [
            "precision=-1",
            "memory_limit=-1",
            "max_execution_time=0",
            "max_input_time=-1",
            "post_max_size=0",
            "default_socket_timeout=-1",
            "error_reporting=-1",
            // With errors on display PHP keeps silent about nesting (specification 4.4).
            "display_errors=0",
            "log_errors=1",
            "html_errors=0",
            "expose_php=0",
            "variables_order=P",
            "user_ini.filename=",
            "cgi.fix_pathinfo=0",
        ];
        let limits = [
            format!("max_input_vars={}", self.max_input_vars).into(),
            format!("max_input_nesting_level={}", self.max_input_nesting_level).into(),
            OsString::from_vec(
                [b"arg_separator.input=", quoted(&self.arg_separator_input).as_slice()].concat(),
            ),
        ];
        std::iter::once(OsString::from("-n"))
            .chain(fixed.into_iter().map(OsString::from).chain(limits).flat_map(|entry| ["-d".into(), entry]))
            .collect()
    }
}

/// A value as the ini scanner reads it back: raw in single quotes, escaped in double quotes where it holds a single one.
fn quoted(value: &[u8]) -> Vec<u8> {
    if !value.contains(&b'\'') {
        return [b"'", value, b"'"].concat();
    }
    let escaped = value.iter().flat_map(|&byte| match byte {
        b'"' | b'\\' => vec![b'\\', byte],
        _ => vec![byte],
    });
    std::iter::once(b'"').chain(escaped).chain(std::iter::once(b'"')).collect()
}
