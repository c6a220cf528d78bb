//! Writes the seeds of the fuzz targets: the documented samples, and of each flag the shortest vectors that carry it.
//!
//! `cargo run -p phpform-proof --example seeds` from the root of the workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;

use phpform_conformance::vector::vectors;
use phpform_proof::corpus;

/// So many vectors of each flag.
const OF_A_FLAG: usize = 3;
/// Longer bodies slow a fuzzer down.
const LONGEST: usize = 1500;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("expected a workspace")?;
    let mut seeds: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for sample in corpus::bodies(&root.join("conformance/samples"))? {
        let name = sample.file.file_stem().ok_or("expected a name")?.to_string_lossy().into_owned();
        seeds.insert(format!("sample-{name}"), sample.body.trim_ascii_end().to_vec());
    }
    let mut vectors = vectors()?;
    vectors.retain(|vector| !vector.body.is_empty() && vector.body.len() <= LONGEST);
    vectors.sort_by_key(|vector| vector.body.len());
    let flags: BTreeSet<&String> = vectors.iter().flat_map(|vector| &vector.flags).collect();
    for flag in flags {
        for vector in vectors.iter().filter(|vector| vector.flags.contains(flag)).take(OF_A_FLAG) {
            seeds.insert(format!("vector-{}", vector.id.replace('/', "-")), vector.body.clone());
        }
    }
    let folder = root.join("fuzz/seeds");
    for old in corpus::bodies(&folder)? {
        fs::remove_file(old.file)?;
    }
    for (name, body) in &seeds {
        fs::write(folder.join(name).with_extension("form"), body)?;
    }
    println!("{} seeds", seeds.len());
    Ok(())
}
