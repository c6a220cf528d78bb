//! Bodies whose tree is known before they are read: leaves with their paths, spelled in many ways.

use std::collections::BTreeMap;

use arbitrary::Arbitrary;
use phpform::{Key, Step};

use crate::bodies::spell;

/// As many brackets a name may have: one less than PHP takes by default.
const DEEPEST: usize = 63;
/// As many leaves are written.
const MOST: usize = 200;

/// Leaves to be written, one part each.
#[derive(Clone, Debug, Arbitrary)]
pub struct Written(Vec<Leaf>);

#[derive(Clone, Debug, Arbitrary)]
struct Leaf {
    top: Word,
    keys: Vec<Word>,
    value: Word,
    /// Decides how it is spelled.
    spelling: u64,
}

#[derive(Clone, Debug, Arbitrary)]
enum Word {
    A,
    B,
    Small(u8),
    Int(i64),
    Bytes(Vec<u8>),
}

impl Word {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::A => b"a".to_vec(),
            Self::B => b"b".to_vec(),
            Self::Small(int) => int.to_string().into_bytes(),
            Self::Int(int) => int.to_string().into_bytes(),
            Self::Bytes(bytes) => bytes.clone(),
        }
    }
}

/// The leaves of a tree: the keys that lead to each, as they are written, and the text there.
pub type Leaves = BTreeMap<Vec<Vec<u8>>, Vec<u8>>;

impl Written {
    /// The body and its leaves, or `None` for leaves that do not get along or that no body can hold: then the input
    /// is of no use.
    pub fn body(&self) -> Option<(Vec<u8>, Leaves)> {
        let mut body = Vec::new();
        let mut leaves = Leaves::new();
        for leaf in self.0.iter().take(MOST) {
            let path = leaf.path()?;
            // No leaf stands where another one has its branch.
            let branch =
                leaves.range(path.clone()..).next().is_some_and(|(other, _)| other.starts_with(&path));
            let stem =
                (1..path.len()).any(|end| path.get(..end).is_some_and(|stem| leaves.contains_key(stem)));
            if branch || stem {
                return None;
            }
            leaf.write(&mut body);
            leaves.insert(path, leaf.value.bytes());
        }
        (!leaves.is_empty()).then_some((body, leaves))
    }
}

impl Leaf {
    /// The keys, if a body can hold them (specification 6.10).
    fn path(&self) -> Option<Vec<Vec<u8>>> {
        let top = self.top.bytes();
        let keys: Vec<Vec<u8>> = self.keys.iter().map(Word::bytes).collect();
        let is_prefixed = |key: &[u8]| key.starts_with(b"__Host-") || key.starts_with(b"__Secure-");
        let top_fits = !top.is_empty() && !top.iter().any(|byte| matches!(byte, b' ' | b'.' | b'[' | 0));
        let fits = |key: &Vec<u8>| {
            let blank = matches!(key.as_slice(), [] | [b' ' | b'\t'..=b'\r']);
            !blank && !is_prefixed(key) && !key.iter().any(|byte| matches!(byte, b']' | 0))
        };
        if !top_fits || keys.len() > DEEPEST || !keys.iter().all(fits) {
            return None;
        }
        Some([top].into_iter().chain(keys).collect())
    }

    fn write(&self, body: &mut Vec<u8>) {
        if !body.is_empty() {
            body.push(b'&');
        }
        spell(body, &self.top.bytes(), self.spelling);
        let brackets: [(&[u8], &[u8]); 4] = [(b"[", b"]"), (b"%5B", b"%5D"), (b"%5b", b"]"), (b"[", b"%5d")];
        for (key, level) in self.keys.iter().zip(0_u32..) {
            let which = self.spelling.rotate_right(2 * level) % 4;
            let which = usize::try_from(which).unwrap_or_default();
            let (open, close) = brackets.get(which).copied().unwrap_or((b"[", b"]"));
            body.extend_from_slice(open);
            spell(body, &key.bytes(), self.spelling.wrapping_add(level.into()));
            body.extend_from_slice(close);
        }
        body.push(b'=');
        spell(body, &self.value.bytes(), self.spelling);
    }
}

/// Reads a body and compares its leaves with those that were written.
///
/// # Panics
///
/// If they are others.
pub fn hold(body: &[u8], want: &Leaves) {
    let form = phpform::parse(body).map_err(|error| error.to_string());
    let mut got = Leaves::new();
    let mut path: Vec<Vec<u8>> = Vec::new();
    for step in form.iter().flat_map(|form| form.root().walk()) {
        match step {
            Step::Open(key) => path.push(written(key)),
            Step::Close => _ = path.pop(),
            Step::Text(key, text) => {
                let path = path.iter().cloned().chain([written(key)]).collect();
                got.insert(path, text.to_vec());
            }
        }
    }
    assert!(
        got == *want,
        "broken: what was written is read\n  body   {}\n  want   {want:?}\n  got    {got:?} {:?}",
        body.escape_ascii(),
        form.err()
    );
}

fn written(key: Key<'_>) -> Vec<u8> {
    match key {
        Key::Int(int) => int.to_string().into_bytes(),
        Key::Bytes(bytes) => bytes.to_vec(),
    }
}
