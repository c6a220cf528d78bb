//! `phpform listen`: shows events as they arrive.

use std::fs;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use clap::Args;
use tokio::net::TcpListener;

use crate::decode;
use crate::event::Body;
use crate::failure::Failure;
use crate::runtime::{broke, run};
use crate::stop::Stop;

/// Show events as they arrive, at any path, and answer 200
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Listen {
    /// Where it listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Save each body in this directory, with every secret masked
    #[arg(long, value_name = "DIR")]
    save: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  phpform listen
  phpform listen --save fixtures          fixtures/0001-ONAPPTEST.form, ...

Secrets are masked: all values under auth, and those whose name contains token or secret.

Exit codes: 1 the address cannot be had; 2 wrong usage; 130 it was stopped, with Ctrl-C.";

/// What the requests share.
#[derive(Clone, Debug)]
struct Listening {
    save: Option<PathBuf>,
    count: Arc<AtomicUsize>,
}

impl Listen {
    pub(crate) fn run(self) -> Result<(), Failure> {
        if let Some(directory) = &self.save {
            let refused = |error| Failure::Input(format!("error: {}: {error}", directory.display()));
            fs::create_dir_all(directory).map_err(refused)?;
        }
        let stop = Stop::on_interrupt();
        run(stop.or(async {
            let refused = |error| {
                Failure::Input(format!(
                    "error: cannot listen at {}: {error}; --listen takes another",
                    self.listen
                ))
            };
            let listener = TcpListener::bind(self.listen).await.map_err(refused)?;
            let address = listener.local_addr().unwrap_or(self.listen);
            writeln!(io::stdout(), "listens at http://{address}/")?;
            let state = Listening { save: self.save, count: Arc::default() };
            let served = axum::serve(listener, Router::new().fallback(take).with_state(state));
            served.await.map_err(|error| broke("the server", &error))
        }))
    }
}

async fn take(State(listening): State<Listening>, method: Method, uri: Uri, body: Bytes) -> StatusCode {
    let number = listening.count.fetch_add(1, Ordering::SeqCst) + 1;
    let shown = show(number, &format!("{method} {}", uri.path()), &body);
    let saved = listening.save.as_deref().map_or(Ok(()), |directory| save(directory, number, &body));
    if let Err(error) = shown.and(saved) {
        _ = writeln!(io::stderr(), "error: {error}");
    }
    StatusCode::OK
}

fn show(number: usize, request: &str, body: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "\n{number}  {request}, {} bytes", body.len())?;
    match phpform::parse(body) {
        Ok(form) => decode::write_masked(&form, &mut out),
        Err(error) => writeln!(out, "{}", error.render(body)),
    }
}

/// Writes a fixture.
fn save(directory: &Path, number: usize, body: &[u8]) -> io::Result<()> {
    let body = Body::read(body).masked();
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric();
    let event: Vec<u8> =
        body.get("event").unwrap_or(b"none").iter().copied().filter(is_plain).take(40).collect();
    let name = format!("{number:04}-{}.form", String::from_utf8_lossy(&event));
    fs::write(directory.join(name), body.to_bytes())
}
