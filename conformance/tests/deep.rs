//! A tree may be deeper than the stack of a thread could follow.
#![allow(clippy::unwrap_used, reason = "clippy allows this in test functions alone")]

use std::fmt::Write;
use std::thread;

use phpform_conformance::{Answer, Difference, Key, Node};

const LEVELS: usize = 100_000;

/// An array in an array and so on, around a text.
fn deep(inner: &str) -> Node {
    let mut node = Node::Text(inner.as_bytes().to_vec());
    for level in 0..LEVELS {
        let beside = (Key::Text(b"beside".to_vec()), Node::Text(b"x".to_vec()));
        node = Node::Array(vec![beside, (Key::Int(i64::try_from(level).unwrap()), node)]);
    }
    node
}

/// Runs a test on a stack that 100,000 levels of even the smallest frame would not fit.
fn on_a_small_stack(test: fn()) {
    thread::Builder::new().stack_size(256 * 1024).spawn(test).unwrap().join().unwrap();
}

#[test]
fn a_deep_tree_is_cloned_compared_and_dropped() {
    on_a_small_stack(|| {
        let tree = deep("1");
        let copy = tree.clone();
        assert!(tree == copy);
        assert!(tree != deep("2"));
        assert_eq!(tree.into_items().unwrap().len(), 2);
    });
}

#[test]
fn a_deep_tree_is_written_and_read_as_json() {
    on_a_small_stack(|| {
        let tree = deep("1");
        assert!(Node::from_json(tree.to_json().as_bytes()).unwrap() == tree);
        let answer = Answer::Tree { tree, warnings: Vec::new() };
        let json = serde_json::to_vec(&answer).unwrap();
        assert!(serde_json::from_slice::<Answer>(&json).unwrap() == answer);
    });
}

#[test]
fn a_deep_tree_that_is_cut_off_is_an_error() {
    on_a_small_stack(|| {
        let json = deep("1").to_json();
        let cut = &json.as_bytes()[..json.len() - 1];
        let error = Node::from_json(cut).unwrap_err();
        assert_eq!(error.at(), cut.len());
    });
}

#[test]
fn a_deep_tree_is_shown() {
    on_a_small_stack(|| {
        let mut shown = String::new();
        write!(shown, "{:?}", deep("1")).unwrap();
        assert!(shown.starts_with("[\"beside\" => \"x\", 99999 => [\"beside\" => \"x\", 99998 => ["));
        assert_eq!(shown.matches('[').count(), LEVELS);
        assert_eq!(shown.matches(']').count(), LEVELS);
    });
}

#[test]
fn deep_trees_are_compared_place_by_place() {
    on_a_small_stack(|| {
        let want = Answer::Tree { tree: deep("1"), warnings: Vec::new() };
        let got = Answer::Tree { tree: deep("2"), warnings: Vec::new() };
        let difference = Difference::between(&want, &got).unwrap();
        assert_eq!(difference.lines().len(), 1);
        assert!(difference.lines()[0].ends_with("[1][0]: want \"1\", got \"2\""));
    });
}
