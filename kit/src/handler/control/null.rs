//! Handlers that do nothing: what they pass all the same is the floor.

use std::io;

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::server::serve;
use crate::handler::embedded::LOOPBACK;
use crate::handler::scene::{Channel, Pace, Permission, Scene, Target};
use crate::portal::{Account, Guard, Portal};

/// A handler that does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Null {
    Always200,
    Always500,
    Echo,
    Hang,
}

impl Null {
    pub(crate) const ALL: [Self; 4] = [Self::Always200, Self::Always500, Self::Echo, Self::Hang];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Always200 => "always-200",
            Self::Always500 => "always-500",
            Self::Echo => "echo",
            Self::Hang => "hang",
        }
    }

    /// A scene around it, with every channel promised.
    pub(crate) async fn start(self) -> io::Result<(Scene, JoinHandle<()>)> {
        let listener = TcpListener::bind(LOOPBACK).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let server = serve(listener, self.router());
        let portal = Portal::start(LOOPBACK, Account::default(), Guard::Tokens).await?;
        let target = Target {
            url: format!("{origin}/events"),
            install_url: None,
            probe: Some(format!("{origin}/probe")),
        };
        let mut scene = Scene::new(target, portal, Pace::BRISK, Permission::Given).await?;
        scene.calls = Channel::Open;
        Ok((scene, server))
    }

    fn router(self) -> Router {
        match self {
            Self::Always200 => Router::new().fallback(|| async { StatusCode::OK }),
            Self::Always500 => Router::new().fallback(|| async { StatusCode::INTERNAL_SERVER_ERROR }),
            Self::Echo => Router::new().fallback(|body: Bytes| async move { body }),
            Self::Hang => Router::new().fallback(|| async { std::future::pending::<StatusCode>().await }),
        }
    }
}
