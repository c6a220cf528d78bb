//! The events that Bitrix24 posts to handlers, as types (feature `bitrix24`).
//!
//! Bitrix24 sends an event as a form body that PHP's `http_build_query` wrote. [`Event`] is that body, with every key of
//! the documentation, and the keys that come on the wire and that the documentation does not mention:
//!
//! ```
//! use phpform::bitrix24::{Data, Event};
//!
//! # use phpform::bitrix24::{Auth, StatusDelete};
//! # let body = Event::new(StatusDelete::new("myconnector", 107), Auth::new("51856fefc120afa4")).to_body()?;
//! # let (body, stored_token) = (body.as_bytes(), "51856fefc120afa4");
//! let event: Event = phpform::from_bytes(body)?;
//! if event.auth.verify(stored_token) {
//!     if let Data::StatusDelete(gone) = &event.data {
//!         assert_eq!((&*gone.connector, gone.line), ("myconnector", 107));
//!     }
//! }
//! # Ok::<(), phpform::Error>(())
//! ```
//!
//! What holds everywhere:
//!
//! - Ids of the external system are texts, counters of the portal are integers, and nothing is converted otherwise.
//! - Absent is `None`, blank is `Some("")`.
//! - Unknown keys are ignored, unknown events are kept in [`Data::Other`].
//! - The text `undefined` in the place of an optional object inside `data` counts as absent: the platform is known to
//!   leave it there. In the place of `auth` or of a required object it is an error, as any text is.
//! - `Debug` shows no secret; `Serialize` writes them, because it makes bodies.
//!
//! Sources are given by the title of a page of the documentation (`github.com/bitrix24/b24restdocs`, published as
//! apidocs.bitrix24.com), as it stood in August 2026, and the heading there. What is "on the wire" was seen in bodies
//! that people published, or is what the published core modules send.
//!
//! [`Event::to_body`] gives the body of an event that was made by hand, for tests of a handler.

mod auth;
mod data;
mod event;
mod imconnector;
mod install;
mod name;
mod scope;
mod status;
mod text;
mod timestamp;
mod token;
mod undefined;
mod yes_no;

pub use auth::{Auth, UserTokens};
pub use data::{Data, OtherData};
pub use event::Event;
pub use imconnector::{
    ChangedMessage, Chat, DeletedMessage, Dialog, DialogConnector, Dialogs, File, Im, LineDelete, Message,
    MessageAdd, MessageDelete, MessageId, MessageUpdate, Messages, NewMessage, Session, StatusDelete, User,
};
pub use install::{AppInstall, AppTest, AppUninstall, AppUpdate};
pub use name::EventName;
pub use scope::Scope;
pub use status::ApplicationStatus;
pub use timestamp::Timestamp;
pub use token::{AccessToken, ApplicationToken, RefreshToken};
pub use yes_no::YesNo;
