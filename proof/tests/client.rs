//! The client of the real PHP answers what the specification says PHP answers, and survives a PHP that dies.
#![cfg(unix)]

use phpform_conformance::{Answer, Key, Limit, Node};
use phpform_proof::php::{self, BuildQuery, Encoding, Fault, Ini, ParseStr, Post};
use phpform_proof::trees::{self, Value};

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

fn tree(items: Vec<(Key, Node)>, warnings: &[Limit]) -> Answer {
    Answer::Tree { tree: Node::Array(items), warnings: warnings.to_vec() }
}

#[test]
fn parse_str_answers_in_order() {
    let Some(mut php) = here(ParseStr::start(&Ini::default())).unwrap() else { return };
    let list = Node::Array(vec![(Key::Int(-5), Node::Text("x".into()))]);
    let blob = Node::Text(vec![0xFF]);
    let wanted = [
        tree(vec![text("a", "1")], &[]),
        tree(vec![], &[]),
        tree(vec![(Key::Text("a".into()), list), (Key::Text("b".into()), blob)], &[]),
    ];
    assert_eq!(php.ask(&["a=1", "", "a[-5]=x&b%00c=%ff"]).unwrap(), wanted);
    assert!(php.ask::<&str>(&[]).unwrap().is_empty());
}

#[test]
fn limits_and_separators_reach_php() {
    let ini = Ini { max_input_vars: 3, max_input_nesting_level: 2, arg_separator_input: b";'\"\\x".to_vec() };
    let Some(mut php) = here(ParseStr::start(&ini)).unwrap() else { return };
    let wanted = [
        tree(vec![text("a", "1"), text("b", "2"), text("c", "3")], &[]),
        tree(vec![text("b", "")], &[Limit::MaxDepth, Limit::MaxDepth, Limit::MaxPairs]),
        tree(vec![text("a", ""), text("b", ""), text("c", "1&")], &[Limit::MaxPairs]),
    ];
    assert_eq!(php.ask(&["a=1;b=2'c=3", "a[][][]=1;b;c[][][];d", "a\"b\\c=1&xd"]).unwrap(), wanted);
}

#[test]
fn post_answers_in_order() {
    let ini = Ini { max_input_vars: 2, max_input_nesting_level: 1, arg_separator_input: b";".to_vec() };
    let Some(mut php) = here(Post::start(&ini)).unwrap() else { return };
    let long = "x".repeat(200_000);
    let wanted = [
        tree(vec![text("a;b", "1\0")], &[]),
        tree(vec![text("a", "")], &[Limit::MaxPairs]),
        tree(vec![text("a", &long)], &[]),
        tree(vec![], &[]),
        tree(vec![text("c", "")], &[Limit::MaxDepth, Limit::MaxDepth, Limit::MaxPairs]),
    ];
    assert_eq!(php.ask(&["a;b=1\0", "&&a", &format!("a={long}"), "", "a[][]&b[][]&c&d"]).unwrap(), wanted);
    let many: Vec<String> = (0..2000).map(|n| format!("n={n}")).collect();
    let answers = php.ask(&many).unwrap();
    assert!((0..2000).all(|n| answers[n] == tree(vec![text("n", &n.to_string())], &[])));
}

#[test]
fn build_query_writes_what_the_specification_says() {
    let Some(mut php) = here(BuildQuery::start()).unwrap() else { return };
    let text = |text: &str| Value::Text(text.into());
    let key = |text: &str| Key::Text(text.into());
    let arrays = [
        vec![(key("a b"), text("~-_.*!'()+/\u{e9}"))],
        vec![(key("a"), Value::Null), (key("b"), Value::Array(vec![])), (key("f"), text(""))],
        vec![
            (Key::Int(0), Value::Bool(true)),
            (Key::Int(-4), Value::Int(i64::MIN)),
            (key(""), Value::Float(1.5e-7)),
        ],
        vec![(
            key("x"),
            Value::Array(vec![(key("]"), Value::Array(vec![(Key::Int(7), Value::Bool(false))]))]),
        )],
        vec![(key("n"), Value::Float(f64::NAN)), (key("i"), Value::Float(f64::NEG_INFINITY))],
        vec![],
    ];
    let bodies = php.ask(&arrays, Encoding::Rfc1738).unwrap();
    let bodies: Vec<&str> = bodies.iter().map(|body| str::from_utf8(body).unwrap()).collect();
    let escaped = "a+b=%7E-_.%2A%21%27%28%29%2B%2F%C3%A9";
    let wanted =
        [escaped, "f=", "0=1&-4=-9223372036854775808&=1.5E-7", "x%5B%5D%5D%5B7%5D=0", "n=NAN&i=-INF", ""];
    assert_eq!(bodies, wanted);
    let bodies = php.ask(&arrays[..1], Encoding::Rfc3986).unwrap();
    assert_eq!(bodies, [b"a%20b=~-_.%2A%21%27%28%29%2B%2F%C3%A9"]);
}

#[test]
fn php_reads_the_generated_trees_as_they_are() {
    let Some(mut php) = here(BuildQuery::start()).unwrap() else { return };
    let arrays: Vec<_> = (0..5000).map(trees::tree).collect();
    let bodies = php.ask(&arrays, Encoding::Rfc1738).unwrap();
    // Each leaf that is not null is a pair, so none was lost on the way to PHP.
    for (array, body) in arrays.iter().zip(&bodies) {
        let pairs = if body.is_empty() { 0 } else { body.split(|byte| *byte == b'&').count() };
        assert_eq!(pairs, leaves(array), "{array:?} became {}", body.escape_ascii());
    }
}

fn leaves(array: &[(Key, Value)]) -> usize {
    let leaf = |(_, value): &(Key, Value)| match value {
        Value::Null => 0,
        Value::Array(items) => leaves(items),
        _ => 1,
    };
    array.iter().map(leaf).sum()
}
