//! Every check, by topic, in the order in which they run: the documented event first, what cannot be undone last.

mod answer;
mod delivery;
mod dialog;
mod hostile;
mod http;
mod install;
mod message;
mod order;
mod rules;
mod text;
mod token;
mod unknown;

use super::check::{Act, Check, Harm, Level, Rule, Story, Trial};
use super::scene::Scene;

/// All of them.
pub(crate) fn all() -> impl Iterator<Item = &'static Check> {
    [
        dialog::CHECKS,
        message::CHECKS,
        delivery::CHECKS,
        token::CHECKS,
        answer::CHECKS,
        text::CHECKS,
        order::CHECKS,
        unknown::CHECKS,
        hostile::CHECKS,
        http::CHECKS,
        install::CHECKS,
    ]
    .into_iter()
    .flatten()
}

type Trials = fn(&Scene) -> Vec<Trial>;

const fn check(level: Level, id: &'static str, title: &'static str, rule: Rule, act: Act) -> Check {
    Check { id, level, harm: Harm::None, title, rule, act }
}

const fn must(id: &'static str, title: &'static str, rule: Rule, trials: Trials) -> Check {
    check(Level::Must, id, title, rule, Act::Trials(trials))
}

const fn should(id: &'static str, title: &'static str, rule: Rule, trials: Trials) -> Check {
    check(Level::Should, id, title, rule, Act::Trials(trials))
}

const fn robust(id: &'static str, title: &'static str, rule: Rule, trials: Trials) -> Check {
    check(Level::Robust, id, title, rule, Act::Trials(trials))
}

const fn story(level: Level, id: &'static str, title: &'static str, rule: Rule, story: Story) -> Check {
    check(level, id, title, rule, Act::Story(story))
}

/// A check that may change or delete the installation.
const fn harmful(level: Level, id: &'static str, title: &'static str, rule: Rule, story: Story) -> Check {
    Check { harm: Harm::Installation, ..check(level, id, title, rule, Act::Story(story)) }
}
