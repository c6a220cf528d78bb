//! Bodies that are kept as files: the seeds of the fuzz targets, and what once went wrong.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// A body with the file it was kept in.
#[derive(Debug)]
pub struct Kept {
    /// The file.
    pub file: PathBuf,
    /// What stands in it.
    pub body: Vec<u8>,
}

/// The bodies of a folder, by name: files that end in `.form`.
///
/// # Errors
///
/// What the system says of the folder or a file.
pub fn bodies(folder: &Path) -> io::Result<Vec<Kept>> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "form"));
    files.sort();
    files.into_iter().map(|file| Ok(Kept { body: fs::read(&file)?, file })).collect()
}
