//! Writes the seeds of the fuzz targets: the documented samples, of each flag the shortest vectors that carry it, bodies
//! that types ask for, and bodies made to be slow or large.
//!
//! `cargo run -p phpform-proof --example seeds` from the root of the workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;

use phpform_conformance::vector::vectors;
use phpform_proof::adversaries::Adversary;
use phpform_proof::corpus;

/// So many vectors of each flag.
const OF_A_FLAG: usize = 3;
/// From about so many bytes on an array has so many children that it gets a table.
const WIDE: usize = 600;
/// What only types ask for.
const FOR_TYPES: &[(&str, &str)] = &[
    (
        "type-other-formats",
        "a=true&j=false&b=-5&7=18446744073709551615&18446744073709551615=x&c=1.5&d=&e=null&f=somex&g=wrappedx&h=1e300&i=x",
    ),
    ("type-other-formats-nested", "a=map&b=list&a=list"),
    ("type-other-formats-variant", "a=1&b=variant"),
    ("type-other-formats-bool-key", "true=1"),
    ("type-forbidden-when-decoded", "a[%5F_Host-x]=1&a[b]=%5F&a[_%5Fx]=2"),
    ("type-underscores", "a[_x]=1&a[__x]=2&a[x__]=3&a[y][z]=1&a[y][u]=2"),
    ("type-one-field-twice", "b=1&a_b=2&a=x"),
];
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
    seeds.extend(FOR_TYPES.iter().map(|(name, body)| ((*name).to_owned(), body.as_bytes().to_vec())));
    for (name, prefix) in [("wide-texts", "k"), ("wide-integers", "")] {
        seeds.insert(name.to_owned(), wide(prefix));
    }
    for adversary in Adversary::ALL {
        let mut body = adversary.body(WIDE);
        body.truncate(LONGEST);
        seeds.insert(format!("adversary-{}", adversary.name.replace([' ', ',', '\''], "-")), body);
    }
    let folder = root.join("fuzz/seeds");
    for old in corpus::bodies(&folder)? {
        // What a fuzzer found is kept by `fuzz/keep`.
        if !old.file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("found-")) {
            fs::remove_file(old.file)?;
        }
    }
    for (name, body) in &seeds {
        fs::write(folder.join(name).with_extension("form"), body)?;
    }
    println!("{} seeds", seeds.len());
    Ok(())
}

/// More entries at the top than are searched one by one, of which two go one bracket too deep; then the same in an array
/// below, out of order.
fn wide(prefix: &str) -> Vec<u8> {
    let key = |number: usize| format!("{prefix}{}", number * 7 % 80);
    let mut body = String::new();
    for number in 0..80 {
        body += &format!("{}=&", key(number));
    }
    for number in [3, 40] {
        body += &format!("{}{}&{}=1&", key(number), "[]".repeat(65), key(number + 1));
    }
    for number in 0..80 {
        body += &format!("a[{}]=&", key(number));
    }
    body.into_bytes()
}
