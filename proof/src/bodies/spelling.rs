//! The ways to spell decoded bytes in a body.

use fastrand::Rng;

/// How eagerly bytes are escaped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Style {
    /// Only what would not be read back as itself.
    #[default]
    Plain,
    /// As `http_build_query` does.
    Build,
    /// The brackets too, as some clients do, in lower case.
    Lower,
    /// Each byte as it comes, escaped or not.
    Mixed,
    /// Nothing at all: separators in names become separators.
    Bare,
}

impl Style {
    /// The styles whose bytes are read back as they are.
    pub(super) const FAITHFUL: &[Self] = &[Self::Plain, Self::Build, Self::Lower];
}

/// A style for a whole body.
pub(super) fn style(rng: &mut Rng) -> Style {
    super::pick(rng, &[Style::Plain, Style::Plain, Style::Build, Style::Lower, Style::Mixed, Style::Bare])
}

/// Spells `bytes`.
pub(super) fn write(out: &mut Vec<u8>, style: Style, bytes: &[u8], rng: &mut Rng) {
    for &byte in bytes {
        let needs = matches!(byte, b'%' | b'&' | b'+' | b'=');
        let free = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let escape = match style {
            Style::Plain => needs,
            Style::Build => !free && byte != b' ',
            Style::Lower => needs || matches!(byte, b'[' | b']'),
            Style::Mixed => rng.u8(..) < 64,
            Style::Bare => false,
        };
        match byte {
            b' ' if style != Style::Bare && !escape => out.push(b'+'),
            _ if escape => {
                let lower = style == Style::Lower || (style == Style::Mixed && rng.bool());
                self::escape(out, byte, if lower { b"0123456789abcdef" } else { b"0123456789ABCDEF" });
            }
            _ => out.push(byte),
        }
    }
}

fn escape(out: &mut Vec<u8>, byte: u8, digits: &[u8; 16]) {
    let digit = |nibble: u8| digits.get(usize::from(nibble)).copied().unwrap_or(b'0');
    out.extend_from_slice(&[b'%', digit(byte >> 4), digit(byte & 15)]);
}
