//! Generated histories on a live database, as many as asked for, shrunk to a small one where one fails.

use std::cell::RefCell;

use aksara_formats::python::write::{MigrationHeader, write_migration};
use aksara_generate::{Database, History, Names, Scope, history};
use aksara_operations::{Located, Migration, MigrationName, Operation};
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};

use crate::report::append_count;
use crate::{Compared, Failure, Traversed};

/// Cases for each database, unless `AKSARA_GENERATED_CASES` says otherwise.
const CASES: u32 = 24;
/// Operations of a history at most.
const LENGTH: usize = 15;
/// How often a failing history is made simpler at most: each try is a walk through a database.
const SHRINK_STEPS: u32 = 120;

/// How many cases are run where each is proven as a user's own migrations are, or compiled twice, out of those that
/// are walked through.
const COSTLY: u32 = 4;

/// Runs a part of the cases, each through [`prove_history`](crate::prove_history).
pub fn check_generated_rows(
    database: &str,
    scope: Database,
    run: impl Fn(&History) -> Result<Traversed, Failure>,
) -> Result<(), String> {
    check_cases(
        &format!("{database}, verified"),
        (cases() / COSTLY).max(1),
        [scope],
        run,
    )
}

/// Runs a part of the cases, each through [`compare_coalescing`](crate::compare_coalescing).
pub fn check_coalescing(
    database: &str,
    scope: Database,
    run: impl Fn(&History) -> Result<Compared, Failure>,
) -> Result<(), String> {
    let name = format!("{database}, coalesced and not");
    let run = |history: &History| run(history).map(|compared| compared.counted(history));
    check_cases(&name, (cases() / COSTLY).max(1), [scope], run)
}

/// Runs generated histories with hostile names and literals, each through `run`. `PROPTEST_RNG_SEED` fixes the seed.
/// Refusals are counted, and must stay the exception.
pub fn check_generated(
    database: &str,
    scope: Database,
    run: impl Fn(&History) -> Result<Traversed, Failure>,
) -> Result<(), String> {
    check_cases(database, cases(), [scope], run)
}

/// Runs a part of the cases, with what each of the databases has, each through
/// [`compare_databases`](crate::compare_databases).
pub fn check_across(
    name: &str,
    databases: impl IntoIterator<Item = Database>,
    run: impl Fn(&History) -> Result<Traversed, Failure>,
) -> Result<(), String> {
    check_cases(name, (cases() / COSTLY).max(1), databases, run)
}

fn cases() -> u32 {
    std::env::var("AKSARA_GENERATED_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(CASES)
}

fn check_cases(
    name: &str,
    cases: u32,
    databases: impl IntoIterator<Item = Database>,
    run: impl Fn(&History) -> Result<Traversed, Failure>,
) -> Result<(), String> {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: SHRINK_STEPS,
        ..Config::default()
    };
    let scope = Scope::of(Names::Hostile, databases);
    let total = RefCell::new(Traversed::default());
    let check = |history: History| match run(&history) {
        Ok(one) => {
            let sum = total.take();
            total.replace(sum.and(one));
            Ok(())
        }
        Err(failure) => Err(TestCaseError::fail(failure.to_string())),
    };
    TestRunner::new(config)
        .run(&history(LENGTH, scope), check)
        .map_err(explain)?;
    let total = total.into_inner();
    total.check()?;
    append_count(&format!("{name}: {cases} generated histories, {total}")).map_err(|error| error.to_string())
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
