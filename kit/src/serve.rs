//! `phpform serve`: the reference handler.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use phpform_reference::{Config, Handler, Probe, Trust};
use reqwest::Url;
use tokio::net::TcpListener;

use crate::client;
use crate::failure::Failure;
use crate::runtime::{broke, run};
use crate::stop::Stop;

/// Run the reference handler: it takes events and installations at /events
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Serve {
    /// Where it listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Its database
    #[arg(long, value_name = "FILE", default_value = "events.redb")]
    store: PathBuf,
    /// The connector that it serves
    #[arg(long, value_name = "CONNECTOR", default_value = "myconnector")]
    connector: String,
    /// An open line that it serves; may be given several times
    #[arg(long, value_name = "LINE", default_value = "107")]
    line: Vec<u64>,
    /// A portal that may install it, besides those of the cloud if none is given; may be given several times
    #[arg(long, value_name = "ORIGIN", value_parser = client::url)]
    portal: Vec<Url>,
    /// The application's client_id
    #[arg(long, value_name = "ID", env = "PHPFORM_CLIENT_ID", default_value = "")]
    client_id: String,
    /// The application's client_secret
    #[arg(
        long,
        value_name = "SECRET",
        env = "PHPFORM_CLIENT_SECRET",
        hide_env_values = true,
        default_value = ""
    )]
    client_secret: String,
    /// Show the event that was accepted last at /probe: for tests alone
    #[arg(long)]
    probe: bool,
}

const EXAMPLES: &str = "\
Examples:
  phpform serve --portal http://127.0.0.1:8081 --probe
  phpform portal --install-url http://127.0.0.1:8080/events      in another terminal

Exit codes: 1 the address or the database cannot be had; 2 wrong usage; 130 it was stopped, with Ctrl-C.";

impl Serve {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let listen = self.listen;
        let handler = Handler::open(self.config());
        let handler = handler.map_err(|error| Failure::Input(format!("error: {error}")))?;
        let stop = Stop::on_interrupt();
        run(stop.or(async {
            let refused = |error| {
                Failure::Input(format!("error: cannot listen at {listen}: {error}; --listen takes another"))
            };
            let listener = TcpListener::bind(listen).await.map_err(refused)?;
            let address = listener.local_addr().unwrap_or(listen);
            writeln!(io::stdout(), "takes events and installations at http://{address}/events")?;
            handler.serve(listener).await.map_err(|error| broke("the handler", &error))
        }))
    }

    fn config(self) -> Config {
        let origins: Vec<String> =
            self.portal.iter().map(|portal| portal.origin().ascii_serialization()).collect();
        let trust = if origins.is_empty() { Trust::Cloud } else { Trust::Origins(origins) };
        let probe = if self.probe { Probe::Open } else { Probe::Closed };
        let config =
            Config::new(self.store).client(self.client_id, self.client_secret).trust(trust).probe(probe);
        self.line.iter().fold(config, |config, line| config.route(self.connector.clone(), *line))
    }
}
