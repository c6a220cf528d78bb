//! A value on its way into a type, while the body is streamed.

use serde::de::{Deserializer, Visitor};

use super::level::{Fields, Level};
use super::scalar::Scalar;
use super::stream::{Irregular, Stream};
use crate::MOST_NESTED;
use crate::with::Question;

/// A value on its way into a type: the next pair without its first `level` keys, and the pairs that share these.
pub(super) struct Entry<'s, 'de> {
    pub(super) stream: &'s mut Stream<'de>,
    pub(super) level: usize,
}

impl<'s, 'de> Entry<'s, 'de> {
    /// Takes the next pair, if it has no more keys.
    #[inline(always)]
    fn take(&mut self) -> Option<()> {
        let scalar = self.is_scalar();
        self.stream.waiting &= !scalar;
        scalar.then_some(())
    }

    /// The value of the next pair, if it has no more keys.
    #[inline(always)]
    fn take_scalar(&mut self) -> Option<Scalar<'de, '_, Irregular>> {
        self.take()?;
        Some(Scalar::new(self.stream.value()))
    }

    /// As [`Entry::take_scalar`], for numbers.
    #[inline(always)]
    fn take_number(&mut self) -> Option<Scalar<'de, '_, Irregular>> {
        self.take()?;
        Some(Scalar::new(self.stream.value_bytes()))
    }

    /// Takes the value of the next pair, if it is a blank text.
    fn take_blank(&mut self) -> bool {
        let value = self.stream.value;
        let blank = self.is_scalar() && value.place.len() == 0;
        self.stream.waiting &= !blank;
        blank
    }

    #[inline(always)]
    fn is_scalar(&self) -> bool {
        self.stream.waiting && self.stream.names.keys().len() == self.level
    }

    /// The array that starts with the next pair.
    #[inline]
    fn array(self) -> Result<Level<'s, 'de>, Irregular> {
        if self.is_scalar() || self.level >= MOST_NESTED {
            return Err(Irregular);
        }
        Ok(Level::new(self.stream, self.level))
    }

    #[inline]
    fn visit_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        let mut level = self.array()?;
        let value = visitor.visit_map(&mut level);
        level.leave();
        value
    }

    fn visit_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        let mut level = self.array()?;
        let value = visitor.visit_seq(&mut level);
        level.leave();
        value
    }

    /// Whether the array that starts here might be a list.
    fn may_be_list(&self) -> bool {
        let key = self.stream.names.keys().get(self.level);
        key.is_some_and(|key| key.bytes().is_none_or(|key| self.stream.bytes(key) == b"0"))
    }
}

macro_rules! of_scalar {
    ($take:ident: $($method:ident($($argument:ident: $type:ty),*))*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(mut self, $($argument: $type,)* visitor: V) -> Result<V::Value, Irregular> {
            self.$take().ok_or(Irregular)?.$method($($argument,)* visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Entry<'_, 'de> {
    type Error = Irregular;

    of_scalar! {
        take_number:
        deserialize_bool() deserialize_char() deserialize_f32() deserialize_f64()
        deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_i128()
        deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128()
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
    fn deserialize_string<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Irregular> {
        self.take().ok_or(Irregular)?;
        let value = self.stream.value;
        if value.escaped {
            return visitor.visit_string(self.stream.decode_text()?);
        }
        Scalar::new(self.stream.borrow(value.place.range())).deserialize_string(visitor)
    }

    fn deserialize_any<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Irregular> {
        if let Some(scalar) = self.take_scalar() {
            return scalar.deserialize_any(visitor);
        }
        // Whether it is a list shows only at its end.
        if self.level > 0 && self.may_be_list() { Err(Irregular) } else { self.visit_map(visitor) }
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        visitor.visit_some(self)
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        mut self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Irregular> {
        match Question::of(name) {
            None => visitor.visit_newtype_struct(self),
            Some(Question::IsBlank) if self.take_blank() => visitor.visit_none(),
            Some(Question::IsText) if !self.is_scalar() => self.visit_seq(visitor),
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
        let value = visitor.visit_map(Fields(&mut level));
        level.leave();
        value
    }

    fn deserialize_enum<V: Visitor<'de>>(
        mut self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Irregular> {
        if let Some(scalar) = self.take_scalar() {
            return scalar.deserialize_enum(name, variants, visitor);
        }
        let mut level = self.array()?;
        let value = visitor.visit_enum(&mut level);
        level.leave();
        value
    }

    /// What is ignored may hold anything: it is skipped without a look at its keys.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Irregular> {
        self.stream.peek()?;
        self.stream.waiting = false;
        while self.stream.peek()? && self.stream.names.shared() >= self.level {
            self.stream.waiting = false;
        }
        visitor.visit_unit()
    }
}
