//! The client of the real PHP answers what the specification says PHP answers, and survives a PHP that dies.
#![cfg(unix)]

use phpform_conformance::{Key, Node};
use phpform_proof::php::{self, Fault, Limits, ParseStr, Post, Warning};

/// `None` without PHP on the machine, unless the environment demands it.
fn here<T>(client: Result<T, Fault>) -> Result<Option<T>, Fault> {
    match client {
        Err(Fault::Missing(missing)) if !php::required() => {
            eprintln!("not run: {missing}");
            Ok(None)
        }
        client => client.map(Some),
    }
}

fn text(key: &str, value: &str) -> (Key, Node) {
    (Key::Text(key.into()), Node::Text(value.into()))
}

#[test]
fn parse_str_answers_in_order() {
    let Some(mut php) = here(ParseStr::start(&Limits::default())).unwrap() else { return };
    let answers = php.ask(&["a=1", "", "a[-5]=x&b%00c=%ff"]).unwrap();
    let [first, second, third] = answers.as_slice() else { panic!("{answers:?}") };
    assert_eq!(first.tree, Node::Array(vec![text("a", "1")]));
    assert_eq!(second.tree, Node::Array(vec![]));
    let list = Node::Array(vec![(Key::Int(-5), Node::Text("x".into()))]);
    let blob = Node::Text(vec![0xFF]);
    assert_eq!(third.tree, Node::Array(vec![(Key::Text("a".into()), list), (Key::Text("b".into()), blob)]));
    assert!(php.ask::<&str>(&[]).unwrap().is_empty());
}

#[test]
fn limits_and_separators_reach_php() {
    let limits = Limits { max_pairs: 3, max_depth: 2, separators: b";'\"\\x".to_vec() };
    let Some(mut php) = here(ParseStr::start(&limits)).unwrap() else { return };
    let answers = php.ask(&["a=1;b=2'c=3", "a[][][]=1;b;c[][][];d", "a\"b\\c=1&xd"]).unwrap();
    assert_eq!(answers[0].tree, Node::Array(vec![text("a", "1"), text("b", "2"), text("c", "3")]));
    assert_eq!(answers[1].tree, Node::Array(vec![text("b", "")]));
    assert_eq!(answers[1].warnings, [Warning::MaxDepth, Warning::MaxDepth, Warning::MaxPairs]);
    assert_eq!(answers[2].tree, Node::Array(vec![text("a", ""), text("b", ""), text("c", "1&")]));
    assert_eq!(answers[2].warnings, [Warning::MaxPairs]);
}

#[test]
fn post_answers_in_order() {
    let limits = Limits { max_pairs: 2, max_depth: 1, separators: b";".to_vec() };
    let Some(mut php) = here(Post::start(&limits)).unwrap() else { return };
    let long = format!("a={}", "x".repeat(200_000));
    let bodies = ["a;b=1\0", "&&a", &long, "", "a[][]&b[][]&c&d"];
    let answers = php.ask(&bodies).unwrap();
    assert_eq!(answers[0].tree, Node::Array(vec![text("a;b", "1\0")]));
    assert_eq!(answers[1].tree, Node::Array(vec![text("a", "")]));
    assert_eq!(answers[1].warnings, [Warning::MaxPairs]);
    assert_eq!(answers[2].tree, Node::Array(vec![text("a", &long[2..])]));
    assert_eq!(answers[3].tree, Node::Array(vec![]));
    assert_eq!(answers[4].tree, Node::Array(vec![text("c", "")]));
    assert_eq!(answers[4].warnings, [Warning::MaxDepth, Warning::MaxDepth, Warning::MaxPairs]);
    let many: Vec<String> = (0..2000).map(|n| format!("n={n}")).collect();
    let answers = php.ask(&many).unwrap();
    assert!((0..2000).all(|n| answers[n].tree == Node::Array(vec![text("n", &n.to_string())])));
}
