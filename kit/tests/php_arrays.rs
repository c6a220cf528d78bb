//! `phpform encode --from php`: the notation as PHP reads it, what people paste for it, and what it says about either.
// The lints' exemption of tests does not know what stands beside them.
#![allow(clippy::unwrap_used)]

mod phpform;

use std::process::{Command, Stdio};

use phpform::{Run, feed, has_php, run, run_bytes};

const ENCODE: &[&str] = &["encode", "--from", "php"];

/// What PHP says, or nothing where there is no PHP and none is required.
fn php(what: &str, input: &[u8]) -> Option<String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/php_arrays.php");
    let mut command = Command::new("php");
    command.args(["-n", script, what]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    has_php().then(|| {
        let Run { code, stdout, stderr } = feed(&mut command, input).into();
        assert_eq!(code, 0, "{stderr}");
        stdout
    })
}

#[track_caller]
fn read(notation: &str) -> Run {
    run(ENCODE, notation.as_bytes())
}

#[track_caller]
fn assert_silent(notation: &str) -> String {
    let Run { code, stdout, stderr } = read(notation);
    assert_eq!((code, stderr.as_str()), (0, ""), "{notation}");
    stdout
}

/// Each of them is PHP, so that PHP says what comes out.
const NOTATIONS: &[&str] = &[
    "[]",
    "array()",
    "ARRAY ( )",
    "[1]",
    "[1, 2, 'a' => 3, 4,]",
    "array('a' => array(1, array('b' => [2])), 'c' => [[], [[]]])",
    r"['a' => 'it\'s', 'b' => '\\', 'c' => '\n\t\x41', 'd' => 'a\\\'b', 'e' => '\\\\']",
    r#"["a" => "\n\t\r\v\e\f\\\$\"", "b" => "\x41\x4a\X4B\x", "c" => "\101\0\400\777\8", "d" => "\u{41}\u{1F600}\u{00e9}\u{d800}\u"]"#,
    r#"["\'" => "\q\ \'"]"#,
    "['a' => \"$ $5 $\", 'b' => '$x', 'c' => '{$x}', 'd' => \"{ $ }\", 'e' => \"\\$a\", 'f' => \"{\\$a}\"]",
    "['multi\nline' => \"two\r\nlines\", 'b' => 'a=>b', 'c' => \"// no comment # here /* either\"]",
    "['a' => 0, 'b' => 105, 'c' => -7, 'd' => - 7, 'e' => +5, 'f' => -0]",
    "[0x1F, 0XfF, 017, 0o17, 0O17, 0b101, 0B11, 1_000_000, 0x1_F, 0_17, 0b1_0, 00]",
    "[9223372036854775807, 9223372036854775808, -9223372036854775808, -9223372036854775807-1]",
    "[0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0xFFFFFFFFFFFFFFFFF, 01777777777777777777777, 0b1111111111111111111111111111111111111111111111111111111111111111111]",
    "[1.5, .5, 6., 1e3, 1E+25, 1.5e-7, 1_0.2_5, 1e400, 0.1, 100000000000000000000.0, 1.0, -0.0, -1.5, 01.5, 08.5, 0e1]",
    "[true, TRUE, True, false, FALSE, null, NULL, Null]",
    "['a' => true, 'b' => false, 'c' => null, 'd' => [null, 1]]",
    "['5' => 'a', '05' => 'b', '-5' => 'c', '-0' => 'd', ' 5' => 'e', '5.0' => 'f', '' => 'g', '9223372036854775808' => 'h']",
    "['9223372036854775807' => 'a', '-9223372036854775808' => 'b', '-9223372036854775809' => 'c']",
    "[true => 'a', false => 'b', null => 'c', 1.9 => 'd', -1.9 => 'e', 2.0 => 'f']",
    "[1e19 => 'a', -1e19 => 'b', 1e30 => 'c', 1e300 => 'd', 18446744073709551616.0 => 'e', 9223372036854775808 => 'f', -9223372036854775808 => 'g', 27670116110564327424.0 => 'h']",
    "[0x10 => 'a', 010 => 'b', 0b10 => 'c', -3 => 'd']",
    "['a' => 1, 'b' => 2, 'a' => 3]",
    "[1, 0 => 2, 3, '1' => 4]",
    "[5 => 'a', 'b', 3 => 'c', 'd', '10' => 'e', 'f']",
    "[-1 => 'a', 'b', 'c']",
    "['a' => ['x' => 1], 'a' => ['y' => 2]]",
    "[ // comment\n 'a' /* here */ => # there\n 1, // ]\n /* , */ 'b' => 2 /* ' */ ]",
    "[\t'a'\r\n=>\r\n'b'\r\n]",
    "['a' => 'x' . 'y', 'b' . 'c' => 1 . 2, 'd' => 'a' . \"\\n\" . 'b' . true . null . 1.5]",
    "['a'=>1,'b'=>[2,3],'c'=>array(4)]",
    "(object) ['a' => 1, 'b' => (object) array('c' => 2)]",
    "(array) ['a' => (array) [1]]",
    "[PHP_INT_MAX, PHP_INT_MIN, INF, -INF, NAN, 'a' . PHP_EOL]",
    "['a' => 'ünïcode', 'ключ' => 'значение', 'e' => '😀', 'q' => '‘typographic’, “inside”']",
    "['a' => '', \"b\" => \"\", '' => '']",
    "['don’t, stop' => 'don’, t', \"a\" => \"it's\", 'b' => '\"']",
    "[[[[[[[['deep']]]]]]]]",
    "['a b' => 'c d', 'a+b' => 'c+d', 'a[b]' => 'x', 'a&b' => '=', '%' => '~-_.']",
];

