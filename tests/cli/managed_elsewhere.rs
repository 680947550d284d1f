//! Models of tables that something else makes (`managed = False`): foreign keys may refer to them, and no command makes,
//! changes or drops them.

use crate::project::Project;
use crate::servers::{database, execute};

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
