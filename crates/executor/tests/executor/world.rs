//! A database in a folder of its own, and what can be seen in it.

use aksara_driver::{Connection, DatabaseUrl, Driver, Value};
use aksara_executor::{Event, Executor, ExecutorError, Goal, Mode, Plan, Request};
use aksara_sqlite::SqliteDriver;
use tempfile::TempDir;

use crate::migrations::Migrations;

/// A database in a folder of its own.
pub struct World {
    folder: TempDir,
}

impl World {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub async fn connect(&self) -> Box<dyn Connection> {
        let url = format!("sqlite:{}", self.folder.path().join("app.db").display());
        SqliteDriver
            .connect(&DatabaseUrl::parse(url).unwrap())
            .await
            .unwrap()
    }

    /// Migrates and gives the names of what ran.
    pub async fn migrate(
        &self,
        source: &Migrations,
        request: &Request,
    ) -> Result<Vec<String>, ExecutorError> {
        let mut connection = self.connect().await;
        migrate_on(&mut *connection, source, request)
            .await
            .map(|plan| names(&plan))
    }

    /// Migrates to a target.
    pub async fn migrate_to(&self, source: &Migrations, target: &str) -> Result<Vec<String>, ExecutorError> {
        self.migrate(
            source,
            &Request {
                target: Goal::from(target),
                allow_data_loss: true,
                ..Request::default()
            },
        )
        .await
    }

    /// Applies everything.
    pub async fn migrate_all(&self, source: &Migrations) -> Result<Vec<String>, ExecutorError> {
        self.migrate(source, &Request::default()).await
    }

    /// The user's tables.
    pub async fn tables(&self) -> Vec<String> {
        let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'aksara%' \
                   AND name NOT LIKE 'sqlite%' ORDER BY name";
        self.texts(sql).await
    }

    /// The history's names in order of execution.
    pub async fn history(&self) -> Vec<String> {
        self.texts("SELECT name FROM aksara_migrations ORDER BY id").await
    }

    /// The whole catalog.
    pub async fn catalog(&self) -> Vec<String> {
        self.texts("SELECT name || ': ' || coalesce(sql, '') AS name FROM sqlite_master ORDER BY name")
            .await
    }

    /// The column `name` of a query.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let rows = self.connect().await.query(sql, &[]).await.unwrap();
        rows.iter()
            .map(|row| row.text("name").unwrap().to_owned())
            .collect()
    }

    /// Runs SQL as the user would by hand.
    pub async fn execute(&self, sql: &str) {
        self.connect().await.execute(sql).await.unwrap();
    }

    /// One whole number.
    pub async fn number(&self, sql: &str) -> Option<i64> {
        let rows = self.connect().await.query(sql, &[]).await.unwrap();
        rows[0].values.first().map(|value| match value {
            Value::Integer(number) => *number,
            other => panic!("{other:?} is no number"),
        })
    }
}

/// Migrates on a connection, ignoring the events.
pub async fn migrate_on(
    connection: &mut dyn Connection,
    source: &Migrations,
    request: &Request,
) -> Result<Plan, ExecutorError> {
    Executor::new(connection, source)
        .migrate(request, &mut |_: Event<'_>| {})
        .await
}

/// A request to record alone.
pub fn fake(target: Option<&str>) -> Request {
    Request {
        target: Goal::of_name(target),
        mode: Mode::Fake,
        ..Request::default()
    }
}

/// The names of a plan's migrations.
pub fn names(plan: &Plan) -> Vec<String> {
    plan.migrations
        .iter()
        .map(|planned| planned.entry.name.to_string())
        .collect()
}
