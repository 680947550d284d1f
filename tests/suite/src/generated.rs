//! Generated histories on a live database, as many as asked for, shrunk to a small one where one fails.

use std::cell::Cell;

use aksara_formats::python::write::{MigrationHeader, write_migration};
use aksara_generate::{History, Names, history};
use aksara_operations::{Located, Migration, MigrationName, Operation};
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};

use crate::report::append_count;
use crate::{Failure, Traversed};

/// Cases for each database, unless `AKSARA_GENERATED_CASES` says otherwise.
const CASES: u32 = 32;
/// Operations of a history at most.
const LENGTH: usize = 15;

/// How many cases are run where each is proven with rows, out of those that are run without.
const PROVEN: u32 = 4;

/// Runs a part of the cases, each with rows ([`prove_history`](crate::prove_history)).
pub fn check_generated_rows(
    database: &str,
    run: impl Fn(&[Operation]) -> Result<Traversed, Failure>,
) -> Result<(), String> {
    check_cases(&format!("{database} with rows"), (cases() / PROVEN).max(1), run)
}

/// Runs generated histories with hostile names and literals, each through `run`. `PROPTEST_RNG_SEED` fixes the seed.
pub fn check_generated(
    database: &str,
    run: impl Fn(&[Operation]) -> Result<Traversed, Failure>,
) -> Result<(), String> {
    check_cases(database, cases(), run)
}

fn cases() -> u32 {
    std::env::var("AKSARA_GENERATED_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(CASES)
}

fn check_cases(
    database: &str,
    cases: u32,
    run: impl Fn(&[Operation]) -> Result<Traversed, Failure>,
) -> Result<(), String> {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let total = Cell::new(Traversed::default());
    let check = |history: History| match run(&history.operations) {
        Ok(one) => {
            let sum = total.get();
            total.set(Traversed {
                applied: sum.applied + one.applied,
                refused: sum.refused + one.refused,
            });
            Ok(())
        }
        Err(failure) => Err(TestCaseError::fail(failure.to_string())),
    };
    TestRunner::new(config)
        .run(&history(LENGTH, Names::Hostile), check)
        .map_err(explain)?;
    let Traversed { applied, refused } = total.get();
    let line = format!(
        "{database}: {cases} generated histories, {applied} operations there and back, {refused} refused"
    );
    append_count(&line).map_err(|error| error.to_string())
}

/// The failure, and the shrunken history as a migration file.
fn explain(error: TestError<History>) -> String {
    match error {
        TestError::Fail(reason, history) => format!("{reason}\n{}", as_file(history.operations)),
        TestError::Abort(reason) => reason.to_string(),
    }
}

fn as_file(operations: Vec<Operation>) -> String {
    let Ok(name) = MigrationName::new("0001_counterexample") else {
        return String::new();
    };
    let operations = operations.into_iter().map(Located::generated).collect();
    let header = MigrationHeader {
        description: "counterexample".to_owned(),
        generated_at: String::new(),
        models: Vec::new(),
    };
    write_migration(
        &Migration {
            name,
            dependencies: Vec::new(),
            operations,
        },
        &header,
    )
}
