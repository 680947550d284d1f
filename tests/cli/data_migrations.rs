//! Data migrations on every database: `tests/data_migrations` says what each file must do.

use std::fs;
use std::path::{Path, PathBuf};

use aksara::{DatabaseUrl, registry};
use aksara_driver::Value;
use aksara_suite::{Failures, chosen_scenarios, scenario_folder};
use pretty_assertions::assert_eq;

use crate::project::{Ended, Project};
use crate::servers::{database, pooled_database};

const FIRST: &str = "0001_first";

/// A module that a migration of the project imports.
const TEXTS: &str = "def slugify(text):\n    return text.lower().replace(\" \", \"-\")\n\n\n\
                     async def shout(db):\n    await db.execute(\"UPDATE things SET title = upper(title)\")\n";

/// One file, and what must be seen from outside.
struct DataMigration {
    name: String,
    text: String,
}

impl DataMigration {
    fn read(path: &Path) -> Self {
        Self {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            text: fs::read_to_string(path).unwrap(),
        }
    }

    fn lines<'a>(&'a self, label: &'a str) -> impl Iterator<Item = &'a str> {
        let lines = self.text.lines().take_while(|line| line.starts_with("# "));
        lines.filter_map(move |line| line.strip_prefix("# ")?.strip_prefix(label)?.strip_prefix(": "))
    }

    /// The expected part of the message; none if it must succeed.
    fn failures(&self, url: &str) -> Vec<&str> {
        let own = match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("postgres") => "fails on postgres",
            Some("mysql") => "fails on mysql",
            Some("mariadb") => "fails on mariadb",
            _ => "fails on sqlite",
        };
        self.lines("fails").chain(self.lines(own)).collect()
    }

    fn check(&self, project: &Project, url: &str) {
        let run = |target: &str| {
            let ended = project.run_with(&["migrate", target, "--database-url", url], &[]);
            (ended.code, ended)
        };
        run(FIRST).1.succeeds();
        let name = format!("0002_{}", self.name);
        project.write(&format!("migrations/{name}.py"), &self.text);
        let (code, ended) = run(&name);
        let failures = self.failures(url);
        let must_fail = !failures.is_empty();
        let shown = format!("{url}\n{}{}", ended.stdout, ended.stderr);
        assert_eq!(code, i32::from(must_fail), "{name} on {shown}");
        for part in failures {
            assert!(ended.stderr.contains(part), "{name}: no {part:?} on {shown}");
        }
        self.prints(&ended, &shown);
        if must_fail {
            let state = self.lines("state").next();
            let state = state.unwrap_or("Nothing of this migration was changed.");
            assert!(ended.stderr.contains(state), "{name}: no {state:?} on {shown}");
            self.remains(url);
        }
        run(FIRST).1.succeeds();
        if !must_fail {
            self.remains(url);
        }
        fs::remove_file(project.path(&format!("migrations/{name}.py"))).unwrap();
        run("zero").1.succeeds();
    }

    fn prints(&self, ended: &Ended, shown: &str) {
        for (label, stream) in [("prints", &ended.stdout), ("warns", &ended.stderr)] {
            for line in self.lines(label) {
                assert!(
                    stream.lines().any(|found| found == line),
                    "no {line:?} on {shown}"
                );
            }
        }
    }

    fn remains(&self, url: &str) {
        for lines in self.lines("remains") {
            let (query, expected) = lines.rsplit_once(" = ").unwrap();
            let found = value(url, &format!("SELECT {query}"));
            assert_eq!(
                found,
                Value::Integer(expected.parse().unwrap()),
                "{} on {url}",
                self.name
            );
        }
    }
}

/// The one value that a query gives.
pub fn value(url: &str, sql: &str) -> Value {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let url = DatabaseUrl::parse(url).unwrap();
        let mut connection = registry::driver_of(&url).unwrap().connect(&url).await.unwrap();
        connection
            .query(sql, &[])
            .await
            .unwrap()
            .remove(0)
            .values
            .remove(0)
    })
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data_migrations")
}

/// A project with the first migration and a module.
fn project() -> Project {
    let first = fs::read_to_string(folder().join("_first.py")).unwrap();
    Project::new()
        .file(&format!("migrations/{FIRST}.py"), &first)
        .file("app/texts.py", TEXTS)
}

/// Runs every file; `AKSARA_SCENARIO` narrows to those whose name holds it: one of them or of the shared scenarios must.
fn check(url: &str) {
    let wanted = std::env::var("AKSARA_SCENARIO").unwrap_or_default();
    let mut paths: Vec<PathBuf> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .collect();
    paths.sort();
    let migrations: Vec<DataMigration> = paths.iter().map(|path| DataMigration::read(path)).collect();
    let is_chosen =
        |migration: &&DataMigration| !migration.name.starts_with('_') && migration.name.contains(&wanted);
    let chosen: Vec<&DataMigration> = migrations.iter().filter(is_chosen).collect();
    if chosen.is_empty() {
        chosen_scenarios(&scenario_folder()).unwrap();
    }
    let mut failures = Failures::default();
    for migration in chosen {
        failures.check(&migration.name, || migration.check(&project(), url));
    }
    failures.demand_none();
}

fn check_server(variable: &str) {
    if let Some(url) = database(variable, "data") {
        check(&url);
    }
}

#[test]
fn data_migrations_run_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    check(&format!("sqlite:{}", folder.path().join("app.db").display()));
}

#[test]
fn data_migrations_run_on_postgres() {
    check_server("AKSARA_TEST_POSTGRES_URL");
}

#[test]
fn data_migrations_run_through_a_pooler() {
    if let Some((_, pooled)) = pooled_database("data_pooled") {
        check(&pooled);
    }
}

#[test]
fn data_migrations_run_on_mysql() {
    check_server("AKSARA_TEST_MYSQL_URL");
}

#[test]
fn data_migrations_run_on_mariadb() {
    check_server("AKSARA_TEST_MARIADB_URL");
}
