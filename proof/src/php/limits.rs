//! What a PHP process is started with.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

/// The ini settings that change what PHP makes of a body.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Limits {
    /// `max_input_vars`.
    pub max_pairs: u32,
    /// `max_input_nesting_level`.
    pub max_depth: u32,
    /// `arg_separator.input`: each byte separates. `parse_str` alone looks at it.
    pub separators: Vec<u8>,
}

impl Default for Limits {
    /// PHP's own defaults.
    fn default() -> Self {
        Self { max_pairs: 1000, max_depth: 64, separators: b"&".to_vec() }
    }
}

impl Limits {
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
            format!("max_input_vars={}", self.max_pairs).into(),
            format!("max_input_nesting_level={}", self.max_depth).into(),
            OsString::from_vec([b"arg_separator.input=", quoted(&self.separators).as_slice()].concat()),
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
