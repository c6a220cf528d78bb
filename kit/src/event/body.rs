//! A body as a list of pairs, which can be bent into any shape.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use phpform::bitrix24::Event;

/// What `urlencode` leaves as it is, beside letters and digits.
const URLENCODE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// As above, with brackets left as they are.
const BRACKETS: &AsciiSet = &URLENCODE.remove(b'[').remove(b']');

/// How names and values are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Writing {
    /// As `http_build_query` does: `%5B`, and `+` for a space.
    #[default]
    Encoded,
    /// `[` and `]` as they are.
    RawBrackets,
    /// `%20` for a space.
    Percent20,
    /// `%5b` in place of `%5B`.
    LowerHex,
}

/// A name and its value, decoded.
pub(crate) type Pair = (Vec<u8>, Vec<u8>);

/// Names and values, not yet written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Body {
    pairs: Vec<Pair>,
    writing: Writing,
    /// Bytes behind everything, as they are.
    tail: Vec<u8>,
}

impl Body {
    /// The pairs that an event is written as.
    pub(crate) fn of(event: &Event<'_>) -> Self {
        Self::read(event.to_body().unwrap_or_default().as_bytes())
    }

    /// The pairs of a body.
    pub(crate) fn read(body: &[u8]) -> Self {
        let options = phpform::Options::new().unlimited_bytes().unlimited_depth();
        let pairs = options.pairs(body).map(|pair| (pair.name().into_owned(), pair.value().into_owned()));
        Self { pairs: pairs.collect(), ..Self::default() }
    }

    /// Puts a value in the place of all that have this name; a new one goes behind the last of the same top key.
    pub(crate) fn set(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        let place = self.pairs.iter().position(|(own, _)| own == name.as_bytes());
        let behind = |body: &Self| {
            let of_same_top = |(own, _): &(Vec<u8>, Vec<u8>)| top(own) == top(name.as_bytes());
            body.pairs.iter().rposition(of_same_top).map_or(body.pairs.len(), |last| last + 1)
        };
        let at = place.unwrap_or_else(|| behind(&self));
        self = self.without(name);
        self.pairs.insert(at.min(self.pairs.len()), (name.into(), value.as_ref().to_vec()));
        self
    }

    /// Sets these values in another body.
    pub(crate) fn over(&self, other: Self) -> Self {
        self.pairs.iter().fold(other, |body, (name, value)| body.set(&String::from_utf8_lossy(name), value))
    }

    /// Adds a pair at the end, whatever else has its name.
    pub(crate) fn and(mut self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Self {
        self.pairs.push((name.as_ref().to_vec(), value.as_ref().to_vec()));
        self
    }

    /// Adds a pair at the front.
    pub(crate) fn after(mut self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Self {
        self.pairs.insert(0, (name.as_ref().to_vec(), value.as_ref().to_vec()));
        self
    }

    /// Takes out a name and all below it.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.pairs.retain(|(own, _)| !is_at_or_below(own, name.as_bytes()));
        self
    }

    /// Keeps the pairs that are wanted.
    pub(crate) fn keep(mut self, is_wanted: impl Fn(&Pair) -> bool) -> Self {
        self.pairs.retain(is_wanted);
        self
    }

    /// Changes every value that is UTF-8, outside `auth`.
    pub(crate) fn map(mut self, change: impl Fn(String) -> String) -> Self {
        for (name, value) in &mut self.pairs {
            if let (false, Ok(text)) = (name.starts_with(b"auth"), String::from_utf8(value.clone())) {
                *value = change(text).into_bytes();
            }
        }
        self
    }

    /// Puts `masked` in the place of every secret.
    pub(crate) fn masked(mut self) -> Self {
        for (name, value) in &mut self.pairs {
            if is_secret(name) {
                *value = b"masked".to_vec();
            }
        }
        self
    }

    /// Gives a name, and all below it, another beginning.
    pub(crate) fn rename(mut self, from: &str, to: &str) -> Self {
        for (own, _) in &mut self.pairs {
            if is_at_or_below(own, from.as_bytes()) {
                own.splice(..from.len(), to.bytes());
            }
        }
        self
    }

    /// Moves the pairs of a top key to the front.
    pub(crate) fn first(mut self, key: &str) -> Self {
        self.pairs.sort_by_key(|(own, _)| top(own) != key.as_bytes());
        self
    }

    /// Moves the pairs of a top key to the end.
    pub(crate) fn last(mut self, key: &str) -> Self {
        self.pairs.sort_by_key(|(own, _)| top(own) == key.as_bytes());
        self
    }

    /// Turns the order of all pairs round.
    pub(crate) fn reversed(mut self) -> Self {
        self.pairs.reverse();
        self
    }

    /// Is written in this way.
    pub(crate) fn written(mut self, writing: Writing) -> Self {
        self.writing = writing;
        self
    }

    /// With these bytes behind everything, as they are.
    pub(crate) fn tail(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.tail = bytes.as_ref().to_vec();
        self
    }

    /// The first value with this name.
    pub(crate) fn get(&self, name: &str) -> Option<&[u8]> {
        self.pairs.iter().find(|(own, _)| own == name.as_bytes()).map(|(_, value)| value.as_slice())
    }

    /// How many pairs there are.
    pub(crate) fn len(&self) -> usize {
        self.pairs.len()
    }

    /// The body as it is sent.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let names = if self.writing == Writing::RawBrackets { BRACKETS } else { URLENCODE };
        let pairs = self.pairs.iter().map(|(name, value)| {
            [self.write(name, names).as_bytes(), b"=", self.write(value, URLENCODE).as_bytes()].concat()
        });
        let mut body = pairs.collect::<Vec<_>>().join(&b'&');
        body.extend_from_slice(&self.tail);
        body
    }

