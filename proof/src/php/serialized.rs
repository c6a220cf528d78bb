//! PHP's `serialize` format: read as far as strings and arrays go, written for all values.
//!
//! `serialize` runs at C speed inside PHP and keeps everything that matters: order, int against string keys, raw bytes.

use std::io::Write;

use phpform_conformance::{Key, Node};

use crate::trees::Value;

/// Appends the list of these arrays.
pub(super) fn write(out: &mut Vec<u8>, arrays: &[Vec<(Key, Value)>]) {
    piece(out, format_args!("a:{}:{{", arrays.len()));
    for (index, array) in arrays.iter().enumerate() {
        piece(out, format_args!("i:{index};"));
        items(out, array);
    }
    out.push(b'}');
}

fn items(out: &mut Vec<u8>, array: &[(Key, Value)]) {
    piece(out, format_args!("a:{}:{{", array.len()));
    for (key, value) in array {
        match key {
            Key::Int(int) => piece(out, format_args!("i:{int};")),
            Key::Text(text) => string(out, text),
        }
        match value {
            Value::Null => out.extend_from_slice(b"N;"),
            Value::Bool(bool) => piece(out, format_args!("b:{};", u8::from(*bool))),
            Value::Int(int) => piece(out, format_args!("i:{int};")),
            Value::Float(float) if float.is_nan() => out.extend_from_slice(b"d:NAN;"),
            Value::Float(float) if float.is_infinite() => {
                out.extend_from_slice(if *float > 0.0 { b"d:INF;" } else { b"d:-INF;" });
            }
            Value::Float(float) => piece(out, format_args!("d:{float:?};")),
            Value::Text(text) => string(out, text),
            Value::Array(array) => items(out, array),
        }
    }
    out.push(b'}');
}

fn string(out: &mut Vec<u8>, text: &[u8]) {
    piece(out, format_args!("s:{}:\"", text.len()));
    out.extend_from_slice(text);
    out.extend_from_slice(b"\";");
}

fn piece(out: &mut Vec<u8>, piece: std::fmt::Arguments<'_>) {
    // Writing to memory does not fail.
    let _ = out.write_fmt(piece);
}

/// Reads one value that fills `input`.
///
/// # Errors
/// What was expected, and at which byte.
pub(super) fn read(input: &[u8]) -> Result<Node, String> {
    let mut reader = Reader { input, at: 0 };
    let node = reader.node()?;
    if reader.at == input.len() { Ok(node) } else { Err(reader.expected("the end")) }
}

struct Reader<'a> {
    input: &'a [u8],
    at: usize,
}

/// An array that is still being filled.
struct Open {
    items: Vec<(Key, Node)>,
    missing: usize,
    /// Where it goes in its parent.
    key: Key,
}

