//! `phpform send`: one event, to one address.

use std::io::Write;
use std::time::{Duration, Instant};

use clap::Args;
use phpform::bitrix24::{Auth, Timestamp};
use phpform_conformance::Exit;
use reqwest::Url;

use crate::client;
use crate::event::{Body, Writing, sample};
use crate::failure::Failure;
use crate::runtime::run;

/// Send an event to a handler, as a portal does
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Send {
    /// The event, in any case, such as OnImConnectorDialogStart
    #[arg(value_name = "EVENT")]
    event: String,
    /// Where it goes
    #[arg(value_name = "URL", value_parser = client::url)]
    url: Url,
    /// The application_token of the event
    #[arg(
        long,
        value_name = "TOKEN",
        env = "PHPFORM_APPLICATION_TOKEN",
        hide_env_values = true,
        default_value = ""
    )]
    application_token: String,
    /// The portal that the event names, such as http://127.0.0.1:8081
    #[arg(long, value_name = "ORIGIN", default_value = "https://example.bitrix24.com", value_parser = client::url)]
    portal: Url,
    /// The member_id of the portal
    #[arg(long, value_name = "ID", default_value = "00000000000000000000000000000000")]
    member_id: String,
    /// The connector
    #[arg(long, value_name = "CONNECTOR", default_value = "myconnector")]
    connector: String,
    /// The open line
    #[arg(long, value_name = "LINE", default_value_t = 107)]
    line: u64,
    /// Set a value, such as 'data[LINE]=7'; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
    /// Take out a name and all below it
    #[arg(long, value_name = "NAME")]
    unset: Vec<String>,
    /// Write brackets as they are
    #[arg(long)]
    raw_brackets: bool,
    /// Print the body, with its tokens, and send nothing
    #[arg(long)]
    print: bool,
}

const EXAMPLES: &str = "\
Examples:
  phpform send OnImConnectorDialogStart http://127.0.0.1:8080/events --application-token 51856fefc120afa4
  phpform send OnImConnectorMessageAdd http://127.0.0.1:8080/events --set 'data[LINE]=7' --unset 'auth[application_token]'
  phpform send OnAppTest http://127.0.0.1:8080/events --print | phpform decode

Exit codes: 0 it was answered with 2xx; 1 it was answered otherwise, or not at all; 2 wrong usage.";

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

impl Send {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let body = self.body()?;
        let mut out = std::io::stdout().lock();
        if self.print {
            return Ok(out.write_all(&body)?);
        }
        let start = Instant::now();
        let sent = run(async {
            let answer = client::post(&client::plain(), self.url.as_str(), body).send().await;
            Ok(answer.map(|answer| answer.status()))
        })?;
        let took = start.elapsed();
        match sent {
            Ok(status) => {
                writeln!(out, "{status} after {} ms", took.as_millis())?;
                if status.is_success() { Ok(()) } else { Failure::of_run(Exit::Failed) }
            }
            Err(error) => Err(Failure::Input(format!("error: {}: {}", self.url, client::reason(&error)))),
        }
    }

    fn body(&self) -> Result<Vec<u8>, Failure> {
        let domain = self.portal.host_str().unwrap_or_default().to_owned();
        let mut auth = Auth::of_portal(domain, self.application_token.clone());
        auth.client_endpoint = format!("{}/rest/", self.portal.origin().ascii_serialization()).into();
        auth.member_id = self.member_id.clone().into();
        let event = sample(&self.event, &self.connector, self.line, auth);
        let mut event = event.map_err(|error| Failure::Usage(format!("error: {error}")))?;
        let now = std::time::UNIX_EPOCH.elapsed().unwrap_or(Duration::ZERO);
        event.ts = Timestamp(now.as_secs());
        let body = self.set.iter().fold(Body::of(&event), |body, (name, value)| body.set(name, value));
        let body = self.unset.iter().fold(body, |body, name| body.without(name));
        let writing = if self.raw_brackets { Writing::RawBrackets } else { Writing::Encoded };
        Ok(body.written(writing).to_bytes())
    }
}
