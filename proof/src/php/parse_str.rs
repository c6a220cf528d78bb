//! `parse_str` of a `php` process that stays up.

use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::Stdio;

use phpform_conformance::{Key, Node};

use super::worker::Worker;
use super::{Answer, Fault, Limits, Program, Warning, serialized};

const SCRIPT: &str = include_str!("parse_str.php");

/// A `php` process that answers what `parse_str` makes of bodies.
#[derive(Debug)]
pub struct ParseStr {
    worker: Worker,
    socket: UnixStream,
}

impl ParseStr {
    /// Starts the process and checks that it runs under these limits.
    ///
    /// # Errors
    /// When PHP is missing, does not start, or reads the limits differently.
    pub fn start(limits: &Limits) -> Result<Self, Fault> {
        let program = Program::Cli;
        let setup = |source| Fault::Setup { program: program.name(), source };
        let (socket, theirs) = UnixStream::pair().map_err(setup)?;
        Worker::connect(program, &socket)?;
        let stdout = OwnedFd::from(theirs.try_clone().map_err(setup)?);
        // `-r` wants the code without the opening tag.
        let script = ["-r".into(), SCRIPT.trim_start_matches("<?php").into()];
        let arguments = limits.arguments().into_iter().chain(script);
        let worker = Worker::spawn(program, arguments, OwnedFd::from(theirs).into(), Stdio::from(stdout))?;
        let mut php = Self { worker, socket };
        php.greet(limits)?;
        Ok(php)
    }

    /// Asks about a batch of bodies; one answer each, in their order. A few hundred at a time pay best.
    ///
    /// # Errors
    /// When PHP dies, hangs or answers nonsense; it is gone then, and every further question fails.
    pub fn ask<B: AsRef<[u8]>>(&mut self, bodies: &[B]) -> Result<Vec<Answer>, Fault> {
        let batch = batch(bodies).map_err(|error| self.worker.broken(&error))?;
        self.socket.write_all(&batch).map_err(|error| self.worker.broken(&error))?;
        let node = self.frame()?;
        answers(node, bodies.len()).map_err(|why| self.worker.garbled(why))
    }

    fn greet(&mut self, limits: &Limits) -> Result<(), Fault> {
        let found = self.frame()?;
        let numbers =
            [b"8".to_vec(), limits.max_pairs.to_string().into(), limits.max_depth.to_string().into()];
        let texts = numbers.into_iter().chain([limits.separators.clone()]).map(Node::Text);
        let wanted = Node::Array((0..).map(Key::Int).zip(texts).collect());
        if found == wanted {
            Ok(())
        } else {
            Err(self
                .worker
                .garbled(format!("asked for int size and limits {wanted:?}, it runs under {found:?}")))
        }
    }

    fn frame(&mut self) -> Result<Node, Fault> {
        let bytes = read_frame(&mut self.socket).map_err(|error| self.worker.broken(&error))?;
        serialized::read(&bytes).map_err(|why| self.worker.garbled(why))
    }
}

fn batch<B: AsRef<[u8]>>(bodies: &[B]) -> io::Result<Vec<u8>> {
    let too_large = |_| io::Error::new(io::ErrorKind::InvalidData, "a batch holds less than 4 GiB");
    let size = 4 + bodies.iter().map(|body| 4 + body.as_ref().len()).sum::<usize>();
    let mut batch = Vec::with_capacity(4 + size);
    for number in [size, bodies.len()].into_iter().chain(bodies.iter().map(|body| body.as_ref().len())) {
        batch.extend(u32::try_from(number).map_err(too_large)?.to_le_bytes());
    }
    batch.extend(bodies.iter().flat_map(AsRef::as_ref));
    Ok(batch)
}

fn read_frame(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = [0; 4];
    from.read_exact(&mut head)?;
    let length = u32::from_le_bytes(head);
    let mut bytes = Vec::new();
    from.take(length.into()).read_to_end(&mut bytes)?;
    if bytes.len() == length as usize { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// `[[tree, …], [[index, message], …]]`
fn answers(node: Node, count: usize) -> Result<Vec<Answer>, String> {
    let [trees, warnings] = items(node)?.try_into().map_err(|_| "expected trees and warnings")?;
    let trees = items(trees)?;
    if trees.len() != count {
        return Err(format!("expected {count} trees, found {}", trees.len()));
    }
    let mut answers: Vec<Answer> =
        trees.into_iter().map(|tree| Answer { tree, warnings: Vec::new() }).collect();
    for warning in items(warnings)? {
        let warning = items(warning)?;
        let [Node::Text(index), Node::Text(message)] = warning.as_slice() else {
            return Err("expected an index and a message".to_owned());
        };
        let message = String::from_utf8_lossy(message);
        let index: Option<usize> = std::str::from_utf8(index).ok().and_then(|index| index.parse().ok());
        match (index.and_then(|index| answers.get_mut(index)), Warning::from_message(&message)) {
            (Some(answer), Some(warning)) => answer.warnings.push(warning),
            _ => return Err(format!("expected a warning about a limit, found {message:?}")),
        }
    }
    Ok(answers)
}

fn items(node: Node) -> Result<Vec<Node>, String> {
    match node {
        Node::Array(items) => Ok(items.into_iter().map(|(_, node)| node).collect()),
        Node::Text(text) => Err(format!("expected an array, found \"{}\"", text.escape_ascii())),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Fault, Limits, ParseStr};
    use crate::php;

    fn start() -> Option<ParseStr> {
        match ParseStr::start(&Limits::default()) {
            Err(Fault::Missing(_)) if !php::required() => None,
            php => Some(php.unwrap()),
        }
    }

    #[test]
    fn a_dead_php_is_an_error_that_stays() {
        let Some(mut php) = start() else { return };
        php.worker.kill();
        assert!(matches!(php.ask(&["a=1"]), Err(Fault::Died { .. })));
        assert!(matches!(php.ask(&["a=1"]), Err(Fault::Died { .. })));
    }

    #[test]
    fn a_script_that_fails_is_quoted() {
        let Some(mut php) = start() else { return };
        // A count that the lengths do not bear out makes `unpack` fail.
        std::io::Write::write_all(&mut php.socket, &[4, 0, 0, 0, 9, 0, 0, 0]).unwrap();
        let fault = php.frame().unwrap_err().to_string();
        assert!(fault.contains("unpack"), "{fault}");
    }

    #[test]
    fn a_silent_php_is_an_error() {
        let Some(mut php) = start() else { return };
        php.socket.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
        assert!(matches!(php.frame(), Err(Fault::Hung { .. })));
        assert!(matches!(php.ask(&["a=1"]), Err(Fault::Died { .. })));
    }
}
