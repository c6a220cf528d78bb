//! Promise: a form, its values and its paths answer as their documentation says, and what is written key by key is what
//! was given.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy allows this in test functions alone"
)]

use std::collections::BTreeMap;

use phpform::{Array, Encoding, ErrorKind, Float, Form, Key, Options, Path, Query, Step, Value, parse};

/// As PHP's `===` of two arrays: the same keys with the same values in the same order, and of the same types.
#[test]
fn forms_are_equal_as_arrays_are_in_php() {
    for (one, other) in [
        ("a[]=1&a[]=2", "a[0]=1&a[1]=2"),
        ("a=1&b=2", "a=0&b=2&a=1"),
        ("a=%31", "a=1"),
        ("", "&&"),
        ("a[7]=x", "a[%37]=x"),
    ] {
        assert_eq!(parse(one.as_bytes()).unwrap(), parse(other.as_bytes()).unwrap(), "{one} {other}");
    }
    for (one, other) in [
        ("a=1", "a=2"),
        ("a=1", "b=1"),
        ("a=1", "a=1&b=2"),
        ("a=1&b=2", "b=2&a=1"),
        ("a=1", "a[]=1"),
        ("a=", "a[__Host-x]=1"),
        ("a[b]=1", "a[b][c]=1"),
        ("a[7]=1", "a[07]=1"),
        ("a[b]=1&a[c]=2", "a[b]=1&c=2"),
    ] {
        let (one, other) = (parse(one.as_bytes()).unwrap(), parse(other.as_bytes()).unwrap());
        assert_ne!(one, other);
        assert_ne!(one.root(), other.root());
        assert_eq!((&one, one.root()), (&one.clone(), one.root()));
    }
}

#[test]
fn values_are_equal_wherever_they_stand() {
    let form = parse(b"a=x&b=%78&c=y&d[]=x&e[0]=%78&f[1]=x").unwrap();
    let get = |path: &str| form.get(path).unwrap();
    for (one, other) in [("a", "b"), ("a", "d[0]"), ("d", "e")] {
        assert_eq!(get(one), get(other));
    }
    for (one, other) in [("a", "c"), ("a", "d"), ("d", "a"), ("d", "f")] {
        assert_ne!(get(one), get(other));
    }
}

#[test]
fn a_value_is_what_it_is_and_nothing_else() {
    let body = "text=a+b&bytes=%FF&int=-7&yes=true&no=0&array[x]=1";
    let form = parse(body.as_bytes()).unwrap();
    let get = |path: &str| form.get(path).unwrap();
    assert_eq!((get("text").as_str(), get("text").as_bytes()), (Some("a b"), Some(&b"a b"[..])));
    assert_eq!((get("bytes").as_str(), get("bytes").as_bytes()), (None, Some(&b"\xff"[..])));
    assert_eq!((get("array").as_str(), get("array").as_bytes()), (None, None));
    assert_eq!(get("text").text().unwrap(), "a b");
    assert_eq!(get("bytes").bytes().unwrap(), b"\xff");
    assert_eq!(get("int").integer::<i64>().unwrap(), -7);
    assert_eq!((get("yes").boolean().unwrap(), get("no").boolean().unwrap()), (true, false));
    assert!(get("text").as_array().is_none() && get("array").as_array().is_some());
    // What is wrong is a value, or that there is an array: then it is the name that says so.
    for (error, kind, bytes) in [
        (get("bytes").text().unwrap_err(), ErrorKind::InvalidUtf8, "%FF"),
        (get("array").text().unwrap_err(), ErrorKind::ExpectedText, "array[x]"),
        (get("array").boolean().unwrap_err(), ErrorKind::ExpectedText, "array[x]"),
        (get("text").integer::<u8>().unwrap_err(), ErrorKind::InvalidInteger, "a+b"),
        (get("int").integer::<u8>().unwrap_err(), ErrorKind::OutOfRange, "-7"),
        (get("int").boolean().unwrap_err(), ErrorKind::InvalidBoolean, "-7"),
        (get("text").array().unwrap_err(), ErrorKind::ExpectedArray, "a+b"),
    ] {
        assert_eq!((error.kind(), &body[error.span()]), (kind, bytes));
    }
    let root = form.root();
    assert_eq!((root.name_span(), root.value_span(), root.path()), (0..0, 0..0, Path::default()));
    assert_eq!(root.text().unwrap_err().to_string(), "expected a text, found an array");
}

