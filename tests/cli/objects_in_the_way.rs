//! Objects that no migration knows and that a change would break are named before anything runs, on every database.

use pretty_assertions::assert_eq;

use crate::project::Project;
use crate::servers::{database, execute};

const BEFORE: &str = r#"operations = [
    op.CreateTable(name="notes", fields=[
        ("id", fields.Integer(primary_key=True)),
        ("a", fields.Integer()),
        ("b", fields.Integer()),
    ]),
]"#;

const EVERY: &[&str] = &["SQLITE", "POSTGRES", "MYSQL", "MARIADB"];
const SERVERS: &[&str] = &["POSTGRES", "MYSQL", "MARIADB"];
const OF_MYSQL: &[&str] = &["MYSQL", "MARIADB"];
const OF_POSTGRES: &[&str] = &["POSTGRES"];

const VIEW: &str = "CREATE VIEW readers AS SELECT n.a FROM notes n";
const DROP_VIEW: &str = "DROP VIEW readers";

/// An object made by hand, and a change that it prevents.
struct Case<'a> {
    databases: &'a [&'a str],
    object: &'a str,
    change: &'a str,
    refusal: &'a str,
    mending: &'a str,
}

fn each_url(databases: &[&str], purpose: &str, mut check: impl FnMut(&str)) {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite:{}", folder.path().join("db.sqlite3").display());
    for name in databases {
        let url = match *name {
            "SQLITE" => Some(file.clone()),
            server => database(&format!("AKSARA_TEST_{server}_URL"), purpose),
        };
        if let Some(url) = url {
            check(&url);
        }
    }
}

fn project(change: &str) -> Project {
    let body = format!("dependencies = [\"0001_before\"]\noperations = [\n    {change},\n]");
    Project::new()
        .migration("0001_before", BEFORE)
        .migration("0002_changed", &body)
}

fn check(purpose: &str, case: &Case<'_>) {
    let project = project(case.change);
    each_url(case.databases, purpose, |url| {
        let run = |arguments: &[&str]| {
            let arguments = [arguments, &["--database-url", url]].concat();
            project.run_with(&arguments, &[]).succeeds()
        };
        run(&["migrate", "0001"]);
        execute(url, case.object);
        let found = run(&["inspect", "--format=json"]).stdout;
        let parts = [case.refusal, "Nothing was changed.", "database.object-in-the-way"];
        project.refuses(&["migrate", "--database-url", url], 1, &parts);
        project.refuses(
            &["migrate", "--dry-run", "--database-url", url],
            1,
            &[case.refusal],
        );
        assert_eq!(run(&["inspect", "--format=json"]).stdout, found);
        execute(url, case.mending);
        run(&["migrate"]);
        run(&["migrate", "0001"]);
    });
}

#[test]
fn a_view_over_a_field_that_is_removed() {
    let case = Case {
        databases: SERVERS,
        object: VIEW,
        change: r#"op.RemoveField(model_name="Note", name="a")"#,
        refusal: "the view `readers` uses `notes.a`, which is dropped",
        mending: DROP_VIEW,
    };
    check("view_removed", &case);
}

#[test]
fn a_view_over_a_field_that_gets_another_name() {
    let case = Case {
        databases: OF_MYSQL,
        object: VIEW,
        change: r#"op.RenameField(model_name="Note", old_name="a", new_name="c")"#,
        refusal: "the view `readers` uses `notes.a`, which gets another name",
        mending: DROP_VIEW,
    };
    check("view_renamed", &case);
}

#[test]
fn a_view_over_a_field_that_gets_another_type() {
    let case = Case {
        databases: OF_POSTGRES,
        object: VIEW,
        change: r#"op.AlterField(model_name="Note", name="a", field=fields.BigInteger())"#,
        refusal: "the view `readers` uses `notes.a`, which gets another type",
        mending: DROP_VIEW,
    };
    check("view_retyped", &case);
}

#[test]
fn a_view_over_a_table_that_is_dropped() {
    let case = Case {
        databases: EVERY,
        object: VIEW,
        change: r#"op.DropTable(name="notes")"#,
        refusal: "the view `readers` uses `notes`, which is dropped",
        mending: DROP_VIEW,
    };
    check("view_dropped", &case);
}

#[test]
fn a_view_over_a_table_that_gets_another_name() {
    let case = Case {
        databases: OF_MYSQL,
        object: VIEW,
        change: r#"op.RenameTable(old_name="notes", new_name="papers")"#,
        refusal: "the view `readers` uses `notes`, which gets another name",
        mending: DROP_VIEW,
    };
    check("view_table_renamed", &case);
}

