//! Plain JSON as PHP's arrays: what `json_decode` with associative arrays makes of it.

use std::borrow::Cow;
use std::collections::HashMap;

use json_event_parser::JsonEvent;
use phpform_conformance::{Key, Node};

use super::events::{Events, JsonError};
use super::float;

/// An array or object that is being read.
struct Open<'j> {
    items: Vec<(Key, Node)>,
    /// The members of an object: a name that comes twice keeps its first place and its last value.
    members: Option<Members<'j>>,
}

#[derive(Default)]
struct Members<'j> {
    places: HashMap<Cow<'j, str>, usize>,
    /// The name whose value comes next.
    name: Cow<'j, str>,
}

impl Open<'_> {
    fn put(&mut self, node: Node) {
        let key = match &mut self.members {
            // No list has more elements than an i64 counts.
            None => Key::Int(i64::try_from(self.items.len()).unwrap_or(i64::MAX)),
            Some(members) => {
                let name = std::mem::take(&mut members.name);
                let key = phpform::Key::new(name.as_bytes()).into();
                let place = *members.places.entry(name).or_insert(self.items.len());
                if let Some((_, old)) = self.items.get_mut(place) {
                    *old = node;
                    return;
                }
                key
            }
        };
        self.items.push((key, node));
    }
}

/// Reads an array or an object.
pub(super) fn read(json: &[u8]) -> Result<Node, JsonError> {
    let mut events = Events::new(json);
    let mut open: Vec<Open<'_>> = Vec::new();
    loop {
        let event = events.next()?;
        let node = match event {
            JsonEvent::StartArray => {
                open.push(Open { items: Vec::new(), members: None });
                continue;
            }
            JsonEvent::StartObject => {
                open.push(Open { items: Vec::new(), members: Some(Members::default()) });
                continue;
            }
            JsonEvent::ObjectKey(name) => {
                if let Some(Open { members: Some(members), .. }) = open.last_mut() {
                    members.name = name;
                }
                continue;
            }
            scalar if open.is_empty() => return Err(events.unexpected(&scalar, "an array or an object")),
            JsonEvent::EndArray | JsonEvent::EndObject => {
                let node = Node::Array(open.pop().map(|open| open.items).unwrap_or_default());
                if open.is_empty() {
                    // An error if anything stands behind it.
                    events.next()?;
                    return Ok(node);
                }
                node
            }
            JsonEvent::String(text) => Node::Text(text.into_owned().into_bytes()),
            JsonEvent::Number(number) => Node::Text(float::from_json(&number).into_bytes()),
            JsonEvent::Boolean(is_true) => Node::Text(if is_true { b"1" } else { b"0" }.to_vec()),
            // An empty array leaves nothing behind, as null does.
            JsonEvent::Null => Node::Array(Vec::new()),
            JsonEvent::Eof => return Err(events.unexpected(&event, "a value")),
        };
        if let Some(parent) = open.last_mut() {
            parent.put(node);
        }
    }
}
