//! The command that shows a case once more.

use std::ffi::OsString;
use std::fmt::Write;

use phpform_conformance::{Options, Vector};

/// A body longer than this makes a command that nobody copies.
const MOST_BYTES: usize = 600;

/// Pipes the body of a vector into `phpform decode`, unless it is too long for a line.
pub(super) fn decode(vector: &Vector) -> Option<String> {
    if vector.body.len() > MOST_BYTES {
        return None;
    }
    let Options { max_pairs, max_depth, max_bytes, separators, keep_names } = &vector.options;
    let mut command =
        format!("{} | phpform decode --as tagged --profile {}", printf(&vector.body), vector.profile);
    for (option, number) in
        [("--max-pairs", max_pairs), ("--max-depth", max_depth), ("--max-bytes", max_bytes)]
    {
        if let Some(number) = number {
            _ = write!(command, " {option} {number}");
        }
    }
    if let Some(bytes) = separators {
        _ = write!(command, " --separators \"$({})\"", printf(bytes));
    }
    if *keep_names {
        command.push_str(" --keep-names");
    }
    Some(command)
}

/// A command as a shell takes it.
pub(super) fn quote(command: &[OsString]) -> String {
    let quoted = command.iter().map(|word| {
        let word = word.to_string_lossy();
        let is_plain = |char: char| char.is_ascii_alphanumeric() || "-_./=:,@%+".contains(char);
        if !word.is_empty() && word.chars().all(is_plain) {
            word.into_owned()
        } else {
            format!("'{}'", word.replace('\'', "'\\''"))
        }
    });
    quoted.collect::<Vec<_>>().join(" ")
}

/// A shell command that writes these bytes.
fn printf(bytes: &[u8]) -> String {
    let mut command = "printf '".to_owned();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'%' => command.push_str("%%"),
            // A `-` in front would be an option.
            b'-' if at > 0 => command.push('-'),
            b'-' | b'\'' | b'\\' => _ = write!(command, "\\{byte:03o}"),
            b' '..=b'~' => command.push(char::from(*byte)),
            _ => _ = write!(command, "\\{byte:03o}"),
        }
    }
    command.push('\'');
    command
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn the_shell_writes_the_bytes() {
        let every: Vec<u8> = (0..=255).collect();
        let tricky = b"-n\\0019%s'\"$(x)`y`!".to_vec();
        let vectors = phpform_conformance::vector::vectors().unwrap();
        let short = vectors.iter().map(|vector| &vector.body).filter(|body| body.len() <= MOST_BYTES);
        let bodies: Vec<_> = short.chain([&every, &tricky]).collect();
        let script: Vec<_> = bodies.iter().map(|body| printf(body)).collect();
        let output = Command::new("sh").arg("-c").arg(script.join("\n")).output().unwrap();
        assert!(output.status.success(), "{}", output.stderr.escape_ascii());
        assert!(output.stdout == bodies.into_iter().flatten().copied().collect::<Vec<u8>>());
    }
}
