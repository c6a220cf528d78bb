//! Errors that come up while a body is written: with a path, and without a place.

use alloc::string::ToString;
use core::fmt::Display;

use serde::ser;

use crate::error::{Error, ErrorKind};

impl ser::Error for Error {
    fn custom<T: Display>(message: T) -> Self {
        Self::data(ErrorKind::Custom, &message.to_string())
    }
}
