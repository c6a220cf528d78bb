//! Helpers for fields, and what forms need of serde's attributes.
//!
//! # Numbers behind `flatten`, `untagged` and `tag`
//!
//! All values of a form are texts. A field that is a `u64` says so, and its text is read as a number. But what stands
//! behind `#[serde(flatten)]`, in an untagged enum or in an internally tagged one is kept by serde for later, before
//! anybody says what it is: then it is a text, and `u64` refuses it. [`number`] takes the text there, as strictly as it
//! is read everywhere else, and [`text`] does it for types with `FromStr`:
//!
//! ```
//! use std::net::IpAddr;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize)]
//! struct Message {
//!     text: String,
//!     #[serde(flatten)]
//!     sent: Sent,
//!     #[serde(flatten)]
//!     by: By,
//! }
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize)]
//! struct Sent {
//!     #[serde(with = "phpform::with::number")]
//!     ts: u64,
//!     #[serde(with = "phpform::with::text")]
//!     from: IpAddr,
//! }
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize)]
//! #[serde(tag = "by", rename_all = "lowercase")]
//! enum By {
//!     Bot,
//!     User {
//!         #[serde(with = "phpform::with::number")]
//!         id: u32,
//!     },
//! }
//!
//! let body = "text=hi&ts=1714649632&from=192.0.2.7&by=user&id=8";
//! let message: Message = phpform::from_str(body)?;
//!
//! assert_eq!((message.sent.ts, &message.by), (1_714_649_632, &By::User { id: 8 }));
//! assert_eq!(phpform::to_string(&message)?, body);
//!
//! // What serde keeps has lost its place: the error tells the value, and the path of the array around it.
//! let error = phpform::from_str::<Message>("text=hi&ts=17x&from=::1&by=bot").unwrap_err();
//! assert_eq!(error.to_string(), r#"expected an integer, found "17x""#);
//! # Ok::<(), phpform::Error>(())
//! ```
//!
//! # A list of one
//!
//! Some senders write a single item without an index. [`one_or_many`] takes a text as a list of one:
//!
//! ```
//! use serde::Deserialize;
//!
//! #[derive(Deserialize)]
//! struct Message {
//!     #[serde(with = "phpform::with::one_or_many")]
//!     id: Vec<u64>,
//! }
//!
//! assert_eq!(phpform::from_str::<Message>("id=7")?.id, [7]);
//! assert_eq!(phpform::from_str::<Message>("id[0]=7&id[1]=8")?.id, [7, 8]);
//! # Ok::<(), phpform::Error>(())
//! ```
//!
//! # Absent, blank, present
//!
//! These are three things. An `Option` is `None` when its key is absent, and a blank text is a text: `Some("")`, and
//! for an `Option<u64>` an error. [`blank_as_none`] takes a blank text as `None`; with a helper an absent key is an
//! error, unless there is a `default`:
//!
//! ```
//! use serde::Deserialize;
//!
//! #[derive(Deserialize)]
//! struct Chat<'a> {
//!     title: Option<&'a str>,
//!     #[serde(default, with = "phpform::with::blank_as_none")]
//!     owner: Option<u64>,
//!     #[serde(default, with = "phpform::with::php_bool")]
//!     closed: bool,
//! }
//!
//! let chat: Chat = phpform::from_str("title=&owner=&closed=Y")?;
//! assert_eq!((chat.title, chat.owner, chat.closed), (Some(""), None, true));
//!
//! let chat: Chat = phpform::from_str("owner=8")?;
//! assert_eq!((chat.title, chat.owner, chat.closed), (None, Some(8), false));
//! # Ok::<(), phpform::Error>(())
//! ```
//!
//! Booleans are `1`, `0`, `true` or `false` and nothing else, unless [`php_bool`] casts as PHP does.
//!
//! # Borrowed fields
//!
//! A text that needed no decoding stands in the body as it is, and a field may borrow it. A text with an escape (`%XX`
//! or `+`) has to be decoded, and **`&str` cannot hold it**: that is an error, for some senders on some days. Take a
//! `&str` only for what is never escaped, as numbers and identifiers are, and `Cow<str>` for everything else. serde
//! borrows into a **`Cow` only under `#[serde(borrow)]`**; without it the text is copied.
//! Keys of maps are borrowed too, but for integers: PHP holds a number there, and no text.
//!
//! ```
//! use std::borrow::Cow;
//! use serde::Deserialize;
//!
//! #[derive(Deserialize)]
//! struct User<'a> {
//!     id: &'a str,
//!     #[serde(borrow)]
//!     name: Cow<'a, str>,
//!     #[serde(borrow)]
//!     city: Option<Text<'a>>,
//! }
//!
//! /// The attribute does not reach into an `Option` or a `Vec`: a type around the `Cow` does.
//! #[derive(Deserialize)]
//! #[serde(transparent)]
//! struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
//!
//! let user: User = phpform::from_str("id=8&name=Ada+L.&city=London")?;
//! assert!(matches!(user.name, Cow::Owned(name) if name == "Ada L."));
//! assert!(matches!(user.city, Some(Text(Cow::Borrowed("London")))));
//!
//! let error = phpform::from_str::<User>("id=8+&name=Ada").err().unwrap();
//! assert_eq!(error.to_string(), r#"`id`: expected a borrowed string, found "8 ", at byte 3"#);
//! # Ok::<(), phpform::Error>(())
//! ```
//!
//! # Other formats
//!
//! The helpers read and write any format that tells what its values are, JSON for one: a number there is a number, and
//! a text that holds one is taken too.

pub mod blank_as_none;
pub mod number;
pub mod one_or_many;
pub mod php_bool;
pub mod text;

mod any;

/// What a helper asks a deserializer of ours, which knows what the value is before a type says what it wants.
///
/// The question is the name of a newtype struct. Any other deserializer passes itself to
/// [`visit_newtype_struct`](serde::de::Visitor::visit_newtype_struct); ours answer by another method.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Question {
    /// Whether it is ours: `visit_some`, with itself.
    Ours,
    /// Whether the value is a blank text: `visit_none` if it is, `visit_some` if not.
    IsBlank,
    /// Whether the value is a text: `visit_some` if it is, `visit_seq` if not.
    IsText,
}

impl Question {
    const ALL: [Self; 3] = [Self::Ours, Self::IsBlank, Self::IsText];

    fn name(self) -> &'static str {
        match self {
            Self::Ours => "$phpform::ours",
            Self::IsBlank => "$phpform::is_blank",
            Self::IsText => "$phpform::is_text",
        }
    }

    /// The question that the name of a newtype struct is.
    #[inline]
    pub(crate) fn of(name: &'static str) -> Option<Self> {
        // No name of a type starts so.
        if !name.starts_with('$') {
            return None;
        }
        Self::ALL.into_iter().find(|question| question.name() == name)
    }
}
