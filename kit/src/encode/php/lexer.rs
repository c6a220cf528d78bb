//! The tokens of an array in PHP, each with its place.

use std::ops::Range;

use super::array::Scalar;
use super::number;
use super::quoted::{self, begins_name, quote, space};
use super::remark::{Remark, Remarks};

/// The brackets of an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bracket {
    /// `[`
    Square,
    /// `array(`
    Round,
}

/// What a text is made of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Open(Bracket),
    Close(Bracket),
    Arrow,
    Comma,
    Semicolon,
    /// `.`, which joins texts
    Dot,
    Sign(char),
    Ellipsis,
    Quoted(Vec<u8>),
    Number(Scalar),
    /// A word without quotes, which may be a constant.
    Word,
    /// `$name`, with what belongs to it
    Variable,
    /// Anything else.
    Other,
    End,
}

/// A token and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Spanned {
    pub(super) token: Token,
    pub(super) span: Range<usize>,
}

/// `PHP_INT_MIN` as `var_export` writes it, because PHP has no literal for it.
const LEAST: &[u8] = b"-9223372036854775807-1";

/// Cuts a text into tokens.
#[derive(Debug)]
pub(super) struct Lexer<'s> {
    source: &'s [u8],
    at: usize,
}

impl<'s> Lexer<'s> {
    pub(super) fn new(source: &'s [u8], at: usize) -> Self {
        Self { source, at }
    }

