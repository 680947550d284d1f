//! The conformance suite on MySQL and MariaDB: the shared scenarios and generated histories on real servers.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use aksara_driver::{Connection, DatabaseUrl, Driver, DriverError};
use aksara_mysql::{MYSQL, MysqlDriver};
use aksara_schema::{FieldType, Literal, StorageType};
use aksara_suite::{
    IndexWords, TypeWords, Words, check_coalescing, check_differences, check_edits, check_generated,
    check_generated_rows, check_optimizing, check_scenarios, check_squashes, compare_coalescing,
    compare_optimizing, compare_squash, database_of, prove_history, run_edit, run_history, server_url,
    unreached_words, untrue_expressions, with_database,
};
use aksara_verify::ScratchServer;
use tokio::runtime::Runtime;

/// A server, and the name of a database of our own there.
struct Database {
    server: String,
    name: String,
}

impl Database {
    /// `None` where there is no such server.
    fn on(variable: &str, name: &str) -> Option<Self> {
        let server = server_url(variable).unwrap()?;
        let name = format!("{name}_{}", std::process::id());
        Some(Self { server, name })
    }

    /// A connection to the database, made anew.
    async fn fresh(&self) -> Result<Box<dyn Connection>, DriverError> {
        let name = &self.name;
        let mut server = connect(&self.server).await?;
        server
            .execute(&format!("DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name}"))
            .await?;
        server.close().await?;
        connect(&with_database(&self.server, name)).await
    }
}

async fn connect(url: &str) -> Result<Box<dyn Connection>, DriverError> {
    MysqlDriver.connect(&DatabaseUrl::parse(url).unwrap()).await
}

/// Words of both for what generated histories may have.
const WORDS: Words = Words {
    collations: &["utf8mb4_bin", "utf8mb4_unicode_ci", "utf8mb4_general_ci"],
    charsets: &[("utf8mb4", "utf8mb4_unicode_ci"), ("utf8mb4", "utf8mb4_bin")],
    types: &[
        own("year", |number| Literal::Integer(2020 + i64::from(number))),
        own("NUMERIC(12, 3)", |number| Literal::Integer(i64::from(number))),
        own("character varying(30)", |number| {
            Literal::String(format!("it's {number}"))
        }),
        own("TinyText", |number| Literal::String(format!("it's {number}"))),
        own("int zerofill", |number| Literal::Integer(i64::from(number))),
        own("bit(8)", |number| Literal::Integer(i64::from(number))),
        own("set('a','it''s')", |number| match number {
            0 => Literal::String(String::new()),
            1 => Literal::String("a".to_owned()),
            _ => Literal::String("a,it's".to_owned()),
        }),
        own("mediumint unsigned", |number| Literal::Integer(i64::from(number))),
        own("timestamp(3)", |number| {
            Literal::String(format!("2026-02-07 10:30:0{number}.125"))
        }),
        own("char(7)", |number| Literal::String(number.to_string())),
        own("point", point),
    ],
    indexes: &[
        IndexWords {
            method: Some("fulltext"),
            operator_class: None,
            takes: |field| {
                matches!(
                    field.field_type.storage(),
                    StorageType::Text | StorageType::Varchar(_)
                )
            },
        },
        IndexWords {
            method: Some("spatial"),
            operator_class: None,
            takes: |field| !field.nullable && is_point(&field.field_type),
        },
    ],
};

const fn own(spelling: &'static str, value: fn(u32) -> Literal) -> TypeWords {
    TypeWords {
        dialect: "mysql",
        spelling,
        value,
    }
}

/// A point in the form that the servers keep it in: four bytes of the reference system, then well-known binary.
fn point(number: u32) -> Literal {
    let mut bytes = vec![0, 0, 0, 0, 1, 1, 0, 0, 0];
    for coordinate in [f64::from(number), 1.5] {
        bytes.extend(coordinate.to_le_bytes());
    }
    Literal::Bytes(bytes)
}

fn is_point(field_type: &FieldType) -> bool {
    matches!(field_type, FieldType::Opaque { spelling, .. } if spelling == "point")
}

/// What generated histories may ask of the server.
async fn scope(url: &str) -> aksara_suite::Database {
    database_of(&*connect(url).await.unwrap(), WORDS)
}

fn scenarios(name: &str, variable: &str) {
    let Some(database) = Database::on(variable, "aksara_scenarios") else {
        return;
    };
    let check = check_scenarios(async || database.fresh().await);
    let report = Runtime::new().unwrap().block_on(check).unwrap();
    report.count(name).unwrap();
    assert!(report.failures.is_empty(), "{}", report.failures());
}

fn differences(variable: &str) {
    let Some(database) = Database::on(variable, "aksara_differences") else {
        return;
    };
    let check = check_differences(async || database.fresh().await);
    let report = Runtime::new().unwrap().block_on(check).unwrap();
    assert!(report.failures.is_empty(), "{}", report.failures());
}

