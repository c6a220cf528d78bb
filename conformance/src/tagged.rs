//! The tree as JSON, as vectors and the decoder protocol write it:
//!
//! ```text
//! node = "text" | {"hex":"ff00"} | {"array":[[key,node],…]}
//! key  = 7 | {"int":"9223372036854775807"} | "text" | {"hex":"ff"}
//! ```
//!
//! `{"hex"}` stands for bytes that are not UTF-8, `{"int"}` for integers that a JSON number cannot hold everywhere
//! (2^53 and more, either side of zero). The writer keeps to that; the reader takes any text as hex and any integer as
//! `{"int"}` too. A tree is as deep as its writer likes: neither way recurses.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::value::RawValue;

use crate::node::{Event, Items, Key, Node};

/// The first integer that JSON numbers do not carry everywhere, 2^53.
const UNSAFE_INT: u64 = 1 << 53;

/// Why a text is not the JSON of a tree: what was expected, what was found and at which byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    expected: &'static str,
    found: String,
    at: usize,
}

impl JsonError {
    /// The byte of the JSON text at which something else was expected.
    pub fn at(&self) -> usize {
        self.at
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found {} at byte {} of the tree", self.expected, self.found, self.at)
    }
}

impl std::error::Error for JsonError {}

impl Node {
    /// The tree as JSON, on one line.
    ///
    /// ```
    /// use phpform_conformance::{Key, Node};
    /// let tree = Node::Array(vec![(Key::Int(7), Node::Text(b"caf\xC3\xA9".to_vec())), (Key::Int(8), Node::Text(vec![0xFF]))]);
    /// assert_eq!(tree.to_json(), r#"{"array":[[7,"café"],[8,{"hex":"ff"}]]}"#);
    /// ```
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        for event in self.walk() {
            match event {
                Event::Text(bytes) => write_bytes(&mut json, bytes),
                Event::Open => json.push_str("{\"array\":["),
                Event::Entry(key) => {
                    json.push_str(if json.ends_with('[') { "[" } else { ",[" });
                    write_key(&mut json, key);
                    json.push(',');
                }
                Event::EntryEnd => json.push(']'),
                Event::Close => json.push_str("]}"),
            }
        }
        json
    }

    /// Reads the JSON of a tree, with nothing but whitespace around it.
    ///
    /// # Errors
    ///
    /// Says what was expected, what was found and at which byte.
    ///
    /// ```
    /// let error = phpform_conformance::Node::from_json(br#"{"array":[["a"]]}"#).unwrap_err();
    /// assert_eq!(error.to_string(), "expected ',' and a value, found ']' at byte 14 of the tree");
    /// ```
    pub fn from_json(json: &[u8]) -> Result<Node, JsonError> {
        let mut reader = Reader { json, at: 0 };
        let node = reader.tree()?;
        match reader.peek() {
            None => Ok(node),
            Some(_) => Err(reader.error("the end")),
        }
    }
}

/// Writes bytes as a JSON string, or as hex where they are not UTF-8.
fn write_bytes(json: &mut String, bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes) {
        json.push_str(&serde_json::Value::from(text).to_string());
    } else {
        json.push_str("{\"hex\":\"");
        json.push_str(&to_hex(bytes));
        json.push_str("\"}");
    }
}

/// Writes a key: small integers as numbers, others in full.
fn write_key(json: &mut String, key: &Key) {
    match key {
        Key::Int(int) if int.unsigned_abs() < UNSAFE_INT => json.push_str(&int.to_string()),
        Key::Int(int) => {
            json.push_str("{\"int\":\"");
            json.push_str(&int.to_string());
            json.push_str("\"}");
        }
        Key::Text(bytes) => write_bytes(json, bytes),
    }
}

/// Lower-case hexadecimal digits.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0x0F]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

/// The bytes that pairs of hexadecimal digits stand for, or `None`.
pub(crate) fn from_hex(hex: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = hex.as_bytes().as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| Some(digit(high)? << 4 | digit(low)?)).collect();
    if rest.is_empty() { bytes } else { None }
}

/// What a `{"…":` or a string opened.
enum Opening {
    Text(Vec<u8>),
    Int(i64),
    Array,
}

