//! From headers and bytes to a value.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use http::{HeaderMap, Response, StatusCode};
use phpform::{Error, ErrorKind, Options};
use serde::Deserialize;

use crate::answer;
use crate::content_type::{FORM, is_form, kind};

/// Reads a form into a type that may borrow from the body: what `PhpForm` does, for any server that speaks `http`.
///
/// How much of a body is taken in is up to whoever collects it; [`Options::max_bytes`] is looked at here.
///
/// # Errors
///
/// [`FormRejection`], except `Interrupted`.
///
/// ```
/// use http::{HeaderMap, HeaderValue, StatusCode, header::CONTENT_TYPE};
/// use phpform::Options;
///
/// #[derive(serde::Deserialize)]
/// struct Chat<'a> {
///     id: u64,
///     title: &'a str,
/// }
///
/// let mut headers = HeaderMap::new();
/// headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
///
/// let chat: Chat = phpform_axum::read_form(&headers, b"id=8&title=hello", &Options::new())?;
/// assert_eq!((chat.id, chat.title), (8, "hello"));
///
/// let rejection = phpform_axum::read_form::<Chat>(&headers, b"id=8x&title=hello", &Options::new()).err().unwrap();
/// let response: http::Response<String> = rejection.to_response();
/// assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
/// assert!(response.body().starts_with(r#"`id`: expected an integer, found "8x", at byte 3"#));
/// # Ok::<(), phpform_axum::FormRejection>(())
/// ```
pub fn read_form<'b, T: Deserialize<'b>>(
    headers: &HeaderMap,
    body: &'b [u8],
    options: &Options,
) -> Result<T, FormRejection> {
    check(headers)?;
    Ok(options.from_bytes(body)?)
}

/// Whether the headers say that a form comes.
pub(crate) fn check(headers: &HeaderMap) -> Result<(), FormRejection> {
    if is_form(headers) {
        return Ok(());
    }
    Err(FormRejection::ContentType { found: kind(headers).map(shown).map(Cow::into_owned) })
}

/// A content type, if it looks like one: nothing else of a request is repeated.
fn shown(kind: &[u8]) -> Cow<'_, str> {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/-+.".contains(byte);
    match str::from_utf8(kind) {
        Ok(text) if kind.len() <= 60 && kind.contains(&b'/') && kind.iter().all(plain) => text.into(),
        _ => "another one".into(),
    }
}

/// Why a request was refused before the handler saw it.
///
/// `Display` is what is answered: what was expected and found, where, and what to do. It names the key and the byte, and
/// shows no secret.
///
/// ```
/// use http::StatusCode;
/// use phpform_axum::FormRejection;
///
/// let error = phpform::from_bytes::<std::collections::BTreeMap<String, u8>>(b"line=300").unwrap_err();
/// let rejection = FormRejection::from(error);
///
/// assert!(matches!(&rejection, FormRejection::Unfit(error) if error.path().to_string() == "line"));
/// assert_eq!(rejection.status(), StatusCode::UNPROCESSABLE_ENTITY);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum FormRejection {
    /// 415: PHP would not read this content type as a form.
    #[non_exhaustive]
    ContentType {
        /// The content type without its parameters, if there is one.
        found: Option<String>,
    },
    /// 413: the body is longer than [`Options::max_bytes`] or the server allows.
    #[non_exhaustive]
    TooLong {
        /// [`Options::max_bytes`], if that was passed.
        limit: Option<usize>,
    },
    /// 400: the body did not come to its end.
    Interrupted,
    /// 400: the body cannot be read, whatever the type: more pairs or brackets than allowed.
    Unreadable(Error),
    /// 422: the body was read, and does not fit the type.
    Unfit(Error),
}

impl FormRejection {
    /// The status that it is answered with.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::ContentType { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLong { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Interrupted | Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::Unfit(_) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// The answer, for servers without axum.
    ///
    /// ```
    /// let response: http::Response<String> = phpform_axum::FormRejection::Interrupted.to_response();
    ///
    /// assert_eq!(response.status(), 400);
    /// assert_eq!(response.body(), "expected the whole body, found that it ends too early: send it again\n");
    /// ```
    pub fn to_response<B: From<String>>(&self) -> Response<B> {
        answer(self.status(), self.to_string())
    }
}

impl From<Error> for FormRejection {
    fn from(error: Error) -> Self {
        match error.kind() {
            ErrorKind::MaxBytes => Self::TooLong { limit: error.passed_limit() },
            ErrorKind::MaxPairs | ErrorKind::MaxDepth | ErrorKind::TooNested => Self::Unreadable(error),
            _ => Self::Unfit(error),
        }
    }
}

impl fmt::Display for FormRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ContentType { found } => {
                let found = found.as_deref().unwrap_or("none");
                write!(
                    f,
                    "expected the content type {FORM}, found {found}: send a form, and say so in Content-Type"
                )
            }
            Self::TooLong { limit: Some(limit) } => {
                write!(f, "expected a body of at most {limit} bytes, found a longer one: send less at once")
            }
            Self::TooLong { limit: None } => f.write_str(
                "expected a body as short as this server takes, found a longer one: send less at once",
            ),
            Self::Interrupted => {
                f.write_str("expected the whole body, found that it ends too early: send it again")
            }
            Self::Unreadable(error) => write!(f, "{error}: send a form within the limits"),
            Self::Unfit(error) => write!(f, "{error}: put that right and send the form again"),
        }
    }
}

impl StdError for FormRejection {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Unreadable(error) | Self::Unfit(error) => Some(error),
            _ => None,
        }
    }
}
