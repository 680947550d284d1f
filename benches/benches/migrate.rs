//! A whole `migrate` of 1,000 migrations on SQLite, beside the same SQL executed on the same library with one
//! transaction for each migration, in a chain of foreign keys and in a star.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark fails by panicking; criterion's macros are undocumented"
)]

use std::path::Path;

use aksara_benches::{Project, References, files};
use aksara_dialect::Statement;
use aksara_driver::{DatabaseUrl, Driver};
use aksara_executor::{Executor, Plan, Request};
use aksara_sqlite::SqliteDriver;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use futures::executor::block_on;

const MIGRATIONS: usize = 1_000;

fn migrate(project: &Project, database: &Path) -> Plan {
    block_on(async {
        let url = DatabaseUrl::parse(format!("sqlite:{}", database.display())).unwrap();
        let mut connection = SqliteDriver.connect(&url).await.unwrap();
        let plan = Executor::new(&mut *connection, project)
            .migrate(&Request::default(), &mut |_| ())
            .await;
        connection.close().await.unwrap();
        plan.unwrap()
    })
}

/// The statements of each migration, with its row in the history.
fn bare_sql(plan: &Plan) -> Vec<Vec<String>> {
    let texts = |statement: &Statement| {
        statement
            .sql_texts()
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let of_one = |planned: &aksara_executor::PlannedMigration| {
        let history = format!(
            "INSERT INTO history (name, checksum) VALUES ('{}', '{}')",
            planned.entry.name, planned.entry.checksum
        );
        planned
            .transaction
            .statements()
            .flat_map(texts)
            .chain([history])
            .collect()
    };
    plan.migrations.iter().map(of_one).collect()
}

fn execute(migrations: &[Vec<String>], database: &Path) {
    let connection = rusqlite::Connection::open(database).unwrap();
    connection
        .execute_batch(
            "CREATE TABLE history (id INTEGER PRIMARY KEY, name TEXT UNIQUE, checksum TEXT, at TEXT)",
        )
        .unwrap();
    for statements in migrations {
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        for statement in statements {
            connection.execute_batch(statement).unwrap();
        }
        connection.execute_batch("COMMIT").unwrap();
    }
}

fn migrating(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group(format!("migrate {MIGRATIONS} migrations on SQLite"));
    group.sample_size(10);
    let folder = || tempfile::tempdir().unwrap();
    for references in [References::Previous, References::First] {
        let project = Project::new(files(MIGRATIONS, references));
        let sql = bare_sql(&migrate(&project, &folder().path().join("plan.db")));
        group.bench_function(format!("aksara, {references:?}"), |bencher| {
            let run = |folder: tempfile::TempDir| migrate(&project, &folder.path().join("app.db"));
            bencher.iter_batched(folder, run, BatchSize::PerIteration)
        });
        group.bench_function(format!("bare SQL, {references:?}"), |bencher| {
            let run = |folder: tempfile::TempDir| execute(&sql, &folder.path().join("app.db"));
            bencher.iter_batched(folder, run, BatchSize::PerIteration)
        });
    }
    group.finish();
}

criterion_group!(benches, migrating);
criterion_main!(benches);
