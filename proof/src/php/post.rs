//! The true `$_POST`, through `FastCGI`, of a `php-cgi` process that stays up.

use std::io::{BufReader, Write};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::process::Stdio;

use phpform_conformance::{Answer, Limit};
use tempfile::TempDir;

use super::worker::Worker;
use super::{Fault, Ini, Program, fastcgi, serialized, warning};

const SCRIPT: &str = include_str!("post.php");
/// As many bytes of requests are under way at once as a socket surely takes without being read.
const UNDER_WAY: usize = 64 * 1024;

/// A `php-cgi` process that answers what `$_POST` holds for bodies.
#[derive(Debug)]
pub struct Post {
    worker: Worker,
    socket: BufReader<UnixStream>,
    script: Vec<u8>,
    /// Holds the script and the socket's name; goes with the process.
    _folder: TempDir,
}

impl Post {
    /// Starts the process.
    ///
    /// # Errors
    /// When PHP is missing or does not start.
    pub fn start(ini: &Ini) -> Result<Self, Fault> {
        let program = Program::Cgi;
        let setup = |source| Fault::Setup { program: program.name(), source };
        let folder = TempDir::with_prefix("phpform").map_err(setup)?;
        let script = folder.path().join("post.php");
        std::fs::write(&script, SCRIPT).map_err(setup)?;
        // The listening socket is handed over as stdin, FastCGI's own way: it takes our call before PHP is up,
        // and no other process can sit on its address.
        let address = folder.path().join("socket");
        let listener = UnixListener::bind(&address).map_err(setup)?;
        let socket = UnixStream::connect(&address).map_err(setup)?;
        Worker::connect(program, &socket)?;
        let worker = Worker::spawn(program, ini.arguments(), OwnedFd::from(listener).into(), Stdio::null())?;
        let script = script.as_os_str().as_bytes().to_vec();
        let mut php = Self { worker, socket: BufReader::new(socket), script, _folder: folder };
        php.ask(&[""])?;
        Ok(php)
    }

    /// Asks about a batch of bodies; one answer each, in their order.
    ///
    /// # Errors
    /// When PHP dies, hangs or answers nonsense; it is gone then, and every further question fails.
    pub fn ask<B: AsRef<[u8]>>(&mut self, bodies: &[B]) -> Result<Vec<Answer>, Fault> {
        let mut answers = Vec::with_capacity(bodies.len());
        let mut requests = Vec::new();
        for (index, body) in bodies.iter().enumerate() {
            self.request(&mut requests, body.as_ref());
            let next = bodies.get(index + 1).map(|body| body.as_ref().len());
            if next.is_none_or(|length| requests.len() + length + 1024 > UNDER_WAY) {
                self.socket.get_mut().write_all(&requests).map_err(|error| self.worker.broken(&error))?;
                requests.clear();
                while answers.len() <= index {
                    answers.push(self.answer()?);
                }
            }
        }
        Ok(answers)
    }

    fn request(&self, out: &mut Vec<u8>, body: &[u8]) {
        let params: [(&str, &[u8]); 4] = [
            ("SCRIPT_FILENAME", &self.script),
            ("REQUEST_METHOD", b"POST"),
            ("CONTENT_TYPE", b"application/x-www-form-urlencoded"),
            ("CONTENT_LENGTH", &body.len().to_string().into_bytes()),
        ];
        fastcgi::request(out, &params, body);
    }

    fn answer(&mut self) -> Result<Answer, Fault> {
        let response = fastcgi::response(&mut self.socket).map_err(|error| self.worker.broken(&error))?;
        read(&response).map_err(|why| {
            let stderr = String::from_utf8_lossy(&response.stderr);
            self.worker.garbled(format!("{why} (to this request it said: {})", stderr.trim()))
        })
    }
}

fn read(response: &fastcgi::Response) -> Result<Answer, String> {
    const BLANK: &[u8] = b"\r\n\r\n";
    let output = &response.stdout;
    let no_script = || format!("expected the script's answer, found \"{}\"", output.escape_ascii());
    let head = output.windows(BLANK.len()).position(|window| window == BLANK).ok_or_else(no_script)?;
    let (copies, tree) =
        output.get(head + BLANK.len()..).and_then(<[u8]>::split_first).ok_or_else(no_script)?;
    let copies = char::from(*copies).to_digit(10).filter(|copies| *copies > 0).ok_or_else(no_script)?;
    let tree = serialized::read(tree)?;
    Ok(Answer::Tree { tree, warnings: warnings(&response.stderr, copies)? })
}

/// PHP's log, a line each. The nesting warning comes once for each copy of a variable that is registered
/// (specification 4.4); how many copies there are the script told.
fn warnings(log: &[u8], copies: u32) -> Result<Vec<Limit>, String> {
    let log = String::from_utf8_lossy(log);
    let mut warnings = Vec::new();
    let mut depth = 0;
    for line in log.lines() {
        let warning = warning::read(line);
        depth += u32::from(warning == Some(Limit::MaxDepth));
        match warning {
            Some(Limit::MaxDepth) if depth % copies != 0 => {}
            Some(warning) => warnings.push(warning),
            None => return Err(format!("expected a warning about a limit, found {line:?}")),
        }
    }
    if depth % copies == 0 {
        Ok(warnings)
    } else {
        Err(format!("expected {copies} warnings about each variable's depth, found {depth} in all"))
    }
}
