//! Bugs in what happens where a key is there already: sections 3.5 to 3.9.

use super::super::rules::Rules;
use super::super::steps::{Specification, Steps, position};
use super::{
    ArrayWinsOverScalar, DuplicatesBecomeList, FirstWins, IntOrderSorted, OverwriteMovesToEnd,
    ReopenedStartsAnew, ScalarWinsOverArray,
};
use crate::node::Items;
use crate::{Key, Node};

impl Steps for ScalarWinsOverArray {
    fn enter<'t>(&self, array: &'t mut Items, key: Key, rules: &mut Rules) -> Option<&'t mut Items> {
        match position(array, &key).and_then(|at| array.get(at)) {
            Some((_, Node::Text(_))) => None,
            _ => Specification.enter(array, key, rules),
        }
    }
}

impl Steps for ArrayWinsOverScalar {
    fn assign(&self, array: &mut Items, key: Key, value: Vec<u8>, rules: &mut Rules) {
        match position(array, &key).and_then(|at| array.get(at)) {
            Some((_, Node::Array(_))) => {}
            _ => Specification.assign(array, key, value, rules),
        }
    }
}

impl Steps for OverwriteMovesToEnd {
    fn assign(&self, array: &mut Items, key: Key, value: Vec<u8>, _: &mut Rules) {
        array.retain(|(found, _)| *found != key);
        array.push((key, Node::Text(value)));
    }
}

impl Steps for DuplicatesBecomeList {
    fn assign(&self, array: &mut Items, key: Key, value: Vec<u8>, rules: &mut Rules) {
        match position(array, &key).and_then(|at| array.get_mut(at)) {
            Some((_, node @ Node::Text(_))) => {
                let first = node.clone();
                *node = Node::Array(vec![(Key::Int(0), first), (Key::Int(1), Node::Text(value))]);
            }
            _ => Specification.assign(array, key, value, rules),
        }
    }
}

impl Steps for FirstWins {
    fn assign(&self, array: &mut Items, key: Key, value: Vec<u8>, rules: &mut Rules) {
        match position(array, &key).and_then(|at| array.get(at)) {
            Some((_, Node::Text(_))) => {}
            _ => Specification.assign(array, key, value, rules),
        }
    }
}

impl Steps for IntOrderSorted {
    fn assign(&self, array: &mut Items, key: Key, value: Vec<u8>, rules: &mut Rules) {
        Specification.assign(array, key, value, rules);
        array.sort_by_key(|(key, _)| match key {
            Key::Int(int) => (0, *int),
            Key::Text(_) => (1, 0),
        });
    }
}

impl Steps for ReopenedStartsAnew {
    fn enter<'t>(&self, array: &'t mut Items, key: Key, rules: &mut Rules) -> Option<&'t mut Items> {
        if let Some(at) = position(array, &key)
            && at + 1 < array.len()
            && let Some((_, node)) = array.get_mut(at)
        {
            *node = Node::Array(Vec::new());
        }
        Specification.enter(array, key, rules)
    }
}
