//! The probe: an address at which a handler shows the event that it accepted last.
//!
//! It answers GET with JSON: `{"event":"ONIMCONNECTORDIALOGSTART","data":{…}}`, `data` as the handler read it. Numbers
//! count as their digits.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::check::Fault;
use super::request::Request;
use super::scene::Scene;
use crate::portal::{child, scalar};

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(15);

impl Scene {
    /// Waits until the probe shows an event, and compares what it is to show.
    pub(super) async fn shows(&self, request: &Request, patience: Duration) -> Result<(), Fault> {
        let start = Instant::now();
        loop {
            let shown = self.look().await?;
            if request.marks.iter().all(|mark| has(&shown, &mark.word)) {
                return compare(request, &shown);
            }
            if start.elapsed() > patience {
                return Err(Fault::wrong("the probe does not show the event"));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Whether the probe shows anything of an event, a while after it was sent.
    pub(super) async fn betrays(&self, request: &Request) -> Result<bool, Fault> {
        tokio::time::sleep(self.pace.settle.min(self.patience(self.probe))).await;
        let shown = self.look().await?;
        Ok(request.marks.iter().any(|mark| has(&shown, &mark.word)))
    }

    async fn look(&self) -> Result<Value, Fault> {
        let Some(url) = self.target.probe.as_deref() else {
            return Err(Fault::Unproven("there is no probe".to_owned()));
        };
        let get = async {
            let answer = self.client.get(url).send().await?;
            answer.bytes().await
        };
        let bytes = tokio::time::timeout(self.pace.answer, get).await;
        match bytes {
            Ok(Ok(bytes)) => Ok(serde_json::from_slice(&bytes).unwrap_or_default()),
            Ok(Err(error)) => Err(Fault::Crash(format!("the probe: {}", crate::client::reason(&error)))),
            Err(_) => Err(Fault::Timeout(self.pace.answer)),
        }
    }
}

/// Whether a text stands anywhere in the JSON.
fn has(json: &Value, word: &str) -> bool {
    match json {
        Value::Array(items) => items.iter().any(|item| has(item, word)),
        Value::Object(members) => members.values().any(|member| has(member, word)),
        other => scalar(other).is_some_and(|text| text == word),
    }
}

/// Compares what is to be shown with the body, as PHP reads it.
fn compare(request: &Request, shown: &Value) -> Result<(), Fault> {
    let form = phpform::parse(&request.body).map_err(|error| Fault::wrong(error.to_string()))?;
    for path in &request.shown {
        let want = form.get(path).ok().and_then(phpform::Value::as_str);
        let got = at(shown, path).and_then(scalar);
        if want != got.as_deref() {
            return Err(Fault::wrong(difference(path, got.as_deref())));
        }
    }
    Ok(())
}

/// Ids differ from run to run, so a value that is wrong is not repeated: the trace has the body.
fn difference(path: &str, got: Option<&str>) -> String {
    match got {
        Some(_) => format!("the probe shows another text as {path}"),
        None => format!("the probe shows no text as {path}"),
    }
}

/// What stands at a path such as `data[DATA][0][chat][id]`.
fn at<'v>(json: &'v Value, path: &str) -> Option<&'v Value> {
    let keys = path.split(['[', ']']).filter(|key| !key.is_empty());
    keys.into_iter().try_fold(json, |json, key| child(json, key))
}