#[test]
fn an_index_that_would_lose_one_of_its_columns() {
    for (databases, mending) in [
        (OF_MYSQL, "DROP INDEX by_hand ON notes"),
        (OF_POSTGRES, "DROP INDEX by_hand"),
    ] {
        let case = Case {
            databases,
            object: "CREATE INDEX by_hand ON notes (a, b)",
            change: r#"op.RemoveField(model_name="Note", name="b")"#,
            refusal: "the index `by_hand` uses `notes.b`, which is dropped",
            mending,
        };
        check("index_shortened", &case);
    }
}

#[test]
fn the_condition_of_an_index_made_by_hand() {
    let case = Case {
        databases: OF_POSTGRES,
        object: "CREATE INDEX by_hand ON notes (a) WHERE b > 0",
        change: r#"op.RemoveField(model_name="Note", name="b")"#,
        refusal: "the index `by_hand` uses `notes.b`, which is dropped",
        mending: "DROP INDEX by_hand",
    };
    check("index_condition", &case);
}

#[test]
fn a_trigger_that_reads_a_field_that_is_removed() {
    let case = Case {
        databases: OF_MYSQL,
        object: "CREATE TRIGGER fill BEFORE INSERT ON notes FOR EACH ROW SET NEW.a = NEW.a + 1",
        change: r#"op.RemoveField(model_name="Note", name="a")"#,
        refusal: "the trigger `fill` uses `notes.a`, which is dropped",
        mending: "DROP TRIGGER fill",
    };
    check("trigger", &case);
}

#[test]
fn an_index_over_nothing_else_goes_with_its_field() {
    let project = project(r#"op.RemoveField(model_name="Note", name="b")"#);
    each_url(SERVERS, "index_alone", |url| {
        let run = |arguments: &[&str]| {
            let arguments = [arguments, &["--database-url", url]].concat();
            project.run_with(&arguments, &[]).succeeds()
        };
        run(&["migrate", "0001"]);
        execute(url, "CREATE INDEX by_hand ON notes (b)");
        run(&["migrate"]);
    });
}

/// The user's own SQL drops the view first, or makes it again afterwards.
#[test]
fn a_view_that_the_migrations_own_sql_takes_care_of() {
    let remove = r#"op.RemoveField(model_name="Note", name="a")"#;
    let drop_first = format!(r#"op.RunSQL("DROP VIEW readers"), {remove}"#);
    let make_again = format!(
        r#"{remove}, op.RunSQL("CREATE OR REPLACE VIEW readers AS SELECT b FROM notes", reverse_sql="DROP VIEW readers")"#
    );
    for (purpose, databases, change) in [
        ("view_first", EVERY, drop_first),
        ("view_again", OF_MYSQL, make_again),
    ] {
        let project = project(&change);
        each_url(databases, purpose, |url| {
            let run = |arguments: &[&str]| {
                let arguments = [arguments, &["--database-url", url]].concat();
                project.run_with(&arguments, &[]).succeeds()
            };
            run(&["migrate", "0001"]);
            execute(url, VIEW);
            run(&["migrate"]);
        });
    }
}

#[test]
fn an_index_and_a_constraint_that_earlier_operations_take_off() {
    let before = r#"operations = [
    op.CreateTable(name="sides", fields=[("id", fields.Integer(primary_key=True))]),
    op.CreateTable(name="notes", fields=[
        ("id", fields.Integer(primary_key=True)),
        ("a", fields.ForeignKey("sides", db_column="a")),
        ("b", fields.Integer()),
        ("c", fields.Integer()),
    ], indexes=[op.Index(name="of_both", fields=["b", "c"])], constraints=[
        op.Constraint(name="together", type="unique", fields=["a", "b"]),
    ]),
]"#;
    let after = r#"dependencies = ["0001_before"]
operations = [
    op.RemoveConstraint(model_name="notes", name="together"),
    op.RemoveIndex(model_name="notes", name="of_both"),
    op.AlterField(model_name="sides", name="id", field=fields.BigInteger(primary_key=True)),
    op.AlterField(model_name="notes", name="a", field=fields.BigInteger()),
    op.RemoveField(model_name="notes", name="b"),
]"#;
    let project = Project::new()
        .migration("0001_before", before)
        .migration("0002_changed", after);
    each_url(EVERY, "taken_off", |url| {
        for target in ["0001", "0002", "0001", "0002"] {
            let arguments = ["migrate", target, "--database-url", url];
            project.run_with(&arguments, &[]).succeeds();
        }
    });
}
