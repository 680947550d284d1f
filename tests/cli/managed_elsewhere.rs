//! Models of tables that something else makes (`managed = False`): foreign keys may refer to them, and no command makes,
//! changes or drops them.

use pretty_assertions::assert_eq;

use crate::project::{Ended, Project};
use crate::servers::{database, every_database, execute, executes, number};

const MODELS: &str = "\
from aksara import Model, fields


class Legacy(Model):
    __tablename__ = \"legacy\"
    id = fields.Integer(primary_key=True)
    code = fields.String(max_length=20, unique=True)

    class Meta:
        managed = False
        implicit_fields = False


class Order(Model):
    id = fields.Integer(primary_key=True, auto_increment=True)
    legacy = fields.ForeignKey(Legacy, nullable=True)

    class Meta:
        implicit_fields = False
";

const LEGACY: &str = "CREATE TABLE legacy (id integer PRIMARY KEY, code varchar(20) NOT NULL, note varchar(20), UNIQUE (code)); \
     INSERT INTO legacy (id, code) VALUES (7, 'seven')";

fn check(url: &str, scratch: Option<&str>) {
    execute(url, LEGACY);
    let project = Project::with_models(MODELS);
    let run = |arguments: &[&str]| {
        project
            .run_with(&[arguments, &["--database-url", url]].concat(), &[])
            .succeeds()
    };
    project.run("makemigrations").succeeds();
    let file = project.read("migrations/0001_auto_initial.py");
    assert!(file.contains("managed=False"), "{file}");
    let unchanged = project.run("makemigrations --check").succeeds();
    assert!(unchanged.stdout.contains("No changes"), "{}", unchanged.stdout);
    run(&["migrate"]);
    execute(url, "INSERT INTO orders (id, legacy_id) VALUES (1, 7)");
    for scratch in [None, scratch].iter().flatten() {
        run(&["check", "--strict", "--scratch-url", scratch]);
    }
    run(&["check", "--strict"]);
    let verified = scratch.map_or_else(Vec::new, |url| vec!["--scratch-url", url]);
    run(&[&["verify"], &*verified].concat());
    execute(url, "DELETE FROM orders");
    run(&["migrate", "zero"]);
    // The table and its row are still there.
    execute(
        url,
        "INSERT INTO legacy (id, code) SELECT 8, 'eight' FROM legacy WHERE id = 7; DELETE FROM legacy WHERE id = 8",
    );
    run(&["migrate"]);
    execute(url, "INSERT INTO orders (id, legacy_id) VALUES (2, 7)");
}

#[test]
fn a_foreign_key_to_a_table_of_others_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    check(
        &format!("sqlite:{}", folder.path().join("app.db").display()),
        None,
    );
}

#[test]
fn a_foreign_key_to_a_table_of_others_on_servers() {
    for name in ["POSTGRES", "MYSQL", "MARIADB"] {
        let variable = format!("AKSARA_TEST_{name}_URL");
        if let Some(url) = database(&variable, "managed_elsewhere") {
            let server = aksara_suite::server_url(&variable).unwrap();
            check(&url, server.as_deref());
        }
    }
}

const RECORDED: &str = "operations = [\n    op.CreateTable(name=\"legacy\", managed=False, fields=[(\"id\", \
     fields.Integer(primary_key=True))]),\n]";

#[test]
fn recording_a_table_makes_nothing_and_dropping_it_is_refused() {
    let project = Project::new().migration("0001_legacy", RECORDED);
    project.run("migrate").succeeds();
    let sql = project.run("sql 0001").succeeds().stdout;
    assert!(!sql.contains("CREATE TABLE"), "{sql}");
    let body = "dependencies = [\"0001_legacy\"]\noperations = [\n    op.DropTable(name=\"legacy\"),\n]";
    let project = project.migration("0002_drop", body);
    project.refuses(&["migrate"], 1, &["`legacy` is not managed by these migrations"]);
    let body = body.replace("\"legacy\")", "\"legacy\", managed=False)");
    let project = project.migration("0002_drop", &body);
    project.run("migrate").succeeds();
    project.run("migrate zero").succeeds();
}

