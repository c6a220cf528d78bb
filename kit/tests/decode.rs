//! `phpform decode`: its views, what it says about a body that it does not read, and what it never shows.

mod phpform;

use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::Stdio;

use phpform::{Run, command, feed, run, run_bytes};
use serde_json::Value;

/// A file with these bytes.
fn file(name: &str, bytes: &[u8]) -> std::io::Result<PathBuf> {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, bytes)?;
    Ok(path)
}

#[test]
fn the_tree_shows_kinds_of_keys_lists_and_empty_arrays() {
    let body = b"event=X&a[]=1&a[]=2&b[1]=x&b[01]=y&c[__Host-d]=1&e=%ff%1b[31m%22%d0%af&f[][g]=";
    let Run { code, stdout, stderr } = run(&["decode"], body);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert_eq!(
        stdout,
        r#""event": "X"
"a": list(2)
  [0]: "1"
  [1]: "2"
"b": array(2)
  [1]: "x"
  "01": "y"
"c": array(0)
"e": "\xFF\u{1b}[31m\"Я"
"f": list(1)
  [0]: array(1)
    "g": ""
"#
    );
    assert_eq!(run(&["decode"], b"").stdout, "array(0)\n");
}

#[test]
fn colours_are_for_terminals_and_for_those_who_insist() {
    assert!(!run(&["decode"], b"a[]=1").stdout.contains('\u{1b}'));
    let coloured = Run::from(feed(command(&["decode"]).env("CLICOLOR_FORCE", "1"), b"a[]=1&token=hidden"));
    assert!(
        coloured.stdout.contains("\u{1b}[33m[0]\u{1b}[0m: \u{1b}[32m\"1\"\u{1b}[0m\n"),
        "{:?}",
        coloured.stdout
    );
    assert!(!coloured.stdout.contains("hidden"));
    let plain = feed(command(&["decode"]).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1"), b"a[]=1");
    assert!(!Run::from(plain).stdout.contains('\u{1b}'));
}

#[test]
fn the_tree_of_a_deep_body_stays_in_proportion() {
    const DEPTH: usize = 50_000;
    let body = [b"a".to_vec(), b"[x]".repeat(DEPTH)].concat();
    let limit = DEPTH.to_string();
    for view in ["tree", "tagged", "json"] {
        let decoded = run(&["decode", "--max-depth", &limit, "--as", view], &body);
        assert_eq!((decoded.code, decoded.stderr.as_str()), (0, ""));
        assert!(decoded.stdout.len() < 200 * DEPTH, "{view}: {}", decoded.stdout.len());
        assert_eq!(decoded.stdout.matches("\"x\"").count(), DEPTH, "{view}");
    }
}

#[test]
fn past_a_limit_there_is_a_picture_and_nothing_else() {
    let body = b"chat[id]=8&data[a][b][c]=1&auth[application_token]=51856fefc120afa4";
    let past = run(&["decode", "--max-depth", "2"], body);
    assert_eq!((past.code, past.stdout.as_str()), (1, ""));
    assert_eq!(
        past.stderr,
        "`data[a][b]`: more than 2 brackets in one name, at byte 21
  --> body, bytes 21..22, pair 2 of 3
   |
   | chat[id]=8&data[a][b][c]=1&auth[application_token]=***
   |                      ^ more than 2 brackets in one name
"
    );
    for (limit, name) in [("--max-pairs", "pairs"), ("--max-bytes", "bytes"), ("--max-depth", "brackets")] {
        for view in ["tree", "tagged", "json"] {
            let past = run(&["decode", "--as", view, limit, "0"], body);
            assert_eq!((past.code, past.stdout.as_str()), (1, ""));
            assert!(past.stderr.contains(&format!("more than 0 {name}")), "{}", past.stderr);
        }
    }
    let long = vec![b'a'; 2 * 1024 * 1024 + 1];
    assert_eq!(run(&["decode"], &long).code, 1);
    assert_eq!(run(&["decode", "--profile", "php-post"], &long).code, 0);
}

#[test]
fn what_php_warns_of_goes_to_standard_error() {
    let body = b"a[x][y]=1&b=2&c=3&d=4";
    let decoded = run(
        &["decode", "--as", "json", "--profile", "php-post", "--max-depth", "1", "--max-pairs", "2"],
        body,
    );
    assert_eq!((decoded.code, decoded.stdout.as_str()), (0, "{\"b\":\"2\",\"c\":\"3\"}\n"));
    assert_eq!(
        decoded.stderr,
        "warning: Input variable nesting level exceeded 1. To increase the limit change max_input_nesting_level in \
         php.ini. (at byte 4)\n\
         warning: Input variables exceeded 2. To increase the limit change max_input_vars in php.ini. (at byte 14)\n"
    );
}

#[test]
fn options_reach_the_reading() {
    let separated = ["decode", "--as", "json", "--profile", "php-parse-str", "--separators", ";,"];
    assert_eq!(run(&separated, b"a.b=1;c=2,d=3&4").stdout, "{\"a_b\":\"1\",\"c\":\"2\",\"d\":\"3&4\"}\n");
    assert_eq!(run(&["decode", "--as", "json", "--keep-names"], b"a.b=1").stdout, "{\"a.b\":\"1\"}\n");
    for profile in ["php-post", "php-parse-str"] {
        let with_nul = run(&["decode", "--as", "json", "--profile", profile], b"a=1\0&b=2");
        assert_eq!(with_nul.stdout.contains("\"b\""), profile == "php-post");
    }
}

/// In each of these, `S3CRET` stands only where nobody may see it.
const SECRETS: &[&[u8]] = &[
    b"auth[x]=S3CRET&AUTH=S3CRET&a[b][auth][c][]=S3CRET&client-Secret=S3CRET&e=1",
    b"refresh_token=S3CRET&a[application_token]=S3CRET&a[Token][deep][er]=S3CRET&a[]=1",
    b"auth%5Bx%5D=S3CRET&%61uth%5Bmy_token%5D=S3CRET%FF&x=1",
    b"a[b][c][d]=1&auth[a][b][c]=S3CRET",
    b"auth=S3CRET%FF",
    b"auth[a]=1&auth[%FF]=S3CRET",
];

#[test]
fn no_secret_in_what_people_see() {
    let mut seen = 0;
    for body in SECRETS {
        for limits in [&[][..], &["--max-depth", "1"], &["--max-pairs", "1"], &["--max-bytes", "20"]] {
            for profile in ["default", "php-post", "php-parse-str"] {
                let tree = run(&[&["decode", "--profile", profile], limits].concat(), body);
                assert!(!tree.stdout.contains("S3CRET") && !tree.stderr.contains("S3CRET"), "{tree:?}");
                let json = run(&[&["decode", "--as", "json", "--profile", profile], limits].concat(), body);
                assert!(!json.stderr.contains("S3CRET"), "{json:?}");
                seen += usize::from(tree.stdout.contains("***") || tree.stderr.contains("***"));
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn machines_and_those_who_ask_get_everything() {
    for body in SECRETS {
        let wanted = String::from_utf8_lossy(body).matches("S3CRET").count();
        assert_eq!(
            run(&["decode", "--as", "tree", "--show-secrets"], body).stdout.matches("S3CRET").count(),
            wanted
        );
    }
    let body = b"auth[access_token]=S3CRET";
    assert_eq!(run(&["decode", "--as", "json"], body).stdout, "{\"auth\":{\"access_token\":\"S3CRET\"}}\n");
    let tagged = run(&["decode", "--as", "tagged"], body);
    assert_eq!(tagged.stdout, "{\"array\":[[\"auth\",{\"array\":[[\"access_token\",\"S3CRET\"]]}]]}\n");
}

#[test]
fn plain_json_names_the_place_that_is_not_utf8() {
    let value = run(&["decode", "--as", "json"], b"a=1&b[c]=x%FF");
    assert_eq!((value.code, value.stdout.as_str()), (1, ""));
    assert!(
        value.stderr.starts_with("`b[c]`: expected a text, found \"x\\xFF\", at byte 9\n"),
        "{}",
        value.stderr
    );
    assert!(value.stderr.ends_with("--as tagged holds every byte\n"), "{}", value.stderr);
    let key = run(&["decode", "--as", "json"], b"a=1&b[%FF][c]=x");
    assert_eq!((key.code, key.stdout.as_str()), (1, ""));
    assert!(key.stderr.starts_with("`b[%FF]`: expected a key in UTF-8, at byte 4\n"), "{}", key.stderr);
    let tagged = run(&["decode", "--as", "tagged"], b"%FF=x%FE");
    assert_eq!(tagged.stdout, "{\"array\":[[{\"hex\":\"ff\"},{\"hex\":\"78fe\"}]]}\n");
}

#[test]
fn files_and_standard_input_are_read_alike() {
    let body = b"a[b]=1\0&c[]=%ff\r\n";
    let path = file("body.form", body).unwrap();
    let path = path.to_str().unwrap();
    for view in ["tree", "tagged"] {
        let from_stdin = run(&["decode", "--as", view], body);
        assert_eq!(from_stdin.code, 0);
        for argument in [path, "-"] {
            assert_eq!(run(&["decode", "--as", view, argument], body).stdout, from_stdin.stdout);
        }
    }
    let refused = run(&["decode", "--max-depth", "0", path], b"");
    assert_eq!(refused.stderr, run(&["decode", "--max-depth", "0"], body).stderr);
}

#[test]
fn exit_codes_tell_input_from_usage() {
    for (arguments, code, message) in [
        (&["decode", "no/such.form"][..], 1, "cannot read no/such.form: "),
        (&["encode", "no/such.json"], 1, "cannot read no/such.json: "),
        (&["decode", env!("CARGO_TARGET_TMPDIR")], 1, "cannot read "),
        (&["decode", "--separators", ";"], 2, "only php-parse-str has them"),
        (&["decode", "--separators", "", "--profile", "php-parse-str"], 2, "at least one byte"),
        (&["decode", "--profile", "perl"], 2, "php-post, php-parse-str, default"),
        (&["decode", "--max-pairs", "many"], 2, "--max-pairs"),
        (&["decode", "--as", "picture"], 2, "tree, tagged, json, event"),
        (&["frobnicate"], 2, "frobnicate"),
        (&[], 2, "Usage"),
    ] {
        let refused = run(arguments, b"");
        assert_eq!((refused.code, refused.stdout.as_str()), (code, ""), "{arguments:?}");
        assert!(refused.stderr.contains(message), "{arguments:?}: {}", refused.stderr);
    }
    for arguments in [&["--help"][..], &["decode", "--help"], &["encode", "--help"], &["testee", "--help"]] {
        let help = run(arguments, b"");
        assert_eq!(help.code, 0);
        assert!(help.stdout.contains("Exit codes"), "{arguments:?}");
    }
}

#[test]
fn who_reads_no_further_breaks_nothing() {
    let body: Vec<u8> = (0..100_000).flat_map(|pair| format!("a[{pair}]=text&").into_bytes()).collect();
    let path = file("long.form", &body).unwrap();
    for view in ["tree", "tagged", "json"] {
        let mut child =
            command(&["decode", "--as", view, path.to_str().unwrap()]).stdin(Stdio::null()).spawn().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0; 10]).unwrap();
        drop(stdout);
        let ended = Run::from(child.wait_with_output().unwrap());
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{view}");
    }
}

#[test]
fn the_samples_decode_to_their_trees_and_back() {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/../conformance/samples");
    let mut read = 0;
    for entry in fs::read_dir(samples).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "form") {
            let body = fs::read(&path).unwrap();
            let tree = run(&["decode", "--as", "tagged"], &body);
            assert_eq!(tree.code, 0, "{}", tree.stderr);
            let wanted = fs::read_to_string(path.with_extension("json")).unwrap();
            let [found, wanted] = [&tree.stdout, &wanted].map(|json| json.parse::<Value>().unwrap());
            assert_eq!(found, wanted, "{}", path.display());
            assert_eq!(run_bytes(&["encode"], tree.stdout.as_bytes()).stdout, body, "{}", path.display());
            read += 1;
        }
    }
    assert!(read >= 10, "{read}");
}

#[test]
fn an_event_is_shown_with_its_types_and_without_its_secrets() {
    let sample = include_str!("../../conformance/samples/on-im-connector-dialog-start.form");
    let Run { code, stdout, stderr } = run(&["decode", "--as", "event", "--show-secrets"], sample.as_bytes());
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.contains("DialogStart(") && stdout.contains("id: 3282,"), "{stdout}");
    for secret in [
        "s6p6eclrvim6da22ft9ch94ekreb52lv",
        "51856fefc120afa4b628cc82d3935cce",
        "a223c6b3710f85df22e9377d6c4f7553",
    ] {
        assert!(!stdout.contains(secret), "{stdout}");
    }
}

#[test]
fn an_event_that_is_wrong_gives_the_picture_and_nothing_else() {
    let sample = include_str!("../../conformance/samples/on-im-connector-dialog-start.form");
    let auth = sample.find("&auth").unwrap();
    for (body, wanted) in [
        (
            sample.replace("%5Bchat%5D%5Bid%5D=8&", "%5Bchat%5D%5Bx%5D=8&"),
            "`data[DATA][0][chat]`: missing field `id`",
        ),
        (sample.replace("&ts=17", "&ts=17x"), "`ts`: expected an integer"),
        (sample[..auth].to_owned() + "&auth=1", "`auth`: expected an array"),
        (sample[..auth + 40].to_owned(), "`auth`: missing field `domain`"),
    ] {
        let Run { code, stdout, stderr } = run(&["decode", "--as", "event"], body.as_bytes());
        assert_eq!((code, stdout.as_str()), (1, ""));
        assert!(
            stderr.contains(wanted) && stderr.contains("--> body, bytes ") && stderr.contains('^'),
            "{stderr}"
        );
        assert!(!stderr.contains("s6p6eclrvim6da22ft9ch94ekreb52lv"), "{stderr}");
    }
}
