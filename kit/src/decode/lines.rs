//! `phpform decode --lines`: one body a line in, one line of JSON out, in order and on every core.
//!
//! A thread reads chunks of lines and deals them out in turn; workers write what comes of each; this thread takes the
//! results in the same turn and is the only one that prints. Every queue is short, so that memory is bounded.

mod chunk;
mod tally;

use std::io::{self, Read, Write};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use clap::{Args, ValueEnum};
use phpform_conformance::{Exit, Node, Reading};
use serde_json::json as to_json;

use super::refusal::{Format, Refusal};
use super::{View, json, warned};
use crate::failure::Failure;
use crate::input::{Input, MOST_BYTES};
use crate::notes::Notes;
use crate::runtime::broke;
use crate::stop::{Stop, TICK};
use chunk::{Chunk, Chunks};
use tally::{Bar, Tally};

/// Whether and how lines are read.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Lines {
    /// Read one body a line, and write JSON Lines
    #[arg(long = "lines", id = "lines", conflicts_with = "show_secrets")]
    wanted: bool,
    /// What a line that is not read does
    #[arg(long, value_name = "WHAT", value_enum, default_value_t, requires = "lines")]
    on_error: OnError,
    /// How many threads read bodies [default: one for every core]
    #[arg(long, value_name = "N", requires = "lines")]
    jobs: Option<NonZeroUsize>,
}

/// What a line that is not read does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum OnError {
    /// It is named on standard error, and the lines behind it are read
    #[default]
    Skip,
    /// It ends the run: nothing behind it is printed, everything before it is
    Stop,
}

/// How a line is shown.
#[derive(Clone, Copy, Debug)]
pub(super) enum LineView {
    Tagged,
    Json,
}

/// The view of lines that an argument asks for.
pub(super) fn view(view: Option<View>) -> Result<LineView, Failure> {
    match view {
        None | Some(View::Tagged) => Ok(LineView::Tagged),
        Some(View::Json) => Ok(LineView::Json),
        Some(View::Tree | View::Event) => {
            Err(Failure::Usage("error: --lines writes JSON Lines: --as tagged or --as json".to_owned()))
        }
    }
}

/// So many chunks wait before and behind each worker.
const WAITING: usize = 2;

/// What every worker needs to know.
#[derive(Debug)]
struct Task {
    reading: Reading,
    view: LineView,
    on_error: OnError,
    format: Format,
}

/// What a worker gets: lines, or why there are no more.
type Dealt = io::Result<Chunk>;

/// What came of a chunk.
#[derive(Debug, Default)]
struct Done {
    out: Vec<u8>,
    lines: u64,
    bytes: u64,
    /// By the number of the line.
    refused: Vec<(u64, Refusal)>,
    warnings: Vec<String>,
}

/// A thread that reads bodies.
#[derive(Debug)]
struct Worker {
    results: Receiver<io::Result<Done>>,
    thread: JoinHandle<()>,
}

impl Lines {
    pub(super) fn are_wanted(self) -> bool {
        self.wanted
    }

    pub(super) fn run(
        self,
        input: &Input,
        reading: Reading,
        view: LineView,
        format: Format,
        notes: Notes,
    ) -> Result<(), Failure> {
        let (source, length) = input.open("bodies, one a line,", notes)?;
        let stop = Stop::on_interrupt();
        let bar = Bar::new(length, notes);
        let longest = reading.max_bytes().map_or(MOST_BYTES, |longest| longest as u64);
        let task = Arc::new(Task { reading, view, on_error: self.on_error, format });
        let jobs = self.jobs.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
        let mut workers =
            start(Chunks::new(source, longest), &task, jobs).map_err(|error| broke("the threads", &error))?;
        let mut tally = Tally::default();
        let ended = self.print(input, &mut workers, &stop, &bar, &mut tally, format);
        bar.finish();
        if matches!(ended, Ok(()) | Err(Failure::Run(_))) {
            notes.say(&tally.shown(format));
        }
        ended?;
        Failure::of_run(if tally.has_refused() { Exit::Failed } else { Exit::Green })
    }

