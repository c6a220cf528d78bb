//! The printed path of an error: `data[DATA][0][chat]`.

use crate::Key;
use crate::tagged::to_hex;

/// Prints a top name and the keys below it. What would not read back, or not be seen, is printed as `%XX`: `[`, `]`,
/// `%`, ASCII control bytes and bytes that are not UTF-8.
///
/// ```
/// use phpform_conformance::{Key, path};
/// assert_eq!(path::print(&Key::Text(b"a]".to_vec()), &[Key::Int(7), Key::Text(vec![0xFF])]), "a%5D[7][%FF]");
/// ```
pub fn print(top: &Key, keys: &[Key]) -> String {
    let mut path = segment(top);
    for key in keys {
        path.push('[');
        path.push_str(&segment(key));
        path.push(']');
    }
    path
}

/// Prints one key.
fn segment(key: &Key) -> String {
    let bytes = match key {
        Key::Int(int) => return int.to_string(),
        Key::Text(bytes) => bytes,
    };
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        for char in chunk.valid().chars() {
            match u8::try_from(char) {
                Ok(byte @ (b'[' | b']' | b'%' | 0x00..=0x1F | 0x7F)) => push_escape(&mut text, byte),
                _ => text.push(char),
            }
        }
        for byte in chunk.invalid() {
            push_escape(&mut text, *byte);
        }
    }
    text
}

/// Prints a byte as `%XX`.
fn push_escape(text: &mut String, byte: u8) {
    text.push('%');
    text.push_str(&to_hex(&[byte]).to_ascii_uppercase());
}
