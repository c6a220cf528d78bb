//! `phpform conform handler`: checks of a handler over HTTP.

use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;
use phpform_conformance::selection::Choice;
use phpform_conformance::{Known, Selection};
use reqwest::Url;

use super::options::{Choosing, Reports};
use super::progress::Bar;
use super::run::Scope;
use crate::client;
use crate::failure::Failure;
use crate::handler::{
    Channel, Embedded, LOOPBACK, Matrix, Pace, Permission, Questions, Scene, Target, ids, prove, titles,
};
use crate::portal::{Account, Guard, Portal};
use crate::report::{Controls, Report, Testee};
use crate::runtime::{broke, run};
use crate::stop::Stop;

/// Check a handler of events: send what a portal sends, look at what it does
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ConformHandler {
    /// Where the handler takes events [default: the reference handler, in this process]
    #[arg(value_name = "URL", value_parser = client::url)]
    url: Option<Url>,
    /// The application_token that the handler has stored
    #[arg(long, value_name = "TOKEN", env = "PHPFORM_APPLICATION_TOKEN", hide_env_values = true)]
    application_token: Option<String>,
    /// The member_id of the portal that the handler has stored
    #[arg(long, value_name = "ID")]
    member_id: Option<String>,
    /// A connector that the handler serves
    #[arg(long, value_name = "CONNECTOR", default_value = "myconnector")]
    connector: String,
    /// An open line that the handler serves
    #[arg(long, value_name = "LINE", default_value_t = 107)]
    line: u64,
    /// Where the stand-in portal listens, and the handler sends its calls [default: any port of the loopback]
    #[arg(long, value_name = "ADDR")]
    portal: Option<SocketAddr>,
    /// Where the handler shows the event that it accepted last, as {"event":...,"data":...}
    #[arg(long, value_name = "URL", value_parser = client::url)]
    probe: Option<Url>,
    /// Where the handler takes installations [default: URL]
    #[arg(long, value_name = "URL", value_parser = client::url)]
    install_url: Option<Url>,
    /// Install the application on the handler, forge installations, remove it: never with a handler in use
    #[arg(long)]
    allow_install: bool,
    /// Answers that take longer fail, in seconds; the documentation has no number
    #[arg(long, value_name = "SECONDS", default_value_t = 5)]
    too_slow: u64,
    /// Show which check catches which bug, as Markdown: every control against every check
    #[arg(long, exclusive = true)]
    kills: bool,
    /// List the checks: id, level and title
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    choosing: Choosing,
    #[command(flatten)]
    reports: Reports,
}

const EXAMPLES: &str = "\
Examples:
  phpform conform handler                                     the reference handler
  phpform conform handler http://127.0.0.1:8080/events --application-token 51856fefc120afa4 \\
      --probe http://127.0.0.1:8080/probe
  phpform conform handler http://127.0.0.1:8080/events --portal 127.0.0.1:8081 --allow-install

What counts is the effect of an event, not the 200. It shows where the handler reports deliveries: at the address that
events name as auth[client_endpoint], which is the stand-in portal. A handler that calls nobody can offer a probe: an
address that answers GET with the event that it accepted last. Without either, checks are unproven.

Exit codes: 0 everything required passed; 1 a check failed or is unproven; 2 the kit broke, or a selector matches nothing;
3 nothing ran; 130 it was stopped.";

impl ConformHandler {
    pub(super) fn run(self) -> Result<(), Failure> {
        if self.kills {
            return kills();
        }
        if self.list {
            return self.list();
        }
        let stop = Stop::on_interrupt();
        let (selection, known) = (self.choosing.selection(), self.choosing.known()?);
        let questions = Questions { selection, known, stop, bar: self.reports.bar() };
        let (controls, testee) = run(async {
            let controls = Box::pin(proven(&questions.selection, &questions.stop)).await?;
            let testee = match &self.url {
                Some(url) => self.ask(url, &questions).await,
                None => reference(&questions, "phpform conform handler").await,
            };
            Ok((controls, testee?))
        })?;
        let mut report = Report::new("handler", self.choosing.strictness(), Some(controls));
        report.testees.push(testee);
        self.reports.write(&report)
    }