#[test]
fn php_reads_the_same_in_every_notation() {
    let Some(answer) = php("notations", serde_json::to_string(NOTATIONS).unwrap().as_bytes()) else { return };
    let bodies: Vec<String> = serde_json::from_str(&answer).unwrap();
    assert_eq!(bodies.len(), NOTATIONS.len());
    for (notation, body) in NOTATIONS.iter().zip(&bodies) {
        assert!(!body.ends_with("Error"), "{notation}: {body}");
        assert_eq!(assert_silent(notation), *body, "{notation}");
    }
    eprintln!("{} notations", bodies.len());
}

#[test]
fn php_writes_arrays_that_are_read_back() {
    let Some(answer) = php("generated", b"") else { return };
    let pairs: Vec<(String, String)> = serde_json::from_str(&answer).unwrap();
    for (number, (notation, body)) in pairs.iter().enumerate() {
        let Run { code, stdout, stderr } = run_bytes(ENCODE, &from_hex(notation)).into();
        assert_eq!((code, stderr.as_str(), &stdout), (0, "", body), "array {number}");
    }
    let values: usize = pairs.iter().map(|(_, body)| body.matches('=').count()).sum();
    assert!(pairs.len() == 400 && values > 2000, "{values}");
    eprintln!("{} arrays with {values} values", pairs.len());
}

fn from_hex(text: &str) -> Vec<u8> {
    let digit = |digit: &u8| char::from(*digit).to_digit(16).unwrap();
    let pairs = text.as_bytes().as_chunks::<2>().0.iter();
    pairs.map(|[high, low]| u8::try_from(digit(high) << 4 | digit(low)).unwrap()).collect()
}

const SAMPLE: &str = include_str!("../../conformance/samples/on-im-connector-dialog-start.form");
const PAGE: &str = include_str!("pages/dialog-start.txt");
const MARKDOWN: &str = include_str!("pages/dialog-start.md");

/// The documented sample was made of an array without the three misprints of the page. Read for what was meant, no value
/// differs.
#[test]
fn the_page_as_printed_gives_the_documented_sample() {
    let (_, array) = PAGE.split_once("\n\n[").unwrap();
    let array = format!("[{}\n]", array.split_once("\n        ]").unwrap().0);
    for pasted in
        [PAGE.to_owned(), MARKDOWN.to_owned(), array.clone(), format!("<?php\n\n$event = {array};\n")]
    {
        let Run { code, stdout, stderr } = read(&pasted);
        assert_eq!(code, 0, "{stderr}");
        assert_eq!(stdout, SAMPLE, "no value differs\n{stderr}");
        assert_eq!(stderr.matches("warning: the word `N` has no quotes").count(), 1, "{stderr}");
        assert_eq!(stderr.matches("warning: a quote too many").count(), 2, "{stderr}");
        let around = usize::from(pasted == PAGE || pasted == MARKDOWN);
        assert_eq!(stderr.matches("not read").count(), 2 * around, "{stderr}");
        assert_eq!(stderr.matches("warning: ").count(), 3 + 2 * around, "{stderr}");
        let is_shown = |secret: &str| stderr.contains(secret);
        assert!(!is_shown("s6p6ecl") && !is_shown("51856fef") && !is_shown("oauth.bitrix"), "{stderr}");
    }
    let place = |text: &str| {
        let before = PAGE.split_once(text).unwrap().0;
        let (line, last) = (before.lines().count(), before.lines().last().unwrap());
        format!("at line {line}, column {}", last.chars().count() + 1)
    };
    let said = read(PAGE).stderr;
    assert!(said.contains(&format!("read as a text, {}\n", place("N,"))), "{said}");
    assert!(
        said.contains(&format!("a quote too many: left out, {}\n", place("',\n                'status'"))),
        "{said}"
    );
    assert_eq!(run(&["encode", "--from", "php", "--quiet"], PAGE.as_bytes()).stderr, "");
}

