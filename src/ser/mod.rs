//! The way back: the serde serializer, which writes what PHP's `http_build_query` writes for the same data.
//!
//! Every value knows the key it goes under: a text is written there, an array opens the key in the [`Query`], and what
//! is nothing (`null`, an array without texts) leaves nothing behind. Specification 6.

mod array;
mod error;
mod form;
mod key;
mod place;

use alloc::string::String;
use serde::ser::Serialize;

use crate::error::Error;
use crate::query::{Encoding, Query};

use place::Place;

/// Writes a value as PHP's `http_build_query` writes the same data.
///
/// | the value | in the body |
/// |---|---|
/// | `None`, `()`, a unit struct, an empty list or map | nothing, at any depth |
/// | `true`, `false` | `1`, `0` |
/// | an integer, up to 128 bits | its decimal digits |
/// | a float | the fewest digits that read back to it, in PHP's notation (`1.0E+25`): PHP under `precision=-1`. An `f32` has its own, fewer digits |
/// | `char`, `str`, bytes | the text |
/// | a list or tuple | every index spelled out: `a%5B0%5D=x&a%5B1%5D=y` |
/// | a struct or map | its keys: texts, integers, `char`s, booleans (`1`, `0`), unit variants |
/// | a newtype struct, `Some` | what it holds |
/// | a variant without content | its name |
/// | any other variant | an array with one key, its name |
///
/// Brackets are written as `%5B` and `%5D`, escapes in upper case, a space as `+`; [`to_string_as`] has the other
/// encoding.
///
/// # What comes back
///
/// `from_bytes(to_string(x))` is `x` again, less what was written as nothing: fields that may be absent
/// (`Option`, `#[serde(default)]`) come back as `None` or their default, a list closes the gaps that `None`s left.
/// Four more things have no way back, because PHP has none for them (specification 6.10): a key that is empty or
/// holds NUL; at the top a key with a space, `.` or `[`; below it a key with `]`, a key of a single white-space byte;
/// a key that starts with `__Host-` or `__Secure-`, unless the top key does. `NaN`, and `Some` of what is written as
/// nothing, are not what they were either.
///
/// # Errors
///
/// [`ErrorKind::Unnamed`](crate::ErrorKind::Unnamed) if the value is no array: a text alone has no name.
/// [`ErrorKind::InvalidKey`](crate::ErrorKind::InvalidKey) for a map key that is no text,
/// [`ErrorKind::TooNested`](crate::ErrorKind::TooNested) past 128 levels, and
/// [`ErrorKind::Custom`](crate::ErrorKind::Custom) for what the value itself says. All with the path.
///
/// ```
/// use serde::Serialize;
///
/// #[derive(Serialize)]
/// struct Message<'a> {
///     id: u64,
///     text: &'a str,
///     files: Vec<&'a str>,
///     reply_to: Option<u64>,
/// }
///
/// let message = Message { id: 7, text: "a b", files: vec!["x.png", "y.png"], reply_to: None };
/// assert_eq!(phpform::to_string(&message)?, "id=7&text=a+b&files%5B0%5D=x.png&files%5B1%5D=y.png");
///
/// let error = phpform::to_string("a b").unwrap_err();
/// assert_eq!(error.kind(), phpform::ErrorKind::Unnamed);
/// # Ok::<(), phpform::Error>(())
/// ```
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    to_string_as(value, Encoding::default())
}

/// Writes a value as [`to_string`] does, in the encoding that is asked for.
///
/// # Errors
///
/// As [`to_string`].
///
/// ```
/// use phpform::Encoding;
///
/// assert_eq!(phpform::to_string_as(&[("text", "a ~")], Encoding::Rfc3986)?, "0%5B0%5D=text&0%5B1%5D=a%20~");
/// # Ok::<(), phpform::Error>(())
/// ```
pub fn to_string_as<T: Serialize + ?Sized>(value: &T, encoding: Encoding) -> Result<String, Error> {
    let mut query = Query::new(encoding);
    match value.serialize(Place::new(&mut query, None)) {
        Ok(()) => Ok(query.finish()),
        Err(error) => Err(error.written_at(|| query.path())),
    }
}
