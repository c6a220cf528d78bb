//! A value on its way into a type, while the body is streamed.

use serde::de::{Deserializer, Visitor};

use super::level::{Fields, Level};
use super::scalar::{Scalar, each_integer};
use super::stream::{Irregular, Stage, Stream};
use crate::MOST_NESTED;
use crate::with::Question;

/// A value on its way into a type: what the stream stands at, behind `depth` keys.
pub(super) struct Entry<'s, 'de> {
    pub(super) stream: &'s mut Stream<'de>,
    pub(super) depth: usize,
}

impl<'s, 'de> Entry<'s, 'de> {
    /// Takes a text.
    #[inline(always)]
    fn take_scalar(&mut self) -> Result<Scalar<'de, '_, Irregular>, Irregular> {
        let value = self.stream.take()?;
        Ok(Scalar::new(self.stream.value(value)))
    }

    /// As [`Entry::take_scalar`], for numbers.
    #[inline(always)]
    fn take_bytes(&mut self) -> Result<Scalar<'de, '_, Irregular>, Irregular> {
        let value = self.stream.take()?;
        Ok(Scalar::new(self.stream.value_bytes(value)))
    }

    #[inline(always)]
    fn is_text(&self) -> bool {
        self.stream.stage() == Stage::AtText
    }

    /// Opens an array.
    #[inline]
    fn array(self) -> Result<Level<'s, 'de>, Irregular> {
        if self.depth >= MOST_NESTED { Err(Irregular) } else { Level::new(self.stream, self.depth) }
    }

    #[inline]
    fn visit_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        let mut level = self.array()?;
        visitor.visit_map(&mut level)
    }

    fn visit_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        let mut level = self.array()?;
        visitor.visit_seq(&mut level)
    }
}

macro_rules! of_scalar {
    ($take:ident: $($method:ident($($argument:ident: $type:ty),*))*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(mut self, $($argument: $type,)* visitor: V) -> Result<V::Value, Irregular> {
            self.$take()?.$method($($argument,)* visitor)
        }
    )*};
}

macro_rules! integers {
    ($($method:ident $visit:ident)*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Irregular> {
            match self.stream.take_number().map(TryFrom::try_from) {
                Some(number) => visitor.$visit(number.map_err(|_| Irregular)?),
                None => self.take_bytes()?.$method(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Entry<'_, 'de> {
    type Error = Irregular;

    each_integer!(integers);

    of_scalar! {
        take_bytes:
        deserialize_bool() deserialize_char() deserialize_f32() deserialize_f64()
    }

    of_scalar! {
        take_scalar:
        deserialize_bytes() deserialize_byte_buf()
        deserialize_unit() deserialize_unit_struct(name: &'static str) deserialize_identifier()
    }

    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        self.deserialize_string(visitor)
    }

    #[inline]
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        let value = self.stream.take()?;
        if value.escaped {
            return visitor.visit_string(self.stream.decode_text(value)?);
        }
        Scalar::new(self.stream.borrow(value.place.range())).deserialize_string(visitor)
    }

    fn deserialize_any<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Irregular> {
        if self.is_text() {
            return self.take_scalar()?.deserialize_any(visitor);
        }
        // Whether it is a list shows only at its end.
        if self.depth > 0 && self.stream.may_be_list() { Err(Irregular) } else { self.visit_map(visitor) }
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        visitor.visit_some(self)
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Irregular> {
        match Question::of(name) {
            None => visitor.visit_newtype_struct(self),
            Some(Question::IsBlank) if self.stream.take_blank() => visitor.visit_none(),
            Some(Question::IsText) if !self.is_text() => self.visit_seq(visitor),
            Some(_) => visitor.visit_some(self),
        }
    }

    #[inline]
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        self.visit_seq(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Irregular> {
        self.visit_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Irregular> {
        self.visit_seq(visitor)
    }

    #[inline]
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        self.visit_map(visitor)
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Irregular> {
        let mut level = self.array()?;
        visitor.visit_map(Fields(&mut level))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        mut self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Irregular> {
        if self.is_text() {
            return self.take_scalar()?.deserialize_enum(name, variants, visitor);
        }
        let mut level = self.array()?;
        visitor.visit_enum(&mut level)
    }

    /// What is ignored may hold anything: it is skipped without a look at its keys.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        self.stream.skip(self.depth)?;
        visitor.visit_unit()
    }
}
