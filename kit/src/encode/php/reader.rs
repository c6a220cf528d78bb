//! Puts the tokens of an array together, without recursion.

use phpform_conformance::{Key, Node};

use super::array::{Array, Scalar};
use super::lexer::{Bracket, Lexer, Spanned, Token};
use super::page;
use super::remark::{Remark, Remarks, line_number};

/// Deeper than PHP's own parser goes, which gives up somewhere below 10,000.
const MOST_DEEP: usize = 8192;

/// An array that is being read.
struct Open {
    array: Array,
    bracket: Bracket,
    at: usize,
    /// Whether its values are secrets.
    is_secret: bool,
    /// The key under which the next inner array goes.
    key: Option<Key>,
    /// Whether a comma or the end has to come next.
    is_separated: bool,
}

/// Reads the first array of a text.
pub(super) fn read<'s>(source: &'s [u8], remarks: &mut Remarks<'s>) -> Result<Node, Remark> {
    let start = page::start(source, remarks)?;
    let mut reader =
        Reader { source, lexer: Lexer::new(source, start), peeked: None, remarks, open: Vec::new() };
    let (tree, end) = reader.array()?;
    if !page::is_epilogue(source.get(end..).unwrap_or_default()) {
        remarks.secret(false);
        remarks.add(end, "the array ends here: what stands behind it is not read");
    }
    Ok(tree)
}

struct Reader<'s, 'r> {
    source: &'s [u8],
    lexer: Lexer<'s>,
    peeked: Option<Spanned>,
    remarks: &'r mut Remarks<'s>,
    open: Vec<Open>,
}

impl Reader<'_, '_> {
    fn next(&mut self) -> Result<Spanned, Remark> {
        match self.peeked.take() {
            Some(token) => Ok(token),
            None => self.lexer.next(self.remarks),
        }
    }

    fn peek(&mut self) -> Result<&Spanned, Remark> {
        let token = self.next()?;
        Ok(self.peeked.insert(token))
    }

    /// Reads the whole array, and says where it ends.
    fn array(&mut self) -> Result<(Node, usize), Remark> {
        let first = self.next()?;
        let Token::Open(bracket) = first.token else { return Err(self.unexpected(&first, "[ or array(")) };
        self.enter(bracket, first.span.start, None)?;
        loop {
            let token = self.next()?;
            let is_separated = self.open.last().is_none_or(|open| open.is_separated);
            match token.token {
                Token::Close(bracket) => {
                    if let Some(node) = self.leave(bracket, &token)? {
                        return Ok((node, token.span.end));
                    }
                }
                Token::Comma if is_separated => {
                    self.remarks.add(token.span.start, "a comma without an element before it: left out");
                }
                Token::Comma => self.separate(),
                Token::Semicolon if !is_separated => {
                    self.remarks
                        .add(token.span.start, "expected a comma, found a semicolon: read as a comma");
                    self.separate();
                }
                Token::Ellipsis => {
                    self.remarks.add(token.span.start, "dots in place of elements: left out");
                    self.element_ended();
                }
                Token::End => return Err(self.unclosed(&token)),
                Token::Arrow | Token::Dot | Token::Sign(_) if !is_separated => {
                    return Err(self.unexpected(&token, "a comma or the end of the array"));
                }
                _ => {
                    if !is_separated {
                        self.remarks
                            .add(token.span.start, "no comma before this element: read as if there were one");
                    }
                    self.element(token)?;
                }
            }
        }
    }

    /// Reads an element, or its key and what opens its array.
    fn element(&mut self, token: Spanned) -> Result<(), Remark> {
        let at = token.span.start;
        self.refuse_printed(at)?;
        if let Token::Open(bracket) = token.token {
            let key = self.next_key(at)?;
            return self.enter(bracket, at, Some(key));
        }
        let first = self.scalar(token, "a value or a key")?;
        if self.peek()?.token != Token::Arrow {
            let key = self.next_key(at)?;
            self.put(key, first);
            return Ok(());
        }
        self.next()?;
        let key = first.into_key();
        let is_inside = self.open.last().is_some_and(|open| open.is_secret);
        self.remarks.secret(is_inside || names_secret(&key));
        let value = self.next()?;
        if let Token::Open(bracket) = value.token {
            return self.enter(bracket, value.span.start, Some(key));
        }
        let value = self.scalar(value, "a value behind =>")?;
        self.put(key, value);
        Ok(())
    }

