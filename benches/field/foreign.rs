//! Parties of other languages: PHP itself, and Node's `qs`, where they are installed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use phpform::Encoding;

use super::aims::PHP;
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
            Task::Pairs | Task::Borrowed | Task::Owned => return Vec::new(),
            Task::Tree => vec![self.php(row, PHP, "parse_str"), self.node(row)],
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

    fn node(&self, row: &Row) -> Result<Party, Reason> {
        let name = "Node, qs";
        let modules = self.modules()?;
        let files = write(row, "against.js", NODE_PROGRAM).map_err(|error| format!("{name}: {error}"))?;
        let mut command = Command::new("node");
        command.env("NODE_PATH", modules).args(&files);
        let mut process = Process::start(command, "parse").map_err(|error| format!("{name}: {error}"))?;
        check(row, &mut process, name, Encoding::Rfc3986)?;
        Ok(Party::elsewhere(name, process))
    }

    /// The folder in which Node finds `qs`.
    fn modules(&self) -> Result<PathBuf, Reason> {
        let folder = std::env::temp_dir().join("phpform-benches-qs");
        let modules = folder.join("node_modules");
        if modules.join("qs").is_dir() {
            return Ok(modules);
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
            Ok(status) if status.success() => Ok(modules),
            Ok(status) => Err(format!("Node, qs: npm install: {status}")),
            Err(error) => Err(format!("Node, qs: npm: {error}")),
        }
    }
}

/// Writes a program and the bodies of a row where the program can read them.
fn write(row: &Row, file: &str, program: &str) -> io::Result<Vec<PathBuf>> {
    let folder = std::env::temp_dir().join(format!("phpform-benches-{}", std::process::id()));
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

/// Whether a program reads the row's bodies as we do.
fn check(row: &Row, process: &mut Process, name: &str, encoding: Encoding) -> Result<(), Reason> {
    let answers = process.answers(row.bodies.len()).map_err(|error| format!("{name}: {error}"))?;
    for (answer, body) in answers.iter().zip(row.bodies) {
        let ours = phpform::parse(body).unwrap().to_query(encoding);
        assert!(*answer == ours, "{name} reads {} otherwise than phpform does", row.name());
    }
    Ok(())
}
