//! What a run has to say, whatever it ran: cases with their verdicts, grouped by testee. A run builds a [`Report`] and
//! the writers below it show it; none of them knows what a case is about.

pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod junit;
pub(crate) mod markdown;
mod sides;
pub(crate) mod terminal;

use std::time::{Duration, SystemTime};

use phpform_conformance::{Exit, Known, Selection, Strictness, Summary, Verdict, known};

pub(crate) use sides::sides;

/// A run: what was shown of the kit itself, and what each testee came to.
#[derive(Debug)]
pub(crate) struct Report {
    /// What was run, such as `decoder` or `handler`.
    pub(crate) subject: &'static str,
    /// When the run began.
    pub(crate) began: SystemTime,
    /// What a warning means.
    pub(crate) strictness: Strictness,
    /// How the kit proved itself, where it did.
    pub(crate) controls: Option<Controls>,
    /// Who was asked.
    pub(crate) testees: Vec<Testee>,
}

/// How the kit proved itself: testees that are wrong on purpose, and what became of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Controls {
    /// Testees that do nothing, each with what it passes all the same.
    pub(crate) floors: Vec<Floor>,
    /// How many testees with one bug each were run.
    pub(crate) bugs: usize,
    /// How many of them were found.
    pub(crate) found: usize,
    /// What the kit does not prove. With any, nothing that it says counts.
    pub(crate) findings: Vec<String>,
}

/// What a testee that does nothing passes.
#[derive(Clone, Debug)]
pub(crate) struct Floor {
    /// The testee.
    pub(crate) name: String,
    /// How many cases it passes.
    pub(crate) passed: usize,
    /// Of how many.
    pub(crate) of: usize,
}

/// A testee and its cases.
#[derive(Debug)]
pub(crate) struct Testee {
    /// Its name.
    pub(crate) name: String,
    /// Its version, where it says one.
    pub(crate) version: Option<String>,
    /// How it is attached: a command, a URL, or in this process.
    pub(crate) attached: String,
    /// The cases, in the order in which they ran.
    pub(crate) cases: Vec<Case>,
    /// What they came to.
    pub(crate) summary: Summary,
    /// Whether all of them ran.
    pub(crate) end: End,
}

/// How a run of a testee ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum End {
    /// With the last case.
    #[default]
    Complete,
    /// Before it, because somebody stopped it.
    Interrupted,
}

/// One question and what came of it. What a case does not have is left empty and not shown.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// The permanent id; what stands before its first `/` groups it.
    pub(crate) id: String,
    /// What is asked, in one line.
    pub(crate) title: String,
    /// The level, such as `core` or `must`.
    pub(crate) level: String,
    /// What came of it.
    pub(crate) verdict: Verdict,
    /// What it is asked under, such as the reading.
    pub(crate) under: Option<String>,
    /// Why it is asked.
    pub(crate) why: String,
    /// Where the rule stands.
    pub(crate) cites: Vec<String>,
    /// What was sent, escaped and bounded.
    pub(crate) body: Option<String>,
    /// What was wanted, in lines.
    pub(crate) want: Option<String>,
    /// What came, in lines.
    pub(crate) got: Option<String>,
    /// What else was seen, such as standard error or the calls of a handler.
    pub(crate) seen: Vec<Block>,
    /// Commands that show it again.
    pub(crate) commands: Vec<Block>,
    /// Why it may fail, where the known-failure file says so.
    pub(crate) known: Option<String>,
    /// How long it took.
    pub(crate) took: Duration,
}

/// A named text.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// What it is, in a word.
    pub(crate) name: &'static str,
    /// The text.
    pub(crate) text: String,
}

impl Case {
    /// A case with nothing but its verdict.
    pub(crate) fn new(id: &str, title: &str, level: &str, verdict: Verdict) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            level: level.to_owned(),
            verdict,
            under: None,
            why: String::new(),
            cites: Vec::new(),
            body: None,
            want: None,
            got: None,
            seen: Vec::new(),
            commands: Vec::new(),
            known: None,
            took: Duration::ZERO,
        }
    }

    /// What it belongs to: what stands before the first `/` of its id.
    pub(crate) fn group(&self) -> &str {
        self.id.split('/').next().unwrap_or_default()
    }

    /// The id, and what it is asked under.
    pub(crate) fn name(&self) -> String {
        match &self.under {
            Some(under) => format!("{} [{under}]", self.id),
            None => self.id.clone(),
        }
    }

    /// The word for what came of it.
    pub(crate) fn word(&self) -> &'static str {
        if self.known.is_some() { "known" } else { self.verdict.name() }
    }

    /// Whether there is something to say about it.
    pub(crate) fn is_open(&self) -> bool {
        self.verdict != Verdict::Pass
    }
}

impl Testee {
    /// A testee that was asked nothing yet.
    pub(crate) fn new(name: &str, version: Option<&str>, attached: &str) -> Self {
        Self {
            name: name.to_owned(),
            version: version.map(str::to_owned),
            attached: attached.to_owned(),
            cases: Vec::new(),
            summary: Summary::default(),
            end: End::Complete,
        }
    }

