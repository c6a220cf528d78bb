//! One variable into the tree: php-src `php_register_variable_ex`, line by line.

use super::name::{Bracket, Index, Name};
use super::observe;
use super::rules::{Rule, Rules};
use super::steps::Steps;
use super::text::Text;
use crate::node::Items;
use crate::{Key, Reading, path};

/// What became of a variable.
pub(super) enum Registered {
    /// It is in the tree.
    Done,
    /// It is not, and PHP says nothing.
    Dropped,
    /// It opens too many brackets: it is not in the tree, and neither is any more what was there under its top name.
    TooDeep {
        /// The first raw byte of the bracket that is one too many.
        offset: usize,
        /// The keys up to there.
        path: String,
    },
}

/// A variable on its way into the tree.
pub(super) struct Variable<'a> {
    pub(super) steps: &'a dyn Steps,
    pub(super) reading: &'a Reading,
    /// The decoded name, cut at a NUL and stripped.
    pub(super) text: &'a Text,
    pub(super) rules: &'a mut Rules,
}

impl Variable<'_> {
    /// Puts the variable into the tree.
    pub(super) fn register(mut self, root: &mut Items, value: Vec<u8>) -> Registered {
        let Some(name) = self.steps.name(self.text, &self.reading.options, self.rules) else {
            return Registered::Dropped;
        };
        observe::collision(root, self.text, &name, &self.steps.key(&name.top), self.rules);
        let mut index = Index::Key(name.top.clone());
        let mut array: &mut Items = root;
        let mut level = 0;
        for (before, bracket) in name.brackets.iter().enumerate() {
            if self.steps.is_past_depth(before + 1, self.reading.max_depth()) {
                return self.too_deep(root, &name, before, bracket);
            }
            match &bracket.index {
                Index::Whole(_) => index = bracket.index.clone(),
                Index::Ignored => {}
                Index::Key(_) | Index::Append => {
                    let Some(below) = self.descend(array, &index, level) else {
                        let is_past = self.steps.is_past_depth(name.brackets.len(), self.reading.max_depth());
                        self.rules.used_if(is_past, Rule::EarlierDropWins);
                        return Registered::Dropped;
                    };
                    array = below;
                    index = bracket.index.clone();
                    level += 1;
                }
            }
        }
        observe::depth(&name, self.reading.max_depth(), self.rules);
        let Some(key) = self.key(array, &index, level) else {
            self.rules.used_if(index == Index::Append, Rule::AppendImpossible);
            return Registered::Dropped;
        };
        self.steps.assign(array, key, value, self.rules);
        Registered::Done
    }

    /// The array under an index, or `None` where the variable has to be dropped.
    fn descend<'t>(&mut self, array: &'t mut Items, index: &Index, level: usize) -> Option<&'t mut Items> {
        let key = self.key(array, index, level);
        if *index == Index::Append {
            self.rules.used(if key.is_some() { Rule::AppendArray } else { Rule::AppendArrayImpossible });
            return self.steps.enter_appended(array, key?);
        }
        self.steps.enter(array, key?, self.rules)
    }

    /// The key that an index stands for, or `None` where the variable has to be dropped. The top name is level 0.
    fn key(&mut self, array: &Items, index: &Index, level: usize) -> Option<Key> {
        match index {
            Index::Key(bytes) | Index::Whole(bytes) => {
                observe::prefix(bytes, self.text, level, array, self.rules);
                if self.steps.is_forbidden(bytes, self.text) {
                    return None;
                }
                let key = self.steps.key(bytes);
                observe::key(bytes, &key, level, self.rules);
                Some(key)
            }
            Index::Append => {
                let next = self.steps.append_key(array)?;
                observe::append(array, next, self.rules);
                Some(Key::Int(next))
            }
            Index::Ignored => None,
        }
    }

    /// Drops a variable at the bracket that is one too many, and the entry of its top name with it.
    fn too_deep(&mut self, root: &mut Items, name: &Name, before: usize, bracket: &Bracket) -> Registered {
        let top = self.steps.key(&name.top);
        observe::too_deep(root, &top, bracket, self.rules);
        self.steps.delete(root, &top);
        let keys: Vec<Index> =
            name.brackets.iter().take(before).map(|bracket| bracket.index.clone()).collect();
        let path = path::print(&top, &self.steps.path_keys(&keys));
        Registered::TooDeep { offset: self.steps.bracket_offset(self.text, bracket), path }
    }
}