#[test]
fn an_array_gives_its_children_by_key_and_in_order() {
    let form = parse(b"list[]=a&list[]=b&map[x]=c&map[7]=d&gap[1]=e&none[__Host-x]=1").unwrap();
    let array = |path: &str| form.get(path).unwrap().array().unwrap();
    let map = array("map");
    assert_eq!(map.get(Key::Int(7)).and_then(Value::as_str), Some("d"));
    assert_eq!(map.get(Key::Bytes(b"x")).and_then(Value::as_str), Some("c"));
    assert!(map.get(Key::Int(0)).is_none() && map.get(Key::Bytes(b"y")).is_none());
    let keys =
        |keys: Vec<(Key<'_>, Value<'_>)>| keys.into_iter().map(|(key, _)| format!("{key:?}")).collect();
    let children: Vec<String> = keys(map.iter().collect());
    assert_eq!(children, ["\"x\"", "7"]);
    assert_eq!(keys(map.into_iter().collect()), children);
    assert_eq!(map.value(), form.get("map").unwrap());
    for (path, len, is_list) in [("list", 2, true), ("map", 2, false), ("gap", 1, false), ("none", 0, true)] {
        let array = array(path);
        assert_eq!((array.len(), array.is_empty(), array.is_list()), (len, len == 0, is_list), "{path}");
    }
}

#[test]
fn a_form_gives_its_top_keys_in_order() {
    let form = parse(b"b=1&a[x]=2&7=3").unwrap();
    assert_eq!((form.len(), form.is_empty()), (3, false));
    let keys: Vec<Key<'_>> = form.iter().map(|(key, _)| key).collect();
    assert_eq!(keys, [Key::Bytes(b"b"), Key::Bytes(b"a"), Key::Int(7)]);
    assert!((&form).into_iter().map(|(key, _)| key).eq(keys.iter().copied()));
    assert_eq!(keys.iter().map(Key::as_str).collect::<Vec<_>>(), [Some("b"), Some("a"), None]);
    assert_eq!(keys.iter().map(Key::as_int).collect::<Vec<_>>(), [None, None, Some(7)]);
    assert_eq!(Key::Bytes(b"\xff").as_str(), None);
    let form = parse(b"&").unwrap();
    assert_eq!((form.len(), form.is_empty(), form.iter().count()), (0, true, 0));
}

/// A name of too many brackets takes its top entry with it, as in PHP (specification 4.3): nothing of it is counted.
#[test]
fn a_deleted_entry_is_no_entry() {
    let body = "a=1&b[c]=2&b[c][d]=3&e[f][g]=4&h=5&i[]=6&i[][j]=7";
    let form = Options::php_post().max_depth(1).parse(body.as_bytes()).unwrap();
    let keys: Vec<Key<'_>> = form.iter().map(|(key, _)| key).collect();
    assert_eq!(keys, [Key::Bytes(b"a"), Key::Bytes(b"h")]);
    assert_eq!((form.len(), form.is_empty(), form.root().as_array().map(Array::len)), (2, false, Some(2)));
    assert!(form.get("b").is_err() && form.get("b[c]").is_err());
    let warnings: Vec<_> = form.warnings().iter().map(|warning| (warning.kind(), warning.span())).collect();
    let brackets = ["[d]", "[g]", "[j]"].map(|bracket| body.find(bracket).unwrap());
    assert_eq!(warnings, brackets.map(|at| (ErrorKind::MaxDepth, at..at + 1)));
    let form = Options::php_post().max_depth(0).parse(b"a=1&a[b]=2").unwrap();
    assert_eq!((form.len(), form.is_empty(), form.iter().count()), (0, true, 0));
}

