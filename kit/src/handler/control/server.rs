//! The server of a control: in front of the reference handler, and between it and the portal.

use std::io;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body as HttpBody;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use reqwest::Client;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::twist::{BodyEnd, Context, Control, Inbound, Move, Reply, Twist};
use crate::client::{self, FORM};
use crate::event::Body;
use crate::handler::embedded::{Embedded, LOOPBACK};
use crate::handler::scene::Scene;
use crate::portal::{Account, Guard, Portal};

/// A running control. It ends with this.
#[derive(Debug)]
pub(crate) struct Broken {
    embedded: Embedded,
    servers: Vec<JoinHandle<()>>,
}

impl Drop for Broken {
    fn drop(&mut self) {
        self.servers.iter().for_each(JoinHandle::abort);
    }
}

/// What the servers of a control share.
#[derive(Clone, Debug)]
struct Front {
    twist: Twist,
    context: Arc<Context>,
    client: Client,
    /// The reference handler.
    handler: Arc<OnceLock<String>>,
    /// The stand-in portal.
    portal: String,
    /// A call to the portal is done.
    called: Arc<Notify>,
}

impl Broken {
    /// The reference handler, installed, with a bug in front of it.
    pub(crate) async fn start(control: &Control) -> io::Result<Self> {
        let portal = Portal::start(LOOPBACK, Account::default(), Guard::Tokens).await?;
        let (inbound, outbound) = (TcpListener::bind(LOOPBACK).await?, TcpListener::bind(LOOPBACK).await?);
        let (origin, behind) = (origin(&inbound)?, origin(&outbound)?);
        let front = Front {
            twist: control.twist,
            context: Arc::new(Context::new(portal.account().clone())),
            client: client::plain(),
            handler: Arc::default(),
            portal: portal.origin(),
            called: Arc::default(),
        };
        let servers = vec![
            serve(outbound, Router::new().fallback(pass).with_state(front.clone())),
            serve(inbound, Router::new().fallback(take).with_state(front.clone())),
        ];
        let mut embedded = Embedded::behind(portal, behind).await?;
        _ = front.handler.set(embedded.scene.target.url.trim_end_matches("/events").to_owned());
        let target = &mut embedded.scene.target;
        (target.url, target.probe) = (format!("{origin}/events"), Some(format!("{origin}/probe")));
        Ok(Self { embedded, servers })
    }

    pub(crate) fn scene(&mut self) -> &mut Scene {
        &mut self.embedded.scene
    }
}

pub(super) fn serve(listener: TcpListener, router: Router) -> JoinHandle<()> {
    tokio::spawn(async move { _ = axum::serve(listener, router).await })
}

fn origin(listener: &TcpListener) -> io::Result<String> {
    Ok(format!("http://{}", listener.local_addr()?))
}

/// Takes a request to the handler.
async fn take(State(front): State<Front>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let mut inbound = read(request).await;
    if path != "/events" {
        return front.forward(&path, &inbound).await.into_response();
    }
    front.context.busy.fetch_add(1, Ordering::SeqCst);
    let reply = front.handle(&mut inbound).await;
    front.context.busy.fetch_sub(1, Ordering::SeqCst);
    reply.into_response()
}

async fn read(request: Request) -> Inbound {
    let (parts, body) = request.into_parts();
    let start = Instant::now();
    let mut inbound = Inbound {
        method: parts.method,
        query: parts.uri.query().map(str::to_owned),
        headers: parts.headers,
        body: Vec::new(),
        first: 0,
        took: Duration::ZERO,
        end: BodyEnd::Whole,
    };
    gather(body, &mut inbound).await;
    inbound.took = start.elapsed();
    inbound
}

async fn gather(body: HttpBody, inbound: &mut Inbound) {
    use futures_util::StreamExt;
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        match piece {
            Ok(piece) => inbound.body.extend_from_slice(&piece),
            Err(_) => inbound.end = BodyEnd::CutOff,
        }
        if inbound.first == 0 {
            inbound.first = inbound.body.len();
        }
    }
}

impl Front {
    async fn handle(&self, inbound: &mut Inbound) -> Reply {
        match self.twist {
            Twist::Reads(reads) => {
                inbound.body = reads(Body::read(&inbound.body), &self.context).to_bytes();
                self.forward("/events", inbound).await
            }
            Twist::Decides(decides) => match decides(inbound, &self.context) {
                Move::Forward => self.forward("/events", inbound).await,
                Move::Answer(status) => Reply { status, body: Vec::new() },
            },
            Twist::Answers(answers) => answers(inbound, self.forward("/events", inbound).await),
            Twist::Visits => {
                if let Some(endpoint) = inbound.get("auth[client_endpoint]") {
                    let url = format!("{endpoint}app.info");
                    _ = self.client.post(url).header(CONTENT_TYPE, FORM).body("auth=visitor").send().await;
                }
                self.forward("/events", inbound).await
            }
            Twist::WorksFirst => {
                let called = self.called.notified();
                tokio::pin!(called);
                called.as_mut().enable();
                let reply = self.forward("/events", inbound).await;
                if reply.status == 200 && inbound.is_event("ONIMCONNECTORMESSAGEADD") {
                    _ = tokio::time::timeout(Duration::from_secs(2), called).await;
                }
                reply
            }
            Twist::Late(late) => {
                if inbound.is_event("ONIMCONNECTORMESSAGEDELETE") {
                    tokio::time::sleep(late).await;
                }
                self.forward("/events", inbound).await
            }
            Twist::Calls(_) | Twist::NeverRefreshes => self.forward("/events", inbound).await,
        }
    }

    /// Lets the reference answer.
    async fn forward(&self, path: &str, inbound: &Inbound) -> Reply {
        match inbound.end {
            BodyEnd::Whole => {
                self.relay(self.handler.get().map_or("", String::as_str), path, inbound, inbound.body.clone())
                    .await
            }
            // A body that was cut off never reached anyone whole.
            BodyEnd::CutOff => Reply { status: 400, body: Vec::new() },
        }
    }

    async fn relay(&self, origin: &str, path: &str, inbound: &Inbound, body: Vec<u8>) -> Reply {
        let query = inbound.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
        let mut request =
            self.client.request(inbound.method.clone(), format!("{origin}{path}{query}")).body(body);
        if let Some(kind) = inbound.headers.get(CONTENT_TYPE) {
            request = request.header(CONTENT_TYPE, kind);
        }
        match request.send().await {
            Ok(response) => {
                let status = response.status().as_u16();
                Reply { status, body: response.bytes().await.map(Into::into).unwrap_or_default() }
            }
            Err(_) => Reply { status: 502, body: Vec::new() },
        }
    }
}

/// Takes a call to the portal.
async fn pass(State(front): State<Front>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let inbound = read(request).await;
    let is_report = path.ends_with("imconnector.send.status.delivery");
    let calls = match front.twist {
        Twist::Calls(calls) if is_report => {
            let call: Value = serde_json::from_slice(&inbound.body).unwrap_or_default();
            calls(call).iter().map(|call| call.to_string().into_bytes()).collect()
        }
        Twist::NeverRefreshes if path.starts_with("/oauth/") => Vec::new(),
        _ => vec![inbound.body.clone()],
    };
    let mut reply = Reply { status: 200, body: br#"{"result":true}"#.to_vec() };
    for body in calls {
        reply = front.relay(&front.portal, &path, &inbound, body).await;
    }
    front.called.notify_waiters();
    reply.into_response()
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, self.body).into_response()
    }
}
