//! What a run came to, on one screen; after it each case that did not pass.

use std::fmt;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use phpform_conformance::{Exit, Vector, Verdict};

use super::{Run, TopicRun, reproduce};

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const ODD: Style = AnsiColor::Yellow.on_default();
const QUIET: Style = Style::new().dimmed();

/// So many cases are shown in full, the others with their ids.
const SHOWN: usize = 10;

/// So much of a body is shown.
const BODY: usize = 200;

/// Writes the counts of each topic, the cases that did not pass, and the sum.
pub(super) fn write(run: &Run<'_>, out: &mut impl Write) -> io::Result<()> {
    let total = &run.total;
    for topic in &run.topics {
        if topic.summary.ran() + topic.summary.skipped > 0 {
            write_topic(topic, out)?;
        }
    }
    let open = || run.topics.iter().flat_map(|topic| &topic.open);
    for (vector, verdict) in open().take(SHOWN) {
        write_case(vector, verdict, out)?;
    }
    let mut rest = open().skip(SHOWN).peekable();
    if rest.peek().is_some() {
        writeln!(out, "\n{QUIET}phpform conform --only ID shows each of these:{QUIET:#}")?;
    }
    for (vector, verdict) in rest {
        writeln!(out, "{} {}", Word(verdict), vector.case_name())?;
    }
    for id in &total.unmatched {
        writeln!(out, "{BAD}no vector has the id {id:?}{BAD:#}")?;
    }
    let (style, nothing) = match total.exit() {
        Exit::Green => (GOOD, ""),
        Exit::NothingRan => (BAD, "; nothing ran, which proves nothing"),
        _ => (BAD, ""),
    };
    writeln!(out, "\n{style}{}: {total}{nothing}{style:#}", run.decoder)
}

fn write_topic(topic: &TopicRun<'_>, out: &mut impl Write) -> io::Result<()> {
    let TopicRun { name, summary, .. } = topic;
    let style = if summary.passed == summary.ran() { GOOD } else { BAD };
    writeln!(out, "  {name:<14} {style}{summary}{style:#}")
}

/// Writes what was asked and why, where the answer differs, and how to see it again.
fn write_case(vector: &Vector, verdict: &Verdict, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\n{} {}: {}", Word(verdict), vector.case_name(), vector.title)?;
    writeln!(out, "  why    {}", vector.why)?;
    writeln!(out, "  cites  {}", vector.cites.join(", "))?;
    let body = vector.body.get(..BODY).unwrap_or(&vector.body);
    let more = vector.body.len() - body.len();
    write!(out, "  body   \"{}\"", body.escape_ascii())?;
    writeln!(out, "{}", if more > 0 { format!(" and {more} bytes more") } else { String::new() })?;
    for line in said(verdict).lines() {
        writeln!(out, "  {QUIET}|{QUIET:#}      {line}")?;
    }
    writeln!(out, "  again  phpform conform --only {}", vector.id)?;
    match reproduce::decode(vector) {
        Some(command) => writeln!(out, "  alone  {command}"),
        None => Ok(()),
    }
}

/// What a verdict has to say beyond its name.
fn said(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Fail(difference) => difference.to_string(),
        other => other.to_string(),
    }
}

/// The word for a verdict, in its colour.
struct Word<'v>(&'v Verdict);

impl fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let style = match self.0 {
            Verdict::Pass => GOOD,
            Verdict::Warn(_) | Verdict::Unproven(_) | Verdict::Skipped(_) => ODD,
            Verdict::Fail(_) | Verdict::Crash(_) | Verdict::Timeout(_) => BAD,
        };
        write!(f, "{style}{}{style:#}", self.0.name())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Run;
    use super::*;
    use phpform_conformance::vector::topics;
    use phpform_conformance::{Answer, Bug, Decoder, Naive, Node, Profile, Reading};

    fn written(run: &Run<'_>) -> String {
        let mut out = anstream::StripStream::new(Vec::new());
        write(run, &mut out).unwrap();
        String::from_utf8(out.into_inner()).unwrap()
    }

    struct Empty;

    impl Decoder for Empty {
        fn name(&self) -> &'static str {
            "empty"
        }

        fn decode(&mut self, body: &[u8], _reading: &Reading) -> Answer {
            assert!(body != b"&", "an empty part");
            Answer::Tree { tree: Node::Array(Vec::new()), warnings: Vec::new() }
        }
    }

    #[test]
    fn a_failure_says_what_why_where_and_how_to_see_it_again() {
        let topics = topics().unwrap();
        let vector = topics
            .iter()
            .flat_map(|topic| &topic.vectors)
            .find(|vector| vector.profile == Profile::PhpParseStr && vector.options.separators.is_some())
            .unwrap();
        let run = Run::of(&mut Empty, &topics, std::slice::from_ref(&vector.id));
        let report = written(&run);
        let [again, alone] =
            [format!("again  phpform conform --only {}\n", vector.id), reproduce::decode(vector).unwrap()];
        for wanted in [&vector.id, &vector.title, &vector.why, "want ", "got nothing", &again, &alone] {
            assert!(report.contains(wanted), "{wanted}\n{report}");
        }
        assert_eq!(run.total.exit(), Exit::Failed);
    }

    #[test]
    fn every_case_that_did_not_pass_is_named() {
        let topics = topics().unwrap();
        let run = Run::of(&mut Empty, &topics, &[]);
        let report = written(&run);
        let all: usize = topics.iter().map(|topic| topic.vectors.len()).sum();
        let named =
            topics.iter().flat_map(|topic| &topic.vectors).filter(|vector| report.contains(&vector.id));
        assert_eq!(run.total.ran(), all);
        assert!(run.total.passed < all / 10);
        assert!(named.count() >= all - run.total.passed);
        assert_eq!(run.total.exit(), Exit::Failed);
    }

    #[test]
    fn a_decoder_that_panics_has_crashed_and_is_asked_again() {
        let topics = topics().unwrap();
        let vectors = topics.iter().flat_map(|topic| &topic.vectors);
        let panics = vectors.filter(|vector| vector.body == b"&").map(|vector| vector.id.clone());
        let run = Run::of(&mut Empty, &topics, &panics.collect::<Vec<_>>());
        assert!(run.total.crashed > 0 && run.total.crashed == run.total.ran());
        assert!(written(&run).contains("crash: an empty part"));
        assert_eq!(run.total.exit(), Exit::Failed);
    }

    #[test]
    fn a_wrong_decoder_fails_and_a_right_one_passes() {
        let topics = topics().unwrap();
        let mut naive = Naive::new(Profile::PhpPost.into());
        assert_eq!(Run::of(&mut naive, &topics, &[]).total.exit(), Exit::Green);
        for bug in Bug::ALL {
            let mut wrong = naive.clone().with_bug(*bug);
            assert_eq!(Run::of(&mut wrong, &topics, &[]).total.exit(), Exit::Failed, "{bug:?}");
        }
    }

    #[test]
    fn an_id_that_nobody_has_is_never_green() {
        let topics = topics().unwrap();
        let known = topics[0].vectors[0].id.clone();
        let mut naive = Naive::new(Profile::PhpPost.into());
        let run = Run::of(&mut naive, &topics, &[known, "no/such".to_owned()]);
        assert_eq!(run.total.exit(), Exit::Broken);
        assert!(written(&run).contains("no vector has the id \"no/such\""));
        let run = Run::of(&mut naive, &topics, &["no/such".to_owned()]);
        assert_eq!(run.total.exit(), Exit::NothingRan);
    }
}
