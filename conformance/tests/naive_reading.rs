//! The naive reading where PHP cannot answer: names that are kept, and the paths of errors.
#![allow(clippy::unwrap_used, reason = "clippy allows this in test functions alone")]

use phpform_conformance::{Answer, Limit, Naive, Options, Profile, Reading, Rule, Rules};

/// The answer to a body under options, as JSON.
fn read(profile: Profile, options: Options, body: &[u8]) -> String {
    let answer = Naive::new(Reading { profile, options }).read(body, &mut Rules::default());
    serde_json::to_string(&answer).unwrap()
}

#[test]
fn kept_names_are_left_alone() {
    for (body, tree) in [
        ("a.b+c=1", r#"[["a.b c","1"]]"#),
        ("+a=1", r#"[[" a","1"]]"#),
        ("+=1", r#"[[" ","1"]]"#),
        ("a.b[c.d]=1", r#"[["a.b",{"array":[["c.d","1"]]}]]"#),
        ("a[b.c=1", r#"[["a[b.c","1"]]"#),
        ("a[b][c=1", r#"[["a",{"array":[["b","1"]]}]]"#),
        ("a%00.b=1", r#"[["a","1"]]"#),
        ("=1&[x]=2&%00=3", r"[]"),
        ("5=1", r#"[[5,"1"]]"#),
        ("..Host-a=1", r#"[["..Host-a","1"]]"#),
        ("a[__Host-b]=1", r#"[["a",{"array":[]}]]"#),
    ] {
        let options = Options { keep_names: true, ..Options::default() };
        let expected = format!(r#"{{"tree":{{"array":{tree}}}}}"#);
        assert_eq!(read(Profile::Default, options, body.as_bytes()), expected, "{body}");
    }
}

#[test]
fn an_error_shows_the_path_up_to_its_place() {
    let depth = |max_depth| Options { max_depth: Some(max_depth), ..Options::default() };
    let pairs = |max_pairs| Options { max_pairs: Some(max_pairs), ..Options::default() };
    // A `^` shows the place and is no part of the body.
    for (options, marked, kind, path) in [
        (depth(2), &b"x=1&a.b[c]%5b7%5D^%5Bd]=1"[..], Limit::MaxDepth, "a_b[c][7]"),
        (depth(2), b"a[c][]^[d]=1", Limit::MaxDepth, "a[c]"),
        (depth(0), b"a^[b=1", Limit::MaxDepth, "a"),
        (depth(1), b"a[%00\xFF]=1&a[%C3%A9%FF%25]^[", Limit::MaxDepth, "a[\u{e9}%FF%25]"),
        (depth(1), b"++a.b[c]^%5b", Limit::MaxDepth, "a_b[c]"),
        (pairs(1), b"a=1&^b.c[x][y][]", Limit::MaxPairs, "b_c[x][y]"),
        (pairs(1), b"a=1&^&b=2", Limit::MaxPairs, ""),
        (pairs(0), b"^[x]=1", Limit::MaxPairs, ""),
        (pairs(1), b"a=1&^a[b.c", Limit::MaxPairs, "a_b_c"),
    ] {
        let offset = marked.iter().position(|byte| *byte == b'^').unwrap();
        let body = [&marked[..offset], &marked[offset + 1..]].concat();
        let expected = Answer::Error { kind, offset, path: path.to_owned() };
        let expected = serde_json::to_string(&expected).unwrap();
        assert_eq!(read(Profile::Default, options, &body), expected, "{}", body.escape_ascii());
    }
}

#[test]
fn counters_add_up() {
    let mut sum = Rules::default();
    for _ in 0..3 {
        let mut one = Rules::default();
        Naive::new(Profile::PhpPost.into()).read(b"a[]=1&a[]=2", &mut one);
        sum += &one;
    }
    assert_eq!(sum.count(Rule::Append), 6);
    assert_eq!(sum.count(Rule::AppendFirst), 3);
    assert_eq!(sum.iter().count(), Rule::ALL.len());
}