/// Arrays of many children are searched by other means than those of few, and by others if their keys ascend.
#[test]
fn every_key_of_an_array_is_found_however_many_there_are() {
    for count in [1, 2, 31, 32, 33, 34, 95, 96, 97, 127, 128, 129, 1000] {
        let ascending = (0..count).map(|key| key * 3 - 50);
        let orders: [Vec<String>; 5] = [
            ascending.clone().map(|key| key.to_string()).collect(),
            ascending.clone().rev().map(|key| key.to_string()).collect(),
            ascending.clone().map(|key| (key * 77 % 3001).to_string()).collect(),
            ascending.clone().map(|key| format!("key {key}")).collect(),
            ascending.map(|key| if key % 2 == 0 { format!("{key}") } else { format!("0{key}") }).collect(),
        ];
        for keys in orders {
            let pairs: Vec<String> = keys.iter().map(|key| format!("a[{key}]={key}")).collect();
            let once = pairs.join("&");
            // Each key is met twice: that is looked up while the array grows.
            for body in [once.clone(), format!("{once}&{once}")] {
                let form = parse(body.as_bytes()).unwrap();
                let array = form.get("a").unwrap().array().unwrap();
                assert_eq!((array.len(), array.iter().count()), (keys.len(), keys.len()));
                for key in &keys {
                    let found = array.get(Key::new(key.as_bytes())).and_then(Value::as_str);
                    assert_eq!(found, Some(key.as_str()), "of {count}");
                    assert_eq!(array.get(Key::new(format!("{key}0x").as_bytes())), None);
                }
                for absent in [-51, -49, i64::MIN, i64::MAX, 1_000_000] {
                    assert_eq!(array.get(Key::Int(absent)), None, "of {count}");
                }
            }
        }
    }
}

/// Only bytes of the own body outlive the form.
#[test]
fn a_form_lends_no_bytes_of_another_one() {
    let (form, same) = (parse(b"a=x&b=%78").unwrap(), parse(b"a=x&b=%78").unwrap());
    let borrowed = |path: &str| form.borrowed(form.get(path).unwrap());
    assert_eq!((borrowed("a"), borrowed("b")), (Some(&b"x"[..]), None));
    assert_eq!(form.borrowed(same.get("a").unwrap()), None);
    let owned = form.clone().into_owned();
    assert_eq!(owned.borrowed(owned.get("a").unwrap()), None);
    assert_eq!(owned.get("a").unwrap().borrowed(), Some(&b"x"[..]));
}

#[test]
fn what_is_printed_of_a_form_is_its_shape_without_its_secrets() {
    let body = b"a[b][]=x&a[b][]=%0D%09%22&c[__Host-x]=&auth[d][e]=s&auth[f]=s&g=y&h[token]=s&h[i]=z";
    let form = parse(body).unwrap();
    let line = r#"{"a": {"b": {0: "x", 1: "\r\t\""}}, "c": {}, "auth": {"d": {"e": ***}, "f": ***}, "g": "y", "h": {"token": ***, "i": "z"}}"#;
    assert_eq!(format!("{form:?}"), line);
    assert_eq!(format!("{:?}", form.root()), line);
    let of = |path: &str| form.get(path).unwrap();
    assert_eq!(format!("{:?}", of("h").array().unwrap()), r#"{"token": ***, "i": "z"}"#);
    assert_eq!(format!("{:?} {:?} {:?}", of("g"), of("auth[f]"), of("auth[d]")), r#""y" *** {"e": ***}"#);
    let lines = r#"{
    "c": {},
    "auth": {
        "f": ***,
    },
    "g": "y",
}"#;
    assert_eq!(format!("{:#?}", parse(b"c[__Host-x]=&auth[f]=s&g=y").unwrap()), lines);
    assert_eq!(
        (format!("{:?}", parse(b"").unwrap()), format!("{:#?}", parse(b"").unwrap())),
        ("{}".into(), "{}".into())
    );
}

/// Whatever is broken into lines stays in proportion to the form.
#[test]
fn no_line_is_indented_further_than_eight_levels() {
    let form = parse(b"0[1][2][3][4][5][6][7][8][9]=x").unwrap();
    let indents: Vec<usize> =
        format!("{form:#?}").lines().map(|line| line.len() - line.trim_start().len()).collect();
    let down = [4, 8, 12, 16, 20, 24, 28, 32, 32, 32];
    let up = [32, 32, 28, 24, 20, 16, 12, 8, 4];
    assert_eq!(indents, [&[0][..], &down, &up, &[0]].concat());
}

#[test]
fn a_walk_goes_down_and_comes_back() {
    let form = parse(b"a[b][c]=1&d=2").unwrap();
    let mut walk = form.root().walk();
    let mut shown = Vec::new();
    let steps: Vec<Step<'_>> = std::iter::from_fn(|| {
        shown.push(format!("{walk:?}"));
        walk.next()
    })
    .collect();
    assert_eq!(
        steps,
        [
            Step::Open(Key::Bytes(b"a")),
            Step::Open(Key::Bytes(b"b")),
            Step::Text(Key::Bytes(b"c"), b"1"),
            Step::Close,
            Step::Close,
            Step::Text(Key::Bytes(b"d"), b"2"),
        ]
    );
    let depths = [1, 2, 3, 3, 2, 1, 1].map(|depth| format!("Walk {{ depth: {depth}, .. }}"));
    assert_eq!(shown, depths);
    assert_eq!(form.get("a").unwrap().walk().count(), 3);
}

