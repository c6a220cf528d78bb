//! The kit proves itself: every control has to be caught by its check, and who does nothing has to pass nearly nothing.

use std::fmt::Write;
use std::future::Future;
use std::io;
use std::sync::Arc;

use phpform_conformance::selection::Choice;
use phpform_conformance::{Selection, Verdict};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::check::Level;
use super::checks;
use super::control::{self, Broken, Control, Null};
use super::run::Questions;
use crate::report::{Case, Controls, Floor, Testee};

/// So many handlers run at once: most of their time they wait.
const AT_ONCE: usize = 12;

/// What every control and everyone who does nothing came to.
#[derive(Debug)]
pub(crate) struct Matrix {
    controls: Vec<(&'static Control, Testee)>,
    nulls: Vec<(Null, Testee)>,
}

/// A control that is not caught is asked again so often, alone: it may have been the machine that was slow.
const AGAIN: usize = 2;

/// Runs the handlers that do nothing, and each control against the check that exists because of it, as far as those
/// checks are chosen.
pub(crate) async fn prove(selection: &Selection) -> io::Result<Controls> {
    let is_chosen = |control: &&Control| selection.choice(control.caught_by) == Choice::Ask;
    let controls: Vec<&'static Control> = control::all().filter(is_chosen).collect();
    let mut matrix = Matrix::run(controls, selection.clone(), own).await?;
    matrix.ask_again().await?;
    Ok(matrix.controls())
}

/// The check that exists because of a control.
fn own(control: &Control) -> Questions {
    Questions { selection: Selection::new([control.caught_by], []), ..Questions::default() }
}

async fn ask(control: &'static Control, questions: Questions) -> io::Result<Testee> {
    let mut broken = Broken::start(control).await?;
    Ok(questions.ask(broken.scene(), control.name, "").await)
}

impl Matrix {
    /// Every control against every check.
    pub(crate) async fn whole() -> io::Result<Self> {
        let mut matrix =
            Self::run(control::all().collect(), Selection::default(), |_| Questions::default()).await?;
        matrix.ask_again().await?;
        Ok(matrix)
    }

    /// Asks those that were not caught once more, one after the other.
    async fn ask_again(&mut self) -> io::Result<()> {
        for (control, testee) in &mut self.controls {
            for _ in 0..AGAIN {
                if is_caught_by_its_own(control, testee) {
                    break;
                }
                let mut alone = ask(control, own(control)).await?;
                testee.cases.retain(|case| case.id != control.caught_by);
                testee.cases.append(&mut alone.cases);
            }
        }
        Ok(())
    }

    async fn run(
        controls: Vec<&'static Control>,
        of_nulls: Selection,
        questions: fn(&Control) -> Questions,
    ) -> io::Result<Self> {
        let nulls = side_by_side(Null::ALL.map(|null| {
            let questions = Questions { selection: of_nulls.clone(), ..Questions::default() };
            async move {
                let (mut scene, server) = null.start().await?;
                let testee = questions.ask(&mut scene, null.name(), "").await;
                server.abort();
                Ok((null, testee))
            }
        }));
        let controls = side_by_side(
            controls
                .into_iter()
                .map(|control| async move { Ok((control, ask(control, questions(control)).await?)) }),
        );
        let (nulls, controls) = tokio::join!(nulls, controls);
        Ok(Self { controls: controls?, nulls: nulls? })
    }

    /// What the kit proves of itself.
    pub(crate) fn controls(&self) -> Controls {
        let found =
            self.controls.iter().filter(|(control, testee)| is_caught_by_its_own(control, testee)).count();
        Controls {
            floors: self.nulls.iter().map(|(null, testee)| floor(*null, testee)).collect(),
            bugs: self.controls.len(),
            found,
            findings: self.findings(),
        }
    }

    /// What the kit does not prove.
    pub(crate) fn findings(&self) -> Vec<String> {
        let missed = self.controls.iter().filter(|(control, testee)| !is_caught_by_its_own(control, testee));
        let missed = missed.map(|(control, _)| {
            format!(
                "{} is not caught by {} because of {:?}",
                control.name, control.caught_by, control.because
            )
        });
        let floors = self.nulls.iter().map(|(null, testee)| floor(*null, testee));
        let high = floors.filter(|floor| floor.passed * 10 > floor.of);
        let high = high.map(|floor| format!("{} passes {} of {}", floor.name, floor.passed, floor.of));
        missed.chain(high).collect()
    }

