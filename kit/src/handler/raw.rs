//! Requests byte by byte, for what no HTTP client does.

use std::time::{Duration, Instant};

use reqwest::{StatusCode, Url};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::request::{Manner, Outcome, Request};
use super::scene::Pace;
use super::sending::answered;

/// So many bytes go into a packet, and so many packets are sent one by one.
const PACKET: usize = 7;
const PACKETS: usize = 40;
/// Between packets: long enough that they are not put together.
const BREATH: Duration = Duration::from_millis(2);
/// So much of an answer is read.
const MOST_BYTES: usize = 64 << 10;

/// Sends a request in its manner.
pub(super) async fn send(url: &Url, request: &Request, pace: Pace, start: Instant) -> Outcome {
    if url.scheme() != "http" {
        return Outcome::Impossible("bytes are sent one by one over http:// alone");
    }
    match talk(url, request, pace, start).await {
        Ok(outcome) => outcome,
        Err(error) => Outcome::Broke(error.to_string()),
    }
}

async fn talk(url: &Url, request: &Request, pace: Pace, start: Instant) -> std::io::Result<Outcome> {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let mut stream = TcpStream::connect((host, url.port_or_known_default().unwrap_or(80))).await?;
    stream.set_nodelay(true)?;
    let head = head(url, request);
    let body = request.body.as_slice();
    let (front, back) = body.split_at(body.len() / 2);
    match request.manner {
        Manner::Whole => stream.write_all(&[head.as_bytes(), body].concat()).await?,
        Manner::Split => {
            stream.write_all(head.as_bytes()).await?;
            packets(&mut stream, body).await?;
        }
        Manner::Slow => {
            stream.write_all(&[head.as_bytes(), front].concat()).await?;
            tokio::time::sleep(pace.slow).await;
            stream.write_all(back).await?;
        }
        Manner::Chunked => {
            let chunk = |part: &[u8]| [format!("{:x}\r\n", part.len()).as_bytes(), part, b"\r\n"].concat();
            let chunks = [head.into_bytes(), chunk(front), chunk(back), b"0\r\n\r\n".to_vec()];
            stream.write_all(&chunks.concat()).await?;
        }
        Manner::Continue => {
            stream.write_all(head.as_bytes()).await?;
            // A handler may also wait for the body without a word.
            let mut first = [0; 64];
            let read = tokio::time::timeout(pace.slow / 2, stream.read(&mut first)).await;
            let read = read.unwrap_or(Ok(0))?;
            let interim = String::from_utf8_lossy(first.get(..read).unwrap_or_default()).into_owned();
            if read > 0 && !interim.starts_with("HTTP/1.1 100") {
                return finish(&mut stream, interim.into_bytes(), start).await;
            }
            stream.write_all(body).await?;
        }
        Manner::CutOff => {
            stream.write_all(&[head.as_bytes(), front].concat()).await?;
            stream.shutdown().await?;
            // It may still say what it thinks of that.
            _ = tokio::time::timeout(pace.slow, stream.read(&mut [0; 64])).await;
            return Ok(Outcome::Left);
        }
    }
    finish(&mut stream, Vec::new(), start).await
}

fn head(url: &Url, request: &Request) -> String {
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let kind = request.kind.map(|kind| format!("Content-Type: {kind}\r\n")).unwrap_or_default();
    let length = match request.manner {
        Manner::Chunked => "Transfer-Encoding: chunked\r\n".to_owned(),
        Manner::Continue => format!("Content-Length: {}\r\nExpect: 100-continue\r\n", request.body.len()),
        _ => format!("Content-Length: {}\r\n", request.body.len()),
    };
    let Request { method, .. } = request;
    format!(
        "{method} {}{query} HTTP/1.1\r\nHost: {host}{port}\r\n{kind}{length}Connection: close\r\n\r\n",
        url.path()
    )
}

/// The first packets small, the rest in one.
async fn packets(stream: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    let (small, rest) = bytes.split_at(bytes.len().min(PACKET * PACKETS));
    for packet in small.chunks(PACKET) {
        stream.write_all(packet).await?;
        tokio::time::sleep(BREATH).await;
    }
    stream.write_all(rest).await
}

/// Reads the answer, past any interim one.
async fn finish(stream: &mut TcpStream, mut bytes: Vec<u8>, start: Instant) -> std::io::Result<Outcome> {
    let limit = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
    stream.take(limit).read_to_end(&mut bytes).await?;
    let mut text = bytes.as_slice();
    while text.starts_with(b"HTTP/1.1 100") {
        let end = text.windows(4).position(|bytes| bytes == b"\r\n\r\n").map_or(text.len(), |at| at + 4);
        text = text.get(end..).unwrap_or_default();
    }
    Ok(match status(text) {
        Some(status) => answered(status, start.elapsed(), text),
        None if text.is_empty() => Outcome::Broke("the connection was closed without an answer".to_owned()),
        None => Outcome::Broke("the answer is not HTTP".to_owned()),
    })
}

fn status(answer: &[u8]) -> Option<StatusCode> {
    let line = answer.split(|byte| *byte == b'\r').next()?;
    let mut words = line.split(|byte| *byte == b' ');
    words.next().filter(|version| version.starts_with(b"HTTP/1."))?;
    StatusCode::from_bytes(words.next()?).ok()
}
