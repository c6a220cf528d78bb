//! Nothing panics, whatever is done with whatever body.

use std::fmt::Write;

use phpform::{Error, Options, Value};

use super::answers::readings;
use super::mismatch::{Outcome, same, wants};
use super::turn::Turn;

/// As many values of a form are asked: each refusal searches the form for its path.
const ASKED: usize = 3;

pub(super) fn survives(body: &[u8], turn: Turn) -> Outcome {
    for reading in turn.of(readings().get(..6).unwrap_or_default()) {
        let options = Options::from(reading);
        match options.parse(body) {
            Ok(form) => {
                let copy = form.clone().into_owned();
                same(format_args!("a copy that owns its bytes"), &form, &copy)?;
                wants(format_args!("its values"), owns(&copy), "nothing borrowed", &copy)?;
                show(&format_args!("{form:?}{form:#?}"));
                if let Ok(text) = std::str::from_utf8(body) {
                    form.get(text).map_or_else(|error| draw(&error, body), |value| ask(value, body));
                }
                form.iter().take(ASKED).for_each(|(_, value)| ask(value, body));
                ask(form.root(), body);
            }
            Err(error) => draw(&error, body),
        }
        show(&format_args!("{:?}", options.pairs(body).collect::<Vec<_>>()));
    }
    Ok(())
}

fn owns(form: &phpform::Form<'static>) -> bool {
    form.iter().all(|(_, value)| form.borrowed(value).is_none())
}

/// Asks a value for everything, and draws every refusal.
fn ask(value: Value<'_>, body: &[u8]) {
    let refusals = [
        value.text().err(),
        value.bytes().err(),
        value.integer::<i64>().err(),
        value.integer::<u8>().err(),
        value.boolean().err(),
        value.array().err(),
    ];
    refusals.into_iter().flatten().for_each(|error| draw(&error, body));
}

/// Draws an error into its body, and into bodies that are not its own.
fn draw(error: &Error, body: &[u8]) {
    let half = body.get(body.len() / 2..).unwrap_or_default();
    for drawn_into in [body, half, "\u{fc}=&[".as_bytes()] {
        show(&format_args!("{error}{error:?}{}", error.render(drawn_into)));
    }
}

/// Formats something that nobody reads.
fn show(text: &dyn std::fmt::Display) {
    struct Sink;
    impl Write for Sink {
        fn write_str(&mut self, _: &str) -> std::fmt::Result {
            Ok(())
        }
    }
    _ = write!(Sink, "{text}");
}
