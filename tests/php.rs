//! Promise: every body is read as PHP reads it. The real PHP is asked about a million generated bodies and more.
//!
//! `PHPFORM_SEED` and `PHPFORM_BODIES` (bodies for `parse_str`; a tenth as many go through `$_POST`) make it another
//! run; `PHPFORM_REQUIRE_PHP=1` makes a missing PHP a failure instead of an ignored test.

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    judged::main()
}

#[cfg(not(unix))]
fn main() -> ExitCode {
    let arguments = libtest_mimic::Arguments::from_args();
    let reason =
        || Ok(libtest_mimic::Completion::ignored_with("the client of PHP speaks through Unix sockets"));
    libtest_mimic::run(&arguments, vec![libtest_mimic::Trial::ignorable_test("php", reason)]).exit_code()
}

#[cfg(unix)]
mod judged {
    use std::process::ExitCode;
    use std::sync::{Arc, OnceLock};

    use libtest_mimic::{Arguments, Completion, Failed, Trial};
    use phpform_conformance::{Options, Profile, Reading, Rule, Rules};
    use phpform_proof::bodies::Seeds;
    use phpform_proof::compare::{Failure, Run};
    use phpform_proof::php::{self, Fault};

    /// Every rule of the specification is used at least as often in a million bodies.
    const USED: u64 = 1000;
    const MILLION: u64 = 1_000_000;

    /// A reading with its share of the bodies for its judge, in per mille.
    struct Share {
        per_mille: u64,
        reading: Reading,
    }

    fn share(per_mille: u64, profile: Profile, limits: [Option<usize>; 2], separators: &str) -> Share {
        let [max_pairs, max_depth] = limits;
        let separators = (!separators.is_empty()).then(|| separators.into());
        Share {
            per_mille,
            reading: Reading {
                profile,
                options: Options { max_pairs, max_depth, separators, ..Options::default() },
            },
        }
    }

    /// What `parse_str` is asked about.
    fn parse_str() -> Vec<Share> {
        let share =
            |per_mille, limits, separators| share(per_mille, Profile::PhpParseStr, limits, separators);
        vec![
            share(450, [None, None], ""),
            share(120, [Some(3), Some(2)], ""),
            share(100, [Some(20), Some(3)], "&;"),
            share(80, [None, Some(1)], ";"),
            share(80, [Some(8), None], "&;/ "),
            share(50, [None, None], "=&"),
            share(50, [None, None], "[]&"),
            share(40, [Some(1), Some(1)], "%+"),
            share(20, [None, Some(0)], ""),
            share(10, [Some(0), Some(0)], ""),
        ]
    }

    /// What `$_POST` is asked about, for both readings that follow it.
    fn post() -> Vec<Share> {
        let post = |per_mille, limits| share(per_mille, Profile::PhpPost, limits, "");
        let default = |per_mille, limits| share(per_mille, Profile::Default, limits, "");
        vec![
            post(350, [None, None]),
            post(150, [Some(3), Some(2)]),
            post(80, [Some(20), Some(1)]),
            post(60, [Some(1), Some(3)]),
            post(30, [Some(0), Some(0)]),
            default(200, [None, None]),
            default(80, [Some(3), Some(2)]),
            default(40, [Some(8), Some(1)]),
            default(10, [Some(0), Some(0)]),
        ]
    }

    /// A run, made once by whichever test needs it first.
    struct Once {
        run: Run,
        outcome: OnceLock<Outcome>,
    }

    type Outcome = Result<Rules, Stop>;

    /// Why there is no count of rules.
    #[derive(Clone)]
    enum Stop {
        Ignored(String),
        Failed(String),
    }

    impl From<Failure> for Stop {
        fn from(failure: Failure) -> Self {
            match failure {
                Failure::Fault(Fault::Missing(missing)) if !php::required() => {
                    Self::Ignored(missing.to_string())
                }
                failure => Self::Failed(failure.to_string()),
            }
        }
    }

    impl Once {
        fn outcome(&self) -> &Outcome {
            self.outcome.get_or_init(|| self.run.compare(&Seeds::default()).map_err(Stop::from))
        }

