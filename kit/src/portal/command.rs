//! `phpform portal`: the stand-in, for as long as it is wanted.

use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;
use reqwest::Url;

use super::journal::Entry;
use super::{Account, Guard, Portal};
use crate::client;
use crate::event::{Body, sample};
use crate::failure::Failure;
use crate::runtime::{broke, run};
use crate::stop::Stop;

/// Run a portal on this machine: it installs the application, sends events, answers methods
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct RunPortal {
    /// Where it listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
    /// Install the application here; without it the application counts as installed
    #[arg(long, value_name = "URL", value_parser = client::url)]
    install_url: Option<Url>,
    /// Where events go, as if event.bind had been called; by default to the install URL
    #[arg(long, value_name = "URL", value_parser = client::url)]
    handler: Option<Url>,
    /// Let this event happen at once; may be given several times
    #[arg(long, value_name = "EVENT")]
    fire: Vec<String>,
    /// The application_token [default: made up]
    #[arg(long, value_name = "TOKEN", env = "PHPFORM_APPLICATION_TOKEN", hide_env_values = true)]
    application_token: Option<String>,
    /// The connector that events are about
    #[arg(long, value_name = "CONNECTOR", default_value = "myconnector")]
    connector: String,
    /// The open line that events are about
    #[arg(long, value_name = "LINE", default_value_t = 107)]
    line: u64,
    /// The client_id that may refresh tokens [default: any]
    #[arg(long, value_name = "ID", default_value = "")]
    client_id: String,
    /// The client_secret that goes with it
    #[arg(
        long,
        value_name = "SECRET",
        env = "PHPFORM_CLIENT_SECRET",
        hide_env_values = true,
        default_value = ""
    )]
    client_secret: String,
}

const EXAMPLES: &str = "\
Examples:
  phpform portal --install-url http://127.0.0.1:8080/events --fire OnImConnectorMessageAdd

While it runs:
  curl -X POST http://127.0.0.1:8081/fire/OnImConnectorDialogStart       let an event happen
  curl -d 'data[LINE]=7' http://127.0.0.1:8081/fire/OnImConnectorMessageAdd
  curl -X POST http://127.0.0.1:8081/expire                              let the access tokens expire
  curl http://127.0.0.1:8081/received                                    everything so far, as JSON

It answers app.info, event.bind, event.get, event.unbind, event.test, imconnector.register, .activate, .status,
.send.status.delivery and .send.status.reading at /rest/, and refreshes tokens at /oauth/token/. Events go out one after
the other, once, and at longer intervals to a handler that is slow; none before the installation is complete.

Exit codes: 1 the address cannot be had; 2 wrong usage; 130 it was stopped, with Ctrl-C.";

/// Between two looks at the journal.
const PAUSE: Duration = Duration::from_millis(100);

impl RunPortal {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let stop = Stop::on_interrupt();
        run(stop.or(async {
            let portal = Portal::start(self.listen, self.account(), Guard::Tokens).await;
            let refused = |error| {
                Failure::Input(format!(
                    "error: cannot listen at {}: {error}; --listen takes another",
                    self.listen
                ))
            };
            let portal = portal.map_err(refused)?;
            writeln!(std::io::stdout(), "the portal's methods are at {}/rest/", portal.origin())?;
            self.begin(&portal).await?;
            show(&portal).await
        }))
    }

    fn account(&self) -> Account {
        let mut account = Account {
            connector: self.connector.clone(),
            line: self.line,
            client_id: self.client_id.clone(),
            client_secret: self.client_secret.clone(),
            ..Account::default()
        };
        account.application_token = self.application_token.clone().unwrap_or(account.application_token);
        account
    }

    async fn begin(&self, portal: &Portal) -> Result<(), Failure> {
        for handler in self.handler.iter().chain(&self.install_url).take(1) {
            for event in phpform::bitrix24::EventName::ALL {
                portal.bind(event.as_str(), handler.as_str());
            }
        }
        match &self.install_url {
            Some(url) => _ = portal.install(url.as_str()).await,
            None => portal.complete(),
        }
        for event in &self.fire {
            let event = sample(event, &self.connector, self.line, portal.auth_with_user());
            let event = event.map_err(|error| Failure::Usage(format!("error: {error}")))?;
            portal.fire(&event.event, &Body::of(&event));
        }
        Ok(())
    }
}

/// Shows what happens, for ever.
async fn show(portal: &Portal) -> Result<(), Failure> {
    let mut shown = 0;
    loop {
        let entries = portal.journal().entries();
        let mut out = std::io::stdout().lock();
        for entry in entries.iter().skip(shown) {
            let line = serde_json::to_string(entry).map_err(|error| broke("the journal", &error.into()))?;
            writeln!(out, "{}", said(entry).unwrap_or(line))?;
        }
        drop(out);
        // The oldest are forgotten at some time: then only what is new counts.
        shown = entries.len();
        tokio::time::sleep(PAUSE).await;
    }
}

/// An entry for people.
fn said(entry: &Entry) -> Option<String> {
    match entry {
        Entry::Call { method, params, answer } => Some(format!("called   {method}: {answer}  {params}")),
        Entry::Refresh { answer } => Some(format!("refresh  {answer}")),
        Entry::Sent { event, url, answer, took_ms } => {
            Some(format!("sent     {event} to {url}: {answer} after {took_ms} ms"))
        }
        Entry::Held { event } => Some(format!("held     {event}: the installation is not complete")),
        Entry::Strange { .. } => None,
    }
}
