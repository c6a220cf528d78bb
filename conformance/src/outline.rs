//! An answer as lines for people, one value a line, so that two of them can be laid side by side.

use crate::difference::place;
use crate::node::Event;
use crate::{Answer, Key, Limit, Node};

/// The lines of an answer, at most `most` of them and each cut at `width` characters; what is cut off is counted.
///
/// ```
/// use phpform_conformance::{Answer, outline};
///
/// let answer: Answer = serde_json::from_str(r#"{"tree":{"array":[["a",{"array":[[0,"1"],["0",{"array":[]}]]}]]}}"#)?;
/// assert_eq!(outline::lines(&answer, 10, 80), ["a[0] = \"1\"", "a[\"0\"] = []"]);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn lines(answer: &Answer, most: usize, width: usize) -> Vec<String> {
    match answer {
        Answer::Tree { tree, warnings } => {
            let mut lines = tree_lines(tree, most, width);
            lines.extend(warnings.iter().map(|warning| format!("warning {}", Limit::name(warning))));
            if lines.is_empty() {
                lines.push("nothing".to_owned());
            }
            lines
        }
        Answer::Error { kind, offset, path } => {
            vec![cut(format!("error {kind} at byte {offset} in {path:?}"), width)]
        }
        Answer::Unsupported(reason) => vec![cut(format!("unsupported: {reason}"), width)],
    }
}

/// The values of a tree with their paths, and arrays that are empty.
fn tree_lines(tree: &Node, most: usize, width: usize) -> Vec<String> {
    let mut path: Vec<&Key> = Vec::new();
    let mut lines = Vec::new();
    let mut left_out = 0_usize;
    let mut was_opened = false;
    for event in tree.walk() {
        let value = match event {
            Event::Entry(key) => {
                path.push(key);
                None
            }
            Event::EntryEnd => {
                path.pop();
                None
            }
            Event::Close if was_opened && !path.is_empty() => Some("[]".to_owned()),
            Event::Open | Event::Close => None,
            // Only as much of a value as is shown is written out.
            Event::Text(bytes) => {
                Some(format!("{:?}", Node::Text(bytes.get(..width).unwrap_or(bytes).to_vec())))
            }
        };
        was_opened = matches!(event, Event::Open);
        match value {
            Some(value) if lines.len() < most => {
                // A path of thousands of keys is cut before it is written.
                let shown = path.get(..width.min(path.len())).unwrap_or_default();
                lines.push(cut(format!("{} = {value}", place(shown, None)), width));
            }
            Some(_) => left_out += 1,
            None => {}
        }
    }
    if left_out > 0 {
        lines.push(format!("… and {left_out} more"));
    }
    lines
}

/// A line of at most `width` characters.
fn cut(mut line: String, width: usize) -> String {
    if let Some((end, _)) = line.char_indices().nth(width) {
        line.truncate(end);
        line.push('…');
    }
    line
}