/// A model that something else makes, and one that refers to it.
const ALONE: &str = "\
from aksara import Model, fields


class Legacy(Model):
    __tablename__ = \"legacy\"
    id = fields.BigInteger(primary_key=True)
    code = fields.String(max_length=20, unique=True)
    amount = fields.Integer(default=0)

    class Meta:
        managed = False
        implicit_fields = False
        indexes = [fields.Index(name=\"legacy_by_amount\", fields=[\"amount\"])]
";

const REFERRING: &str = "

class Order(Model):
    id = fields.Integer(primary_key=True, auto_increment=True)
    legacy = fields.ForeignKey(Legacy, nullable=True)

    class Meta:
        implicit_fields = False
";

const UNMANAGED: &str = "        managed = False\n";

/// Runs commands of a project on one database.
struct OnDatabase<'a> {
    project: &'a Project,
    url: &'a str,
}

impl OnDatabase<'_> {
    fn run(&self, arguments: &str) -> Ended {
        let arguments: Vec<&str> = arguments.split(' ').chain(["--database-url", self.url]).collect();
        self.project.run_with(&arguments, &[])
    }

    /// Proves the migrations on SQLite and on the database's own server.
    fn verify(&self) {
        let server = self.url.rsplit_once('/').map(|(server, _)| server);
        let scratch = match (server, self.url.starts_with("sqlite")) {
            (Some(server), false) => vec!["--scratch-url".to_owned(), format!("{server}/aksara_test")],
            _ => Vec::new(),
        };
        let arguments: Vec<&str> = std::iter::once("verify")
            .chain(scratch.iter().map(String::as_str))
            .collect();
        let proof = self.project.run_with(&arguments, &[]).succeeds();
        assert!(proof.stdout.contains("0 failed"), "{}", proof.stdout);
    }
}

/// The table as these migrations make it on a database, which then forgets them.
fn made_by_others(url: &str) {
    let ours = ALONE.replace(UNMANAGED, "");
    let project = Project::with_models(&ours);
    project.run("makemigrations").succeeds();
    let on = OnDatabase {
        project: &project,
        url,
    };
    on.run("migrate").succeeds();
    execute(
        url,
        "INSERT INTO legacy (id, code) VALUES (7, 'seven'); DELETE FROM aksara_migrations",
    );
}

/// Whether the index of the table is there: it takes no second one of its name.
fn has_index(url: &str) -> bool {
    !executes(url, "CREATE INDEX legacy_by_amount ON legacy (code)")
}

fn taken_over(models: &str, url: &str) {
    let project = Project::with_models(models);
    let on = OnDatabase {
        project: &project,
        url,
    };
    project
        .run("makemigrations")
        .succeeds()
        .shows("record model of a table that is managed elsewhere");
    on.run("migrate").succeeds();
    project.write("app/models.py", &models.replace(UNMANAGED, ""));
    project
        .run("makemigrations --name ours")
        .succeeds()
        .shows("create model (table `legacy`");
    let sql = project.run("sql 0002").succeeds().stdout;
    assert!(
        sql.contains("is created if it is missing") && sql.contains("CREATE TABLE"),
        "{sql}"
    );
    on.run("migrate").succeeds();
    on.run("check --strict").succeeds();
    assert!(has_index(url), "{url}");
    assert_eq!(number(url, "SELECT count(*) FROM legacy WHERE id = 7"), 1);
    on.verify();
    // It is left to the others on the way back, and taken over again.
    on.run("migrate 0001").succeeds();
    on.run("check --strict").succeeds();
    assert_eq!(number(url, "SELECT count(*) FROM legacy WHERE id = 7"), 1);
    on.run("migrate").succeeds();
    // A change of it is like any other.
    let wider = models
        .replace(UNMANAGED, "")
        .replace("max_length=20", "max_length=30");
    project.write("app/models.py", &wider);
    project.run("makemigrations --name wider").succeeds();
    on.run("migrate").succeeds();
    on.run("check --strict").succeeds();
    on.run("migrate 0002").succeeds();
    // The other way: what was ours is left to others.
    project.write("app/models.py", models);
    std::fs::remove_file(project.path("migrations/0003_auto_wider.py")).unwrap();
    project.run("makemigrations --name theirs").succeeds();
    on.run("migrate").succeeds();
    on.run("check --strict").succeeds();
    on.verify();
    execute(url, "ALTER TABLE legacy ADD COLUMN extra integer");
    on.run("check --strict").succeeds();
    on.run("migrate 0002")
        .fails_with("the table `legacy` exists already and differs from the migration");
    execute(url, "ALTER TABLE legacy DROP COLUMN extra");
    on.run("migrate zero").succeeds();
    assert_eq!(number(url, "SELECT count(*) FROM legacy WHERE id = 7"), 1);
}