    /// Reads a value that is no array: texts that `.` joins are one.
    fn scalar(&mut self, token: Spanned, expected: &str) -> Result<Scalar, Remark> {
        let mut scalar = self.single(token, expected)?;
        while self.peek()?.token == Token::Dot {
            self.next()?;
            let token = self.next()?;
            let mut text = scalar.into_text();
            text.extend(self.single(token, "a text behind the dot")?.into_text());
            scalar = Scalar::Text(text);
        }
        Ok(scalar)
    }

    fn single(&mut self, token: Spanned, expected: &str) -> Result<Scalar, Remark> {
        let end = token.span.end;
        let scalar = match token.token {
            Token::Quoted(text) => Scalar::Text(text),
            Token::Number(number) => number,
            Token::Sign(sign) => {
                let token = self.next()?;
                let number = match &token.token {
                    Token::Number(number) => Some(number.clone()),
                    Token::Word => self.constant(&token),
                    _ => None,
                };
                number
                    .and_then(|number| signed(sign, number))
                    .ok_or_else(|| self.unexpected(&token, "a number behind the sign"))?
            }
            Token::Word => match self.constant(&token) {
                Some(constant) => constant,
                None => return self.bare(&token),
            },
            Token::Variable => {
                let text = self.text(&token);
                self.remarks.add_about(
                    "the variable",
                    &text,
                    token.span.start,
                    "is read as the text of its name",
                );
                Scalar::Text(text)
            }
            _ => return Err(self.unexpected(&token, expected)),
        };
        self.remarks.passed(end);
        Ok(scalar)
    }

    /// A word that means something to PHP.
    fn constant(&self, token: &Spanned) -> Option<Scalar> {
        let word = self.text(token).to_ascii_lowercase();
        let is_exact = self.text(token).iter().all(|byte| !byte.is_ascii_lowercase());
        Some(match word.strip_prefix(b"\\").unwrap_or(&word) {
            b"true" => Scalar::Bool(true),
            b"false" => Scalar::Bool(false),
            b"null" => Scalar::Null,
            b"inf" if is_exact => Scalar::Float(f64::INFINITY),
            b"nan" if is_exact => Scalar::Float(f64::NAN),
            b"php_int_max" if is_exact => Scalar::Int(i64::MAX),
            b"php_int_min" if is_exact => Scalar::Int(i64::MIN),
            b"php_eol" if is_exact => Scalar::Text(b"\n".to_vec()),
            _ => return None,
        })
    }

    /// A word that means nothing to PHP, with the words that follow it on the same line.
    fn bare(&mut self, token: &Spanned) -> Result<Scalar, Remark> {
        let mut span = token.span.clone();
        loop {
            let next = self.peek()?;
            let (is_word, to) = (next.token == Token::Word, next.span.clone());
            if !is_word || self.source.get(span.end..to.start).is_none_or(|between| between.contains(&b'\n'))
            {
                break;
            }
            span.end = to.end;
            self.next()?;
        }
        let text = self.source.get(span.clone()).unwrap_or_default();
        self.remarks.passed(span.end);
        self.remarks.add_about("the word", text, span.start, "has no quotes: read as a text");
        Ok(Scalar::Text(text.to_vec()))
    }

    fn text(&self, token: &Spanned) -> Vec<u8> {
        self.source.get(token.span.clone()).unwrap_or_default().to_vec()
    }

    fn enter(&mut self, bracket: Bracket, at: usize, key: Option<Key>) -> Result<(), Remark> {
        if self.open.len() >= MOST_DEEP {
            return Err(Remark::new(at, format!("nested deeper than {MOST_DEEP} arrays")));
        }
        let is_secret = match (self.open.last_mut(), key) {
            (Some(parent), Some(key)) => {
                let is_secret = parent.is_secret || names_secret(&key);
                parent.key = Some(key);
                is_secret
            }
            _ => false,
        };
        self.remarks.secret(is_secret);
        let array = Array::default();
        self.open.push(Open { array, bracket, at, is_secret, key: None, is_separated: true });
        Ok(())
    }