    /// Prints what the workers come to, in the order of the lines.
    fn print(
        self,
        input: &Input,
        workers: &mut Vec<Worker>,
        stop: &Stop,
        bar: &Bar,
        tally: &mut Tally,
        format: Format,
    ) -> Result<(), Failure> {
        let mut stdout = io::stdout().lock();
        let turns = workers.len();
        for turn in (0..turns).cycle() {
            let Some(worker) = workers.get(turn) else { break };
            let Some(done) = receive(&worker.results, stop)? else { break };
            let done = done.map_err(|error| input.unreadable(&error))?;
            stdout.write_all(&done.out)?;
            bar.advance(&done);
            tally.add(&done);
            done.warnings.iter().for_each(|warning| bar.say_note(warning));
            for (line, refusal) in &done.refused {
                bar.say(&shown(*line, refusal, format));
            }
            if self.on_error == OnError::Stop && !done.refused.is_empty() {
                stdout.flush()?;
                return Failure::of_run(Exit::Failed);
            }
        }
        stdout.flush()?;
        for Worker { results, thread } in workers.drain(..) {
            // None of them is at work any more; one that broke must not look like the end.
            drop(results);
            thread.join().map_err(|_| Failure::Harness("error: a thread broke".to_owned()))?;
        }
        Ok(())
    }
}

/// The next result, if there is one.
fn receive(results: &Receiver<io::Result<Done>>, stop: &Stop) -> Result<Option<io::Result<Done>>, Failure> {
    loop {
        if stop.is_asked() {
            return Err(Failure::Run(Exit::Interrupted));
        }
        match results.recv_timeout(TICK) {
            Ok(done) => return Ok(Some(done)),
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// Starts the thread that reads lines and those that read bodies. Nobody waits for the first one, which may be waiting
/// for input that never comes.
fn start(
    chunks: Chunks<impl Read + Send + 'static>,
    task: &Arc<Task>,
    jobs: usize,
) -> io::Result<Vec<Worker>> {
    let mut dealers = Vec::new();
    let mut workers = Vec::new();
    for _ in 0..jobs {
        let (deal, dealt) = sync_channel(WAITING);
        let (give, results) = sync_channel(WAITING);
        let task = Arc::clone(task);
        let thread = thread::Builder::new().spawn(move || task.work(&dealt, &give))?;
        dealers.push(deal);
        workers.push(Worker { results, thread });
    }
    thread::Builder::new().spawn(move || deal(chunks, &dealers))?;
    Ok(workers)
}

/// Deals chunks out in turn, to the end or until nobody wants any more.
fn deal(mut chunks: Chunks<impl Read>, dealers: &[SyncSender<Dealt>]) {
    for dealer in dealers.iter().cycle() {
        let Some(chunk) = chunks.next().transpose() else { return };
        let is_last = chunk.is_err();
        if dealer.send(chunk).is_err() || is_last {
            return;
        }
    }
}

impl Task {
    fn work(&self, dealt: &Receiver<Dealt>, results: &SyncSender<io::Result<Done>>) {
        for chunk in dealt {
            if results.send(chunk.map(|chunk| self.read(&chunk))).is_err() {
                return;
            }
        }
    }

    /// Reads the bodies of a chunk.
    fn read(&self, chunk: &Chunk) -> Done {
        let options = phpform::Options::from(&self.reading);
        let mut done = Done { bytes: chunk.bytes(), ..Done::default() };
        for (number, body) in chunk.lines() {
            done.lines += 1;
            if let Err(refusal) = self.read_line(options, number, body, &mut done) {
                done.refused.push((number, refusal));
                if self.on_error == OnError::Stop {
                    break;
                }
            }
        }
        done
    }

    fn read_line(
        &self,
        options: phpform::Options,
        number: u64,
        body: &[u8],
        done: &mut Done,
    ) -> Result<(), Refusal> {
        let form = options.parse(body).map_err(Refusal::Unread)?;
        for warning in form.warnings() {
            done.warnings.push(match self.format {
                Format::Text => format!("line {number}: {}", warned(warning, &self.reading, self.format)),
                Format::Json => {
                    let (kind, offset) = (warning.kind().as_str(), warning.span().start);
                    to_json!({ "line": number, "warning": { "kind": kind, "offset": offset } }).to_string()
                }
            });
        }
        match self.view {
            LineView::Tagged => done.out.extend_from_slice(Node::from(&form).to_json().as_bytes()),
            LineView::Json => {
                json::check(&form)?;
                // Nothing that is written to memory is refused.
                _ = json::write(&form, &mut done.out);
            }
        }
        done.out.push(b'\n');
        Ok(())
    }
}

/// A line that was not read, for people or machines.
fn shown(line: u64, refusal: &Refusal, format: Format) -> String {
    match format {
        Format::Text => format!("line {line}: {}", refusal.message()),
        Format::Json => to_json!({ "line": line, "error": refusal.to_json() }).to_string(),
    }
}
