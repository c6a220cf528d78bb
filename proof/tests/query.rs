//! `phpform::Query` and `phpform::to_string` write what the real `http_build_query` writes.
#![cfg(unix)]

use std::error::Error;

use phpform::Query;
use phpform_conformance::Key;
use phpform_proof::php::{self, BuildQuery, Encoding, Fault};
use phpform_proof::trees::{self, Value};

const TREES: u64 = 100_000;
const BATCH: usize = 500;

/// `Query` knows texts alone, so that a float becomes the text of its bits.
fn texts(array: Vec<(Key, Value)>) -> Vec<(Key, Value)> {
    let text = |value| match value {
        Value::Float(float) => Value::Text(float.to_bits().to_string().into()),
        Value::Array(array) => Value::Array(texts(array)),
        value => value,
    };
    array.into_iter().map(|(key, value)| (key, text(value))).collect()
}

fn write(query: &mut Query, array: &[(Key, Value)]) {
    for (key, value) in array {
        let key = match key {
            Key::Int(int) => phpform::Key::Int(*int),
            Key::Text(text) => phpform::Key::Bytes(text),
        };
        match value {
            Value::Null | Value::Float(_) => {}
            Value::Bool(bool) => query.text(key, if *bool { b"1" } else { b"0" }),
            Value::Int(int) => query.text(key, int.to_string().as_bytes()),
            Value::Text(text) => query.text(key, text),
            Value::Array(array) => {
                query.open(key);
                write(query, array);
                query.close();
            }
        }
    }
}

/// Asks PHP about arrays, `prepare`d for what is compared.
fn compare(
    encoding: Encoding,
    prepare: impl Fn(Vec<(Key, Value)>) -> Vec<(Key, Value)>,
    ours: impl Fn(Vec<(Key, Value)>) -> Result<String, phpform::Error>,
) -> Result<(), Box<dyn Error>> {
    let mut php = match BuildQuery::start() {
        Err(Fault::Missing(missing)) if !php::required() => {
            eprintln!("not run: {missing}");
            return Ok(());
        }
        php => php?,
    };
    for start in (0..TREES).step_by(BATCH) {
        let arrays: Vec<_> = (start..TREES).take(BATCH).map(|seed| prepare(trees::tree(seed))).collect();
        let wanted = php.ask(&arrays, encoding)?;
        for (seed, (array, wanted)) in (start..).zip(arrays.into_iter().zip(wanted)) {
            assert_eq!(ours(array)?, String::from_utf8(wanted)?, "the tree of seed {seed}");
        }
    }
    Ok(())
}

fn query_as_php(theirs: Encoding, ours: phpform::Encoding) -> Result<(), Box<dyn Error>> {
    compare(theirs, texts, |array: Vec<(Key, Value)>| {
        let mut query = Query::new(ours);
        write(&mut query, &array);
        Ok(query.finish())
    })
}

fn serializer_as_php(theirs: Encoding, ours: phpform::Encoding) -> Result<(), Box<dyn Error>> {
    compare(theirs, |array| array, |array| phpform::to_string_as(&Value::Array(array), ours))
}

#[test]
fn rfc1738_as_php() -> Result<(), Box<dyn Error>> {
    query_as_php(Encoding::Rfc1738, phpform::Encoding::Rfc1738)
}

#[test]
fn rfc3986_as_php() -> Result<(), Box<dyn Error>> {
    query_as_php(Encoding::Rfc3986, phpform::Encoding::Rfc3986)
}

#[test]
fn to_string_as_php() -> Result<(), Box<dyn Error>> {
    serializer_as_php(Encoding::Rfc1738, phpform::Encoding::Rfc1738)
}

#[test]
fn to_string_in_rfc3986_as_php() -> Result<(), Box<dyn Error>> {
    serializer_as_php(Encoding::Rfc3986, phpform::Encoding::Rfc3986)
}
