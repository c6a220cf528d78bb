//! `parse_str` of a `php` process that stays up.

use phpform_conformance::{Answer, Limit, Node};

use super::cli::{Cli, items};
use super::{Fault, Ini, warning};

/// A `php` process that answers what `parse_str` makes of bodies.
#[derive(Debug)]
pub struct ParseStr(Cli);

impl ParseStr {
    /// Starts the process and checks that it runs under these settings.
    ///
    /// # Errors
    /// When PHP is missing, does not start, or reads the settings differently.
    pub fn start(ini: &Ini) -> Result<Self, Fault> {
        Cli::start(ini, include_str!("parse_str.php")).map(Self)
    }

    /// Asks about a batch of bodies; one answer each, in their order. A few hundred at a time pay best.
    ///
    /// # Errors
    /// When PHP dies, hangs or answers nonsense; it is gone then, and every further question fails.
    pub fn ask<B: AsRef<[u8]>>(&mut self, bodies: &[B]) -> Result<Vec<Answer>, Fault> {
        let node = self.0.exchange(&batch(bodies))?;
        answers(node, bodies.len()).map_err(|why| self.0.garbled(why))
    }
}

/// A count or a length too large for its field makes a frame too large to be sent, so that it never gets that far.
fn batch<B: AsRef<[u8]>>(bodies: &[B]) -> Vec<u8> {
    let lengths = bodies.iter().map(|body| body.as_ref().len());
    let mut batch = Vec::with_capacity(4 + lengths.clone().map(|length| 4 + length).sum::<usize>());
    for number in std::iter::once(bodies.len()).chain(lengths) {
        batch.extend(u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
    }
    batch.extend(bodies.iter().flat_map(AsRef::as_ref));
    batch
}

/// `[[tree, …], [[index, message], …]]`
fn answers(node: Node, count: usize) -> Result<Vec<Answer>, String> {
    let [trees, messages] = items(node)?.try_into().map_err(|_| "expected trees and warnings")?;
    let trees = items(trees)?;
    if trees.len() != count {
        return Err(format!("expected {count} trees, found {}", trees.len()));
    }
    let mut warnings: Vec<Vec<Limit>> = vec![Vec::new(); count];
    for message in items(messages)? {
        let (index, limit) = warned(&items(message)?)?;
        warnings
            .get_mut(index)
            .ok_or_else(|| format!("expected a warning about a body, found {index}"))?
            .push(limit);
    }
    Ok(trees.into_iter().zip(warnings).map(|(tree, warnings)| Answer::Tree { tree, warnings }).collect())
}

/// `[index, message]`
fn warned(message: &[Node]) -> Result<(usize, Limit), String> {
    let texts: Vec<String> = message
        .iter()
        .filter_map(Node::as_bytes)
        .map(|bytes| String::from_utf8_lossy(bytes).into())
        .collect();
    let [index, message] = texts.as_slice() else { return Err("expected an index and a message".to_owned()) };
    match (index.parse(), warning::read(message)) {
        (Ok(index), Some(limit)) => Ok((index, limit)),
        _ => Err(format!("expected a warning about a limit, found {message:?}")),
    }
}
