//! What a method was called with: JSON, a form, or a query string.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Uri};
use serde_json::{Map, Value};

use crate::event::is_secret_key;

/// The parameters of a call, the query string first.
pub(super) fn read(uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Value {
    let mut params = form(uri.query().unwrap_or_default().as_bytes());
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let of_body = if kind.starts_with("application/json") || body.starts_with(b"{") {
        match serde_json::from_slice(body) {
            Ok(Value::Object(params)) => params,
            _ => Map::new(),
        }
    } else {
        form(body)
    };
    params.extend(of_body);
    Value::Object(params)
}

fn form(body: &[u8]) -> Map<String, Value> {
    let read = phpform::parse(body).ok().and_then(|form| serde_json::to_value(&form).ok());
    match read {
        Some(Value::Object(params)) => params,
        _ => Map::new(),
    }
}

/// A text at a path, numbers as their digits.
pub(super) fn text(params: &Value, path: &[&str]) -> Option<String> {
    let value = path.iter().try_fold(params, |value, key| child(value, key))?;
    scalar(value)
}

/// A text, or a number as its digits.
pub(crate) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A member of an object, or an item of an array by its index.
pub(crate) fn child<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    match value {
        Value::Object(members) => members.get(key),
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The items of an array, or the members of an object that stands for one.
pub(crate) fn items(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(members) => members.values().collect(),
        _ => Vec::new(),
    }
}

/// The parameters with every secret masked.
pub(crate) fn masked(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| {
                (key.clone(), if is_secret_key(key.as_bytes()) { Value::from("***") } else { masked(value) })
            })
            .collect(),
        Value::Array(items) => items.iter().map(masked).collect(),
        other => other.clone(),
    }
}
