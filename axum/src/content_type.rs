//! Whether a request brings a form.

use http::HeaderMap;
use http::header::CONTENT_TYPE;

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// Whether PHP would read the body of a request with these headers into `$_POST`.
///
/// The content type counts up to its first `;`, `,` or space, whatever its case. A `charset` behind that changes nothing.
///
/// Source: `sapi_read_post_data` in php-src `main/SAPI.c`; specification 5.4.
///
/// ```
/// use http::{HeaderMap, HeaderValue, header::CONTENT_TYPE};
/// use phpform_axum::is_form;
///
/// let mut headers = HeaderMap::new();
/// assert!(!is_form(&headers));
/// headers.insert(CONTENT_TYPE, HeaderValue::from_static("Application/X-WWW-Form-Urlencoded; charset=UTF-8"));
/// assert!(is_form(&headers));
/// headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
/// assert!(!is_form(&headers));
/// ```
pub fn is_form(headers: &HeaderMap) -> bool {
    kind(headers).is_some_and(|kind| kind.eq_ignore_ascii_case(FORM.as_bytes()))
}

/// The content type without its parameters. A second header is what a comma in the first one is: it does not count.
pub(crate) fn kind(headers: &HeaderMap) -> Option<&[u8]> {
    headers.get(CONTENT_TYPE)?.as_bytes().split(|byte| b";, ".contains(byte)).next()
}
