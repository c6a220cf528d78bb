//! Where two answers differ, said for people: one line a place, each with its path.

use std::collections::HashMap;
use std::fmt::{self, Write};

use crate::path;
use crate::{Answer, Key, Limit, Node};

/// How many lines are shown; the rest is counted.
const SHOWN: usize = 20;

/// Where an answer is not the one that was wanted.
///
/// ```
/// use phpform_conformance::{Answer, Difference};
///
/// let want: Answer = serde_json::from_str(r#"{"tree":{"array":[["a",{"array":[[0,"1"]]}]]}}"#)?;
/// let got: Answer = serde_json::from_str(r#"{"tree":{"array":[["a",{"array":[["0","1"]]}]]}}"#)?;
/// let difference = Difference::between(&want, &got).unwrap();
/// assert_eq!(difference.to_string(), "a[0]: want \"1\", got nothing\na[\"0\"]: want nothing, got \"1\"");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    lines: Vec<String>,
    more: usize,
}

impl Difference {
    /// Compares two answers, or gives `None` where they are the same.
    pub fn between(want: &Answer, got: &Answer) -> Option<Difference> {
        if want == got {
            return None;
        }
        let mut difference = Difference { lines: Vec::new(), more: 0 };
        match (want, got) {
            (Answer::Tree { tree: want, warnings: want_warnings }, Answer::Tree { tree: got, warnings }) => {
                difference.trees(want, got);
                if want_warnings != warnings {
                    difference
                        .add(|| format!("warnings: want {}, got {}", list(want_warnings), list(warnings)));
                }
            }
            _ => difference.add(|| format!("want {}, got {}", summary(want), summary(got))),
        }
        Some(difference)
    }

    /// The lines that are shown.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// How many more places differ.
    pub fn more(&self) -> usize {
        self.more
    }

    fn add(&mut self, line: impl FnOnce() -> String) {
        if self.lines.len() < SHOWN {
            self.lines.push(line());
        } else {
            self.more += 1;
        }
    }

    /// Compares trees, outermost places first, without recursion.
    fn trees(&mut self, want: &Node, got: &Node) {
        let mut path: Vec<&Key> = Vec::new();
        let mut places: Vec<(usize, Option<&Key>, &Node, &Node)> = vec![(0, None, want, got)];
        while let Some((depth, key, want, got)) = places.pop() {
            path.truncate(depth);
            path.extend(key);
            match (want, got) {
                (Node::Array(want), Node::Array(got)) => {
                    let below = self.arrays(&path, want, got);
                    places.extend(
                        below.into_iter().rev().map(|(key, want, got)| (path.len(), Some(key), want, got)),
                    );
                }
                _ if want == got => {}
                _ => self.add(|| format!("{}: want {}, got {}", place(&path, None), short(want), short(got))),
            }
        }
    }

    /// Compares the keys of two arrays and gives the values that both have.
    fn arrays<'a>(
        &mut self,
        path: &[&Key],
        want: &'a [(Key, Node)],
        got: &'a [(Key, Node)],
    ) -> Vec<Pair<'a>> {
        let mut found: HashMap<&Key, &Node> = HashMap::new();
        for (key, node) in got {
            if found.insert(key, node).is_some() {
                self.add(|| format!("{}: the key comes twice", place(path, Some(key))));
            }
        }
        let mut both = Vec::new();
        for (key, node) in want {
            match found.get(key) {
                Some(other) => both.push((key, node, *other)),
                None => self.add(|| format!("{}: want {}, got nothing", place(path, Some(key)), short(node))),
            }
        }
        let wanted: HashMap<&Key, usize> = want.iter().enumerate().map(|(at, (key, _))| (key, at)).collect();
        let mut order = Vec::new();
        for (key, node) in got {
            match wanted.get(key) {
                Some(at) => order.push(*at),
                None => self.add(|| format!("{}: want nothing, got {}", place(path, Some(key)), short(node))),
            }
        }
        if !order.is_sorted() {
            self.add(|| format!("{}: want the order {}, got {}", place(path, None), keys(want), keys(got)));
        }
        both
    }
}

/// A difference that is said in words, for what is judged otherwise than by its answer; one line a place.
impl From<&str> for Difference {
    fn from(lines: &str) -> Difference {
        let mut difference = Difference { lines: Vec::new(), more: 0 };
        for line in lines.lines() {
            difference.add(|| line.to_owned());
        }
        difference
    }
}

/// A key with the value that is wanted and the one that came.
type Pair<'a> = (&'a Key, &'a Node, &'a Node);

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines.join("\n"))?;
        if self.more > 0 { write!(f, "\n… and {} more places", self.more) } else { Ok(()) }
    }
}

/// A place in the tree; a text key that looks like an integer is quoted.
pub(crate) fn place(path: &[&Key], last: Option<&Key>) -> String {
    let shown = |key: &Key| match key {
        Key::Text(bytes) if looks_like_int(bytes) => format!("{key:?}"),
        _ => path::print(key, &[]),
    };
    let mut keys = path.iter().copied().chain(last);
    let mut text = keys.next().map(shown).unwrap_or_default();
    for key in keys {
        text.push('[');
        text.push_str(&shown(key));
        text.push(']');
    }
    if text.is_empty() { "the body".to_owned() } else { text }
}

fn looks_like_int(bytes: &[u8]) -> bool {
    str::from_utf8(bytes).is_ok_and(|text| text.parse::<i64>().is_ok())
}

/// The keys of an array, as far as they fit a line.
fn keys(items: &[(Key, Node)]) -> String {
    let mut line = Line::default();
    let shown = items
        .iter()
        .enumerate()
        .try_for_each(|(at, (key, _))| write!(line, "{}{key:?}", if at == 0 { "" } else { ", " }));
    line.end(shown)
}

/// A value, as far as it fits a line.
fn short(node: &Node) -> String {
    let mut line = Line::default();
    let shown = write!(line, "{node:?}");
    line.end(shown)
}

/// An answer in a line.
fn summary(answer: &Answer) -> String {
    match answer {
        Answer::Tree { tree, warnings } if warnings.is_empty() => format!("the tree {}", short(tree)),
        Answer::Tree { tree, warnings } => {
            format!("the tree {} and the warnings {}", short(tree), list(warnings))
        }
        Answer::Error { kind, offset, path } => format!("the error {kind} at byte {offset} in {path:?}"),
        Answer::Unsupported(reason) => format!("no answer ({reason})"),
    }
}

/// Warnings in a line.
fn list(warnings: &[Limit]) -> String {
    match warnings {
        [] => "none".to_owned(),
        _ => warnings.iter().map(Limit::name).collect::<Vec<_>>().join(", "),
    }
}

/// Text that refuses more than a line, so that a huge tree is not printed to be thrown away.
#[derive(Default)]
struct Line {
    text: String,
}

impl Line {
    /// The text, with an ellipsis where there was more.
    fn end(mut self, written: fmt::Result) -> String {
        if written.is_err() {
            self.text.push('…');
        }
        self.text
    }
}

impl Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        const WIDTH: usize = 120;
        let room = WIDTH.saturating_sub(self.text.len());
        let ends = text.char_indices().map(|(at, char)| at + char.len_utf8());
        let end = ends.take_while(|end| *end <= room).last().unwrap_or_default();
        self.text.push_str(text.get(..end).unwrap_or_default());
        if end < text.len() { Err(fmt::Error) } else { Ok(()) }
    }
}