#[test]
fn what_is_no_path_is_told_at_its_byte() {
    for (path, at) in [
        ("[a]", 0),
        ("a[]", 2),
        ("a[bc][]", 6),
        ("a[b", 1),
        ("a[bc][d", 5),
        ("ab]", 2),
        ("a[bc]d", 5),
        ("a[b][cd]e", 8),
        ("a[b[c]", 3),
        ("a[x][bc[d]", 7),
        ("a[%]", 2),
        ("a[bc%4]", 4),
        ("a[%41][%]", 7),
        ("50%", 2),
    ] {
        let error = path.parse::<Path>().unwrap_err();
        assert_eq!((error.kind(), error.span()), (ErrorKind::InvalidPath, at..at), "{error}");
        assert!(error.to_string().ends_with(&format!(", at byte {at}")), "{error}");
        let error = Form::get(&parse(b"a=1").unwrap(), path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidPath);
    }
    let path: Path = "a[%5B%5D][-7][x%2541]".parse().unwrap();
    assert_eq!(format!("{:?}", path.keys()), r#"["a", "[]", -7, "x%41"]"#);
}

#[test]
fn secrets_go_by_the_name_of_a_key() {
    for secret in [
        "auth",
        "auth[member_id]",
        "data[x][AUTH][y]",
        "refresh_token",
        "Tokens",
        "a[my-secret]",
        "SECRET[0]",
    ] {
        assert!(secret.parse::<Path>().unwrap().is_secret(), "{secret}");
    }
    for open in ["", "7", "data[author]", "oauth", "authority[0]", "a[toke]", "sec_ret"] {
        assert!(!open.parse::<Path>().unwrap().is_secret(), "{open}");
    }
}

/// Every byte that has a meaning takes three, in names and in texts of every length.
#[test]
fn a_query_is_what_was_given_however_long_it_is() {
    for len in (0..70).chain([85, 86, 255, 256, 257, 511, 512, 513, 1023, 1024, 1025, 1536, 5000]) {
        let (raw, escaped) = ("[".repeat(len), "%5B".repeat(len));
        let mut query = Query::new(Encoding::Rfc1738);
        query.text(Key::Bytes(raw.as_bytes()), raw.as_bytes());
        query.open(Key::Bytes(raw.as_bytes()));
        query.text(Key::Bytes(raw.as_bytes()), b"x");
        query.open(Key::Int(-7));
        query.text(Key::Int(8), raw.as_bytes());
        let shown = format!("{query:?}");
        let body = query.finish();
        let top = format!("{escaped}={escaped}");
        let below = format!("{escaped}%5B{escaped}%5D=x&{escaped}%5B-7%5D%5B8%5D={escaped}");
        assert_eq!(body, format!("{top}&{below}"));
        // What was written may hold secrets.
        assert_eq!(shown, format!("Query {{ written: {}, .. }}", body.len()));
        // serde writes the same.
        let map = BTreeMap::from([(&*raw, BTreeMap::from([(&*raw, 7)]))]);
        assert_eq!(phpform::to_string(&map).unwrap(), format!("{escaped}%5B{escaped}%5D=7"));
        let pieces = BTreeMap::from([(&*raw, Pieces(&raw))]);
        assert_eq!(phpform::to_string(&pieces).unwrap(), format!("{escaped}={escaped}x{escaped}"));
    }
}

/// An empty key is the shortest there is: nothing of what stands before it is lost, however long that is.
#[test]
fn a_query_holds_empty_keys_behind_keys_of_any_length() {
    for (len, depth) in (0..7).flat_map(|len| (0..80).map(move |depth| (len, depth))) {
        for empty in 1..4 {
            let top = "k".repeat(len);
            let mut query = Query::new(Encoding::Rfc1738);
            query.open(Key::Bytes(top.as_bytes()));
            (0..depth).for_each(|_| query.open(Key::Bytes(b"x")));
            (0..empty).for_each(|_| query.open(Key::Bytes(b"")));
            query.text(Key::Bytes(b"y"), b"");
            query.text(Key::Bytes(b""), b"z");
            let name = format!("{top}{}{}", "%5Bx%5D".repeat(depth), "%5B%5D".repeat(empty));
            assert_eq!(query.finish(), format!("{name}%5By%5D=&{name}%5B%5D=z"));
        }
    }
}

/// A value that is written piece by piece.
struct Pieces<'t>(&'t str);

