//! A text on its way into a type: strictly, nothing is guessed.

use core::marker::PhantomData;
use core::num::ParseIntError;
use core::str::FromStr;

use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, VariantAccess, Visitor};

use crate::error::ErrorKind;
use crate::scalar;

/// An error of either way: with a kind, and of serde.
pub(crate) trait Refusal: de::Error {
    /// The value is refused; `text` is what it was.
    fn refuse(kind: ErrorKind, text: &[u8]) -> Self;
}

/// The bytes of a text.
#[derive(Clone, Copy)]
pub(crate) enum Text<'de, 't> {
    /// In the body, and known to be UTF-8.
    Str(&'de str),
    /// In the body.
    Body(&'de [u8]),
    /// Decoded: the type has to copy it.
    Decoded(&'t [u8]),
}

impl<'t> Text<'t, 't> {
    #[inline]
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Str(text) => text.as_bytes(),
            Self::Body(bytes) | Self::Decoded(bytes) => bytes,
        }
    }
}

/// Deserializes a text.
pub(crate) struct Scalar<'de, 't, E> {
    text: Text<'de, 't>,
    error: PhantomData<E>,
}

impl<'de, 't, E: Refusal> Scalar<'de, 't, E> {
    #[inline]
    pub(crate) fn new(text: Text<'de, 't>) -> Self {
        Self { text, error: PhantomData }
    }

    fn refuse<T>(&self, kind: ErrorKind) -> Result<T, E> {
        Err(E::refuse(kind, self.text.bytes()))
    }

    #[inline]
    fn integer<I: FromStr<Err = ParseIntError> + TryFrom<i64>>(&self) -> Result<I, E> {
        let bytes = self.text.bytes();
        match scalar::short_integer(bytes).map(I::try_from) {
            Some(Ok(integer)) => Ok(integer),
            _ => scalar::integer(bytes).or_else(|kind| self.refuse(kind)),
        }
    }

    fn float<F: FromStr>(&self, is_finite: impl Fn(&F) -> bool) -> Result<F, E> {
        match scalar::float(self.text.bytes(), is_finite) {
            Ok(float) => Ok(float),
            Err(kind) => self.refuse(kind),
        }
    }

    #[inline]
    fn visit_text<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.text {
            Text::Str(text) => visitor.visit_borrowed_str(text),
            Text::Body(bytes) => match core::str::from_utf8(bytes) {
                Ok(text) => visitor.visit_borrowed_str(text),
                Err(_) => self.refuse(ErrorKind::InvalidUtf8),
            },
            Text::Decoded(bytes) => match core::str::from_utf8(bytes) {
                Ok(text) => visitor.visit_str(text),
                Err(_) => self.refuse(ErrorKind::InvalidUtf8),
            },
        }
    }
}

/// Hands the methods for integers to a macro that writes each of them.
macro_rules! each_integer {
    ($write:ident) => {
        $write! {
            deserialize_i8 visit_i8
            deserialize_i16 visit_i16
            deserialize_i32 visit_i32
            deserialize_i64 visit_i64
            deserialize_i128 visit_i128
            deserialize_u8 visit_u8
            deserialize_u16 visit_u16
            deserialize_u32 visit_u32
            deserialize_u64 visit_u64
            deserialize_u128 visit_u128
        }
    };
}

pub(super) use each_integer;

macro_rules! integers {
    ($($method:ident $visit:ident)*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
            visitor.$visit(self.integer()?)
        }
    )*};
}

impl<'de, E: Refusal> Deserializer<'de> for Scalar<'de, '_, E> {
    type Error = E;

    each_integer!(integers);

    /// Bytes that are not UTF-8 are no error here: whoever takes anything takes them too.
    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.text {
            Text::Body(bytes) if core::str::from_utf8(bytes).is_err() => visitor.visit_borrowed_bytes(bytes),
            Text::Decoded(bytes) if core::str::from_utf8(bytes).is_err() => visitor.visit_bytes(bytes),
            _ => self.visit_text(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match scalar::boolean(self.text.bytes()) {
            Ok(boolean) => visitor.visit_bool(boolean),
            Err(kind) => self.refuse(kind),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_f32(self.float(|float: &f32| float.is_finite())?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_f64(self.float(|float: &f64| float.is_finite())?)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        let text = core::str::from_utf8(self.text.bytes());
        let mut letters = text.unwrap_or_default().chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) => visitor.visit_char(letter),
            _ => self.refuse(ErrorKind::InvalidChar),
        }
    }

    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        self.visit_text(visitor)
    }

    #[inline]
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        self.visit_text(visitor)
    }

    #[inline]
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        self.deserialize_any(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.text {
            Text::Str(text) => visitor.visit_borrowed_bytes(text.as_bytes()),
            Text::Body(bytes) => visitor.visit_borrowed_bytes(bytes),
            Text::Decoded(bytes) => visitor.visit_bytes(bytes),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        self.deserialize_bytes(visitor)
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        if self.text.bytes().is_empty() {
            visitor.visit_unit()
        } else {
            self.refuse(ErrorKind::ExpectedBlank)
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, E> {
        self.deserialize_unit(visitor)
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, E> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, _: V) -> Result<V::Value, E> {
        self.refuse(ErrorKind::ExpectedArray)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, E> {
        self.refuse(ErrorKind::ExpectedArray)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        _: V,
    ) -> Result<V::Value, E> {
        self.refuse(ErrorKind::ExpectedArray)
    }

    fn deserialize_map<V: Visitor<'de>>(self, _: V) -> Result<V::Value, E> {
        self.refuse(ErrorKind::ExpectedArray)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, E> {
        self.refuse(ErrorKind::ExpectedArray)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, E> {
        visitor.visit_enum(self)
    }

    #[inline]
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_unit()
    }
}

/// A text where an enum is expected is the name of a variant without content.
impl<'de, E: Refusal> EnumAccess<'de> for Scalar<'de, '_, E> {
    type Error = E;
    type Variant = Unit<E>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Unit<E>), E> {
        seed.deserialize(self).map(|variant| (variant, Unit(PhantomData)))
    }
}

/// A variant without content.
pub(crate) struct Unit<E>(PhantomData<E>);

impl<'de, E: Refusal> VariantAccess<'de> for Unit<E> {
    type Error = E;

    fn unit_variant(self) -> Result<(), E> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, E> {
        Err(E::refuse(ErrorKind::ExpectedArray, b""))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, E> {
        Err(E::refuse(ErrorKind::ExpectedArray, b""))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, E> {
        Err(E::refuse(ErrorKind::ExpectedArray, b""))
    }
}
