//! Rows that an earlier migration of the same run has made or changed are asked about before the migration that they
//! prevent: nothing of it is done then, and the run goes on once they are mended.

use pretty_assertions::assert_eq;

use crate::project::Project;
use crate::servers::{every_database, execute, executes, number};

const MADE: &str = r#"operations = [
    op.CreateTable(name="notes", fields=[
        ("id", fields.Integer(primary_key=True)),
        ("text", fields.Text(nullable=True)),
    ]),
]"#;

/// A change that commits its first part on databases which roll no ALTER back.
const TO_INTEGER: &str = r#"operations = [
    op.CreateTable(name="others", fields=[("id", fields.Integer(primary_key=True))]),
    op.AlterField(model_name="notes", name="text", field=fields.Integer(nullable=True)),
]"#;

/// The same on the way back.
const TO_TEXT: &str = r#"operations = [
    op.AlterField(model_name="notes", name="text", field=fields.Text(nullable=True)),
    op.DropTable(name="others"),
]"#;

struct Case {
    purpose: &'static str,
    /// The bodies of the migrations, the first of which makes `notes`.
    migrations: [&'static str; 3],
    /// The migration at which the rows are written.
    from: &'static str,
    /// The target of the run.
    to: &'static str,
    refused: &'static str,
    /// A statement that succeeds only if something of the refused migration is done.
    trace: &'static str,
}

fn check(case: &Case) {
    let folder = tempfile::tempdir().unwrap();
    let mut project = Project::new();
    let names = ["0001_made", "0002_between", "0003_last"];
    for (position, body) in case.migrations.iter().enumerate() {
        let before = names[..position]
            .last()
            .map_or(String::new(), |name| format!("\"{name}\""));
        project = project.migration(names[position], &format!("dependencies = [{before}]\n{body}"));
    }
    for url in every_database(&folder, case.purpose) {
        let run = |target: &str| {
            let arguments = ["migrate", target, "--database-url", &url];
            project.run_with(&arguments, &[])
        };
        run(case.from).succeeds();
        execute(&url, "INSERT INTO notes VALUES (1, '7'), (2, '8')");
        let refused = run(case.to);
        assert_eq!(refused.code, 1, "{url}: {}", refused.stderr);
        for part in [
            &format!("{}: ", case.refused),
            "1 row of `notes` holds a value in `text` that cannot become an integer",
            "Nothing of this migration was changed.",
        ] {
            assert!(refused.stderr.contains(part), "{url}: {part}: {}", refused.stderr);
        }
        assert!(!executes(&url, case.trace), "{url}");
        execute(&url, "UPDATE notes SET text = '9' WHERE id = 2");
        run(case.to).succeeds();
        assert_eq!(
            number(&url, "SELECT count(*) FROM notes WHERE text = 9"),
            1,
            "{url}"
        );
    }
}

#[test]
fn sql_of_a_migration_before_it_made_them() {
    check(&Case {
        purpose: "made_by_sql",
        migrations: [
            MADE,
            "operations = [op.RunSQL(\"UPDATE notes SET text = 'abc' WHERE id = 2\", reverse_sql=\"SELECT 1\")]",
            TO_INTEGER,
        ],
        from: "0001",
        to: "0003",
        refused: "0003_last",
        trace: "SELECT * FROM others",
    });
}

#[test]
fn sql_of_a_migration_after_it_made_them_on_the_way_back() {
    const MADE_AS_INTEGER: &str = r#"operations = [
    op.CreateTable(name="notes", fields=[
        ("id", fields.Integer(primary_key=True)),
        ("text", fields.Integer(nullable=True)),
    ]),
    op.CreateTable(name="others", fields=[("id", fields.Integer(primary_key=True))]),
]"#;
    check(&Case {
        purpose: "made_on_the_way_back",
        migrations: [
            MADE_AS_INTEGER,
            TO_TEXT,
            "operations = [op.RunSQL(\"SELECT 1\", reverse_sql=\"UPDATE notes SET text = 'abc' WHERE id = 2\")]",
        ],
        from: "0003",
        to: "0001",
        refused: "0002_between",
        trace: "SELECT * FROM others",
    });
}