impl serde::Serialize for Pieces<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}x{}", self.0, self.0))
    }
}

#[test]
fn closing_what_is_not_open_does_nothing() {
    let mut query = Query::new(Encoding::Rfc3986);
    query.close();
    query.open(Key::Int(0));
    query.text(Key::Int(1), b"a b");
    query.close();
    query.close();
    query.text(Key::Int(2), b"~");
    assert_eq!(query.finish(), "0%5B1%5D=a%20b&2=~");
}

#[test]
fn a_form_is_written_without_its_empty_arrays() {
    let form = parse(b"a[x]=b c&a[y][]=~&d[__Host-x]=1&e=f").unwrap();
    assert_eq!(form.to_query(Encoding::Rfc1738), "a%5Bx%5D=b+c&a%5By%5D%5B0%5D=%7E&e=f");
    assert_eq!(form.to_query(Encoding::Rfc3986), "a%5Bx%5D=b%20c&a%5By%5D%5B0%5D=~&e=f");
}

/// PHP's own defaults, and ours: what `max_input_vars` and `max_input_nesting_level` cut off is an error or there.
#[test]
fn limits_are_the_documented_ones_unless_something_else_is_asked_for() {
    let (post, parse_str) = (Options::php_post(), Options::php_parse_str());
    assert_eq!(Options::new().longest_body(), 2 * 1024 * 1024);
    assert_eq!([post.longest_body(), parse_str.longest_body()], [u32::MAX as usize - 1; 2]);
    let pairs = (0..1003).map(|key| key.to_string()).collect::<Vec<_>>().join("&") + "&";
    let read = |options: Options| options.parse(pairs.as_bytes()).unwrap().len();
    assert_eq!([Options::default(), post, parse_str].map(read), [1003, 1001, 1000]);
    let read =
        |bytes: usize| Options::new().max_bytes(3).parse(&b"a=12"[..bytes]).map(|form| form.len()).ok();
    assert_eq!([2, 3, 4].map(read), [Some(1), Some(1), None]);
    let deep = |levels| format!("a{}=1", "[]".repeat(levels)).into_bytes();
    let read = |options: Options, levels| options.parse(&deep(levels)).map(|form| form.len()).ok();
    assert_eq!([Options::default(), post, parse_str].map(|options| read(options, 64)), [Some(1); 3]);
    assert_eq!(
        [Options::default(), post, parse_str].map(|options| read(options, 65)),
        [None, Some(0), Some(0)]
    );
}