    /// Closes the innermost array, and gives it if it is the outermost.
    fn leave(&mut self, bracket: Bracket, token: &Spanned) -> Result<Option<Node>, Remark> {
        let Some(open) = self.open.pop() else { return Err(self.unexpected(token, "an array")) };
        if open.bracket != bracket {
            let place = line_number(self.source, open.at);
            let (wanted, from) = if open.bracket == Bracket::Square { ("]", "[") } else { (")", "array(") };
            return Err(self.unexpected(token, &format!("{wanted} that closes the {from} of line {place}")));
        }
        let node = open.array.into_node();
        let Some(parent) = self.open.last_mut() else { return Ok(Some(node)) };
        if let Some(key) = parent.key.take() {
            parent.array.put(key, node);
        }
        self.remarks.passed(token.span.end);
        self.element_ended();
        Ok(None)
    }

    fn put(&mut self, key: Key, value: Scalar) {
        if let Some(open) = self.open.last_mut() {
            open.array.put(key, value.into_node());
        }
        self.element_ended();
    }

    fn element_ended(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.is_separated = false;
            self.remarks.secret(open.is_secret);
        }
    }

    fn separate(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.is_separated = true;
        }
    }

    fn next_key(&mut self, at: usize) -> Result<Key, Remark> {
        let Some(open) = self.open.last() else { return Ok(Key::Int(0)) };
        if open.array.next_depends_on_version() {
            self.remarks.add(
                at,
                "an element behind a negative key: PHP 8.3 and later count on from it, earlier ones from 0",
            );
        }
        open.array.next().map_err(|_| {
            Remark::new(at, "expected a key: behind 9223372036854775807 PHP has none left to give")
        })
    }

    fn refuse_printed(&self, at: usize) -> Result<(), Remark> {
        let is_round = self.open.last().is_some_and(|open| open.bracket == Bracket::Round);
        if is_round && page::is_printed(self.source.get(at..).unwrap_or_default()) {
            return Err(Remark::new(
                at,
                "expected a PHP array, found the output of print_r, which does not say where texts end: print it with \
                 var_export",
            ));
        }
        Ok(())
    }

    fn unexpected(&self, token: &Spanned, expected: &str) -> Remark {
        let found = match token.token {
            Token::Open(_) => "an array",
            Token::Close(Bracket::Square) => "]",
            Token::Close(Bracket::Round) => ")",
            Token::Arrow => "=>",
            Token::Comma => "a comma",
            Token::Semicolon => "a semicolon",
            Token::Dot => "a dot",
            Token::Sign(_) => "a sign: only PHP computes",
            Token::Ellipsis => "dots",
            Token::Quoted(_) => "a text",
            Token::Number(_) => "a number",
            Token::Word => "a word",
            Token::Variable => "a variable",
            Token::End => "the end",
            Token::Other
                if self.source.get(token.span.start..).is_some_and(|rest| rest.starts_with(b"&")) =>
            {
                "HTML, or a reference: paste the text as the page shows it"
            }
            Token::Other => "something else",
        };
        Remark::new(token.span.start, format!("expected {expected}, found {found}"))
    }

    fn unclosed(&self, token: &Spanned) -> Remark {
        let (wanted, from, at) = match self.open.last() {
            Some(Open { bracket: Bracket::Round, at, .. }) => (")", "array(", *at),
            Some(Open { at, .. }) => ("]", "[", *at),
            None => ("]", "[", 0),
        };
        self.unexpected(
            token,
            &format!("{wanted} that closes the {from} of line {}", line_number(self.source, at)),
        )
    }
}

fn signed(sign: char, number: Scalar) -> Option<Scalar> {
    match number {
        number @ (Scalar::Int(_) | Scalar::Float(_)) if sign == '+' => Some(number),
        Scalar::Int(int) => Some(int.checked_neg().map_or(Scalar::Float(2_f64.powi(63)), Scalar::Int)),
        Scalar::Float(float) => Some(Scalar::Float(-float)),
        _ => None,
    }
}

/// The rule for paths, for one key.
fn names_secret(key: &Key) -> bool {
    let key = match key {
        Key::Int(int) => phpform::PathKey::from(phpform::Key::Int(*int)),
        Key::Text(bytes) => phpform::PathKey::from(phpform::Key::Bytes(bytes)),
    };
    phpform::Path::from_iter([key]).is_secret()
}
