//! Parties of other languages: PHP itself, and Node's `qs`, where they are installed.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use phpform::Encoding;

use super::aims::{PHP, PHP_ENCODES};
use super::party::{Party, Process};
use super::rows::{Row, Task};

const PHP_PROGRAM: &str = include_str!("against.php");
const NODE_PROGRAM: &str = include_str!("against.js");

/// The programs that may take part.
#[derive(Clone, Debug)]
pub(crate) struct Programs {
    pub(crate) php: String,
    /// Whether `qs` may be fetched with npm.
    pub(crate) install_qs: bool,
}

impl Default for Programs {
    fn default() -> Self {
        Self { php: "php".to_owned(), install_qs: false }
    }
}

/// Why a program does not take part.
type Reason = String;

impl Programs {
    /// Adds the programs that can do the row's work; gives the reasons why others are missing.
    pub(crate) fn join(&self, row: &mut Row) -> Vec<Reason> {
        let results = match row.task {
            Task::Tree => {
                vec![self.php(row, PHP, "parse_str"), self.node(row, "Node, qs.parse", "parse")]
            }
            Task::Encode => vec![
                self.php(row, PHP_ENCODES, "http_build_query"),
                self.node(row, "Node, qs.stringify", "stringify"),
            ],
            _ => return Vec::new(),
        };
        let mut reasons = Vec::new();
        for result in results {
            match result {
                Ok(party) => row.parties.push(party),
                Err(reason) => reasons.push(reason),
            }
        }
        reasons
    }

    fn php(&self, row: &Row, name: &'static str, task: &'static str) -> Result<Party, Reason> {
        let files = write(row, "against.php", PHP_PROGRAM).map_err(|error| format!("{name}: {error}"))?;
        let mut command = Command::new(&self.php);
        // The limit is lifted so that all parties read the whole body.
        command.args(["-n", "-d", "max_input_vars=100000000", "-d", "memory_limit=-1"]).args(&files);
        let mut process = Process::start(command, task).map_err(|error| format!("{name}: {error}"))?;
        check(row, &mut process, name, Encoding::Rfc1738)?;
        Ok(Party::elsewhere(name, process))
    }

    fn node(&self, row: &Row, name: &'static str, task: &'static str) -> Result<Party, Reason> {
        let modules = self.modules()?.join("node_modules");
        let files = write(row, "against.js", NODE_PROGRAM).map_err(|error| format!("{name}: {error}"))?;
        let mut command = Command::new("node");
        command.env("NODE_PATH", modules).args(&files);
        let mut process = Process::start(command, task).map_err(|error| format!("{name}: {error}"))?;
        check(row, &mut process, name, Encoding::Rfc3986)?;
        Ok(Party::elsewhere(name, process))
    }

    /// The folder that holds `qs`, below `node_modules`.
    fn modules(&self) -> Result<PathBuf, Reason> {
        let folder = env::temp_dir().join("phpform-benches-qs");
        if folder.join("node_modules/qs").is_dir() {
            return Ok(folder);
        }
        if !self.install_qs {
            return Err("Node, qs: not installed here; --install-qs fetches it with npm".to_owned());
        }
        fs::create_dir_all(&folder).map_err(|error| format!("Node, qs: {error}"))?;
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-save", "--silent", "--prefix"])
            .arg(&folder)
            .arg("qs")
            .stdout(Stdio::null());
        match npm.status() {
            Ok(status) if status.success() => Ok(folder),
            Ok(status) => Err(format!("Node, qs: npm install: {status}")),
            Err(error) => Err(format!("Node, qs: npm: {error}")),
        }
    }

    /// The versions of the programs that are installed.
    pub(crate) fn versions(&self) -> Vec<(&'static str, String)> {
        let php = Command::new(&self.php).args(["-n", "-r", "echo PHP_VERSION;"]).output();
        let node = Command::new("node").arg("--version").output();
        let mut versions = Vec::new();
        for (name, output) in [("PHP", php), ("Node", node)] {
            if let Ok(output) = output {
                versions.push((name, String::from_utf8_lossy(&output.stdout).trim().to_owned()));
            }
        }
        let package = self
            .modules()
            .ok()
            .and_then(|folder| fs::read_to_string(folder.join("node_modules/qs/package.json")).ok());
        let package = package.and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
        if let Some(version) = package.as_ref().and_then(|package| package["version"].as_str()) {
            versions.push(("qs", version.to_owned()));
        }
        versions
    }
}

/// Writes a program and the bodies of a row where the program can read them.
fn write(row: &Row, file: &str, program: &str) -> io::Result<Vec<PathBuf>> {
    let folder = env::temp_dir().join(format!("phpform-benches-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let mut files = vec![folder.join(file)];
    fs::write(&files[0], program)?;
    for (index, body) in row.bodies.iter().enumerate() {
        files.push(body_file(&folder, index, body)?);
    }
    Ok(files)
}

fn body_file(folder: &Path, index: usize, body: &[u8]) -> io::Result<PathBuf> {
    let file = folder.join(format!("{index}.form"));
    fs::write(&file, body)?;
    Ok(file)
}

/// Whether a program reads the row's bodies as we do, and writes them again as we do.
fn check(row: &Row, process: &mut Process, name: &str, encoding: Encoding) -> Result<(), Reason> {
    let answers = process.answers(row.bodies.len()).map_err(|error| format!("{name}: {error}"))?;
    for (answer, body) in answers.iter().zip(row.bodies) {
        let ours = phpform::parse(body).unwrap().to_query(encoding);
        assert!(*answer == ours, "{name} reads {} otherwise than phpform does", row.name());
    }
    Ok(())
}
