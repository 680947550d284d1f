//! A test program: what it runs is chosen as with `cargo test`, and a filter that no test anywhere can have is an error.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

use crate::words_of_tests::is_in_some_name;
use crate::{Failure, Tests};

/// The exit code where nothing could be run.
const MISTAKEN: u8 = 2;

/// Runs tests as the program's arguments say.
pub fn run_tests(tests: impl FnOnce() -> Result<Tests, Failure>) -> ExitCode {
    let line = CommandLine::parse(std::env::args());
    match tests().and_then(|tests| line.run(tests)) {
        Ok(code) => code,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "error: {failure}");
            ExitCode::from(MISTAKEN)
        }
    }
}

/// The arguments, of which there may be several filters.
struct CommandLine {
    arguments: Arguments,
    filters: Vec<String>,
}

/// The options that are followed by a value.
const WITH_VALUE: &[&str] = &[
    "--test-threads",
    "--logfile",
    "--skip",
    "--color",
    "--format",
    "-Z",
];

impl CommandLine {
    fn parse(arguments: impl Iterator<Item = String>) -> Self {
        let (mut options, mut filters) = (Vec::new(), Vec::new());
        let mut is_value = true;
        for argument in arguments {
            let is_option = is_value || argument.starts_with('-');
            is_value = WITH_VALUE.contains(&argument.as_str());
            if is_option { &mut options } else { &mut filters }.push(argument);
        }
        let mut arguments = Arguments::from_iter(options);
        let threads = std::env::var("RUST_TEST_THREADS").ok();
        arguments.test_threads = arguments
            .test_threads
            .or(threads.and_then(|number| number.parse().ok()));
        Self { arguments, filters }
    }

    fn run(&self, tests: Tests) -> Result<ExitCode, Failure> {
        demand_different_names(&tests.trials)?;
        let trials = self.choose(tests.trials)?;
        let conclusion = libtest_mimic::run(&self.arguments, trials);
        let mut endings = tests.endings.into_iter();
        endings.try_for_each(|ending| ending())?;
        Ok(conclusion.exit_code())
    }

    /// The tests that some filter names.
    fn choose(&self, trials: Vec<Trial>) -> Result<Vec<Trial>, Failure> {
        for filter in &self.filters {
            let is_here = trials.iter().any(|trial| self.matches(filter, trial));
            if !is_here && !is_in_some_name(filter, &repository())? {
                return Err(Failure::new(format!(
                    "no test has `{filter}` in its name (--list shows them)"
                )));
            }
        }
        let is_chosen = |trial: &Trial| {
            self.filters.is_empty() || self.filters.iter().any(|filter| self.matches(filter, trial))
        };
        Ok(trials.into_iter().filter(is_chosen).collect())
    }

    fn matches(&self, filter: &str, trial: &Trial) -> bool {
        if self.arguments.exact {
            trial.name() == filter
        } else {
            trial.name().contains(filter)
        }
    }
}

fn demand_different_names(trials: &[Trial]) -> Result<(), Failure> {
    let mut names = BTreeSet::new();
    let twice = trials.iter().find(|trial| !names.insert(trial.name()));
    match twice {
        Some(trial) => Err(Failure::new(format!("two tests are called {}", trial.name()))),
        None => Ok(()),
    }
}

fn repository() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    fn chosen(arguments: &[&str]) -> Result<Vec<String>, String> {
        let program = ["program"].iter().chain(arguments);
        let line = CommandLine::parse(program.map(|argument| (*argument).to_owned()));
        let trials = [
            "golden::tables/create",
            "golden::tables/create_twice",
            "lowering::x",
        ];
        let trials = trials.map(|name| Trial::test(name, || Ok(())));
        let chosen = line
            .choose(trials.into())
            .map_err(|failure| failure.to_string())?;
        Ok(chosen.iter().map(|trial| trial.name().to_owned()).collect())
    }

    #[test]
    fn filters_choose_each_test_that_one_of_them_names() {
        assert_eq!(chosen(&[]).unwrap().len(), 3);
        assert_eq!(
            chosen(&["--test-threads", "2", "create_twice", "--quiet", "lowering"]).unwrap(),
            ["golden::tables/create_twice", "lowering::x"]
        );
        assert_eq!(
            chosen(&["--exact", "golden::tables/create"]).unwrap(),
            ["golden::tables/create"]
        );
    }

    #[test]
    fn a_filter_that_no_test_can_have_is_an_error() {
        let mistyped = concat!("golden::tab", "els");
        let error = chosen(&["lowering", mistyped]).unwrap_err();
        assert!(error.contains(&format!("`{mistyped}`")), "{error}");
        // A test of another program: `cargo test FILTER` asks every one of them.
        assert_eq!(
            chosen(&["a_filter_that_no_test_can_have"]).unwrap(),
            Vec::<String>::new()
        );
    }

    #[test]
    fn two_tests_of_one_name_are_an_error() {
        let trials = ["a", "b", "a"].map(|name| Trial::test(name, || Ok(())));
        assert!(
            demand_different_names(&trials)
                .unwrap_err()
                .to_string()
                .ends_with("called a")
        );
        assert!(demand_different_names(&trials[..2]).is_ok());
    }
}