    fn rest(&self) -> &'s [u8] {
        self.source.get(self.at..).unwrap_or_default()
    }

    /// The next token; behind the last one stands [`Token::End`], for ever.
    pub(super) fn next(&mut self, remarks: &mut Remarks<'_>) -> Result<Spanned, Remark> {
        self.skip_blank()?;
        let start = self.at;
        let token = self.token(remarks)?;
        Ok(Spanned { token, span: start..self.at })
    }

    /// Goes past white space, comments and casts that change nothing.
    fn skip_blank(&mut self) -> Result<(), Remark> {
        loop {
            let rest = self.rest();
            self.at += match blank(rest) {
                None => return Err(Remark::new(self.at, "expected */ behind this comment, found none")),
                Some(length @ 1..) => length,
                Some(0) if starts_with(rest, b"(object)") => 8,
                Some(0) if starts_with(rest, b"(array)") => 7,
                Some(0) => return Ok(()),
            };
        }
    }

    fn token(&mut self, remarks: &mut Remarks<'_>) -> Result<Token, Remark> {
        let (start, rest) = (self.at, self.rest());
        let (token, length) = match rest {
            [] => (Token::End, 0),
            _ if quote(rest).is_some() => {
                let (text, end) = quoted::read(self.source, start, remarks)?;
                (Token::Quoted(text), end - start)
            }
            _ if rest.starts_with(LEAST) && !rest.get(LEAST.len()).is_some_and(u8::is_ascii_digit) => {
                (Token::Number(Scalar::Int(i64::MIN)), LEAST.len())
            }
            [b'[', ..] => (Token::Open(Bracket::Square), 1),
            [b']', ..] => (Token::Close(Bracket::Square), 1),
            [b')', ..] => (Token::Close(Bracket::Round), 1),
            [b',', ..] => (Token::Comma, 1),
            [b';', ..] => (Token::Semicolon, 1),
            [b'=', b'>', ..] => (Token::Arrow, 2),
            [b'.', b'.', b'.', ..] | [0xE2, 0x80, 0xA6, ..] => (Token::Ellipsis, 3),
            [b'-', b'>', ..] => self.arrow(2, remarks),
            [b'=' | b':', ..] => self.arrow(1, remarks),
            [b'<', b'<', b'<', ..] => {
                return Err(Remark::new(
                    start,
                    "expected a value, found a heredoc: write it as a text in quotes",
                ));
            }
            [b'$', next, ..] if begins_name(*next) => (Token::Variable, 1 + self.variable(start + 1)?),
            [byte, ..] if byte.is_ascii_digit() => self.number(),
            [b'.', byte, ..] if byte.is_ascii_digit() => self.number(),
            [b'.', ..] => (Token::Dot, 1),
            [sign @ (b'-' | b'+'), ..] => (Token::Sign(char::from(*sign)), 1),
            [byte, ..] if is_word(*byte) || *byte == b'\\' => self.word()?,
            _ => (Token::Other, 1),
        };
        self.at += length;
        Ok(token)
    }

    /// Something else where `=>` was meant.
    fn arrow(&self, length: usize, remarks: &mut Remarks<'_>) -> (Token, usize) {
        remarks.add(self.at, "expected => between a key and its value: read as =>");
        (Token::Arrow, length)
    }

    /// A number, unless it goes on as a word does.
    fn number(&self) -> (Token, usize) {
        let rest = self.rest();
        let word = self.word_length(self.at).max(1);
        match number::read(rest) {
            Some((number, length)) if length >= word => (Token::Number(number), length),
            _ => (Token::Word, word),
        }
    }

    /// A word; `array` and its bracket are one token.
    fn word(&self) -> Result<(Token, usize), Remark> {
        let rest = self.rest();
        let length = self.word_length(self.at).max(1);
        let behind = rest.get(length..).unwrap_or_default();
        if rest.get(..length).is_some_and(|word| word.eq_ignore_ascii_case(b"array")) {
            let blank = behind.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            if behind.get(blank) == Some(&b'(') {
                return Ok((Token::Open(Bracket::Round), length + blank + 1));
            }
        }
        self.no_expression(self.at + length)?;
        Ok((Token::Word, length))
    }

    /// How long the word is that stands here: `N`, `some-domain.example`, `https://example.org/rest`.
    fn word_length(&self, start: usize) -> usize {
        let word = self.source.get(start..).unwrap_or_default();
        let mut length = usize::from(word.first() == Some(&b'\\'));
        loop {
            let rest = word.get(length..).unwrap_or_default();
            length += match rest {
                [byte, ..]
                    if is_word(*byte) && quote(rest).is_none() && space(rest) == 0 && !is_ellipsis(rest) =>
                {
                    1
                }
                [b':', b'/' | b':', b'/', byte, ..] | [b':', b':', byte, ..] if is_word(*byte) => 2,
                [b'-' | b'.' | b'/' | b':' | b'@' | b'\\' | b'+', byte, ..]
                    if length > 0 && is_word(*byte) =>
                {
                    1
                }
                [b':', b'/', b'/', ..] => 3,
                _ => return length,
            };
        }
    }

    /// How long a variable is behind its `$`.
    fn variable(&self, start: usize) -> Result<usize, Remark> {
        let mut end = start;
        loop {
            end += self.name_length(end);
            match self.source.get(end..).unwrap_or_default() {
                [b'-', b'>', byte, ..] if begins_name(*byte) => end += 2,
                _ => break,
            }
        }
        self.no_expression(end)?;
        Ok(end - start)
    }

    fn name_length(&self, start: usize) -> usize {
        let name = self.source.get(start..).unwrap_or_default();
        name.iter().take_while(|byte| begins_name(**byte) || byte.is_ascii_digit()).count()
    }

    fn no_expression(&self, end: usize) -> Result<(), Remark> {
        match self.source.get(end) {
            Some(b'(' | b'[') => {
                Err(Remark::new(self.at, "expected a value, found an expression, whose value only PHP knows"))
            }
            _ => Ok(()),
        }
    }
}

/// The length of white space or of a comment at the start of a text; none if the comment is not closed.
pub(super) fn blank(text: &[u8]) -> Option<usize> {
    match text {
        [b'#', ..] | [b'/', b'/', ..] => {
            Some(text.iter().position(|byte| *byte == b'\n').unwrap_or(text.len()))
        }
        [b'/', b'*', rest @ ..] => Some(4 + rest.windows(2).position(|pair| pair == b"*/")?),
        _ => Some(space(text)),
    }
}

fn is_word(byte: u8) -> bool {
    begins_name(byte) || byte.is_ascii_digit()
}

fn is_ellipsis(text: &[u8]) -> bool {
    text.starts_with("…".as_bytes())
}

/// Whether a text starts with a word, whatever the case.
pub(super) fn starts_with(text: &[u8], word: &[u8]) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}