#[test]
fn each_option_leaves_the_others_as_they_were() {
    let options = Options::php_parse_str().separators(b";").keep_names().max_depth(1).max_pairs(3);
    let shown = |options: Options| format!("{:?}", options.parse(b"a b[c][d]=1;a b[e]=2;f&=3\0;g").unwrap());
    let wanted = shown(options);
    assert_eq!(wanted, r#"{"a b": {"e": "2"}, "f&": "3"}"#);
    for options in [
        options.max_bytes(100),
        options.unlimited_bytes(),
        options.max_pairs(3),
        options.max_pairs(4),
        options.unlimited_pairs(),
        options.max_depth(1),
        options.keep_names(),
        options.separators(b";"),
        options.separators(b""),
        options.seed(1),
    ] {
        assert_eq!(shown(options), wanted, "{options:?}");
    }
    assert_eq!(shown(options.unlimited_depth()), shown(options.max_depth(2)));
    assert_ne!(shown(options.unlimited_depth()), wanted);
    assert_eq!(options.max_bytes(7).longest_body(), 7);
    assert_eq!(options.max_bytes(7).unlimited_bytes().longest_body(), u32::MAX as usize - 1);
    assert_eq!(options.max_pairs(1).parse(b"a;b;c").unwrap().len(), 1);
    assert_eq!(options.max_pairs(1).unlimited_pairs().parse(b"a;b;c").unwrap().len(), 3);
}

/// Each byte but NUL, where `parse_str` stops.
#[test]
fn exactly_the_bytes_that_are_given_part_two_pairs() {
    let pairs = |separators: &[u8], byte: u8| {
        Options::php_parse_str().separators(separators).pairs(&[b'!', byte, b'!']).count()
    };
    for byte in (1..=255).filter(|byte| *byte != b'!') {
        for also in [b';', b'|', 0x80, 0xff] {
            assert_eq!((pairs(&[also, byte], byte), pairs(&[byte, also], byte)), (2, 2), "{byte} {also}");
        }
        for other in (1..=255).filter(|other| *other != byte && *other != b'!') {
            assert_eq!(pairs(&[byte], other), 1, "{byte} {other}");
        }
    }
}

#[test]
fn pairs_are_told_by_where_they_stand() {
    let body = b"auth[a]=s&b%2E=%78&&=1";
    let pairs: Vec<_> = phpform::pairs(body).collect();
    assert_eq!(format!("{:?}", pairs[0]), "Pair { name_span: 0..7, .. }");
    let names: Vec<_> = pairs.iter().map(|pair| pair.name().into_owned()).collect();
    assert_eq!(names, [&b"auth[a]"[..], b"b.", b""]);
    let values: Vec<_> = pairs.iter().map(|pair| pair.value().into_owned()).collect();
    assert_eq!(values, [&b"s"[..], b"x", b"1"]);
    let spans: Vec<_> = pairs.iter().map(|pair| (pair.name_span(), pair.value_span())).collect();
    assert_eq!(spans, [(0..7, 8..9), (10..14, 15..18), (20..20, 21..22)]);
    assert_eq!(pairs.iter().map(|pair| pair.keys().len()).collect::<Vec<_>>(), [2, 1, 0]);
}

/// As a number in a table of numbers.
#[test]
fn a_float_is_printed_as_php_does_and_padded_as_rust_does() {
    let float = Float::new(1e25);
    assert_eq!(
        (format!("{float}"), format!("{float:?}"), float.as_str()),
        ("1.0E+25".into(), "1.0E+25".into(), "1.0E+25")
    );
    assert_eq!(format!("{float:>9}|{float:<9}|{float:.3}"), "  1.0E+25|1.0E+25  |1.0");
}

/// A picture counts the pairs as the reading that gave the error parts them.
#[test]
fn a_picture_parts_the_body_as_its_reading_does() {
    let options = Options::php_parse_str().separators(b";");
    let body = b"a=1;b=x;c=3";
    let error = options.from_bytes::<BTreeMap<String, u8>>(body).unwrap_err();
    let picture = error.render(body).to_string();
    assert!(picture.contains("pair 2 of 3"), "{picture}");
    assert_eq!(format!("{error:?}"), format!("Error(InvalidInteger, {error})"));
    // In a body that is not its own it may stand where no name is: then there is none to mark.
    let elsewhere = error.render(b"======x").to_string();
    assert_eq!(elsewhere.lines().count() + 2, picture.lines().count(), "{elsewhere}");
}