        fn name(&self) -> String {
            let Reading { profile, options } = &self.run.reading;
            let numbers = [("max_pairs", options.max_pairs), ("max_depth", options.max_depth)];
            let numbers = numbers.into_iter().filter_map(|(name, limit)| Some(format!(" {name}={}", limit?)));
            let separators =
                options.separators.iter().map(|bytes| format!(" separators={}", bytes.escape_ascii()));
            format!("{profile}{}", numbers.chain(separators).collect::<String>())
        }
    }

    fn completion(outcome: Result<(), Stop>) -> Result<Completion, Failed> {
        match outcome {
            Ok(()) => Ok(Completion::Completed),
            Err(Stop::Ignored(reason)) => Ok(Completion::ignored_with(reason)),
            Err(Stop::Failed(message)) => Err(message.into()),
        }
    }

    /// Sums the rules of all runs; a rule that came up too seldom means that the bodies prove little about it.
    fn every_rule(runs: &[Arc<Once>], bodies: u64) -> Result<(), Stop> {
        let mut rules = Rules::default();
        for run in runs {
            rules += run.outcome().as_ref().map_err(Stop::clone)?;
        }
        let mut counts: Vec<(Rule, u64)> = rules.iter().collect();
        counts.sort_by_key(|(_, count)| *count);
        let least: Vec<String> =
            counts.iter().take(5).map(|(rule, count)| format!("{rule}: {count}")).collect();
        let needed =
            u64::try_from(u128::from(USED) * u128::from(bodies) / u128::from(MILLION)).unwrap_or(u64::MAX);
        let compared: u64 = runs.iter().map(|run| run.run.bodies).sum();
        eprintln!("{compared} bodies agree with PHP; the rules used least: {}", least.join(", "));
        if counts.iter().all(|(_, count)| *count >= needed) {
            return Ok(());
        }
        let seldom = counts.iter().filter(|(_, count)| *count < needed);
        let seldom: Vec<String> = seldom.map(|(rule, count)| format!("{rule}: {count}")).collect();
        Err(Stop::Failed(format!(
            "every rule should be used {needed} times at least:\n{}",
            seldom.join("\n")
        )))
    }

    /// A number from the environment.
    fn number(name: &str, default: u64) -> Result<u64, String> {
        match std::env::var(name) {
            Ok(text) => text.parse().map_err(|_| format!("{name}: expected a number, found {text:?}")),
            Err(_) => Ok(default),
        }
    }

    fn runs(seed: u64, bodies: u64) -> Vec<Arc<Once>> {
        let judges = [(parse_str(), bodies), (post(), bodies / 10)];
        let shares =
            judges.into_iter().flat_map(|(shares, bodies)| shares.into_iter().map(move |s| (s, bodies)));
        let run = |(Share { per_mille, reading }, bodies): (Share, u64), index: u64| Run {
            reading,
            seed: seed.wrapping_add(index << 32),
            bodies: (bodies * per_mille).div_ceil(1000),
        };
        let runs = shares.zip(0..).map(|(share, index)| run(share, index));
        runs.map(|run| Arc::new(Once { run, outcome: OnceLock::new() })).collect()
    }

    pub(crate) fn main() -> ExitCode {
        let arguments = Arguments::from_args();
        let (seed, bodies) = match (number("PHPFORM_SEED", 1), number("PHPFORM_BODIES", MILLION)) {
            (Ok(seed), Ok(bodies)) => (seed, bodies),
            (Err(wrong), _) | (_, Err(wrong)) => {
                eprintln!("{wrong}");
                return ExitCode::FAILURE;
            }
        };
        let runs = runs(seed, bodies);
        let mut trials: Vec<Trial> = runs
            .iter()
            .map(|once| {
                let run = Arc::clone(once);
                Trial::ignorable_test(once.name(), move || {
                    completion(run.outcome().as_ref().map(|_| ()).map_err(Stop::clone))
                })
            })
            .collect();
        let all = "every rule of the specification was used";
        trials.push(Trial::ignorable_test(all, move || completion(every_rule(&runs, bodies))));
        libtest_mimic::run(&arguments, trials).exit_code()
    }
}
