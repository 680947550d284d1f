//! The conformance suite on SQLite: the shared scenarios and generated histories on real files.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use aksara_driver::{Connection, DatabaseUrl, Driver, DriverError};
use aksara_schema::Literal;
use aksara_sqlite::{Sqlite, SqliteDriver};
use aksara_suite::{
    TypeWords, Words, check_coalescing, check_differences, check_edits, check_generated,
    check_generated_rows, check_optimizing, check_scenarios, check_squashes, compare_coalescing,
    compare_optimizing, compare_squash, database_of, expressions_without_truth, prove_history, run_edit,
    run_history, unreached_words, untrue_expressions,
};
use aksara_verify::ScratchServer;
use futures::executor::block_on;

/// A connection to a file of its own.
async fn fresh(folder: &Path) -> Result<Box<dyn Connection>, DriverError> {
    let folder = tempfile::tempdir_in(folder).unwrap().keep();
    let url = DatabaseUrl::parse(format!("sqlite:{}", folder.join("app 1.db").display())).unwrap();
    SqliteDriver.connect(&url).await
}

/// SQLite's own words for what generated histories may have.
const WORDS: Words = Words {
    types: &[
        own("MONEY", |number| Literal::Integer(i64::from(number))),
        own("REAL", |number| Literal::Integer(i64::from(number))),
        own("VARCHAR (30)", |number| Literal::String(format!("it's {number}"))),
        own("CLOB", |number| Literal::String(format!("it's {number}"))),
    ],
    collations: &["NOCASE", "RTRIM"],
    charsets: &[],
    indexes: &[],
};

const fn own(spelling: &'static str, value: fn(u32) -> Literal) -> TypeWords {
    TypeWords {
        dialect: "sqlite",
        spelling,
        value,
    }
}

fn scope() -> aksara_suite::Database {
    let memory = DatabaseUrl::parse("sqlite::memory:").unwrap();
    let connection = block_on(SqliteDriver.connect(&memory)).unwrap();
    database_of(&*connection, WORDS)
}

#[test]
fn generated_histories_have_every_word_of_sqlite() {
    assert_eq!(unreached_words(&Sqlite, WORDS).unwrap(), Vec::<String>::new());
}

#[test]
fn scenarios() {
    let folder = tempfile::tempdir().unwrap();
    let report = block_on(check_scenarios(async || fresh(folder.path()).await)).unwrap();
    report.count("SQLite").unwrap();
    assert!(report.failures.is_empty(), "{}", report.failures());
}

#[test]
fn differences() {
    let folder = tempfile::tempdir().unwrap();
    let report = block_on(check_differences(async || fresh(folder.path()).await)).unwrap();
    assert!(report.failures.is_empty(), "{}", report.failures());
}

#[test]
fn generated_histories() {
    let folder = tempfile::tempdir().unwrap();
    let checked = check_generated("SQLite", scope(), |history| {
        block_on(async { run_history(&mut *fresh(folder.path()).await.unwrap(), history).await })
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn edits_of_models() {
    let folder = tempfile::tempdir().unwrap();
    let checked = check_edits("SQLite", scope(), |edited| {
        block_on(async { run_edit(&mut *fresh(folder.path()).await.unwrap(), edited).await })
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn expressions_mean_the_same() {
    assert_eq!(expressions_without_truth(), Vec::<String>::new());
    let folder = tempfile::tempdir().unwrap();
    let untrue = block_on(untrue_expressions(async || fresh(folder.path()).await)).unwrap();
    assert!(untrue.is_empty(), "{}", untrue.join("\n"));
}

#[test]
fn generated_histories_keep_rows() {
    let server = ScratchServer {
        driver: &SqliteDriver,
        url: DatabaseUrl::parse("sqlite::memory:").unwrap(),
    };
    let checked = check_generated_rows("SQLite", scope(), |history| {
        block_on(prove_history(&server, history))
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn squashes_lead_where_their_originals_lead() {
    let folder = tempfile::tempdir().unwrap();
    let checked = check_squashes("SQLite", scope(), |history| {
        block_on(compare_squash(async || fresh(folder.path()).await, history))
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn coalescing_changes_no_result() {
    let folder = tempfile::tempdir().unwrap();
    let checked = check_coalescing("SQLite", scope(), |history| {
        block_on(compare_coalescing(async || fresh(folder.path()).await, history))
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn optimizing_changes_no_result() {
    let folder = tempfile::tempdir().unwrap();
    let checked = check_optimizing("SQLite", scope(), |history| {
        block_on(compare_optimizing(async || fresh(folder.path()).await, history))
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}
