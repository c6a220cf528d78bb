//! The vector files keep to their form: schema, ids, flags, counts.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy allows this in test functions alone"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, thread};

use phpform_conformance::vector::{self, Note, Topic};
use phpform_conformance::{Answer, lint::lint};
use serde::Deserialize;

fn file(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The JSON of a file that may be deeper than `serde_json` allows by itself.
fn value(json: &str) -> serde_json::Value {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    deserializer.disable_recursion_limit();
    serde_json::Value::deserialize(&mut deserializer).unwrap()
}

#[test]
fn every_file_in_the_folder_is_embedded() {
    let folder = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")).unwrap();
    let files: BTreeSet<String> = folder
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "json"))
        .collect();
    let embedded: BTreeSet<String> =
        vector::topics().unwrap().iter().map(|topic| format!("{}.json", topic.topic)).collect();
    assert_eq!(files, embedded, "a vector file has to be listed in src/vector.rs");
    assert!(!files.is_empty());
}

#[test]
fn the_vectors_are_without_findings() {
    let findings = lint(&vector::topics().unwrap(), &vector::notes().unwrap(), &vector::retired());
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[test]
fn every_file_keeps_to_the_schema() {
    let schema = value(&file("schema.json"));
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    // Validation recurses as deep as the trees of the depth limit are.
    let check = move || {
        for topic in vector::topics().unwrap() {
            let file = value(&file(&format!("vectors/{}.json", topic.topic)));
            let errors: Vec<String> = validator
                .iter_errors(&file)
                .map(|error| {
                    format!("{}: {} at {}", topic.topic, error, error.instance_path())
                        .chars()
                        .take(600)
                        .collect()
                })
                .collect();
            assert!(errors.is_empty(), "{}", errors.join("\n"));
        }
    };
    thread::Builder::new().stack_size(256 << 20).spawn(check).unwrap().join().unwrap();
}

#[test]
fn the_schema_refuses_what_is_no_vector_file() {
    let validator = jsonschema::validator_for(&value(&file("schema.json"))).unwrap();
    let good = r#"{"topic":"a","count":1,"vectors":[{"id":"a/b","title":"t","why":"w","cites":["c"],"flags":["f"],
        "profile":"default","level":"core","body":{"utf8":"a=1"},"expect":{"tree":{"array":[["a","1"],[7,{"hex":"ff"}],
        [{"int":"9223372036854775807"},{"array":[]}]]}},"source":{"php":"8.2.36","ini":{"max_input_vars":1}}}]}"#;
    assert!(validator.is_valid(&value(good)));
    for (from, to) in [
        ("\"a/b\"", "\"a b\""),
        ("\"title\":\"t\"", "\"title\":\"\""),
        ("[\"c\"]", "[]"),
        ("[\"f\"]", "[\"f\",\"f\"]"),
        ("\"default\"", "\"cookie\""),
        ("\"core\"", "\"all\""),
        ("{\"utf8\":\"a=1\"}", "\"a=1\""),
        ("{\"hex\":\"ff\"}", "{\"hex\":\"FF\"}"),
        ("{\"hex\":\"ff\"}", "{\"hex\":\"\"}"),
        ("[\"a\",\"1\"]", "[\"a\"]"),
        ("[\"a\",\"1\"]", "[\"a\",\"1\",\"2\"]"),
        ("[\"a\",\"1\"]", "[9007199254740992,\"1\"]"),
        ("[\"a\",\"1\"]", "[\"a\",1]"),
        ("9223372036854775807", "7"),
        ("{\"tree\":", "{\"warnings\":[],\"tree\":"),
        ("\"8.2.36\"", "\"7.4.33\""),
        ("\"count\":1", "\"count\":1,\"more\":1"),
    ] {
        assert!(good.contains(from), "{from}");
        assert!(!validator.is_valid(&value(&good.replace(from, to))), "{to} instead of {from} is taken");
    }
}

/// A file of two vectors that the lint has nothing against.
fn clean() -> (Vec<Topic>, BTreeMap<String, Note>) {
    let mut topics = vector::topics().unwrap();
    topics.truncate(1);
    topics[0].vectors.truncate(2);
    topics[0].count = 2;
    let mut notes = vector::notes().unwrap();
    notes.retain(|flag, _| topics[0].vectors.iter().any(|vector| vector.flags.contains(flag)));
    (topics, notes)
}

/// What spoils a clean file.
type Change<'a> = &'a dyn Fn(&mut Topic, &mut BTreeMap<String, Note>);

#[test]
fn the_lint_finds_what_it_is_there_for() {
    let findings = |change: Change<'_>| {
        let (mut topics, mut notes) = clean();
        change(&mut topics[0], &mut notes);
        lint(&topics, &notes, &["append/retired"]).join("\n")
    };
    assert_eq!(findings(&|_, _| {}), "");
    let cases: [(&str, Change<'_>); 11] = [
        ("declares 7 vectors and has 2", &|topic, _| topic.count = 7),
        ("has to start with append/", &|topic, _| topic.vectors[0].id = "other/a".to_owned()),
        ("two vectors of this id", &|topic, _| topic.vectors[0].id = topic.vectors[1].id.clone()),
        ("the id is retired", &|topic, _| topic.vectors[0].id = "append/retired".to_owned()),
        ("does not explain the flag new", &|topic, _| topic.vectors[0].flags.push("new".to_owned())),
        ("no vector has the flag", &|topic, _| {
            topic.vectors.iter_mut().for_each(|vector| vector.flags.clear());
        }),
        ("asks the same as", &|topic, _| {
            let (body, options) = (topic.vectors[1].body.clone(), topic.vectors[1].options.clone());
            topic.vectors[0].body = body;
            topic.vectors[0].options = options;
            topic.vectors[0].profile = topic.vectors[1].profile;
        }),
        ("PHP cannot answer with keep_names", &|topic, _| topic.vectors[0].options.keep_names = true),
        ("only php-parse-str has them", &|topic, _| {
            topic.vectors[0].profile = "php-post".parse().unwrap();
            topic.vectors[0].options.separators = Some(b";".to_vec());
        }),
        ("expects no answer", &|topic, _| topic.vectors[0].expect = Answer::Unsupported(String::new())),
        ("where php-post has none", &|topic, _| {
            topic.vectors[0].profile = "php-post".parse().unwrap();
            topic.vectors[0].expect =
                serde_json::from_str(r#"{"error":{"kind":"max-depth","offset":0,"path":""}}"#).unwrap();
        }),
    ];
    for (expected, change) in cases {
        let found = findings(change);
        assert!(found.contains(expected), "expected {expected:?}, found {found:?}");
    }
}
