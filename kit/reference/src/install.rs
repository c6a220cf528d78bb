//! The install family: who the portals are.
//!
//! Nothing is stored that a portal did not confirm. The first event of a portal cannot be verified by its
//! `application_token`, because nothing is stored yet, and an update brings a new one: both are verified by a call to
//! the portal with the access token that they bring.

use phpform::bitrix24::{Auth, Event};

use crate::Handler;
use crate::receive::{Answer, OK, UNTRUSTED};
use crate::store::{Portal, StoreError};

/// Stores the tokens of `OnAppInstall` and `OnAppUpdate`, if the portal confirms them.
pub(crate) async fn adopt(handler: &Handler, event: Event<'_>) -> Result<Answer, StoreError> {
    let Auth { client_endpoint, server_endpoint, member_id, application_token, user, .. } =
        event.auth.into_owned();
    let trust = &handler.config.trust;
    let Some(user) = user else { return Ok(UNTRUSTED) };
    if application_token.expose().is_empty()
        || !trust.allows(&client_endpoint)
        || !trust.allows(&server_endpoint)
    {
        return Ok(UNTRUSTED);
    }
    let portal = Portal {
        client_endpoint: client_endpoint.into_owned(),
        server_endpoint: server_endpoint.into_owned(),
        application_token: application_token.expose().to_owned(),
        access_token: user.access_token.expose().to_owned(),
        refresh_token: user.refresh_token.map(|token| token.expose().to_owned()),
    };
    if !handler.rest.confirms(&portal, &member_id, &handler.config.client_id).await {
        return Ok(UNTRUSTED);
    }
    handler.on_disk(move |store| store.put_portal(&member_id, &portal)).await?;
    Ok(OK)
}

/// Forgets a portal; its `application_token` was right.
pub(crate) async fn remove(handler: &Handler, event: Event<'_>) -> Result<Answer, StoreError> {
    let member_id = event.auth.member_id.into_owned();
    handler.on_disk(move |store| store.forget_portal(&member_id)).await?;
    Ok(OK)
}
