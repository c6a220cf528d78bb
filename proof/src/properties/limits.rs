//! Limits hold at exactly the number that is allowed: one less, as many, one more than a body has.

use phpform::{Error, ErrorKind, Form, Options};
use phpform_conformance::{Profile, Reading};

use super::answers::agree_under;
use super::mismatch::{Outcome, same};

pub(super) fn exact(body: &[u8]) -> Outcome {
    bytes(body)?;
    pairs(body)?;
    depth(body)
}

fn kind(result: &Result<Form<'_>, Error>) -> Option<(ErrorKind, usize)> {
    result.as_ref().err().map(|error| (error.kind(), error.span().start))
}

fn warned(result: &Result<Form<'_>, Error>) -> bool {
    let warnings = result.as_ref().map_or(&[][..], Form::warnings);
    warnings.iter().any(|warning| warning.kind() == ErrorKind::MaxPairs)
}

fn around(number: usize) -> impl Iterator<Item = usize> {
    [number.checked_sub(1), Some(number), Some(number + 1)].into_iter().flatten()
}

/// The body is as long as it is, whatever the reading.
fn bytes(body: &[u8]) -> Outcome {
    for options in [Options::new(), Options::php_post(), Options::php_parse_str()] {
        for most in around(body.len()) {
            let result = options.unlimited_pairs().unlimited_depth().max_bytes(most).parse(body);
            let want = (most < body.len()).then_some((ErrorKind::MaxBytes, most));
            same(format_args!("at most {most} bytes"), &want, &kind(&result))?;
        }
    }
    Ok(())
}

/// The parts are counted from the outside, as specification 4.1 and 4.2 say.
fn pairs(body: &[u8]) -> Outcome {
    let mut starts: Vec<usize> = vec![0];
    starts.extend(body.iter().zip(1..).filter(|(byte, _)| **byte == b'&').map(|(_, behind)| behind));
    starts.retain(|start| *start < body.len());
    let count = starts.len();
    for most in around(count) {
        let strict = Options::new().unlimited_depth().max_pairs(most).parse(body);
        let want = starts.get(most).map(|start| (ErrorKind::MaxPairs, *start));
        same(format_args!("at most {most} pairs"), &want, &kind(&strict))?;
        let post = Options::php_post().unlimited_depth().max_pairs(most).parse(body);
        same(format_args!("$_POST with {most} pairs"), &(most < count), &warned(&post))?;
    }
    let readable = body.split(|byte| *byte == 0).next().unwrap_or_default();
    let count = readable.split(|byte| *byte == b'&').filter(|part| !part.is_empty()).count();
    for most in around(count) {
        let parse_str = Options::php_parse_str().unlimited_depth().max_pairs(most).parse(body);
        same(format_args!("parse_str with {most} pairs"), &(most < count), &warned(&parse_str))?;
    }
    Ok(())
}

/// Around the smallest depth that the body gets by with, both readings say the same.
fn depth(body: &[u8]) -> Outcome {
    let brackets = body.iter().filter(|byte| matches!(byte, b'[' | b'%')).count();
    let options = Options::new().unlimited_pairs();
    let fits = |depth: &usize| options.max_depth(*depth).parse(body).is_ok();
    let depths: Vec<usize> = (0..=brackets).collect();
    let least = depths.partition_point(|depth| !fits(depth));
    for most in around(least) {
        let reading = Reading {
            profile: Profile::Default,
            options: phpform_conformance::Options { max_depth: Some(most), ..Default::default() },
        };
        agree_under(&reading, body)?;
    }
    Ok(())
}
