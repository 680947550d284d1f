//! The conformance suite on PostgreSQL: the shared scenarios and generated histories on real servers.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use aksara_driver::{Connection, DatabaseUrl, Driver, DriverError};
use aksara_postgres::{Postgres, PostgresDriver};
use aksara_schema::{Field, FieldType, Literal, StorageType};
use aksara_suite::{
    IndexWords, TypeWords, Words, check_coalescing, check_differences, check_edits, check_generated,
    check_generated_rows, check_optimizing, check_scenarios, check_squashes, compare_coalescing,
    compare_optimizing, compare_squash, database_of, prove_history, run_edit, run_history, server_url,
    unreached_words, untrue_expressions, with_database,
};
use aksara_verify::ScratchServer;
use tokio::runtime::Runtime;

/// PostgreSQL's own words for what generated histories may have.
const WORDS: Words = Words {
    collations: &["C", "POSIX"],
    charsets: &[],
    types: &[
        own("int4range", |number| {
            Literal::String(format!("[{number},{})", number + 5))
        }),
        own("tsvector", |number| {
            Literal::String(format!("'it''s':{}", number + 1))
        }),
        own("BIGINT[]", |number| {
            Literal::Array(vec![Literal::Integer(i64::from(number))])
        }),
        own("json", |number| {
            Literal::Json(serde_json::json!({ "it's": number }))
        }),
        own("Decimal(10, 2)", |number| Literal::Integer(i64::from(number))),
        own("macaddr", |number| {
            Literal::String(format!("08:00:2b:01:02:0{number}"))
        }),
        own("bit(8)", |number| Literal::String(format!("{number:08b}"))),
        own("character(7)", |number| Literal::String(number.to_string())),
        own("real", |number| Literal::Integer(i64::from(number))),
        own("point", |number| Literal::String(format!("({number},1.5)"))),
        own("timestamp(3) without time zone", |number| {
            Literal::String(format!("2026-02-07 10:30:0{number}.125"))
        }),
        own("character varying(7)[]", |number| {
            Literal::String(format!("{{{number},\"it's, x\"}}"))
        }),
    ],
    indexes: &[
        index("gist", None, |field| {
            is_one_of(field, &["int4range", "tsvector", "point"])
        }),
        index("gin", None, |field| {
            is_one_of(field, &["tsvector", "character varying(7)[]"])
        }),
        index("hash", None, |field| {
            matches!(
                field.field_type.storage(),
                StorageType::Integer | StorageType::Uuid | StorageType::Text
            )
        }),
        index("brin", None, |field| {
            matches!(
                field.field_type.storage(),
                StorageType::BigInteger | StorageType::Date | StorageType::DateTime
            )
        }),
        index("gin", None, |field| {
            matches!(
                field.field_type.storage(),
                StorageType::Json | StorageType::Array(_)
            )
        }),
        index("gin", Some("jsonb_path_ops"), |field| {
            matches!(field.field_type.storage(), StorageType::Json)
        }),
        index("gist", Some("inet_ops"), |field| {
            matches!(field.field_type.storage(), StorageType::IpAddress)
        }),
        index("spgist", None, |field| {
            matches!(
                field.field_type.storage(),
                StorageType::Text | StorageType::IpAddress
            )
        }),
        index("btree", Some("text_pattern_ops"), |field| {
            matches!(field.field_type.storage(), StorageType::Text)
        }),
        index("btree", Some("varchar_pattern_ops"), |field| {
            matches!(field.field_type.storage(), StorageType::Varchar(_))
        }),
    ],
};

fn is_one_of(field: &Field, spellings: &[&str]) -> bool {
    matches!(&field.field_type, FieldType::Opaque { spelling, .. } if spellings.contains(&spelling.as_str()))
}

const fn own(spelling: &'static str, value: fn(u32) -> Literal) -> TypeWords {
    TypeWords {
        dialect: "postgres",
        spelling,
        value,
    }
}

const fn index(
    method: &'static str,
    operator_class: Option<&'static str>,
    takes: fn(&Field) -> bool,
) -> IndexWords {
    IndexWords {
        method: Some(method),
        operator_class,
        takes,
    }
}

/// A database of our own on a server.
struct Database {
    url: DatabaseUrl,
}

impl Database {
    /// Makes the database anew, under a name that no other run has; `None` where there is no such server.
    async fn create(variable: &str, name: &str) -> Option<Self> {
        let name = &format!("{name}_{}", std::process::id());
        let url = server_url(variable).unwrap()?;
        let mut server = PostgresDriver
            .connect(&DatabaseUrl::parse(url.clone()).unwrap())
            .await
            .unwrap();
        server
            .execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            .await
            .unwrap();
        server.execute(&format!("CREATE DATABASE {name}")).await.unwrap();
        Some(Self {
            url: DatabaseUrl::parse(with_database(&url, name)).unwrap(),
        })
    }

    /// What generated histories may ask of it.
    async fn scope(&self) -> aksara_suite::Database {
        database_of(&*PostgresDriver.connect(&self.url).await.unwrap(), WORDS)
    }

