//! What the README shows is what happens.

use phpform::bitrix24::Event;

const README: &str = include_str!("../README.md");
const SAMPLE: &str = include_str!("../conformance/samples/on-im-connector-dialog-start.form");

#[test]
fn the_picture_is_the_one_that_is_drawn() {
    let body = SAMPLE.replace("=3282&", "=17x&");
    let error = phpform::from_str::<Event<'_>>(&body).unwrap_err();
    let picture = error.render(body.as_bytes()).to_string();
    assert!(README.contains(&picture), "the README lacks this picture:\n{picture}");
}
