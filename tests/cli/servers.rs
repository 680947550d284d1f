//! The seed's workflow on every server, from one directory of migrations that SQLite has run as well.

use aksara::{DatabaseUrl, registry};
use aksara_driver::Value;
use aksara_suite::{server_url, with_database};
use tempfile::TempDir;

use crate::project::Project;

const MODELS: &str = r#"from aksara import Model, fields


class User(Model):
    email = fields.Email(unique=True)
    name = fields.String(max_length=100)


class Post(Model):
    title = fields.String(max_length=200)
    views = fields.PositiveInteger(default=0)
    author = fields.ForeignKey(User, on_delete="CASCADE")
    published = fields.DateTime(nullable=True)

    class Meta:
        indexes = [fields.Index(name="posts_by_title", fields=["title"])]
"#;

/// An empty database of our own on a server; `None` where there is no such server.
pub fn database(variable: &str, purpose: &str) -> Option<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(empty_database(variable, purpose))
}

/// The same, where something runs already.
pub async fn empty_database(variable: &str, purpose: &str) -> Option<String> {
    let server = server_url(variable).unwrap()?;
    let name = format!("aksara_cli_{purpose}_{}", std::process::id());
    let url = DatabaseUrl::parse(server.clone()).unwrap();
    let mut connection = registry::driver_of(&url).unwrap().connect(&url).await.unwrap();
    for sql in [
        format!("DROP DATABASE IF EXISTS {name}"),
        format!("CREATE DATABASE {name}"),
    ] {
        connection.execute(&sql).await.unwrap();
    }
    connection.close().await.unwrap();
    Some(with_database(&server, &name))
}

/// A database of our own on PostgreSQL: its URL there, and its URL through pgbouncer in transaction mode.
pub fn pooled_database(purpose: &str) -> Option<(String, String)> {
    let pooler = server_url("AKSARA_TEST_PGBOUNCER_URL").unwrap()?;
    let direct = database("AKSARA_TEST_POSTGRES_URL", purpose)?;
    let name = direct.rsplit_once('/').map(|(_, name)| name)?;
    let pooled = with_database(&pooler, name);
    Some((direct, pooled))
}

/// An SQLite file in this folder, and an empty database of our own on every server of this machine.
pub fn every_database(folder: &TempDir, purpose: &str) -> Vec<String> {
    let file = format!("sqlite:{}", folder.path().join("db.sqlite3").display());
    let servers = ["POSTGRES", "MYSQL", "MARIADB"];
    let on_servers = servers.map(|server| database(&format!("AKSARA_TEST_{server}_URL"), purpose));
    std::iter::once(file)
        .chain(on_servers.into_iter().flatten())
        .collect()
}

/// The one number that a query gives.
pub fn number(url: &str, sql: &str) -> i64 {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let url = DatabaseUrl::parse(url).unwrap();
        let mut connection = registry::driver_of(&url).unwrap().connect(&url).await.unwrap();
        let rows = connection.query(sql, &[]).await.unwrap();
        connection.close().await.unwrap();
        match rows.first().map(|row| row.values.as_slice()) {
            Some([Value::Integer(number)]) => *number,
            other => panic!("{sql}: {other:?}"),
        }
    })
}

/// Runs SQL on a database.
pub fn execute(url: &str, sql: &str) {
    assert!(executes(url, sql), "{url} refuses {sql}");
}

/// Runs SQL on a database; whether that takes it.
pub fn executes(url: &str, sql: &str) -> bool {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let url = DatabaseUrl::parse(url).unwrap();
        let mut connection = registry::driver_of(&url).unwrap().connect(&url).await.unwrap();
        let executed = connection.execute(sql).await;
        connection.close().await.unwrap();
        executed.is_ok()
    })
}

fn check(variable: &str) {
    let Some(url) = database(variable, "workflow") else {
        return;
    };
    let project = Project::with_models(MODELS);
    project.run("makemigrations").succeeds();
    let grown = MODELS.replace("max_length=100", "max_length=120").replace(
        "    published",
        "    subtitle = fields.Text(nullable=True)\n    published",
    );
    project.write("app/models.py", &grown);
    project.run("makemigrations --name subtitle").succeeds();
    for database in ["sqlite:app.db", &url] {
        let run = |arguments: &[&str]| {
            let ended = project
                .run_with(&[arguments, &["--database-url", database]].concat(), &[])
                .succeeds();
            let password = url.split(['@', ':']).nth(2).unwrap();
            assert!(
                !format!("{}{}", ended.stdout, ended.stderr).contains(password),
                "the password is shown"
            );
            ended
        };
        run(&["migrate"]).says("Applying 0002_auto_subtitle... ✓ Applied successfully");
        run(&["status"])
            .says("[X] 0001_auto_initial")
            .says("[X] 0002_auto_subtitle");
        run(&["migrate", "0001"]).says("Reverting 0002_auto_subtitle... ✓ Reverted successfully");
        run(&["status"]).says("[ ] 0002_auto_subtitle");
        run(&["migrate"]);
        run(&["migrate", "zero"]).says("Reverting 0001_auto_initial... ✓ Reverted successfully");
    }
}

#[test]
fn the_workflow_runs_on_postgres() {
    check("AKSARA_TEST_POSTGRES_URL");
}

#[test]
fn the_workflow_runs_on_mysql() {
    check("AKSARA_TEST_MYSQL_URL");
}

#[test]
fn the_workflow_runs_on_mariadb() {
    check("AKSARA_TEST_MARIADB_URL");
}