#[test]
fn a_model_that_becomes_managed_takes_over_the_table_that_is_there() {
    let folder = tempfile::tempdir().unwrap();
    for url in every_database(&folder, "taken_over") {
        made_by_others(&url);
        taken_over(ALONE, &url);
    }
    let folder = tempfile::tempdir().unwrap();
    for url in every_database(&folder, "taken_over_key") {
        made_by_others(&url);
        taken_over(&(ALONE.to_owned() + REFERRING), &url);
    }
}

#[test]
fn a_table_that_differs_is_refused_with_the_differences_and_one_that_is_missing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    for url in every_database(&folder, "taken_differs") {
        let project = Project::with_models(ALONE);
        project.run("makemigrations").succeeds();
        project.write("app/models.py", &ALONE.replace(UNMANAGED, ""));
        project.run("makemigrations --name ours").succeeds();
        let on = OnDatabase {
            project: &project,
            url: &url,
        };
        execute(
            &url,
            "CREATE TABLE legacy (id bigint NOT NULL PRIMARY KEY, code varchar(20) NOT NULL, note varchar(9))",
        );
        execute(&url, "INSERT INTO legacy (id, code) VALUES (7, 'seven')");
        for arguments in ["migrate --dry-run", "migrate"] {
            let refused = on.run(arguments);
            assert_eq!(refused.code, 1, "{}{}", refused.stdout, refused.stderr);
            for part in [
                "migrate.other-table",
                "legacy.note",
                "legacy.amount",
                "legacy_by_amount",
                "0002_auto_ours.py",
            ] {
                assert!(
                    refused.stderr.contains(part),
                    "{arguments} on {url}: {part}\n{}",
                    refused.stderr
                );
            }
        }
        execute(&url, "DROP TABLE legacy");
        on.run("migrate").succeeds();
        assert!(has_index(&url), "{url}");
        on.run("check --strict").succeeds();
        execute(&url, "INSERT INTO legacy (id, code) VALUES (8, 'eight')");
        on.run("migrate zero").succeeds();
        assert_eq!(number(&url, "SELECT count(*) FROM legacy"), 1);
    }
}

#[test]
fn a_table_of_others_that_is_written_with_its_schema_is_known() {
    let Some(url) = database("AKSARA_TEST_POSTGRES_URL", "taken_namespace") else {
        return;
    };
    let models = (ALONE.to_owned() + REFERRING).replace("\"legacy\"", "\"public.legacy\"");
    made_by_others(&url);
    let project = Project::with_models(&models);
    project.run("makemigrations").succeeds();
    let on = OnDatabase {
        project: &project,
        url: &url,
    };
    on.run("migrate").succeeds();
    on.run("check --strict").succeeds();
    project.write("app/models.py", &models.replace(UNMANAGED, ""));
    project.run("makemigrations --name ours").succeeds();
    on.run("migrate").succeeds();
    on.run("check --strict").succeeds();
    on.run("migrate zero").succeeds();
    assert_eq!(number(&url, "SELECT count(*) FROM legacy WHERE id = 7"), 1);
}
