//! The envelope of an event.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize as DeriveDeserialize, Serialize};

use super::auth::Auth;
use super::data::{Data, OtherData, Shape};
use super::name::EventName;
use super::text::{Text, owned};
use super::timestamp::Timestamp;
use crate::de::FIRST_FIELD_FIRST;
use crate::error::Error;

/// An event that Bitrix24 posts to a handler.
///
/// Read it with [`from_bytes`](crate::from_bytes), verify it with [`Auth::verify`], then look at [`data`](Self::data).
/// Keys that are not known are ignored at every level, and no unknown event fails; the keys may come in any order.
/// Texts borrow from the body where nothing had to be decoded.
///
/// There is no `==`, because there is none for tokens: compare [`data`](Self::data) and other fields.
///
/// Source: documentation, "Events: Overview of Methods and Events", and the page of each event.
///
/// ```
/// use phpform::bitrix24::{Data, Event};
///
/// fn handle(body: &[u8], stored_token: &str) -> Result<u16, phpform::Error> {
///     let event: Event = phpform::from_bytes(body)?;
///     if !event.auth.verify(stored_token) {
///         return Ok(403);
///     }
///     match &event.data {
///         Data::MessageAdd(add) => println!("{} messages", add.messages.len()),
///         Data::LineDelete(line) => println!("line {} is gone", line.0),
///         _ => {}
///     }
///     Ok(200)
/// }
///
/// # let body = Event::new(phpform::bitrix24::LineDelete(107), phpform::bitrix24::Auth::new("51856fefc120afa4")).to_body()?;
/// # assert_eq!(handle(body.as_bytes(), "51856fefc120afa4")?, 200);
/// # assert_eq!(handle(body.as_bytes(), "51856fefc120afa")?, 403);
/// # Ok::<(), phpform::Error>(())
/// ```
#[derive(Clone, Debug, Serialize)]
pub struct Event<'a> {
    /// `event`: the name, in upper case; kept as it came.
    pub event: Cow<'a, str>,
    /// `event_handler_id`: which subscription of the application this is. Absent from events before 2024. Some pages of
    /// the documentation call it `eventId`, which is understood, as is `event_id`.
    pub event_handler_id: Option<u64>,
    /// `data`: what happened.
    pub data: Data<'a>,
    /// `ts`: when the event was put into the queue. It says nothing about the order of events.
    pub ts: Timestamp,
    /// `auth`: who sent the event, and what proves it.
    pub auth: Auth<'a>,
}

impl<'a> Event<'a> {
    /// An event named after its data, of handler 1, at the time of the documented sample (1714649632). Every field can
    /// be set afterwards. [`Data::Other`] has no name: see [`Event::other`].
    ///
    /// ```
    /// use phpform::bitrix24::{AppUninstall, Auth, Data, Dialogs, Event, LineDelete};
    ///
    /// let auth = Auth::new("51856fefc120afa4");
    /// let mut event = Event::new(AppUninstall::default(), auth.clone());
    /// event.event_handler_id = None;
    /// assert!(event.to_body()?.starts_with("event=ONAPPUNINSTALL&data%5BLANGUAGE_ID%5D=en&data%5BCLEAN%5D=1&ts="));
    ///
    /// let event = Event::new(LineDelete(107), auth.clone());
    /// assert!(event.to_body()?.starts_with("event=ONIMCONNECTORLINEDELETE&event_handler_id=1&data=107&ts=1714649632&"));
    ///
    /// // Two events have data of one type.
    /// let event = Event::new(Data::DialogStart(Dialogs::opened("myconnector", 107, "channel-123")), auth);
    /// assert_eq!(event.event, "ONIMCONNECTORDIALOGSTART");
    /// # Ok::<(), phpform::Error>(())
    /// ```
    pub fn new(data: impl Into<Data<'a>>, auth: Auth<'a>) -> Self {
        let data = data.into();
        let event = data.name().map_or(Cow::Borrowed(""), Cow::from);
        Self { event, event_handler_id: Some(1), data, ts: Timestamp(1_714_649_632), auth }
    }