#[test]
fn what_was_meant_is_read_and_said() {
    for (notation, body, warnings) in [
        ("['a' => N]", "a=N", &["the word `N` has no quotes: read as a text, at line 1, column 9"][..]),
        ("['a' => in progress, 'b' => null]", "a=in+progress", &["the word `in progress` has no quotes"]),
        ("[a => b-c.d]", "a=b-c.d", &["`a` has", "`b-c.d` has"]),
        (
            "['a' => https://example.org/rest]",
            "a=https%3A%2F%2Fexample.org%2Frest",
            &["`https://example.org/rest`"],
        ),
        (
            "['a' => 2024-05-02, 'b' => 08, 'c' => 10:30]",
            "a=2024-05-02&b=08&c=10%3A30",
            &["2024", "08", "10:30"],
        ),
        (
            "['a' => $id, 'b' => $this->x]",
            "a=%24id&b=%24this-%3Ex",
            &["the variable `$id`", "the variable `$this->x`"],
        ),
        (
            "['a' => \"x $y {$z} ${w}\"]",
            "a=x+%24y+%7B%24z%7D+%24%7Bw%7D",
            &["a variable in a text", "column 12", "column 15", "column 20"],
        ),
        ("['a' => 'x'', 'b' => '']", "a=x&b=", &["a quote too many: left out, at line 1, column 12"]),
        ("['a' => 'it's', 'b' => 1]", "a=it%27s&b=1", &["a quote inside a text"]),
        ("['a' => 'x,\n 'b' => 'y']", "a=x&b=y", &["a quote that is never closed"]),
        ("['a => 'x', 'b' => 'y']", "a=x&b=y", &["a quote that is never closed"]),
        ("['a' => 'x]", "a=x", &["a quote that is never closed"]),
        ("[‘a’ => “x”, 'b’ => 'y']", "a=x&b=y", &["a typographic quote", "column 9", "never closed"]),
        (
            "['a' => 1\n 'b' => 2]",
            "a=1&b=2",
            &["no comma before this element: read as if there were one, at line 2, column 2"],
        ),
        ("['a' => 1,, 'b' => 2]", "a=1&b=2", &["a comma without an element"]),
        ("['a' => 1; 'b' => 2]", "a=1&b=2", &["a semicolon: read as a comma"]),
        ("['a' = 1, 'b': 2, 'c' -> 3]", "a=1&b=2&c=3", &["column 6", "column 14", "column 23"]),
        ("['a' => 1, ...]", "a=1", &["dots in place of elements: left out"]),
        ("['a' => 1] and more", "a=1", &["the array ends here"]),
        ("[-5 => 'a', 'b']", "-5=a&-4=b", &["PHP 8.3 and later"]),
    ] {
        let Run { code, stdout, stderr } = read(notation);
        assert_eq!((code, stdout.as_str()), (0, body), "{notation}: {stderr}");
        for warning in warnings {
            assert!(stderr.contains(warning), "{notation}: {stderr}");
        }
        assert!(stderr.matches("warning: ").count() >= warnings.len().min(2), "{notation}: {stderr}");
    }
    for silent in [
        "\u{a0}['a'\u{a0}=> 1]",
        "\u{feff}<?php return ['a' => 1];\n?>\n",
        "$x = array('a' => 1);",
        "json_encode(['a' => 1]);",
    ] {
        assert_eq!(assert_silent(silent), "a=1");
    }
}