    /// Adds a case and counts its verdict, as the known-failure file has it.
    pub(crate) fn add(&mut self, mut case: Case, known: &Known) {
        case.known = self.summary.judge(&case.id, &case.verdict, known);
        self.cases.push(case);
    }

    /// Notes what is wrong with the question itself: selectors that match none of `ids`, which the run could ask, and
    /// lines of the known-failure file that list none of `all`.
    pub(crate) fn close<'i>(
        &mut self,
        selection: &Selection,
        ids: impl IntoIterator<Item = &'i str>,
        known: &Known,
        all: impl IntoIterator<Item = &'i str>,
    ) {
        self.summary.unmatched = selection.unmatched(ids);
        self.summary.stale.extend(known.findings(all));
    }

    /// The name, with the version where there is one.
    pub(crate) fn full_name(&self) -> String {
        match &self.version {
            Some(version) => format!("{} {version}", self.name),
            None => self.name.clone(),
        }
    }

    fn exit(&self, strictness: Strictness) -> Exit {
        match self.end {
            End::Complete => self.summary.exit(strictness),
            End::Interrupted => Exit::Interrupted,
        }
    }
}

impl Report {
    /// A report without testees.
    pub(crate) fn new(subject: &'static str, strictness: Strictness, controls: Option<Controls>) -> Self {
        Self { subject, began: SystemTime::now(), strictness, controls, testees: Vec::new() }
    }

    /// Whether the kit proved itself, so that what it says counts.
    pub(crate) fn is_proven(&self) -> bool {
        self.controls.as_ref().is_none_or(|controls| controls.findings.is_empty())
    }

    /// Whether several testees were asked the same, and not each its own.
    pub(crate) fn compares(&self) -> bool {
        let mut firsts = self.testees.iter().map(|testee| testee.cases.first().map(|case| case.id.as_str()));
        let first = firsts.next();
        firsts.any(|other| Some(other) == first)
    }

    /// How the run ends: as its worst testee does, and never green where the kit did not prove itself.
    pub(crate) fn exit(&self) -> Exit {
        let exits: Vec<Exit> = self.testees.iter().map(|testee| testee.exit(self.strictness)).collect();
        if exits.contains(&Exit::Interrupted) {
            Exit::Interrupted
        } else if !self.is_proven() {
            Exit::Broken
        } else {
            let worst = [Exit::Broken, Exit::Failed, Exit::NothingRan, Exit::Green];
            worst.into_iter().find(|exit| exits.contains(exit)).unwrap_or(Exit::NothingRan)
        }
    }

    /// Lets a selector, or a line of the known-failure file, be about any of the testees, and leaves out testees that were
    /// asked nothing beside others that were.
    pub(crate) fn share(&mut self) {
        if self.testees.iter().any(|testee| !testee.cases.is_empty()) {
            self.testees.retain(|testee| !testee.cases.is_empty() || testee.end == End::Interrupted);
        }
        let all: Vec<Summary> = self.testees.iter().map(|testee| testee.summary.clone()).collect();
        let is_of_nobody =
            |found: &String, of: fn(&Summary) -> &[String]| all.iter().all(|one| of(one).contains(found));
        for testee in &mut self.testees {
            testee.summary.unmatched.retain(|found| is_of_nobody(found, |summary| &summary.unmatched));
            let is_unknown = |found: &String| found.ends_with(known::NO_CASE);
            testee
                .summary
                .stale
                .retain(|found| !is_unknown(found) || is_of_nobody(found, |summary| &summary.stale));
        }
    }

    /// When the run began, as RFC 3339 has it.
    pub(crate) fn date(&self) -> String {
        let began = chrono::DateTime::<chrono::Utc>::from(self.began);
        began.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    }
}

impl Controls {
    /// Adds those of another part of the kit.
    pub(crate) fn join(&mut self, other: Self) {
        self.floors.extend(other.floors);
        self.findings.extend(other.findings);
        self.bugs += other.bugs;
        self.found += other.found;
    }

    /// The lines that say it.
    pub(crate) fn lines(&self) -> Vec<String> {
        let floor = self
            .floors
            .iter()
            .map(|Floor { name, passed, of }| format!("{name} {passed}/{of}"))
            .collect::<Vec<_>>();
        vec![
            format!("floor: {}", floor.join(", ")),
            format!("broken on purpose: {} of {} found", self.found, self.bugs),
        ]
    }
}

/// The counts of each group, in the order in which they ran.
fn groups(testee: &Testee) -> Vec<(&str, Summary)> {
    let mut groups: Vec<(&str, Summary)> = Vec::new();
    for case in &testee.cases {
        if groups.last().is_none_or(|(group, _)| *group != case.group()) {
            groups.push((case.group(), Summary::default()));
        }
        if let Some((_, summary)) = groups.last_mut() {
            match case.known {
                Some(_) => summary.known += 1,
                None => summary.add(&case.verdict),
            }
        }
    }
    groups
}
