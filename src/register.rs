//! Phases 1 to 4 in one pass: each part of the body is read and its variable registered.
//!
//! Sources: `php_register_variable_ex`, `add_post_vars`, `php_default_treat_data` in php-src
//! `main/php_variables.c`; specification 0 and 4.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::error::{Error, ErrorKind};
use crate::form::Form;
use crate::grammar::Fate;
use crate::limits::Warning;
use crate::name::Names;
use crate::node::Id;
use crate::options::{Options, Reading};
use crate::pair::{Part, Parts, RawValue};
use crate::percent::decode_into;
use crate::place::{Bytes, Place, Source, Texts, small};
use crate::raw_key::reserve_rest;
use crate::stack::Stack;
use crate::tree::{ROOT, Tree};

/// Reads a whole body.
pub(crate) fn parse<'b>(body: &'b [u8], options: &Options) -> Result<Form<'b>, Error> {
    let longest = options.limits.longest_body();
    if body.len() > longest {
        return Err(Error::limit(ErrorKind::MaxBytes, longest, longest..body.len()));
    }
    let mut register = Register {
        tree: Tree::new(body.len(), small(body.len()), options.seed),
        text: Vec::new(),
        open: Stack::new(),
        warnings: Vec::new(),
    };
    register.read(Parts::new(body, options), options)?;
    let Register { mut tree, text, warnings, .. } = register;
    tree.finish(Texts { body, decoded: &text });
    Ok(Form { body: Cow::Borrowed(body), text, tree, warnings, options: *options })
}

/// The variables registered so far.
struct Register {
    tree: Tree,
    /// Whatever had to be decoded: keys and values.
    text: Vec<u8>,
    /// The nodes along the keys of the last name.
    open: Stack<Id, 8>,
    warnings: Vec<Warning>,
}

impl Register {
    fn read(&mut self, mut parts: Parts<'_>, options: &Options) -> Result<(), Error> {
        let mut names = Names::new(options.limits.depth, options.names);
        let most = options.limits.pairs.most();
        let mut count: usize = 0;
        while let Some(start) = parts.start() {
            crate::steps::count!(1);
            let part = parts.read(&mut names, &mut self.text);
            if part == Part::Empty && options.reading == Reading::PhpParseStr {
                continue;
            }
            count = count.saturating_add(1);
            // The POST handler registers the part and counts it then, all others count first (specification 4.2).
            if count > most && options.reading != Reading::PhpPost {
                return self.stop(start, most, parts, options);
            }
            let body = parts.body;
            match part {
                Part::Variable(value, Fate::Registered) => self.register(&names, start, value, body),
                Part::Empty | Part::Variable(_, Fate::Nameless) => {}
                Part::Variable(_, Fate::Forbidden) => {
                    // The arrays above that key stay, empty if they are new.
                    let above = names.keys().len() - 1;
                    if let Some(last) = self.open(&names, 0, above, start, body) {
                        self.tree.make_array(last, start);
                    }
                }
                Part::Variable(_, Fate::TooDeep) => {
                    self.close_too_deep(&names, start, body, options)?;
                    names.forget();
                }
            }
            if count > most {
                return self.stop(start, most, parts, options);
            }
        }
        Ok(())
    }

    /// Ends the reading at a part too many.
    #[cold]
    fn stop(&mut self, start: u32, most: usize, parts: Parts<'_>, options: &Options) -> Result<(), Error> {
        let start = start as usize;
        let span = start..parts.last_end();
        if options.reading == Reading::Strict {
            return Err(Error::limit(ErrorKind::MaxPairs, most, span).at_part(parts.body, options, start));
        }
        self.warnings.push(Warning { kind: ErrorKind::MaxPairs, span });
        Ok(())
    }

    /// Registers a variable, unless one of its `[]` finds no free index. The keys before that are open then, and no
    /// other can be shared.
    #[inline]
    fn register(&mut self, names: &Names, start: u32, value: RawValue, body: &[u8]) {
        let keys = names.keys().len();
        let Some(leaf) = self.open(names, names.shared(), keys, start, body) else { return };
        let bytes = if value.escaped {
            Bytes { place: self.decode(value.place, body), source: Source::Text }
        } else {
            Bytes { place: value.place, source: Source::Body }
        };
        self.tree.set(leaf, bytes, start);
    }

