//! Handlers in this process: the reference, over real HTTP on ports of the loopback.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use phpform_reference::{Config, Handler, Probe, Trust};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::scene::{Channel, Pace, Permission, Scene, Target};
use crate::portal::{Account, Guard, Portal};

/// A running handler and what it stands on. It ends with this.
#[derive(Debug)]
pub(crate) struct Embedded {
    pub(crate) scene: Scene,
    server: JoinHandle<()>,
    _store: TempDir,
}

impl Drop for Embedded {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Any port of the loopback.
pub(crate) const LOOPBACK: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

impl Embedded {
    /// The reference handler, installed.
    pub(crate) async fn reference() -> io::Result<Self> {
        let portal = Portal::start(LOOPBACK, Account::default(), Guard::Tokens).await?;
        let trusted = vec![portal.origin()];
        Self::on(portal, trusted).await
    }

    /// The reference handler, which takes another address for that of the portal. Something has to listen there.
    pub(super) async fn behind(portal: Portal, front: String) -> io::Result<Self> {
        let trusted = vec![portal.origin(), front.clone()];
        portal.stand_behind(front);
        Self::on(portal, trusted).await
    }

    async fn on(portal: Portal, trusted: Vec<String>) -> io::Result<Self> {
        let store = tempfile::tempdir()?;
        let account = portal.account();
        let config = Config::new(store.path().join("events.redb"))
            .route(account.connector.clone(), account.line)
            .client(account.client_id.clone(), account.client_secret.clone())
            .trust(Trust::Origins(trusted))
            .probe(Probe::Open)
            .notices(|_| ());
        let listener = TcpListener::bind(LOOPBACK).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let handler = Handler::open(config).map_err(io::Error::other)?;
        let server = tokio::spawn(async move { _ = handler.serve(listener).await });
        let scene = installed(&origin, portal).await?;
        Ok(Self { scene, server, _store: store })
    }
}

/// The scene around a handler in this process that has the addresses of the reference.
async fn installed(origin: &str, portal: Portal) -> io::Result<Scene> {
    let url = format!("{origin}/events");
    portal.install(&url).await;
    let target = Target { url, install_url: None, probe: Some(format!("{origin}/probe")) };
    let mut scene = Scene::new(target, portal, Pace::BRISK, Permission::Given).await?;
    scene.calls = Channel::Open;
    Ok(scene)
}
