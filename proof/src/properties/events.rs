//! The events of Bitrix24.

use phpform::bitrix24::Event;
use phpform::{Error, Options};

use super::mismatch::{Outcome, same};
use super::secrets::{INK, has_ink, hidden, look_at};
use super::spans;

/// Everything of an event, its secrets too.
fn told(event: &Result<Event<'_>, Error>) -> Result<(String, Option<String>), String> {
    match event {
        Ok(event) => Ok((format!("{event:?}"), event.to_body().ok())),
        Err(error) => Err(format!("{error:?}")),
    }
}

pub(super) fn agree(body: &[u8]) -> Outcome {
    let options = Options::new();
    let tree = options.from_tree::<Event<'_>>(body);
    if let Err(error) = &tree {
        spans::of_error(body, error)?;
    }
    let want = told(&tree);
    same(format_args!("an event, streamed"), &want, &told(&options.from_bytes(body)))?;
    same(format_args!("an event that owns its texts"), &want, &told(&tree.map(Event::into_owned)))
}

pub(super) fn comes_back(body: &[u8]) -> Outcome {
    let Ok(event) = phpform::from_bytes::<Event<'_>>(body) else { return Ok(()) };
    let Ok(written) = event.to_body() else { return Ok(()) };
    let read = phpform::from_str::<Event<'_>>(&written);
    same(format_args!("written as {written}"), &told(&Ok(event)), &told(&read))
}

pub(super) fn keeps_secrets(body: &[u8]) -> Outcome {
    if has_ink(body) {
        return Ok(());
    }
    let ink = std::str::from_utf8(&[INK; 24]).unwrap_or_default().to_owned();
    for name in ["application_token", "access_token", "refresh_token"] {
        let secret = format!("auth[{name}]={ink}");
        for body in [[secret.as_bytes(), b"&", body].concat(), [body, b"&", secret.as_bytes()].concat()] {
            match phpform::from_bytes::<Event<'_>>(&body) {
                Ok(event) => hidden("Debug of an event", &format!("{event:?}{event:#?}"))?,
                Err(error) => look_at(&error, &body)?,
            }
        }
    }
    Ok(())
}
