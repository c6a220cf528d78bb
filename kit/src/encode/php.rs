//! PHP's array notation, as documentation prints it: `['event' => 'X', 'data' => array(…)]`.
//!
//! 1. `page.rs` finds where the array begins in what was pasted.
//! 2. `lexer.rs` cuts it into tokens; `quoted.rs` and `number.rs` read what they hold.
//! 3. `reader.rs` puts the tokens together, and `array.rs` fills arrays as PHP does.
//!
//! What PHP would refuse but has one plain meaning is read for what was meant, with a [`Remark`] that says so.

mod array;
mod lexer;
mod number;
mod page;
mod quoted;
mod reader;
mod remark;

use phpform_conformance::Node;

use remark::Remarks;

/// What a text was read as.
pub(super) struct Sample {
    pub(super) tree: Node,
    /// What was not PHP and was read for what was meant, each in a few lines.
    pub(super) warnings: Vec<String>,
}

/// Reads the first array of a text.
///
/// # Errors
///
/// What cannot be understood, with its line, its column and what was expected there.
pub(super) fn read(source: &[u8]) -> Result<Sample, String> {
    let mut remarks = Remarks::new(source);
    match reader::read(source, &mut remarks) {
        Ok(tree) => Ok(Sample { tree, warnings: remarks.into_lines() }),
        Err(fault) => Err(remarks.shown(&fault)),
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    /// Pieces that mean something to the reader, and some that mean nothing.
    const PIECES: &[&[u8]] = &[
        b"[",
        b"]",
        b"array(",
        b")",
        b"'",
        b"\"",
        b"=>",
        b",",
        b"\n",
        b" ",
        b"\\",
        b"$a",
        b"{$",
        b"\\u{",
        b"}",
        b"0x",
        b"017",
        b"1_0",
        b"9223372036854775807",
        b"-",
        b".",
        b"e5",
        b"null",
        b"true",
        b"N",
        b"//",
        b"#",
        b"/*",
        b"*/",
        b"<<<X",
        b"...",
        b"\xe2\x80\x98",
        b"\xe2\x80\x99",
        b"\xe2\x80\x9c",
        b"\xff",
        b"\0",
        b"<?php",
        b";",
        b"(object)",
        b"auth",
        b"'a' => ",
        b"return",
        b"=",
        b":",
        b"`",
        b"\xc2\xa0",
        b"`",
        b"?>",
        b"&gt;",
        b"Array\n(\n[a] => b",
    ];

    /// A generator that gives the same in every run.
    fn numbers(mut state: u64) -> impl FnMut(usize) -> usize {
        move |below| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % below as u64).unwrap()
        }
    }

    #[test]
    fn no_text_panics() {
        let mut below = numbers(0x9E37_79B9_7F4A_7C15);
        let (mut read_ones, mut warned) = (0, 0);
        for _ in 0..200_000 {
            let mut text = b"[".to_vec();
            for _ in 0..below(24) {
                text.extend_from_slice(PIECES[below(PIECES.len())]);
            }
            if below(2) == 0 {
                text.push(b']');
            }
            if let Ok(sample) = read(&text) {
                read_ones += 1;
                warned += usize::from(!sample.warnings.is_empty());
            }
        }
        assert!(read_ones > 5000 && warned > 1000, "{read_ones} {warned}");
    }

    #[test]
    fn time_is_linear_whatever_the_text() {
        for piece in PIECES.iter().copied().chain([
            &b"'x' "[..],
            b"'a'b",
            b"'x,\n\"y,\n",
            b"''",
            b"'\n'",
            b"\"$a ",
            b"[[",
            b"['",
            b"N ",
            b"- ",
            b"'a' . ",
            b"/*",
            b"\xe2\x80\x98a",
            b"'a",
            b"\n[x](",
            b"...,",
            b"',",
            b"' ",
            b"\" ' ",
            b"1.1",
            b"1-",
            b"a/",
            b"\n['",
        ]) {
            for start in [&b"["[..], b"['", b"[\"", b"", b"['auth' => ["] {
                let text = [start, &piece.repeat(200_000 / piece.len())].concat();
                let began = std::time::Instant::now();
                _ = read(&text);
                let took = began.elapsed();
                assert!(took.as_secs() < 5, "{:?} {:?} {took:?}", piece.escape_ascii(), start.escape_ascii());
            }
        }
    }
}
