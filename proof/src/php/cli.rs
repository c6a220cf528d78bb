//! A `php` process that runs one of our scripts and talks in frames: 4 bytes of little-endian length, then as many bytes.

use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::Stdio;

use phpform_conformance::{Key, Node};

use super::worker::Worker;
use super::{Fault, Ini, Program, serialized};

/// What every script begins with.
const FRAMES: &str = include_str!("frames.php");

/// The process and the line to it.
#[derive(Debug)]
pub(super) struct Cli {
    worker: Worker,
    socket: UnixStream,
}

impl Cli {
    /// Starts the script and checks that it runs under these settings.
    pub(super) fn start(ini: &Ini, script: &str) -> Result<Self, Fault> {
        let program = Program::Cli;
        let setup = |source| Fault::Setup { program: program.name(), source };
        let (socket, theirs) = UnixStream::pair().map_err(setup)?;
        Worker::connect(program, &socket)?;
        let stdout = OwnedFd::from(theirs.try_clone().map_err(setup)?);
        // `-r` wants code without the opening tag.
        let code: String = [FRAMES, script].map(|file| file.trim_start_matches("<?php")).concat();
        let arguments = ini.arguments().into_iter().chain(["-r".into(), code.into()]);
        let worker = Worker::spawn(program, arguments, OwnedFd::from(theirs).into(), Stdio::from(stdout))?;
        let mut php = Self { worker, socket };
        php.greet(ini)?;
        Ok(php)
    }

    /// One question and its answer.
    pub(super) fn exchange(&mut self, question: &[u8]) -> Result<Node, Fault> {
        let sent = write_frame(&mut self.socket, question);
        sent.map_err(|error| self.worker.broken(&error))?;
        self.answer()
    }

    /// An answer that is none. Ends the process.
    pub(super) fn garbled(&mut self, why: String) -> Fault {
        self.worker.garbled(why)
    }

    fn greet(&mut self, ini: &Ini) -> Result<(), Fault> {
        let found = self.answer()?;
        let numbers = [
            b"8".to_vec(),
            ini.max_input_vars.to_string().into(),
            ini.max_input_nesting_level.to_string().into(),
        ];
        let texts = numbers.into_iter().chain([ini.arg_separator_input.clone()]).map(Node::Text);
        let wanted = Node::Array((0..).map(Key::Int).zip(texts).collect());
        if found == wanted {
            Ok(())
        } else {
            Err(self.garbled(format!("asked for int size and settings {wanted:?}, it runs under {found:?}")))
        }
    }

    fn answer(&mut self) -> Result<Node, Fault> {
        let bytes = read_frame(&mut self.socket).map_err(|error| self.worker.broken(&error))?;
        serialized::read(&bytes).map_err(|why| self.garbled(why))
    }
}

fn write_frame(to: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let too_large = |_| io::Error::new(io::ErrorKind::InvalidData, "a batch holds less than 4 GiB");
    let length = u32::try_from(bytes.len()).map_err(too_large)?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(bytes)
}

fn read_frame(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = [0; 4];
    from.read_exact(&mut head)?;
    let length = u32::from_le_bytes(head);
    let mut bytes = Vec::new();
    from.take(length.into()).read_to_end(&mut bytes)?;
    if bytes.len() == length as usize { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// The values of an array whose keys do not matter.
pub(super) fn items(node: Node) -> Result<Vec<Node>, String> {
    let found = node.as_bytes().map(<[u8]>::to_vec).unwrap_or_default();
    match node.into_items() {
        Some(items) => Ok(items.into_iter().map(|(_, node)| node).collect()),
        None => Err(format!("expected an array, found \"{}\"", found.escape_ascii())),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use phpform_conformance::Node;

    use super::{Cli, Fault, Ini};
    use crate::php;

    const ECHO: &str = "while (($question = $read()) !== null) { $answer(explode('&', $question)); }";

    fn start(script: &str) -> Option<Cli> {
        match Cli::start(&Ini::default(), script) {
            Err(Fault::Missing(_)) if !php::required() => None,
            php => Some(php.unwrap()),
        }
    }

    #[test]
    fn frames_go_both_ways() {
        let Some(mut php) = start(ECHO) else { return };
        for length in [0, 1, 100, 8191, 8192, 8193, 300_000, 3_000_000] {
            let text = "x".repeat(length);
            let answer = php.exchange(format!("{text}&{text}").as_bytes()).unwrap();
            let texts: Vec<_> = super::items(answer).unwrap();
            assert_eq!(texts, [Node::Text(text.clone().into()), Node::Text(text.into())]);
        }
    }

    #[test]
    fn a_dead_php_is_an_error_that_stays() {
        let Some(mut php) = start(ECHO) else { return };
        php.worker.kill();
        assert!(matches!(php.exchange(b"a=1"), Err(Fault::Died { .. })));
        assert!(matches!(php.exchange(b"a=1"), Err(Fault::Died { .. })));
    }

    #[test]
    fn a_script_that_fails_is_quoted() {
        let Some(mut php) = start("$read(); throw new Exception('out of paper');") else { return };
        let fault = php.exchange(b"a=1").unwrap_err().to_string();
        assert!(fault.contains("out of paper"), "{fault}");
    }

    #[test]
    fn a_script_that_babbles_is_an_error() {
        let Some(mut php) = start("$read(); echo pack('V', 4), 'i:3;';") else { return };
        let fault = php.exchange(b"a=1").unwrap_err().to_string();
        assert!(fault.contains("expected a string or an array"), "{fault}");
    }

    #[test]
    fn a_silent_php_is_an_error() {
        let Some(mut php) = start(ECHO) else { return };
        php.socket.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
        assert!(matches!(php.answer(), Err(Fault::Hung { .. })));
        assert!(matches!(php.exchange(b"a=1"), Err(Fault::Died { .. })));
    }
}
