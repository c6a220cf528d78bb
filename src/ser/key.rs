//! The key of a map on its way into the body.

use alloc::format;
use alloc::string::ToString;

use serde::ser::{Impossible, Serialize, Serializer};

use crate::error::{Error, ErrorKind};
use crate::key::Key;
use crate::query::Query;

/// Opens a key: a text, or what PHP makes a text of without a loss.
pub(super) struct KeyPlace<'q> {
    query: &'q mut Query,
}

impl<'q> KeyPlace<'q> {
    #[inline]
    pub(super) fn new(query: &'q mut Query) -> Self {
        Self { query }
    }

    #[inline]
    #[expect(clippy::unnecessary_wraps, reason = "every method that takes a key answers so")]
    fn open(self, key: Key<'_>) -> Result<(), Error> {
        self.query.open(key);
        Ok(())
    }

    fn digits(self, digits: &str) -> Result<(), Error> {
        self.open(Key::Bytes(digits.as_bytes()))
    }
}

#[cold]
fn refuse<T>(found: &str) -> Result<T, Error> {
    Err(Error::new(ErrorKind::InvalidKey, 0..0).with_detail(format!("found {found}")))
}

macro_rules! integers {
    ($($method:ident: $integer:ty),*) => {$(
        fn $method(self, key: $integer) -> Result<(), Error> {
            self.open(Key::Int(key.into()))
        }
    )*};
}

macro_rules! wide_integers {
    ($($method:ident: $integer:ty),*) => {$(
        fn $method(self, key: $integer) -> Result<(), Error> {
            self.digits(&key.to_string())
        }
    )*};
}

impl Serializer for KeyPlace<'_> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Impossible<(), Error>;
    type SerializeTuple = Impossible<(), Error>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Impossible<(), Error>;
    type SerializeStruct = Impossible<(), Error>;
    type SerializeStructVariant = Impossible<(), Error>;

    integers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32
    }

    wide_integers! { serialize_u64: u64, serialize_i128: i128, serialize_u128: u128 }

    fn serialize_bool(self, key: bool) -> Result<(), Error> {
        self.open(Key::Int(key.into()))
    }

    fn serialize_char(self, key: char) -> Result<(), Error> {
        self.open(Key::Bytes(key.encode_utf8(&mut [0; 4]).as_bytes()))
    }

    #[inline]
    fn serialize_str(self, key: &str) -> Result<(), Error> {
        self.open(Key::Bytes(key.as_bytes()))
    }

    #[inline]
    fn serialize_bytes(self, key: &[u8]) -> Result<(), Error> {
        self.open(Key::Bytes(key))
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Error> {
        self.open(Key::Bytes(variant.as_bytes()))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, key: &T) -> Result<(), Error> {
        key.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, key: &T) -> Result<(), Error> {
        key.serialize(self)
    }

    fn serialize_f32(self, _: f32) -> Result<(), Error> {
        refuse("a float")
    }

    fn serialize_f64(self, _: f64) -> Result<(), Error> {
        refuse("a float")
    }

    fn serialize_none(self) -> Result<(), Error> {
        refuse("nothing")
    }

    fn serialize_unit(self) -> Result<(), Error> {
        refuse("nothing")
    }

    fn serialize_unit_struct(self, name: &'static str) -> Result<(), Error> {
        refuse(&format!("the unit struct `{name}`"))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        refuse(&format!("the variant `{variant}` with content"))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Error> {
        refuse("a list")
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Error> {
        refuse("a tuple")
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Error> {
        refuse(&format!("the tuple `{name}`"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        refuse(&format!("the variant `{variant}` with content"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Error> {
        refuse("a map")
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Self::SerializeStruct, Error> {
        refuse(&format!("the struct `{name}`"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        refuse(&format!("the variant `{variant}` with content"))
    }
}
