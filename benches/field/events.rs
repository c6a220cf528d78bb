//! Plain derived types of the bodies, owned and borrowed, the same for every party that speaks serde.
//!
//! `S` is a text in which nothing is ever escaped, `T` one in which something may be.

#![allow(clippy::struct_field_names, reason = "the names are the form's")]

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A text that borrows where nothing was to decode.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(transparent)]
pub(crate) struct Text<'b>(#[serde(borrow)] pub(crate) Cow<'b, str>);

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(crate) struct Event<D, S, T> {
    event: S,
    #[serde(rename = "eventId")]
    event_id: u32,
    data: D,
    ts: u64,
    auth: Auth<S, T>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
struct Auth<S, T> {
    access_token: S,
    expires_in: u32,
    scope: T,
    domain: S,
    server_endpoint: T,
    status: S,
    client_endpoint: T,
    member_id: S,
    refresh_token: S,
    application_token: S,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) struct Dialogs<S> {
    connector: S,
    line: u32,
    data: Vec<Dialog<S>>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
struct Dialog<S> {
    connector: Connector<S>,
    session: Session<S>,
    chat: Id<S>,
    user: Id<S>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
struct Connector<S> {
    connector_id: S,
    line_id: u32,
    chat_id: S,
    user_id: S,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
struct Session<S> {
    id: u64,
    closed: S,
    parent_id: u64,
    close_term: u32,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
struct Id<S> {
    id: S,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) struct Messages<S, T> {
    connector: S,
    line: u32,
    messages: Vec<Message<S, T>>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
struct Message<S, T> {
    im: Im,
    message: Content<T>,
    chat: Id<S>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
struct Im {
    chat_id: u64,
    message_id: u64,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
struct Content<T> {
    user_id: u64,
    text: T,
}

/// The flat form.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(crate) struct Order<S, T> {
    form_id: u32,
    csrf_token: S,
    first_name: T,
    last_name: T,
    email: T,
    phone: T,
    company: T,
    street: T,
    postcode: S,
    city: T,
    country: S,
    newsletter: u8,
    quantity: u32,
    price: u64,
    currency: S,
    coupon: T,
    payment_method: S,
    delivery_date: S,
    message: T,
    referrer: T,
    user_agent: T,
    submitted_at: u64,
}

/// Inputs a, b, c, g.
pub(crate) type DialogStart<S, T> = Event<Dialogs<S>, S, T>;
/// Input e.
pub(crate) type MessageAdd<S, T> = Event<Messages<S, T>, S, T>;