    async fn ask(&self, url: &Url, questions: &Questions) -> Result<Testee, Failure> {
        let permission = if self.allow_install { Permission::Given } else { Permission::Withheld };
        if self.application_token.is_none() && permission == Permission::Withheld {
            return Err(Failure::Usage(
                "error: the handler accepts nothing without its token: give --application-token, or --allow-install to \
                 install one"
                    .to_owned(),
            ));
        }
        let portal = Portal::start(self.portal.unwrap_or(LOOPBACK), self.account(), Guard::Tokens);
        let portal = portal.await.map_err(|error| broke("the stand-in portal", &error))?;
        let target = Target {
            url: url.to_string(),
            install_url: self.install_url.as_ref().map(Url::to_string),
            probe: self.probe.as_ref().map(Url::to_string),
        };
        if self.allow_install {
            portal.install(target.install_url.as_deref().unwrap_or(&target.url)).await;
        }
        let scene = Scene::new(target, portal, self.pace(), permission).await;
        let mut scene = scene.map_err(|error| broke("the trap", &error))?;
        if self.portal.is_some() || self.allow_install {
            scene.calls = Channel::Open;
        }
        Ok(questions.ask(&mut scene, "handler", &self.again(url)).await)
    }

    fn list(&self) -> Result<(), Failure> {
        let selection = self.choosing.selection();
        let mut out = std::io::stdout().lock();
        for (id, level, title) in titles().filter(|(id, ..)| selection.choice(id) == Choice::Ask) {
            writeln!(out, "{id:<26}  {level:<6}  {title}")?;
        }
        match selection.unmatched(ids()).first() {
            Some(selector) => Err(Failure::Usage(format!("error: no check matches {selector}"))),
            None => Ok(()),
        }
    }

    fn account(&self) -> Account {
        let mut account =
            Account { connector: self.connector.clone(), line: self.line, ..Account::default() };
        if let Some(token) = &self.application_token {
            account.application_token.clone_from(token);
        }
        if let Some(member_id) = &self.member_id {
            account.member_id.clone_from(member_id);
        }
        // Whoever refreshes tokens here may be called what it likes.
        account.client_id.clear();
        account
    }

    fn pace(&self) -> Pace {
        let too_slow = Duration::from_secs(self.too_slow);
        Pace { too_slow, answer: Pace::PATIENT.answer.max(too_slow * 2), ..Pace::PATIENT }
    }

    /// The command without the token, which is taken from the environment then.
    fn again(&self, url: &Url) -> String {
        let mut command = format!("phpform conform handler {url}");
        let mut option = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                command.extend([" --", name, " ", &value]);
            }
        };
        option("member-id", self.member_id.clone());
        option("connector", Some(self.connector.clone()));
        option("line", Some(self.line.to_string()));
        option("portal", self.portal.map(|address| address.to_string()));
        option("probe", self.probe.as_ref().map(Url::to_string));
        option("install-url", self.install_url.as_ref().map(Url::to_string));
        if self.allow_install {
            command += " --allow-install";
        }
        command
    }
}

/// Every control against every check.
fn kills() -> Result<(), Failure> {
    let page = run(async {
        Ok(Matrix::whole().await.map_err(|error| broke("the controls", &error))?.to_markdown())
    })?;
    Ok(std::io::stdout().write_all(page.as_bytes())?)
}

/// What the kit proves of itself before it says anything about others.
pub(super) async fn proven(selection: &Selection, stop: &Stop) -> Result<Controls, Failure> {
    let proof = Box::pin(prove(selection));
    stop.or(async { proof.await.map_err(|error| broke("the controls", &error)) }).await
}

/// The reference handler and the stand-in portal, in this process.
pub(super) async fn reference(questions: &Questions, again: &str) -> Result<Testee, Failure> {
    let embedded = Embedded::reference().await;
    let mut embedded =
        embedded.map_err(|error| Failure::Harness(format!("error: the reference handler: {error}")))?;
    Ok(questions.ask(&mut embedded.scene, "reference handler", again).await)
}

/// The reference handler as part of a run of everything.
pub(super) struct Own {
    questions: Questions,
}

impl Own {
    /// None, where no check of handlers is chosen.
    pub(super) fn of(
        scope: &Scope,
        selection: &Selection,
        known: &Known,
        stop: &Stop,
        bar: Bar,
    ) -> Option<Self> {
        let is_chosen = scope.is_whole() && ids().any(|id| selection.choice(id) != Choice::LeaveOut);
        let (selection, known, stop) = (selection.clone(), known.clone(), stop.clone());
        is_chosen.then_some(Self { questions: Questions { selection, known, stop, bar } })
    }

    pub(super) fn ask(&self) -> Result<Testee, Failure> {
        run(reference(&self.questions, "phpform conform"))
    }
}