#[test]
fn what_cannot_be_understood_is_an_error_with_its_place() {
    for (notation, wanted) in [
        ("", "expected a PHP array, [ or array(, found nothing, at line 1, column 1"),
        ("{\"a\": 1}", "--from json reads"),
        ("hello", "expected a PHP array, [ or array( at the start of a line, found none"),
        (
            "[1, 2",
            "expected ] that closes the [ of line 1, found the end, at line 1, column 6\n1 | [1, 2\n  |      ^",
        ),
        ("['a' => array(\n1]", "expected ) that closes the array( of line 1, found ], at line 2, column 2"),
        ("['a' => ,]", "expected a value behind =>, found a comma, at line 1, column 9"),
        ("['a' => ]", "expected a value behind =>, found ]"),
        ("[time() => 1]", "found an expression, whose value only PHP knows, at line 1, column 2"),
        ("['a' => $x['y']]", "found an expression"),
        ("['a' => 1 + 2]", "expected a comma or the end of the array, found a sign"),
        ("['a' => -'x']", "expected a number behind the sign, found a text"),
        ("[[] => 1]", "expected a comma or the end of the array, found =>"),
        ("['a' => 'b' => 'c']", "expected a comma or the end of the array, found =>"),
        ("['a' => <<<X\nb\nX]", "found a heredoc"),
        ("[\"\\u{110000}\"]", "expected a code point"),
        ("['a' => 1 /* x]", "expected */ behind this comment"),
        ("[9223372036854775807 => 'a', 'b']", "expected a key: behind 9223372036854775807"),
        ("['a' =&gt; 1]", "HTML"),
        ("['a' &gt; 1]", "HTML"),
        ("['it's\n]", "closes the text"),
        ("Array\n(\n    [event] => X\n)\n", "the output of print_r"),
        ("array(1) {\n  [\"a\"]=>\n  int(1)\n}", "the output of var_dump"),
    ] {
        let Run { code, stdout, stderr } = read(notation);
        assert_eq!((code, stdout.as_str()), (1, ""), "{notation}: {stderr}");
        assert!(stderr.starts_with("error: ") && stderr.contains(wanted), "{notation}: {stderr}");
        assert!(stderr.contains("at line ") && stderr.contains('^'), "{notation}: {stderr}");
    }
}

#[test]
fn no_secret_stands_in_what_is_said() {
    for notation in [
        "['auth' => ['x' => S3CRET]]",
        "['access_token' => 'S3CRET'']",
        "['auth' => [\n'x' =>\n'S3CRET' 'S3CRET',\n'S3CRET\n']]",
        "['access_token' => 'a\nS3CRET', 'b' => N]",
        "[N, 'client_secret' => 'S3CRET']",
        "['token' => S3CRET S3CRET $S3CRET",
        "['token' => \"S3CRET $S3CRET\"]",
        "['auth' => ['x' => ['y' => ['S3CRET'S3CRET]]]]",
        "['auth' => ['x' => 1], 'y' => N, 'auth' => 'S3CRET' => ]",
        "['auth' => [\n['x',\n  S3CRET\n,]]]",
    ] {
        let stderr = read(notation).stderr;
        assert!(!stderr.is_empty() && !stderr.contains("S3CRET"), "{notation}: {stderr}");
    }
}

#[test]
fn hostile_texts_cost_what_they_weigh() {
    let deep = read(&"[".repeat(1 << 20));
    assert_eq!((deep.code, deep.stdout.as_str()), (1, ""));
    assert!(
        deep.stderr.contains("nested deeper than 8192 arrays, at line 1, column 8193"),
        "{}",
        deep.stderr
    );
    let deep = format!("{}'x'{}", "array(".repeat(8192), ")".repeat(8192));
    assert_eq!(assert_silent(&deep).matches("%5B0%5D").count(), 8191);
    let many = read(&format!("[{}]", "N, ".repeat(100_000)));
    assert_eq!(many.stdout.matches("=N").count(), 100_000);
    assert!(
        many.stderr.ends_with("warning: and 99980 more\n") && many.stderr.len() < 10_000,
        "{}",
        many.stderr
    );
    let list = format!("[{}]", "'x', ".repeat(200_000));
    assert_eq!(assert_silent(&list).matches('&').count(), 199_999);
}
