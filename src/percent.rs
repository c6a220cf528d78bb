//! Phase 2: `%XX` and `+`. PHP's `php_url_decode` (ext/standard/url.c; specification 1.7, 1.8).

use alloc::vec::Vec;

use crate::window::{WIDTH, Window};

/// No hex digit.
const NONE: u16 = 0x100;

/// What a hex digit adds to a byte, or [`NONE`]: as its last digit, and as its first.
const LOW: [u16; 256] = digits(1);
const HIGH: [u16; 256] = digits(16);

// The compiler works this out: an index out of range would be an error there.
#[allow(clippy::indexing_slicing)]
const fn digits(weight: u16) -> [u16; 256] {
    let mut table = [NONE; 256];
    let mut digit = 0;
    while digit < 16 {
        table[b"0123456789abcdef"[digit as usize] as usize] = digit * weight;
        table[b"0123456789ABCDEF"[digit as usize] as usize] = digit * weight;
        digit += 1;
    }
    table
}

/// The byte that two hex digits stand for.
#[inline(always)]
pub(crate) fn byte(high: u8, low: u8) -> Option<u8> {
    let digit = |table: &[u16; 256], digit: u8| table.get(usize::from(digit)).copied().unwrap_or(NONE);
    u8::try_from(digit(&HIGH, high) | digit(&LOW, low)).ok()
}

/// The byte that the escape at `at` stands for, if a whole escape is there.
#[inline]
pub(crate) fn escape_at(raw: &[u8], at: usize) -> Option<u8> {
    match raw.get(at..) {
        Some([b'%', high, low, ..]) => byte(*high, *low),
        _ => None,
    }
}

/// Whether decoding would change anything: `%` or `+`.
#[inline]
pub(crate) fn has_escapes(raw: &[u8]) -> bool {
    raw.iter().any(|byte| matches!(byte, b'%' | b'+'))
}

/// Appends the decoded bytes to `text`. An escape that is not whole stays as it stands.
pub(crate) fn decode_into(raw: &[u8], text: &mut Vec<u8>) {
    crate::steps::count!(raw.len());
    let start = text.len();
    if raw.len() <= WIDTH && text.capacity() - start >= WIDTH {
        // As many zeros as this take no loop.
        text.extend_from_slice(&[0; WIDTH]);
    } else {
        text.resize(start + raw.len(), 0);
    }
    let written = decode_to(raw, text.get_mut(start..).unwrap_or_default());
    text.truncate(start + written);
}

/// Decodes into `out`, which is at least as long as `raw`, and tells how many bytes were written.
#[inline]
fn decode_to(raw: &[u8], out: &mut [u8]) -> usize {
    let room = out.len();
    let (mut rest, mut slots) = (raw, out);
    while let (Some(window), Some(target)) = (rest.first_chunk(), slots.first_chunk_mut()) {
        let window = Window::new(*window);
        // What stands behind an escape is written too, and then written over: there is room for it.
        *target = window.spaces_for_plus_signs();
        let plain = window.equal_to(b'%').first().map_or(WIDTH, |plain| plain as usize);
        rest = rest.get(plain..).unwrap_or_default();
        slots = slots.get_mut(plain..).unwrap_or_default();
        while let [b'%', behind @ ..] = rest
            && let [slot, free @ ..] = slots
        {
            (*slot, rest) = decode_escape(behind);
            slots = free;
        }
    }
    // Less than a window is left, byte by byte.
    let (mut bytes, mut slots) = (rest.iter(), slots.iter_mut());
    while let Some(byte) = bytes.next()
        && let Some(slot) = slots.next()
    {
        *slot = match byte {
            b'%' => {
                let (byte, behind) = decode_escape(bytes.as_slice());
                bytes = behind.iter();
                byte
            }
            b'+' => b' ',
            byte => *byte,
        };
    }
    room - slots.len()
}

/// The byte that a `%` and what stands behind it mean, and what is left: without two digits it stays as it is.
#[inline(always)]
fn decode_escape(behind: &[u8]) -> (u8, &[u8]) {
    if let [high, low, further @ ..] = behind
        && let Some(byte) = byte(*high, *low)
    {
        return (byte, further);
    }
    (b'%', behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(raw: &[u8]) -> Vec<u8> {
        let mut text = b"before".to_vec();
        decode_into(raw, &mut text);
        text.split_off(6)
    }

    #[test]
    fn one_pass_and_broken_escapes_stay() {
        assert_eq!(decoded(b"%"), b"%");
        assert_eq!(decoded(b"%4"), b"%4");
        assert_eq!(decoded(b"%zz%4g%g4"), b"%zz%4g%g4");
        assert_eq!(decoded(b"%%41%2541%4a%4A"), b"%A%41JJ");
        assert_eq!(decoded(b"a+b%2B+"), b"a b+ ");
        // A broken escape, a whole one and a plus sign at every place of a window and of what is left behind it.
        for len in 0..40 {
            for at in 0..=len {
                let text = |mark: &[u8]| [&b"x".repeat(at), mark, &b"y".repeat(len - at)].concat();
                for (raw, want) in
                    [(&b"%zz+"[..], &b"%zz "[..]), (b"%", b"%"), (b"%4", b"%4"), (b"+%41+%2b", b" A +")]
                {
                    assert_eq!(decoded(&text(raw)), text(want));
                }
            }
        }
        assert_eq!(
            decoded(b"plain text that is longer than one window%00"),
            b"plain text that is longer than one window\0"
        );
    }

    #[test]
    fn every_pair_of_bytes_behind_a_percent_sign() {
        for high in 0..=255_u8 {
            for low in 0..=255_u8 {
                let want = core::str::from_utf8(&[high, low])
                    .ok()
                    .filter(|pair| pair.bytes().all(|digit| digit.is_ascii_hexdigit()))
                    .and_then(|pair| u8::from_str_radix(pair, 16).ok());
                assert_eq!(byte(high, low), want);
            }
        }
    }
}