    fn write(&self, bytes: &[u8], kept: &'static AsciiSet) -> String {
        let text = Cow::from(percent_encode(bytes, kept));
        match self.writing {
            Writing::Encoded | Writing::RawBrackets => text.replace("%20", "+"),
            Writing::Percent20 => text.into_owned(),
            Writing::LowerHex => text.replace("%5B", "%5b").replace("%5D", "%5d").replace("%20", "+"),
        }
    }
}

fn top(name: &[u8]) -> &[u8] {
    name.split(|byte| *byte == b'[').next().unwrap_or_default()
}

fn is_secret(name: &[u8]) -> bool {
    name.split(|byte| matches!(byte, b'[' | b']')).any(is_secret_key)
}

/// Whether what stands under a key is secret, as the parser has it: the key is `auth`, or speaks of a token or a secret.
pub(crate) fn is_secret_key(key: &[u8]) -> bool {
    let key = key.to_ascii_lowercase();
    let has = |word: &[u8]| key.windows(word.len()).any(|window| window == word);
    key == b"auth" || has(b"token") || has(b"secret")
}

fn is_at_or_below(name: &[u8], above: &[u8]) -> bool {
    name.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"["))
}

#[cfg(test)]
mod tests {
    use super::*;
    use phpform::bitrix24::{Auth, LineDelete};

    fn body() -> Body {
        Body::of(&Event::new(LineDelete(107), Auth::new("a token*~")))
    }

    #[test]
    fn a_body_is_written_as_php_writes_it() {
        let event = Event::new(LineDelete(107), Auth::new("a token*~"));
        assert_eq!(body().to_bytes(), event.to_body().unwrap().into_bytes());
    }

    #[test]
    fn values_are_set_where_they_were_or_behind_their_like() {
        let set = body().set("data", "8").set("auth[new]", "9").set("more", "x");
        let text = String::from_utf8(set.to_bytes()).unwrap();
        assert!(text.contains("&data=8&ts="), "{text}");
        assert!(text.ends_with("&auth%5Bnew%5D=9&more=x"), "{text}");
        assert_eq!(set.len(), body().len() + 2);
    }

    #[test]
    fn a_body_that_is_masked_holds_no_secret() {
        let masked = body().set("data[Access_Token][0]", "s3cret").set("data[auth][x]", "s3cret").masked();
        let text = String::from_utf8(masked.to_bytes()).unwrap();
        assert!(!text.contains("s3cret") && !text.contains("a+token") && text.contains("data=107"), "{text}");
    }

    #[test]
    fn names_are_taken_out_and_renamed_with_all_below() {
        let bent = body().without("auth").rename("data", "Data").first("ts");
        let text = String::from_utf8(bent.written(Writing::RawBrackets).to_bytes()).unwrap();
        assert!(text.starts_with("ts=") && text.ends_with("&Data=107"), "{text}");
    }
}
