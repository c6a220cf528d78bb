//! The page of the kill matrix is what the command writes.

mod phpform;

use std::fs;

use phpform::run;

#[test]
fn the_page_is_up_to_date() {
    let found = run(&["conform", "kills"], b"");
    assert_eq!(found.code, 0, "{}", found.stderr);
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/kills.md")).unwrap();
    assert!(found.stdout == page, "run `cargo run --release -- conform kills > docs/kills.md`");
}
