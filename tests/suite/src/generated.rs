//! Generated histories on a live database, as many as asked for, shrunk to a small one where one fails.

use std::cell::RefCell;
use std::fmt::Debug;

use aksara_autodetector::{Answers, Pair, detect};
use aksara_formats::python::write::{MigrationHeader, write_migration};
use aksara_generate::{Database, Edited, History, Names, Scope, edited, history};
use aksara_operations::{Located, Migration, MigrationName, Operation};
use aksara_schema::Schema;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};

use crate::failure::failed;
use crate::report::append_count;
use crate::{Compared, Failure, Traversed};

/// Cases for each database, unless `AKSARA_GENERATED_CASES` says otherwise.
const CASES: u32 = 24;
/// Operations of a history at most.
const LENGTH: usize = 15;
/// Edits of models for each database, unless `AKSARA_EDIT_CASES` says otherwise.
const EDITS: u32 = 50;
/// Operations of an edit at most.
const EDIT_LENGTH: usize = 8;
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
) -> Result<(), Failure> {
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
) -> Result<(), Failure> {
    let name = format!("{database}, coalesced and not");
    let run = |history: &History| run(history).map(|compared| compared.counted(history));
    check_cases(&name, (cases() / COSTLY).max(1), [scope], run)
}

/// Runs a part of the cases, each through [`compare_squash`](crate::compare_squash).
pub fn check_squashes(
    database: &str,
    scope: Database,
    run: impl Fn(&History) -> Result<Traversed, Failure>,
) -> Result<(), Failure> {
    let name = format!("{database}, squashed");
    check_cases(&name, (cases() / COSTLY).max(1), [scope], run)
}

/// Runs a part of the cases, each through [`compare_optimizing`](crate::compare_optimizing).
pub fn check_optimizing(
    database: &str,
    scope: Database,
    run: impl Fn(&History) -> Result<Compared, Failure>,
) -> Result<(), Failure> {
    let name = format!("{database}, optimized and not");
    let run = |history: &History| run(history).map(|compared| compared.counted(history));
    check_cases(&name, (cases() / COSTLY).max(1), [scope], run)
}

/// Runs generated histories with hostile names and literals, each through `run`. `PROPTEST_RNG_SEED` fixes the seed.
/// Refusals are counted, and must stay the exception.
pub fn check_generated(
    database: &str,
    scope: Database,
    run: impl Fn(&History) -> Result<Traversed, Failure>,
) -> Result<(), Failure> {
    check_cases(database, cases(), [scope], run)
}

/// Runs a part of the cases, with what each of the databases has, each through
/// [`compare_databases`](crate::compare_databases).
pub fn check_across(
    name: &str,
    databases: impl IntoIterator<Item = Database>,
    run: impl Fn(&History) -> Result<Traversed, Failure>,
) -> Result<(), Failure> {
    check_cases(name, (cases() / COSTLY).max(1), databases, run)
}

/// Runs generated edits of models, each through [`run_edit`](crate::run_edit).
pub fn check_edits(
    database: &str,
    scope: Database,
    run: impl Fn(&Edited) -> Result<Traversed, Failure>,
) -> Result<(), Failure> {
    let cases = number("AKSARA_EDIT_CASES", EDITS);
    let scope = Scope::of(Names::Hostile, [scope]);
    let explain = |edited: Edited| format!("{}{}", as_file(made(&edited.before)), as_file(edited.edits));
    let what = format!("{database}, edits of models: {cases} generated edits");
    check_values(&what, cases, &edited(LENGTH, EDIT_LENGTH, scope), run, explain)
}

/// The operations that make models.
fn made(models: &Schema) -> Vec<Operation> {
    let pair = Pair {
        previous: &Schema::new(),
        next: models,
    };
    detect(pair, &Answers::asking_nothing()).map_or_else(|_| Vec::new(), |found| found.operations)
}

fn cases() -> u32 {
    number("AKSARA_GENERATED_CASES", CASES)
}

fn number(variable: &str, usual: u32) -> u32 {
    let number = std::env::var(variable).ok();
    number.and_then(|number| number.parse().ok()).unwrap_or(usual)
}

fn check_cases(
    name: &str,
    cases: u32,
    databases: impl IntoIterator<Item = Database>,
    run: impl Fn(&History) -> Result<Traversed, Failure>,
) -> Result<(), Failure> {
    let scope = Scope::of(Names::Hostile, databases);
    let explain = |history: History| as_file(history.operations);
    let what = format!("{name}: {cases} generated histories");
    check_values(&what, cases, &history(LENGTH, scope), run, explain)
}

fn check_values<T: Debug>(
    what: &str,
    cases: u32,
    values: &impl Strategy<Value = T>,
    run: impl Fn(&T) -> Result<Traversed, Failure>,
    explain: impl Fn(T) -> String,
) -> Result<(), Failure> {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: SHRINK_STEPS,
        ..Config::default()
    };
    let total = RefCell::new(Traversed::default());
    let check = |value: T| match run(&value) {
        Ok(one) => {
            let sum = total.take();
            total.replace(sum.and(one));
            Ok(())
        }
        Err(failure) => Err(TestCaseError::fail(failure.to_string())),
    };
    TestRunner::new(config)
        .run(values, check)
        .map_err(|error| match error {
            TestError::Fail(reason, value) => Failure::new(format!("{reason}\n{}", explain(value))),
            TestError::Abort(reason) => Failure::new(reason.to_string()),
        })?;
    let total = total.into_inner();
    total.check().map_err(Failure::new)?;
    append_count(&format!("{what}, {total}")).map_err(failed("counting"))
}

/// A counterexample as a migration file.
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
            replaces: Vec::new(),
            operations,
        },
        &header,
    )
}
