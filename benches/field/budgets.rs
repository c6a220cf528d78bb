//! The budgets: counts that are free of noise, kept in `benches/budgets.json`, so that growth shows in every change.

use std::collections::BTreeMap;
use std::fs;
use std::process::ExitCode;

use serde::{Deserialize, Serialize};

use super::inputs::Input;
use super::machine;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/budgets.json");

/// A count may grow by so much.
const GROWTH: f64 = 0.03;

/// What a program does with its counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Shows them.
    #[default]
    Show,
    /// Holds them to their budgets.
    Check,
    /// Makes them the budgets.
    Take,
}

impl Purpose {
    /// Whether an input is wanted: those of the budgets are few, so that a check is quick.
    pub(crate) fn wants(self, input: Input, budgeted: &[Input]) -> bool {
        self == Self::Show || budgeted.contains(&input)
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Instructions,
    Allocations,
    /// The most bytes at a time.
    Heap,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Instructions => "instructions",
            Self::Allocations => "allocations",
            Self::Heap => "bytes of heap",
        }
    }
}

/// What was counted, by row.
pub(crate) type Counts = BTreeMap<String, u64>;

/// The counts of one kind.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Budget {
    pub(crate) taken_under: BTreeMap<String, String>,
    pub(crate) counts: Counts,
}

pub(crate) type Budgets = BTreeMap<Kind, Budget>;

/// The budgets that are kept.
pub(crate) fn stored() -> Budgets {
    let text = fs::read_to_string(FILE).unwrap_or_else(|_| "{}".to_owned());
    serde_json::from_str(&text).expect("benches/budgets.json is not what --take writes")
}

/// Makes these counts the budgets of their kind.
fn take(kind: Kind, counts: Counts) {
    let mut budgets = stored();
    budgets.insert(kind, Budget { taken_under: machine::circumstances(), counts });
    let text = serde_json::to_string_pretty(&budgets).unwrap();
    fs::write(FILE, text + "\n").unwrap();
    println!("benches/budgets.json: {} taken", kind.name());
}

/// Why the budgets of this kind say nothing here: they were taken under other circumstances.
fn outdated(budget: &Budget) -> Option<String> {
    let here = machine::circumstances();
    let differing = here.iter().filter(|(name, value)| budget.taken_under.get(*name) != Some(value));
    let list: Vec<String> = differing
        .map(|(name, value)| {
            let then = budget.taken_under.get(name).map_or("nothing", String::as_str);
            format!("{name}: `{value}` here, `{then}` then")
        })
        .collect();
    (!list.is_empty()).then(|| list.join("; "))
}

/// Does with the counts what the program was asked for. They are counted only if they are wanted.
pub(crate) fn settle(purpose: Purpose, kind: Kind, count: impl FnOnce() -> Counts) -> ExitCode {
    match purpose {
        Purpose::Show => {
            count();
            ExitCode::SUCCESS
        }
        Purpose::Take => {
            take(kind, count());
            ExitCode::SUCCESS
        }
        Purpose::Check => {
            let Some(budget) = stored().remove(&kind) else {
                println!("FAILED: benches/budgets.json has no {}: --take writes them", kind.name());
                return ExitCode::FAILURE;
            };
            if let Some(reason) = outdated(&budget) {
                println!("the budgets of {} want re-taking (--take): {reason}", kind.name());
                return ExitCode::SUCCESS;
            }
            report(kind, &compare(&budget.counts, &count()))
        }
    }
}

/// What is wrong with the counts.
fn compare(budgets: &Counts, counts: &Counts) -> Vec<String> {
    let mut wrong = Vec::new();
    for (row, count) in counts {
        match budgets.get(row) {
            None => wrong.push(format!("{row}: there is no budget; --take makes {count} one")),
            Some(budget) if *count as f64 > *budget as f64 * (1.0 + GROWTH) => {
                let growth = (*count as f64 / *budget as f64 - 1.0) * 100.0;
                wrong.push(format!("{row}: {count}, the budget is {budget}: {growth:+.1} %"));
            }
            Some(_) => {}
        }
    }
    let gone = budgets.keys().filter(|row| !counts.contains_key(*row));
    wrong.extend(gone.map(|row| format!("{row}: has a budget, but is measured no more; --take drops it")));
    wrong
}

fn report(kind: Kind, wrong: &[String]) -> ExitCode {
    if wrong.is_empty() {
        println!("{}: every row is within its budget", kind.name());
        return ExitCode::SUCCESS;
    }
    println!("FAILED: {} (more than {:.0} % above a budget fails):", kind.name(), GROWTH * 100.0);
    for line in wrong {
        println!("  {line}");
    }
    println!(
        "  find the reason; if it is worth it, --take makes the counts the new budgets, in a commit that says so"
    );
    ExitCode::FAILURE
}
