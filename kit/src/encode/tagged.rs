//! The JSON of the tree, with the values that only `http_build_query` takes: null, booleans and integers.
//!
//! ```text
//! node = "text" | {"hex":"ff00"} | {"array":[[key,node],…]} | null | true | false | 7
//! key  = 7 | {"int":"9223372036854775807"} | "text" | {"hex":"ff"}
//! ```

use json_event_parser::JsonEvent;
use phpform_conformance::{Key, Node};

use super::events::{Events, JsonError};

const NODE: &str = "a string, {\"hex\":…}, {\"array\":…}, an integer, a boolean or null";
const KEY: &str = "an integer, {\"int\":…}, a string or {\"hex\":…} as key";

/// Whether a text starts as the JSON of a tree: `{"array":[[` or `{"array":[]`.
pub(super) fn starts(json: &[u8]) -> bool {
    let mut events = Events::new(json);
    let mut next = || events.next().ok();
    next() == Some(JsonEvent::StartObject)
        && next() == Some(JsonEvent::ObjectKey("array".into()))
        && next() == Some(JsonEvent::StartArray)
        && matches!(next(), Some(JsonEvent::StartArray | JsonEvent::EndArray))
}

/// Reads a whole body: `{"array":[…]}`.
pub(crate) fn read(json: &[u8]) -> Result<Node, JsonError> {
    let mut reader = Reader { events: Events::new(json) };
    let tree = reader.tree()?;
    if tree.as_items().is_none() {
        return Err(reader.events.error("expected {\"array\":[…]} as a body, found a value".to_owned()));
    }
    reader.events.next()?;
    Ok(tree)
}

/// What begins with an event.
enum Begun {
    Text(Vec<u8>),
    Int(i64),
    Nothing,
    /// `{"array":[`
    Array,
}

struct Reader<'j> {
    events: Events<'j>,
}

impl Reader<'_> {
    fn tree(&mut self) -> Result<Node, JsonError> {
        // The arrays that are not complete, each with the key of the entry under way.
        let mut open: Vec<(Vec<(Key, Node)>, Key)> = Vec::new();
        loop {
            let mut node = match self.value()? {
                Begun::Text(bytes) => Node::Text(bytes),
                Begun::Int(int) => Node::Text(int.to_string().into_bytes()),
                // An empty array leaves nothing behind, as null does.
                Begun::Nothing => Node::Array(Vec::new()),
                Begun::Array => match self.entry()? {
                    Some(key) => {
                        open.push((Vec::new(), key));
                        continue;
                    }
                    None => Node::Array(Vec::new()),
                },
            };
            loop {
                let Some((mut items, key)) = open.pop() else { return Ok(node) };
                self.expect(&JsonEvent::EndArray, "']' behind the value of an entry")?;
                items.push((key, node));
                if let Some(key) = self.entry()? {
                    open.push((items, key));
                    break;
                }
                node = Node::Array(items);
            }
        }
    }

    /// Reads `[key,` of an entry, or the `]}` behind the last one.
    fn entry(&mut self) -> Result<Option<Key>, JsonError> {
        match self.events.next()? {
            JsonEvent::StartArray => self.key().map(Some),
            JsonEvent::EndArray => {
                self.expect(&JsonEvent::EndObject, "'}' behind the entries").map(|()| None)
            }
            other => Err(self.events.unexpected(&other, "an entry [key,value]")),
        }
    }

    fn key(&mut self) -> Result<Key, JsonError> {
        match self.events.next()? {
            JsonEvent::String(text) => Ok(Key::Text(text.into_owned().into_bytes())),
            JsonEvent::Number(number) => self.integer(&number).map(Key::Int),
            JsonEvent::StartObject => match self.tag(KEY)? {
                Begun::Text(bytes) => Ok(Key::Text(bytes)),
                Begun::Int(int) => Ok(Key::Int(int)),
                Begun::Nothing | Begun::Array => Err(self.events.error(format!("expected {KEY}"))),
            },
            other => Err(self.events.unexpected(&other, KEY)),
        }
    }

    fn value(&mut self) -> Result<Begun, JsonError> {
        match self.events.next()? {
            JsonEvent::String(text) => Ok(Begun::Text(text.into_owned().into_bytes())),
            JsonEvent::Number(number) => self.integer(&number).map(Begun::Int),
            JsonEvent::Boolean(is_true) => Ok(Begun::Int(i64::from(is_true))),
            JsonEvent::Null => Ok(Begun::Nothing),
            JsonEvent::StartObject => match self.tag(NODE)? {
                Begun::Int(_) => Err(self.events.error(format!("expected {NODE}, found {{\"int\":…}}"))),
                begun => Ok(begun),
            },
            other => Err(self.events.unexpected(&other, NODE)),
        }
    }

    /// Reads what follows on `{`.
    fn tag(&mut self, expected: &str) -> Result<Begun, JsonError> {
        let begun = match self.events.next()? {
            JsonEvent::ObjectKey(tag) if tag == "array" => {
                return self.expect(&JsonEvent::StartArray, "'[' of an array").map(|()| Begun::Array);
            }
            JsonEvent::ObjectKey(tag) if tag == "hex" => {
                self.content(from_hex, "pairs of hexadecimal digits")?
            }
            JsonEvent::ObjectKey(tag) if tag == "int" => {
                self.content(from_decimal, "a 64-bit integer in a string")?
            }
            other => return Err(self.events.unexpected(&other, expected)),
        };
        self.expect(&JsonEvent::EndObject, "'}'")?;
        Ok(begun)
    }

    /// Reads a string and what it stands for.
    fn content(&mut self, read: fn(&str) -> Option<Begun>, expected: &str) -> Result<Begun, JsonError> {
        match self.events.next()? {
            JsonEvent::String(text) => {
                read(&text).ok_or_else(|| self.events.error(format!("expected {expected}")))
            }
            other => Err(self.events.unexpected(&other, expected)),
        }
    }

    fn integer(&self, number: &str) -> Result<i64, JsonError> {
        const INTEGER: &str = "an integer of 64 bits, as PHP writes it";
        canonical(number).ok_or_else(|| self.events.unexpected(&JsonEvent::Number(number.into()), INTEGER))
    }

    fn expect(&mut self, wanted: &JsonEvent<'_>, expected: &str) -> Result<(), JsonError> {
        let event = self.events.next()?;
        if event == *wanted { Ok(()) } else { Err(self.events.unexpected(&event, expected)) }
    }
}

/// The integer that a text is the one decimal of.
fn canonical(text: &str) -> Option<i64> {
    text.parse().ok().filter(|int: &i64| int.to_string() == text)
}

fn from_decimal(text: &str) -> Option<Begun> {
    canonical(text).map(Begun::Int)
}

fn from_hex(hex: &str) -> Option<Begun> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, []) = hex.as_bytes().as_chunks::<2>() else { return None };
    let bytes: Option<_> = pairs.iter().map(|[high, low]| Some(digit(high)? << 4 | digit(low)?)).collect();
    bytes.map(Begun::Text)
}