impl Reader<'_> {
    fn node(&mut self) -> Result<Node, String> {
        let mut open: Vec<Open> = Vec::new();
        let mut key = Key::Int(0);
        loop {
            let mut node = match self.byte()? {
                b's' => Node::Text(self.text()?),
                b'a' => {
                    let missing = self.count(b":{")?;
                    open.push(Open { items: Vec::with_capacity(missing.min(1024)), missing, key });
                    match self.next_key(&mut open)? {
                        Step::Value(next) => {
                            key = next;
                            continue;
                        }
                        Step::Done(parent_key, node) => {
                            key = parent_key;
                            node
                        }
                    }
                }
                _ => return Err(self.expected("a string or an array")),
            };
            loop {
                let Some(parent) = open.last_mut() else { return Ok(node) };
                parent.items.push((key, node));
                match self.next_key(&mut open)? {
                    Step::Value(next) => {
                        key = next;
                        break;
                    }
                    Step::Done(parent_key, array) => {
                        key = parent_key;
                        node = array;
                    }
                }
            }
        }
    }

    /// The key of the innermost array's next item, or that array when it is complete.
    fn next_key(&mut self, open: &mut Vec<Open>) -> Result<Step, String> {
        let Some(top) = open.last_mut() else { return Err(self.expected("an open array")) };
        if let Some(missing) = top.missing.checked_sub(1) {
            top.missing = missing;
            return Ok(Step::Value(self.key()?));
        }
        self.literal(b"}")?;
        match open.pop() {
            Some(done) => Ok(Step::Done(done.key, Node::Array(done.items))),
            None => Err(self.expected("an open array")),
        }
    }

    fn key(&mut self) -> Result<Key, String> {
        match self.byte()? {
            b'i' => {
                self.literal(b":")?;
                self.until(b";").and_then(|digits| digits.parse().ok()).map(Key::Int)
            }
            b's' => Some(Key::Text(self.text()?)),
            _ => None,
        }
        .ok_or_else(|| self.expected("an int or a string key"))
    }

    /// `:3:"abc";`
    fn text(&mut self) -> Result<Vec<u8>, String> {
        let length = self.count(b":\"")?;
        let end = self.at.saturating_add(length);
        let Some(text) = self.input.get(self.at..end) else { return Err(self.expected("a whole string")) };
        let text = text.to_vec();
        self.at = end;
        self.literal(b"\";")?;
        Ok(text)
    }

    /// `:3` and what follows it.
    fn count(&mut self, after: &[u8]) -> Result<usize, String> {
        self.literal(b":")?;
        match self.until(after).and_then(|digits| digits.parse().ok()) {
            Some(count) => Ok(count),
            None => Err(self.expected("a length")),
        }
    }

    /// The short run of digits before `mark`, which is eaten too.
    fn until(&mut self, mark: &[u8]) -> Option<&str> {
        let rest = self.input.get(self.at..)?;
        let length = rest.iter().take(20).take_while(|byte| byte.is_ascii_digit() || **byte == b'-').count();
        let (digits, rest) = rest.split_at_checked(length)?;
        rest.starts_with(mark).then_some(())?;
        self.at += length + mark.len();
        std::str::from_utf8(digits).ok()
    }

    fn literal(&mut self, literal: &[u8]) -> Result<(), String> {
        if self.input.get(self.at..).is_some_and(|rest| rest.starts_with(literal)) {
            self.at += literal.len();
            Ok(())
        } else {
            Err(self.expected(&format!("{:?}", String::from_utf8_lossy(literal))))
        }
    }

    fn byte(&mut self) -> Result<u8, String> {
        let byte = self.input.get(self.at).copied().ok_or_else(|| self.expected("more"))?;
        self.at += 1;
        Ok(byte)
    }

    fn expected(&self, what: &str) -> String {
        let around = self.input.get(self.at..).unwrap_or_default();
        let found: Vec<u8> = around.iter().copied().take(24).collect();
        format!("expected {what} at byte {}, found \"{}\"", self.at, found.escape_ascii())
    }
}

enum Step {
    Value(Key),
    Done(Key, Node),
}

#[cfg(test)]
mod tests {
    use super::{Key, Node, read};

    fn text(text: &str) -> Node {
        Node::Text(text.into())
    }

    #[test]
    fn every_shape_is_read() {
        let input = b"a:3:{i:-5;s:0:\"\";s:1:\"-\";a:0:{}i:7;a:1:{s:3:\"a\";\";a:1:{i:9223372036854775807;s:2:\"\0}\";}}}";
        let inner = Node::Array(vec![(Key::Int(i64::MAX), text("\0}"))]);
        let expected = Node::Array(vec![
            (Key::Int(-5), text("")),
            (Key::Text(b"-".to_vec()), Node::Array(vec![])),
            (Key::Int(7), Node::Array(vec![(Key::Text(b"a\";".to_vec()), inner)])),
        ]);
        assert_eq!(read(input), Ok(expected));
    }

    #[test]
    fn every_cut_is_an_error() {
        let whole = b"a:2:{i:0;s:1:\"x\";s:1:\"k\";a:1:{i:-1;s:0:\"\";}}";
        assert!(read(whole).is_ok());
        for cut in 0..whole.len() {
            assert!(read(&whole[..cut]).is_err(), "cut at {cut}");
        }
        assert!(read(b"a:2:{i:0;s:1:\"x\";s:1:\"k\";a:1:{i:-1;s:0:\"\";}}}").is_err());
        assert!(read(b"i:3;").is_err());
    }
}