/// A place in a JSON text.
struct Reader<'a> {
    json: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    /// Reads a value; arrays that are not complete wait on the heap, with the key of the entry under way.
    fn tree(&mut self) -> Result<Node, JsonError> {
        let mut parents: Vec<(Items, Key)> = Vec::new();
        loop {
            const NODE: &str = "a string, {\"hex\":\"…\"} or {\"array\":[…]}";
            self.peek();
            let start = self.at;
            let mut node = match self.opening(NODE)? {
                Opening::Text(bytes) => Node::Text(bytes),
                Opening::Array if self.peek() == Some(b']') => {
                    self.token(b']', "']'")?;
                    self.token(b'}', "'}'")?;
                    Node::Array(Vec::new())
                }
                Opening::Array => {
                    parents.push((Vec::new(), self.entry()?));
                    continue;
                }
                Opening::Int(_) => return Err(self.error_at(start, NODE)),
            };
            loop {
                let Some((mut items, key)) = parents.pop() else { return Ok(node) };
                self.token(b']', "']' after the value of an entry")?;
                items.push((key, node));
                if self.peek() == Some(b',') {
                    self.at += 1;
                    parents.push((items, self.entry()?));
                    break;
                }
                self.token(b']', "',' or ']' after an entry")?;
                self.token(b'}', "'}'")?;
                node = Node::Array(items);
            }
        }
    }

    /// Reads `[key,`.
    fn entry(&mut self) -> Result<Key, JsonError> {
        const KEY: &str = "an integer, {\"int\":\"…\"}, a string or {\"hex\":\"…\"} as key";
        self.token(b'[', "'[' of an entry [key,value]")?;
        let start = self.at;
        let key = match self.peek() {
            Some(b'-' | b'0'..=b'9') => Key::Int(self.number()?),
            _ => match self.opening(KEY)? {
                Opening::Text(bytes) => Key::Text(bytes),
                Opening::Int(int) => Key::Int(int),
                Opening::Array => return Err(self.error_at(start, KEY)),
            },
        };
        self.token(b',', "',' and a value")?;
        Ok(key)
    }

    /// Reads a string, `{"hex":"…"}`, `{"int":"…"}` or `{"array":[`.
    fn opening(&mut self, expected: &'static str) -> Result<Opening, JsonError> {
        match self.peek() {
            Some(b'"') => return Ok(Opening::Text(self.string()?.into_bytes())),
            Some(b'{') => self.at += 1,
            _ => return Err(self.error(expected)),
        }
        self.peek();
        let (tag_at, tag) = (self.at, self.string()?);
        self.token(b':', "':'")?;
        let opening = match tag.as_str() {
            "array" => {
                self.token(b'[', "'[' of an array")?;
                return Ok(Opening::Array);
            }
            "hex" => self.content(from_hex, "pairs of hexadecimal digits").map(Opening::Text)?,
            "int" => self.content(int64, "a 64-bit integer in a string").map(Opening::Int)?,
            _ => return Err(self.error_at(tag_at, "\"array\", \"hex\" or \"int\"")),
        };
        self.token(b'}', "'}'")?;
        Ok(opening)
    }

    /// Reads a string and what it stands for.
    fn content<T>(&mut self, read: fn(&str) -> Option<T>, expected: &'static str) -> Result<T, JsonError> {
        self.peek();
        let start = self.at;
        let text = self.string()?;
        read(&text).ok_or_else(|| self.error_at(start, expected))
    }

    /// Reads a JSON string.
    fn string(&mut self) -> Result<String, JsonError> {
        const STRING: &str = "a JSON string in UTF-8";
        if self.peek() != Some(b'"') {
            return Err(self.error(STRING));
        }
        let rest = self.json.get(self.at..).unwrap_or_default();
        let mut strings = serde_json::Deserializer::from_slice(rest).into_iter::<String>();
        match strings.next() {
            Some(Ok(text)) => {
                self.at += strings.byte_offset();
                Ok(text)
            }
            _ => Err(self.error(STRING)),
        }
    }

    /// Reads an integer key below 2^53, written as PHP writes it.
    fn number(&mut self) -> Result<i64, JsonError> {
        let rest = self.json.get(self.at..).unwrap_or_default();
        let length = rest
            .iter()
            .take_while(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'))
            .count();
        let digits = rest.get(..length).and_then(|digits| str::from_utf8(digits).ok());
        match digits.and_then(int64).filter(|int| int.unsigned_abs() < UNSAFE_INT) {
            Some(int) => {
                self.at += length;
                Ok(int)
            }
            None => Err(self.error("an integer key below 2^53 ({\"int\":\"…\"} holds larger ones)")),
        }
    }

    /// Reads one punctuation byte.
    fn token(&mut self, token: u8, expected: &'static str) -> Result<(), JsonError> {
        if self.peek() != Some(token) {
            return Err(self.error(expected));
        }
        self.at += 1;
        Ok(())
    }

    /// Skips whitespace and shows the next byte.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.json.get(self.at) {
            self.at += 1;
        }
        self.json.get(self.at).copied()
    }

    fn error(&self, expected: &'static str) -> JsonError {
        self.error_at(self.at, expected)
    }

    fn error_at(&self, at: usize, expected: &'static str) -> JsonError {
        let found = match self.json.get(at) {
            Some(byte) if byte.is_ascii_graphic() => format!("'{}'", char::from(*byte)),
            Some(byte) => format!("'{}'", byte.escape_ascii()),
            None => "the end".to_owned(),
        };
        JsonError { expected, found, at }
    }
}

/// The integer that a text is the canonical decimal of.
fn int64(text: &str) -> Option<i64> {
    text.parse().ok().filter(|int: &i64| int.to_string() == text)
}

/// Writes through `serde_json` alone, which takes the text of a tree as it is and does not recurse into it.
impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.to_json()).map_err(ser::Error::custom)?.serialize(serializer)
    }
}

/// Reads through `serde_json` alone, which hands over the text of a tree without recursing into it.
impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Node, D::Error> {
        let json = Box::<RawValue>::deserialize(deserializer)?;
        Node::from_json(json.get().as_bytes()).map_err(de::Error::custom)
    }
}
