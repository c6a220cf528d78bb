//! The body of a request, up to the limits.

use std::error::Error as StdError;

use axum_core::RequestExt;
use axum_core::extract::Request;
use http_body_util::{BodyExt, LengthLimitError};
use phpform::{ErrorKind, Options};

use crate::form::FormRejection;

/// Up to here a body may come before the limit of the options is looked at.
const AT_ONCE: usize = 64 * 1024;

/// Takes in the body while it is within `DefaultBodyLimit` and within reach of [`Options::max_bytes`].
pub(crate) async fn collect(request: Request, options: &Options) -> Result<Vec<u8>, FormRejection> {
    let mut body = request.into_limited_body();
    let mut bytes = Vec::new();
    let mut unseen = AT_ONCE;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|error| interrupted(&error))?.into_data() else { continue };
        bytes.extend_from_slice(&data);
        if bytes.len() > unseen {
            check(&bytes, options)?;
            // Twice as much until the next look: all looks together cost less than one reading.
            unseen = bytes.len() * 2;
        }
    }
    Ok(bytes)
}

/// Whether what has come is too long already. The options do not tell their limit, but whether it is passed: no pair is
/// allowed here, so that nothing else is read.
fn check(bytes: &[u8], options: &Options) -> Result<(), FormRejection> {
    match options.max_pairs(0).parse(bytes) {
        Err(error) if error.kind() == ErrorKind::MaxBytes => Err(error.into()),
        _ => Ok(()),
    }
}

fn interrupted(error: &(dyn StdError + 'static)) -> FormRejection {
    let mut causes = std::iter::successors(Some(error), |&error| error.source());
    if causes.any(<dyn StdError>::is::<LengthLimitError>) {
        FormRejection::TooLong { limit: None }
    } else {
        FormRejection::Interrupted
    }
}