    /// A connection to the database with nothing in it.
    async fn fresh(&self) -> Result<Box<dyn Connection>, DriverError> {
        let mut connection = PostgresDriver.connect(&self.url).await?;
        connection
            .execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            .await?;
        Ok(connection)
    }
}

fn scenarios(name: &str, variable: &str, database: &str) {
    Runtime::new().unwrap().block_on(async {
        let Some(database) = Database::create(variable, database).await else {
            return;
        };
        let report = check_scenarios(async || database.fresh().await).await.unwrap();
        report.count(name).unwrap();
        assert!(report.failures.is_empty(), "{}", report.failures());
    });
}

fn generated_histories(name: &str, variable: &str, database: &str) {
    let runtime = Runtime::new().unwrap();
    let Some(database) = runtime.block_on(Database::create(variable, database)) else {
        return;
    };
    let checked = check_generated(name, runtime.block_on(database.scope()), |history| {
        runtime.block_on(async { run_history(&mut *database.fresh().await.unwrap(), history).await })
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

fn edits_of_models(name: &str, variable: &str, database: &str) {
    let runtime = Runtime::new().unwrap();
    let Some(database) = runtime.block_on(Database::create(variable, database)) else {
        return;
    };
    let checked = check_edits(name, runtime.block_on(database.scope()), |edited| {
        runtime.block_on(async { run_edit(&mut *database.fresh().await.unwrap(), edited).await })
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn edits_of_models_on_postgres() {
    edits_of_models("PostgreSQL", "AKSARA_TEST_POSTGRES_URL", "aksara_edits");
}

#[test]
fn generated_histories_have_every_word_of_postgres() {
    assert_eq!(unreached_words(&Postgres, WORDS).unwrap(), Vec::<String>::new());
}

#[test]
fn scenarios_on_postgres() {
    scenarios("PostgreSQL", "AKSARA_TEST_POSTGRES_URL", "aksara_scenarios");
}

#[test]
fn differences_on_postgres() {
    Runtime::new().unwrap().block_on(async {
        let Some(database) = Database::create("AKSARA_TEST_POSTGRES_URL", "aksara_differences").await else {
            return;
        };
        let report = check_differences(async || database.fresh().await).await.unwrap();
        assert!(report.failures.is_empty(), "{}", report.failures());
    });
}

#[test]
fn generated_histories_on_postgres() {
    generated_histories("PostgreSQL", "AKSARA_TEST_POSTGRES_URL", "aksara_generated");
}

#[test]
fn expressions_mean_the_same_on_postgres() {
    Runtime::new().unwrap().block_on(async {
        let Some(database) = Database::create("AKSARA_TEST_POSTGRES_URL", "aksara_truth").await else {
            return;
        };
        let untrue = untrue_expressions(async || database.fresh().await).await.unwrap();
        assert!(untrue.is_empty(), "{}", untrue.join("\n"));
    });
}

fn generated_histories_keep_rows(name: &str, variable: &str) {
    let Some(url) = server_url(variable).unwrap() else {
        return;
    };
    let server = ScratchServer {
        driver: &PostgresDriver,
        url: DatabaseUrl::parse(url).unwrap(),
    };
    let runtime = Runtime::new().unwrap();
    let connection = runtime.block_on(PostgresDriver.connect(&server.url)).unwrap();
    let checked = check_generated_rows(name, database_of(&*connection, WORDS), |history| {
        runtime.block_on(prove_history(&server, history))
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn generated_histories_keep_rows_on_postgres() {
    generated_histories_keep_rows("PostgreSQL", "AKSARA_TEST_POSTGRES_URL");
}

#[test]
fn squashes_lead_where_their_originals_lead_on_postgres() {
    let runtime = Runtime::new().unwrap();
    let database = Database::create("AKSARA_TEST_POSTGRES_URL", "aksara_squashed");
    let Some(database) = runtime.block_on(database) else {
        return;
    };
    let scope = runtime.block_on(database.scope());
    let checked = check_squashes("PostgreSQL", scope, |history| {
        runtime.block_on(compare_squash(async || database.fresh().await, history))
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn coalescing_changes_no_result_on_postgres() {
    let runtime = Runtime::new().unwrap();
    let database = Database::create("AKSARA_TEST_POSTGRES_URL", "aksara_coalesced");
    let Some(database) = runtime.block_on(database) else {
        return;
    };
    let scope = runtime.block_on(database.scope());
    let checked = check_coalescing("PostgreSQL", scope, |history| {
        runtime.block_on(compare_coalescing(async || database.fresh().await, history))
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn optimizing_changes_no_result_on_postgres() {
    let runtime = Runtime::new().unwrap();
    let database = Database::create("AKSARA_TEST_POSTGRES_URL", "aksara_optimized");
    let Some(database) = runtime.block_on(database) else {
        return;
    };
    let scope = runtime.block_on(database.scope());
    let checked = check_optimizing("PostgreSQL", scope, |history| {
        runtime.block_on(compare_optimizing(async || database.fresh().await, history))
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}
