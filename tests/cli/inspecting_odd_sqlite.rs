//! SQLite takes nearly anything in a CREATE TABLE: a baseline of it says the same, or lists what it cannot.

use aksara::{DatabaseUrl, registry};
use aksara_driver::Value;
use pretty_assertions::assert_eq;

use crate::inspecting::check_on_sqlite;
use crate::project::Project;
use crate::servers::execute;

const ODD: &str = include_str!("schemas/odd.sqlite.sql");

const REMARKS: &[&str] = &[
    "virtual table ft",
    "trigger tr on checks",
    "view v",
    "primary key that takes NULL PRIMARY KEY (b DESC, a) on keys",
    "conflict clause keys_u on keys",
    "conflict clause select NOT NULL ON CONFLICT IGNORE on order",
    "foreign key to a table that does not exist p REFERENCES nosuch on others",
    "foreign key to columns that do not exist q REFERENCES parents(nocol) on others",
];

#[test]
fn an_odd_schema_has_the_same_baseline_history_and_models() {
    check_on_sqlite(ODD, REMARKS);
}

/// Rows that show the difference between the original and a baseline of it: each statement gives rows, or is refused.
const TRIALS: &[&str] = &[
    // SQLite refuses every row where a foreign key refers to a column that is not there.
    "PRAGMA foreign_keys = OFF",
    "INSERT INTO defaults DEFAULT VALUES",
    "SELECT typeof(n), n, typeof(n2), n2, typeof(n3), n3, n4, n5, n6, n7, n8, n9, n10 FROM defaults",
    "SELECT typeof(t), t, t2, t3, t4, typeof(t5), t5, typeof(t6), t6, t7, length(t8), t9, t10, t11, typeof(t12), t12 FROM defaults",
    "SELECT typeof(b), b, hex(b2), typeof(b3), b3, bo, typeof(bo2), bo2, bo3, bo4, typeof(f), f, f2, f3, f4 FROM defaults",
    "SELECT length(d), length(d2), length(d3), length(d4), length(d5), length(d6), typeof(d7), d8 FROM defaults",
    "SELECT typeof(decimals), decimals, typeof(dec2), dec2, typeof(dec3), dec3, js, js2, x, y, z, length(u) FROM defaults",
    "SELECT arr, dt, v, ip, dc FROM defaults",
    "INSERT INTO checks (name, age, kind, price) VALUES ('ALICE', 1, 'a', 8)",
    "INSERT INTO checks (name, age, kind, price) VALUES ('alice', 1, 'a', 8)",
    "INSERT INTO checks (name, age, kind, price) VALUES ('Alice', 1, 'c', 8)",
    "INSERT INTO checks (name, age, kind, price) VALUES ('Alice', 1, 'a', 1)",
    "INSERT INTO checks (name, age, kind, status, price) VALUES ('Alice', 1, 'a', 'bad', 8)",
    "INSERT INTO checks (name, age, kind, status, price) VALUES ('Alice', 201, 'a', 'ok', 8)",
    "INSERT INTO versions (note) VALUES ('counted')",
    "SELECT number, note FROM versions",
    "INSERT INTO keys (a, b, c) VALUES ('a', 1, 'x')",
    "INSERT INTO keys (a, b, c) VALUES ('b', 1, 'X')",
    "SELECT name, age, kind, status, price FROM checks ORDER BY id",
    "SELECT a, b, c FROM keys ORDER BY a",
    "INSERT INTO strict_ones (id, t) VALUES (1, 'x')",
    "SELECT r, typeof(r), i, typeof(i), an, typeof(an) FROM strict_ones",
];

/// The result of each trial, or that it is refused.
fn outcomes(url: &str) -> Vec<(&'static str, Option<Vec<Vec<Value>>>)> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let url = DatabaseUrl::parse(url).unwrap();
        let mut connection = registry::driver_of(&url).unwrap().connect(&url).await.unwrap();
        let mut outcomes = Vec::new();
        for trial in TRIALS {
            let rows = connection.query(trial, &[]).await.ok();
            outcomes.push((
                *trial,
                rows.map(|rows| rows.into_iter().map(|row| row.values).collect()),
            ));
        }
        outcomes
    })
}

#[test]
fn a_baseline_takes_the_rows_that_the_original_took_and_no_others() {
    let project = Project::new();
    let (made, empty) = ("sqlite:db.sqlite3", "sqlite:empty.db");
    let absolute = |url: &str| {
        format!(
            "sqlite:{}",
            project.path(url.trim_start_matches("sqlite:")).display()
        )
    };
    execute(&absolute(made), ODD);
    project
        .run("inspect --output app/models.py --baseline")
        .succeeds();
    project.run(&format!("migrate --database-url {empty}")).succeeds();
    let original = outcomes(&absolute(made));
    assert_eq!(original, outcomes(&absolute(empty)));
    let refused = original.iter().filter(|(_, rows)| rows.is_none()).count();
    assert_eq!(refused, 5, "{original:#?}");
}

/// Checks without names, a rename, a new type, a new field.
const CHANGE: &str = "dependencies = [\"0001_auto_initial\"]
operations = [
    op.RemoveConstraint(model_name=\"Check\", name=\"checks_kind_check\"),
    op.RemoveConstraint(model_name=\"Check\", name=\"checks_check\"),
    op.AddField(model_name=\"Check\", name=\"extra\", field=fields.Integer(default=1)),
    op.RenameField(model_name=\"Check\", old_name=\"age\", new_name=\"years\"),
    op.AlterField(model_name=\"Default\", name=\"n\", field=fields.BigInteger(nullable=True, default=5)),
]
";

#[test]
fn a_change_of_an_odd_schema_keeps_rows_and_the_rest_there_and_back() {
    let project = Project::new();
    let url = format!("sqlite:{}", project.path("db.sqlite3").display());
    execute(&url, ODD);
    execute(
        &url,
        "PRAGMA foreign_keys = OFF; INSERT INTO checks (id, name, age, kind, price) VALUES (1, 'Alice', 5, 'a', 8); \
         INSERT INTO defaults DEFAULT VALUES",
    );
    project
        .run("inspect --output app/models.py --baseline")
        .succeeds();
    let project = project.migration("0002_change", CHANGE);
    // The models do not ask for it.
    std::fs::remove_file(project.path("app/models.py")).unwrap();
    for arguments in ["migrate", "migrate 0001", "migrate"] {
        project.run(arguments).succeeds();
        let ended = project.run("check");
        assert!(
            ended.stdout.contains("✓ Database"),
            "{arguments}\n{}",
            ended.stdout
        );
    }
    execute(
        &url,
        "PRAGMA foreign_keys = OFF; INSERT INTO checks (id, name, years, kind, price) VALUES (2, 'bob', 5, 'z', 8)",
    );
}