fn generated_histories(name: &str, variable: &str) {
    let Some(database) = Database::on(variable, "aksara_generated") else {
        return;
    };
    let runtime = Runtime::new().unwrap();
    let scope = runtime.block_on(scope(&database.server));
    let checked = check_generated(name, scope, |history| {
        runtime.block_on(async { run_history(&mut *database.fresh().await.unwrap(), history).await })
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

fn edits_of_models(name: &str, variable: &str) {
    let Some(database) = Database::on(variable, "aksara_edits") else {
        return;
    };
    let runtime = Runtime::new().unwrap();
    let scope = runtime.block_on(scope(&database.server));
    let checked = check_edits(name, scope, |edited| {
        runtime.block_on(async { run_edit(&mut *database.fresh().await.unwrap(), edited).await })
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn edits_of_models_on_mysql() {
    edits_of_models("MySQL", "AKSARA_TEST_MYSQL_URL");
}

#[test]
fn edits_of_models_on_mariadb() {
    edits_of_models("MariaDB", "AKSARA_TEST_MARIADB_URL");
}

#[test]
fn generated_histories_have_every_word_of_mysql() {
    assert_eq!(unreached_words(&MYSQL, WORDS).unwrap(), Vec::<String>::new());
}

#[test]
fn scenarios_on_mysql() {
    scenarios("MySQL", "AKSARA_TEST_MYSQL_URL");
}

#[test]
fn scenarios_on_mariadb() {
    scenarios("MariaDB", "AKSARA_TEST_MARIADB_URL");
}

#[test]
fn differences_on_mysql() {
    differences("AKSARA_TEST_MYSQL_URL");
}

#[test]
fn differences_on_mariadb() {
    differences("AKSARA_TEST_MARIADB_URL");
}

#[test]
fn generated_histories_on_mysql() {
    generated_histories("MySQL", "AKSARA_TEST_MYSQL_URL");
}

#[test]
fn generated_histories_on_mariadb() {
    generated_histories("MariaDB", "AKSARA_TEST_MARIADB_URL");
}

fn expressions_mean_the_same(variable: &str) {
    let Some(database) = Database::on(variable, "aksara_truth") else {
        return;
    };
    let untrue = untrue_expressions(async || database.fresh().await);
    let untrue = Runtime::new().unwrap().block_on(untrue).unwrap();
    assert!(untrue.is_empty(), "{}", untrue.join("\n"));
}

#[test]
fn expressions_mean_the_same_on_mysql() {
    expressions_mean_the_same("AKSARA_TEST_MYSQL_URL");
}

#[test]
fn expressions_mean_the_same_on_mariadb() {
    expressions_mean_the_same("AKSARA_TEST_MARIADB_URL");
}

fn generated_histories_keep_rows(name: &str, variable: &str) {
    let Some(url) = server_url(variable).unwrap() else {
        return;
    };
    let server = ScratchServer {
        driver: &MysqlDriver,
        url: DatabaseUrl::parse(url).unwrap(),
    };
    let runtime = Runtime::new().unwrap();
    let scope = runtime.block_on(scope(server.url.secret()));
    let checked = check_generated_rows(name, scope, |history| {
        runtime.block_on(prove_history(&server, history))
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn generated_histories_keep_rows_on_mysql() {
    generated_histories_keep_rows("MySQL", "AKSARA_TEST_MYSQL_URL");
}

#[test]
fn generated_histories_keep_rows_on_mariadb() {
    generated_histories_keep_rows("MariaDB", "AKSARA_TEST_MARIADB_URL");
}

fn squashes_lead_where_their_originals_lead(name: &str, variable: &str) {
    let Some(database) = Database::on(variable, "aksara_squashed") else {
        return;
    };
    let runtime = Runtime::new().unwrap();
    let scope = runtime.block_on(scope(&database.server));
    let checked = check_squashes(name, scope, |history| {
        runtime.block_on(compare_squash(async || database.fresh().await, history))
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn squashes_lead_where_their_originals_lead_on_mysql() {
    squashes_lead_where_their_originals_lead("MySQL", "AKSARA_TEST_MYSQL_URL");
}

#[test]
fn squashes_lead_where_their_originals_lead_on_mariadb() {
    squashes_lead_where_their_originals_lead("MariaDB", "AKSARA_TEST_MARIADB_URL");
}

fn coalescing_changes_no_result(name: &str, variable: &str) {
    let Some(database) = Database::on(variable, "aksara_coalesced") else {
        return;
    };
    let runtime = Runtime::new().unwrap();
    let scope = runtime.block_on(scope(&database.server));
    let checked = check_coalescing(name, scope, |history| {
        runtime.block_on(compare_coalescing(async || database.fresh().await, history))
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn coalescing_changes_no_result_on_mysql() {
    coalescing_changes_no_result("MySQL", "AKSARA_TEST_MYSQL_URL");
}

#[test]
fn coalescing_changes_no_result_on_mariadb() {
    coalescing_changes_no_result("MariaDB", "AKSARA_TEST_MARIADB_URL");
}

fn optimizing_changes_no_result(name: &str, variable: &str) {
    let Some(database) = Database::on(variable, "aksara_optimized") else {
        return;
    };
    let runtime = Runtime::new().unwrap();
    let scope = runtime.block_on(scope(&database.server));
    let checked = check_optimizing(name, scope, |history| {
        runtime.block_on(compare_optimizing(async || database.fresh().await, history))
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn optimizing_changes_no_result_on_mysql() {
    optimizing_changes_no_result("MySQL", "AKSARA_TEST_MYSQL_URL");
}

#[test]
fn optimizing_changes_no_result_on_mariadb() {
    optimizing_changes_no_result("MariaDB", "AKSARA_TEST_MARIADB_URL");
}
