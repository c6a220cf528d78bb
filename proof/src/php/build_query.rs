//! `http_build_query` of a `php` process that stays up.

use phpform_conformance::{Key, Node};

use super::cli::{Cli, items};
use super::{Fault, Ini, serialized};
use crate::trees::Value;

/// How `http_build_query` escapes, specification 6.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `PHP_QUERY_RFC1738`, the default: a space is `+`.
    Rfc1738,
    /// `PHP_QUERY_RFC3986`: a space is `%20`, and `~` stays.
    Rfc3986,
}

/// A `php` process that answers what `http_build_query` makes of arrays, under `precision=-1`.
#[derive(Debug)]
pub struct BuildQuery(Cli);

impl BuildQuery {
    /// Starts the process.
    ///
    /// # Errors
    /// When PHP is missing or does not start.
    pub fn start() -> Result<Self, Fault> {
        Cli::start(&Ini::default(), include_str!("build_query.php")).map(Self)
    }

    /// Asks about a batch of arrays; one body each, in their order.
    ///
    /// # Errors
    /// When PHP dies, hangs or answers nonsense; it is gone then, and every further question fails.
    pub fn ask(&mut self, arrays: &[Vec<(Key, Value)>], encoding: Encoding) -> Result<Vec<Vec<u8>>, Fault> {
        let mut batch = match encoding {
            Encoding::Rfc1738 => b"1".to_vec(),
            Encoding::Rfc3986 => b"2".to_vec(),
        };
        serialized::write(&mut batch, arrays);
        let node = self.0.exchange(&batch)?;
        bodies(node, arrays.len()).map_err(|why| self.0.garbled(why))
    }
}

fn bodies(node: Node, count: usize) -> Result<Vec<Vec<u8>>, String> {
    let nodes = items(node)?;
    if nodes.len() != count {
        return Err(format!("expected {count} bodies, found {}", nodes.len()));
    }
    let body = |node: &Node| {
        node.as_bytes().map(<[u8]>::to_vec).ok_or_else(|| format!("expected a body, found {node:?}"))
    };
    nodes.iter().map(body).collect()
}