    /// As [`Event::new`], for an event that has no type here.
    ///
    /// ```
    /// use phpform::bitrix24::{Auth, Event};
    ///
    /// let fields = phpform::parse(b"FIELDS[ID]=7")?;
    /// let event = Event::other("ONCRMDEALADD", fields, Auth::new("51856fefc120afa4"));
    /// assert!(event.to_body()?.starts_with("event=ONCRMDEALADD&event_handler_id=1&data%5BFIELDS%5D%5BID%5D=7&ts="));
    /// # Ok::<(), phpform::Error>(())
    /// ```
    pub fn other(name: impl Into<Cow<'a, str>>, data: impl Into<OtherData<'a>>, auth: Auth<'a>) -> Self {
        Self { event: name.into(), ..Self::new(Data::Other(data.into()), auth) }
    }

    /// The event as a form body, byte for byte as `http_build_query` writes it. It holds the real tokens.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooNested`](crate::ErrorKind::TooNested) for a form in it that is deeper than serde goes.
    pub fn to_body(&self) -> Result<String, Error> {
        crate::to_string(self)
    }

    /// The event without its tie to the body: for a queue, or another thread.
    pub fn into_owned(self) -> Event<'static> {
        Event {
            event: owned(self.event),
            event_handler_id: self.event_handler_id,
            data: self.data.into_owned(),
            ts: self.ts,
            auth: self.auth.into_owned(),
        }
    }
}

/// In form bodies the keys may come in any order. In other formats `event` has to stand before `data`.
impl<'de: 'a, 'a> Deserialize<'de> for Event<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const FIELDS: &[&str] = &["event", "event_handler_id", "data", "ts", "auth"];
        deserializer.deserialize_struct(FIRST_FIELD_FIRST, FIELDS, Envelope)
    }
}

#[derive(DeriveDeserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Field {
    Event,
    #[serde(alias = "eventId", alias = "event_id")]
    EventHandlerId,
    Data,
    Ts,
    Auth,
    #[serde(other)]
    Unknown,
}

struct Envelope;

impl<'de> Visitor<'de> for Envelope {
    type Value = Event<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Event<'de>, A::Error> {
        let (mut event, mut event_handler_id, mut data, mut ts, mut auth) = (None, None, None, None, None);
        while let Some(field) = map.next_key()? {
            match field {
                Field::Event => set(&mut event, "event", map.next_value::<Text<'de>>()?.0)?,
                Field::EventHandlerId => {
                    set(&mut event_handler_id, "event_handler_id", map.next_value::<Option<u64>>()?)?;
                }
                Field::Data => {
                    let value = match &event {
                        Some(event) => Ok(map.next_value_seed(Shape(EventName::find(event)))?),
                        None => Err(map.next_value::<IgnoredAny>()?),
                    };
                    set(&mut data, "data", value)?;
                }
                Field::Ts => set(&mut ts, "ts", map.next_value()?)?,
                Field::Auth => set(&mut auth, "auth", map.next_value()?)?,
                Field::Unknown => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        let event = event.ok_or_else(|| A::Error::missing_field("event"))?;
        let data = match data {
            Some(Ok(data)) => data,
            Some(Err(IgnoredAny)) => {
                return Err(A::Error::custom("the key `event` has to stand before `data`"));
            }
            None => Shape(EventName::find(&event)).absent()?,
        };
        Ok(Event {
            event,
            event_handler_id: event_handler_id.flatten(),
            data,
            ts: ts.ok_or_else(|| A::Error::missing_field("ts"))?,
            auth: auth.ok_or_else(|| A::Error::missing_field("auth"))?,
        })
    }
}

/// Keeps the value of a field that came for the first time.
fn set<T, E: serde::de::Error>(field: &mut Option<T>, name: &'static str, value: T) -> Result<(), E> {
    match field.replace(value) {
        None => Ok(()),
        Some(_) => Err(E::duplicate_field(name)),
    }
}
