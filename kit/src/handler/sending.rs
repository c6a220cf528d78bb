//! Requests on their way: to the address given and nowhere else, bounded in time and size.

use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Response, StatusCode, Url};

use super::raw;
use super::request::{Answer, Manner, Outcome, Request};
use super::scene::Scene;
use crate::client;

/// So much of an answer is read.
const MOST_BYTES: usize = 64 << 10;

impl Scene {
    /// Sends a request to where events go.
    pub(crate) async fn send(&self, request: &Request) -> Outcome {
        self.send_to(&self.target.url, request).await
    }

    /// Sends a request to where installations go.
    pub(crate) async fn send_install(&self, request: &Request) -> Outcome {
        self.send_to(self.target.install_url.as_deref().unwrap_or(&self.target.url), request).await
    }

    async fn send_to(&self, url: &str, request: &Request) -> Outcome {
        let Ok(url) = with_query(url, request.query.as_deref()) else {
            return Outcome::Impossible("no address");
        };
        // A manner that takes its time is given it.
        let limit = if request.manner == Manner::Slow { self.pace.answer * 2 } else { self.pace.answer };
        let start = Instant::now();
        let answered = async {
            match request.manner {
                Manner::Whole => self.whole(url, request, start).await,
                _ => raw::send(&url, request, self.pace, start).await,
            }
        };
        tokio::time::timeout(limit, answered).await.unwrap_or(Outcome::Hung(limit))
    }

    async fn whole(&self, url: Url, request: &Request, start: Instant) -> Outcome {
        let mut builder = self.client.request(request.method.clone(), url);
        if let Some(kind) = request.kind {
            builder = builder.header(CONTENT_TYPE, kind);
        }
        match builder.body(request.body.clone()).send().await {
            Ok(response) => read(response, start).await,
            Err(error) => Outcome::Broke(client::reason(&error)),
        }
    }
}

fn with_query(url: &str, query: Option<&str>) -> Result<Url, ()> {
    let mut url = Url::parse(url).map_err(drop)?;
    if let Some(query) = query {
        let all = url.query().map_or_else(|| query.to_owned(), |own| format!("{own}&{query}"));
        url.set_query(Some(&all));
    }
    Ok(url)
}

/// The status, and as much of the rest as anyone needs to know.
async fn read(mut response: Response, start: Instant) -> Outcome {
    let (status, took) = (response.status(), start.elapsed());
    let mut text = head(response.headers()).into_bytes();
    while text.len() < MOST_BYTES {
        match response.chunk().await {
            Ok(Some(chunk)) => text.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) => {
                return Outcome::Broke(format!("the answer ends in the middle: {}", client::reason(&error)));
            }
        }
    }
    text.truncate(MOST_BYTES);
    answered(status, took, &text)
}

pub(super) fn answered(status: StatusCode, took: Duration, text: &[u8]) -> Outcome {
    Outcome::Answered(Answer { status, took, text: String::from_utf8_lossy(text).into_owned() })
}

fn head(headers: &HeaderMap) -> String {
    let line = |(name, value): (&reqwest::header::HeaderName, &reqwest::header::HeaderValue)| {
        format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes()))
    };
    headers.iter().map(line).collect()
}
