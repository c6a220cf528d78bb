//! Lists and maps on their way into the body.

use serde::ser::{
    Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant,
};

use super::key::KeyPlace;
use super::place::Place;
use crate::error::Error;
use crate::key::Digits;
use crate::query::Query;

/// The items of a list, each under its index. An item that leaves nothing behind uses its index up, as in PHP.
pub(super) struct Items<'q> {
    query: &'q mut Query,
    index: i64,
}

impl<'q> Items<'q> {
    #[inline]
    pub(super) fn new(query: &'q mut Query) -> Self {
        Self { query, index: 0 }
    }

    #[inline]
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let index = Digits::new(self.index);
        self.index += 1;
        write(self.query, Some(index.as_bytes()), value)
    }
}

/// The entries of a map, each under its key.
pub(super) struct Entries<'q> {
    depth: usize,
    query: &'q mut Query,
}

impl<'q> Entries<'q> {
    #[inline]
    pub(super) fn new(query: &'q mut Query) -> Self {
        Self { depth: query.depth(), query }
    }

    #[inline]
    pub(super) fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Error> {
        write(self.query, Some(name.as_bytes()), value)
    }
}

/// Writes what stands under a key, and closes all that is still open below the array around it. An error is told
/// where it came up.
#[inline]
fn write<T: Serialize + ?Sized>(query: &mut Query, key: Option<&[u8]>, value: &T) -> Result<(), Error> {
    let around = query.depth();
    match value.serialize(Place::new(query, key)) {
        Ok(()) => {
            query.close_to(around);
            Ok(())
        }
        Err(error) => Err(locate(query, key, around, error)),
    }
}

#[cold]
fn locate(query: &mut Query, key: Option<&[u8]>, around: usize, error: Error) -> Error {
    if let (Some(key), true) = (key, query.depth() == around) {
        query.open_under(key);
    }
    let error = error.written_at(|| query.path());
    query.close_to(around);
    error
}

macro_rules! of_items {
    ($($trait:ident::$method:ident)*) => {$(
        impl $trait for Items<'_> {
            type Ok = ();
            type Error = Error;

            #[inline]
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.item(value)
            }

            #[inline]
            fn end(self) -> Result<(), Error> {
                Ok(())
            }
        }
    )*};
}

of_items! {
    SerializeSeq::serialize_element
    SerializeTuple::serialize_element
    SerializeTupleStruct::serialize_field
    SerializeTupleVariant::serialize_field
}

macro_rules! of_fields {
    ($($trait:ident)*) => {$(
        impl $trait for Entries<'_> {
            type Ok = ();
            type Error = Error;

            #[inline]
            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Error> {
                self.field(name, value)
            }

            #[inline]
            fn end(self) -> Result<(), Error> {
                Ok(())
            }
        }
    )*};
}

of_fields! { SerializeStruct SerializeStructVariant }

impl SerializeMap for Entries<'_> {
    type Ok = ();
    type Error = Error;

    #[inline]
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        if self.query.depth() != self.depth {
            return Err(Error::custom("a key was given before the value of the last one"));
        }
        key.serialize(KeyPlace::new(self.query))
    }

    #[inline]
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        if self.query.depth() != self.depth + 1 {
            return Err(Error::custom("a value was given before its key"));
        }
        let result = write(self.query, None, value);
        self.query.close_to(self.depth);
        result
    }

    #[inline]
    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}