    /// Decodes a value.
    #[inline(never)]
    fn decode(&mut self, value: Place, body: &[u8]) -> Place {
        let raw = value.of(body);
        reserve_rest(&mut self.text, raw.len(), body.len() - value.start() as usize);
        let decoded = small(self.text.len());
        decode_into(raw, &mut self.text);
        Place::between(decoded, small(self.text.len()))
    }

    /// Goes down along the first `keys` keys of a name and makes arrays of all nodes above the last one.
    /// The first `shared` nodes are open already. `None` if a `[]` finds no free index.
    #[inline]
    fn open(&mut self, names: &Names, shared: usize, keys: usize, start: u32, body: &[u8]) -> Option<Id> {
        let texts = Texts { body, decoded: &self.text };
        let mut parent = match shared.checked_sub(1) {
            Some(last) => self.open.at(last),
            None => ROOT,
        };
        self.open.truncate(shared);
        for level in shared..keys {
            crate::steps::count!(1);
            parent = match names.keys().at(level).bytes() {
                Some(key) => self.tree.child(parent, key, start, texts),
                None => self.tree.append(parent, start, texts)?,
            };
            self.open.push(parent);
        }
        Some(parent)
    }

    /// What PHP does with a variable of too many brackets: the whole top entry of that name is deleted, unless the
    /// variable would have been dropped at a key before.
    #[cold]
    fn close_too_deep(
        &mut self,
        names: &Names,
        start: u32,
        body: &[u8],
        options: &Options,
    ) -> Result<(), Error> {
        let texts = Texts { body, decoded: &self.text };
        let (mut parent, mut top) = (ROOT, None);
        for level in 0..names.keys().len() {
            crate::steps::count!(1);
            // The check for the bracket comes before the descent into the key before it.
            let descends = level + 1 < names.keys().len();
            let found = match names.keys().at(level).bytes() {
                Some(key) => self.tree.search(parent, crate::key::Key::new(texts.get(key)), texts),
                None if descends && self.tree.free_index(parent, texts).is_none() => return Ok(()),
                None => None,
            };
            top = if level == 0 { found } else { top };
            match found {
                Some(id) => parent = id,
                // Whatever lies below is made new: nothing there can stop the descent.
                None => break,
            }
        }
        let bracket = names.bracket();
        let span = bracket..bracket + if body.get(bracket) == Some(&b'[') { 1 } else { 3 };
        if options.reading == Reading::Strict {
            let error = Error::limit(ErrorKind::MaxDepth, options.limits.depth.most(), span);
            return Err(error.at_part(body, options, start as usize));
        }
        if let Some(top) = top {
            self.tree.delete_top(top, texts);
        }
        self.warnings.push(Warning { kind: ErrorKind::MaxDepth, span });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;
    use core::fmt::Write;

    use super::*;

    #[test]
    fn what_was_decoded_in_vain_is_taken_back() {
        // The top and a key are decoded by themselves before the missing bracket shows.
        let form = parse(b"a.b[%41]=1&a.c[%41][d=1", &Options::new()).unwrap();
        assert_eq!(form.text, b"a_bAa_c[A][d");
    }

    /// A table that grows takes the hashes that were kept, and only those.
    #[test]
    fn what_became_of_a_key_is_no_matter_to_a_table_that_grows() {
        let mut body = String::new();
        let mut write = |keys: &mut dyn Iterator<Item = usize>, rest: &str| {
            keys.for_each(|key| write!(body, "a[k{key}]{rest}=&").unwrap());
        };
        write(&mut (0..100), "");
        // The second time each key is looked up; in between some hold an array, and some of these a text again.
        write(&mut (0..100), "");
        write(&mut (0..100).step_by(3), "[7][]");
        write(&mut (0..100).step_by(6), "");
        write(&mut (100..1000).chain(0..1000), "");
        body.push_str("a[]=&a[]=&a[0]=&a[1]=&");
        let form = parse(body.as_bytes(), &Options::new()).unwrap();
        assert_eq!(form.get("a").unwrap().array().unwrap().len(), 1002);
    }
}
