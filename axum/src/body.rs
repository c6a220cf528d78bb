//! The body of a request, up to the limits.

use std::error::Error as StdError;

use axum_core::RequestExt;
use axum_core::extract::Request;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use phpform::Options;

use crate::form::FormRejection;

/// Takes in the body while it is within `DefaultBodyLimit` and no longer than the options read.
pub(crate) async fn collect(request: Request, options: &Options) -> Result<Vec<u8>, FormRejection> {
    let longest = options.longest_body();
    match Limited::new(request.into_limited_body(), longest).collect().await {
        Ok(body) => Ok(body.to_bytes().into()),
        Err(error) if error.is::<LengthLimitError>() => Err(FormRejection::TooLong { limit: Some(longest) }),
        Err(error) => Err(interrupted(&*error)),
    }
}

/// What became of a body that did not come to its end. The limit of axum lies in what axum makes of it.
fn interrupted(error: &(dyn StdError + 'static)) -> FormRejection {
    let mut causes = std::iter::successors(Some(error), |&error| error.source());
    if causes.any(<dyn StdError>::is::<LengthLimitError>) {
        FormRejection::TooLong { limit: None }
    } else {
        FormRejection::Interrupted
    }
}