    /// The checks that no control fails.
    #[cfg(test)]
    pub(crate) fn idle(&self) -> Vec<&'static str> {
        let is_idle =
            |check: &&super::check::Check| !self.controls.iter().any(|(_, testee)| catches(testee, check.id));
        checks::all().filter(is_idle).map(|check| check.id).collect()
    }

    /// The page.
    pub(crate) fn to_markdown(&self) -> String {
        let mut page = HEAD.to_owned();
        for line in self.controls().lines() {
            _ = writeln!(page, "- {line}");
        }
        page += "\n## What each control fails\n\n| control | what it does | caught by | fails besides |\n|---|---|---|---|\n";
        for (control, testee) in &self.controls {
            let besides = testee.cases.iter().filter(|case| is_caught(case) && case.id != control.caught_by);
            let besides: Vec<String> = besides.map(|case| format!("`{}`", case.id)).collect();
            let besides = match besides.len() {
                0..=6 => besides.join(" "),
                many => format!("{many} more"),
            };
            _ = writeln!(
                page,
                "| {} | {} | `{}` | {besides} |",
                control.name, control.does, control.caught_by
            );
        }
        page += "\n## What each check is failed by\n\n| check | level | rule | controls that fail it |\n|---|---|---|---|\n";
        for check in checks::all() {
            let by = self.controls.iter().filter(|(_, testee)| catches(testee, check.id));
            let by: Vec<&str> = by.map(|(control, _)| control.name).collect();
            let named = by.get(..6).map_or_else(
                || by.join(", "),
                |first| {
                    if by.len() > 6 {
                        format!("{}, and {} more", first.join(", "), by.len() - 6)
                    } else {
                        by.join(", ")
                    }
                },
            );
            _ = writeln!(page, "| `{}` | {} | {} | {named} |", check.id, check.level, check.rule);
        }
        page
    }
}

const HEAD: &str = "\
# Checks of handlers and the bugs that they catch

Written by `phpform conform handler --kills`. Each control is the reference handler with one bug. The floor is what
handlers that do nothing pass of the checks that are required.

";

/// Runs them, some at a time, and gives what they came to in their order.
async fn side_by_side<T: Send + 'static>(
    all: impl IntoIterator<Item = impl Future<Output = io::Result<T>> + Send + 'static>,
) -> io::Result<Vec<T>> {
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let mut running = JoinSet::new();
    for (place, one) in all.into_iter().enumerate() {
        let room = Arc::clone(&room);
        running.spawn(async move {
            let _seat = room.acquire().await;
            (place, one.await)
        });
    }
    let mut done = running.join_all().await;
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, one)| one).collect()
}

/// Whether its own check fails, and says what is wrong.
fn is_caught_by_its_own(control: &Control, testee: &Testee) -> bool {
    let is_own = |case: &&Case| case.id == control.caught_by && is_caught(case);
    testee.cases.iter().find(is_own).is_some_and(|case| case.verdict.said().contains(control.because))
}

fn catches(testee: &Testee, id: &str) -> bool {
    testee.cases.iter().any(|case| case.id == id && is_caught(case))
}

/// Whether a case says that something is wrong.
fn is_caught(case: &Case) -> bool {
    !matches!(case.verdict, Verdict::Pass | Verdict::Skipped(_) | Verdict::Unproven(_))
}

/// What a handler that does nothing passes of the checks that are required.
fn floor(null: Null, testee: &Testee) -> Floor {
    let should = Level::Should.to_string();
    let required = || testee.cases.iter().filter(|case| case.level != should);
    let passed = required().filter(|case| case.verdict == Verdict::Pass).count();
    Floor { name: format!("handler {}", null.name()), passed, of: required().count() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn every_control_is_caught_and_every_check_catches_one() {
        let matrix = Matrix::whole().await.unwrap();
        assert_eq!(matrix.findings(), Vec::<String>::new(), "{}", matrix.to_markdown());
        assert_eq!(matrix.idle(), Vec::<&str>::new(), "{}", matrix.to_markdown());
    }
}
