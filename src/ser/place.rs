//! A value on its way into the body, under the key opened last.

use alloc::string::ToString;
use core::fmt::{self, Display, Write};

use serde::ser::{Error as _, Serialize, Serializer};

use super::array::{Entries, Items};
use crate::MOST_NESTED;
use crate::error::{Error, ErrorKind};
use crate::float::Float;
use crate::key::Digits;
use crate::query::Query;

/// Where a value goes: under this key, or without one under the key opened last. Where none is open it is the whole
/// body.
pub(super) struct Place<'q, 'k> {
    query: &'q mut Query,
    key: Option<&'k [u8]>,
}

impl<'q, 'k> Place<'q, 'k> {
    #[inline]
    pub(super) fn new(query: &'q mut Query, key: Option<&'k [u8]>) -> Self {
        Self { query, key }
    }

    #[inline]
    fn is_top(&self) -> bool {
        self.key.is_none() && self.query.depth() == 0
    }

    #[inline]
    fn text(self, text: &[u8]) -> Result<(), Error> {
        match self.key {
            Some(key) => self.query.text_under(key, text),
            None => self.start()?.add(text),
        }
        Ok(())
    }

    /// Starts a text; at the top there is none.
    fn start(self) -> Result<&'q mut Query, Error> {
        match self.key {
            _ if self.is_top() => return Err(unnamed("a text without a name")),
            Some(key) => self.query.text_under(key, b""),
            None => self.query.start(),
        }
        Ok(self.query)
    }

    /// Writes nothing; at the top not even that is right.
    #[inline]
    fn nothing(self) -> Result<(), Error> {
        if self.is_top() { Err(unnamed("nothing")) } else { Ok(()) }
    }

    /// Opens an array. It lies no deeper than the deserializer goes.
    #[inline]
    fn array(self) -> Result<&'q mut Query, Error> {
        if let Some(key) = self.key {
            self.query.open_under(key);
        }
        if self.query.depth() >= MOST_NESTED {
            return Err(Error::new(ErrorKind::TooNested, 0..0));
        }
        Ok(self.query)
    }

    /// Opens what a variant holds: an array under its name.
    fn variant(self, name: &str) -> Result<&'q mut Query, Error> {
        Place::new(self.array()?, Some(name.as_bytes())).array()
    }
}

#[cold]
fn unnamed(found: &str) -> Error {
    Error::new(ErrorKind::Unnamed, 0..0).with_detail(alloc::format!("found {found}"))
}

macro_rules! integers {
    ($($method:ident: $integer:ty),*) => {$(
        #[inline]
        fn $method(self, value: $integer) -> Result<(), Error> {
            let value = value.into();
            match self.key {
                Some(key) => self.query.int_under(key, value),
                None => self.start()?.add(Digits::new(value).as_bytes()),
            }
            Ok(())
        }
    )*};
}

macro_rules! wide_integers {
    ($($method:ident: $integer:ty),*) => {$(
        #[inline]
        fn $method(self, value: $integer) -> Result<(), Error> {
            match i64::try_from(value) {
                Ok(value) => self.serialize_i64(value),
                Err(_) => self.text(value.to_string().as_bytes()),
            }
        }
    )*};
}

impl<'q> Serializer for Place<'q, '_> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Items<'q>;
    type SerializeTuple = Items<'q>;
    type SerializeTupleStruct = Items<'q>;
    type SerializeTupleVariant = Items<'q>;
    type SerializeMap = Entries<'q>;
    type SerializeStruct = Entries<'q>;
    type SerializeStructVariant = Entries<'q>;

    integers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32
    }

    wide_integers! { serialize_u64: u64, serialize_i128: i128, serialize_u128: u128 }

    #[inline]
    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.text(if value { b"1" } else { b"0" })
    }

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        self.text(Float::new(value).as_bytes())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        self.text(Float::new(value).as_bytes())
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.text(value.encode_utf8(&mut [0; 4]).as_bytes())
    }

    #[inline]
    fn serialize_str(self, value: &str) -> Result<(), Error> {
        self.text(value.as_bytes())
    }

    #[inline]
    fn serialize_bytes(self, value: &[u8]) -> Result<(), Error> {
        self.text(value)
    }

    #[inline]
    fn serialize_none(self) -> Result<(), Error> {
        self.nothing()
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.nothing()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.nothing()
    }

    #[inline]
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Error> {
        self.text(variant.as_bytes())
    }

    #[inline]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        Entries::new(self.array()?).field(variant, value)
    }

    #[inline]
    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'q>, Error> {
        self.array().map(Items::new)
    }

    fn serialize_tuple(self, _: usize) -> Result<Items<'q>, Error> {
        self.array().map(Items::new)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items<'q>, Error> {
        self.array().map(Items::new)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Items<'q>, Error> {
        self.variant(variant).map(Items::new)
    }

    #[inline]
    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'q>, Error> {
        self.array().map(Entries::new)
    }

    #[inline]
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries<'q>, Error> {
        self.array().map(Entries::new)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Entries<'q>, Error> {
        self.variant(variant).map(Entries::new)
    }

    /// Writes a date or an address piece by piece, without a text between.
    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<(), Error> {
        write!(Pieces(self.start()?), "{value}").map_err(|_| Error::custom("the value gives no text"))
    }
}

/// The pieces of a text.
struct Pieces<'q>(&'q mut Query);

impl Write for Pieces<'_> {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        self.0.add(piece.as_bytes());
        Ok(())
    }
}
