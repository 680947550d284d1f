//! Objects that the schema does not have are beside it by name.

use pretty_assertions::assert_eq;

use super::support::inspect;

aksara_suite::tests![
    views_triggers_and_virtual_tables,
    conflict_clauses,
    what_a_baseline_would_say_otherwise_is_listed,
    an_empty_database_has_nothing,
];

async fn check(sql: &str, expected_tables: &[&str], expected_opaque: &[&str]) {
    let inspection = inspect(sql).await;
    let tables: Vec<String> = inspection
        .schema
        .tables()
        .map(|table| table.name.to_string())
        .collect();
    assert_eq!(tables, expected_tables);
    let opaque = inspection.opaque.iter().map(|object| {
        let table = object
            .table
            .as_ref()
            .map(|table| format!(" of {table}"))
            .unwrap_or_default();
        format!("{} {}{table}", object.kind, object.name)
    });
    assert_eq!(opaque.collect::<Vec<_>>(), expected_opaque);
    assert!(inspection.opaque.iter().all(|object| object.definition.is_some()));
}

async fn views_triggers_and_virtual_tables() {
    let sql = "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT); CREATE VIEW v AS SELECT * FROM t;
        CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;
        CREATE VIEW broken AS SELECT x FROM nowhere; ANALYZE";
    check(sql, &["t"], &["trigger g of t", "view broken", "view v"]).await;
    let sql = "CREATE VIRTUAL TABLE r USING rtree (id, low, high)";
    check(
        sql,
        &[],
        &[
            "virtual table r",
            "shadow table r_node",
            "shadow table r_parent",
            "shadow table r_rowid",
        ],
    )
    .await;
}

async fn conflict_clauses() {
    let sql = "CREATE TABLE t (a INTEGER PRIMARY KEY ON CONFLICT REPLACE, b NOT NULL, CONSTRAINT u UNIQUE (b) ON CONFLICT IGNORE)";
    check(
        sql,
        &["t"],
        &[
            "conflict clause a PRIMARY KEY ON CONFLICT REPLACE of t",
            "conflict clause u of t",
        ],
    )
    .await;
}

async fn what_a_baseline_would_say_otherwise_is_listed() {
    for (sql, expected) in [
        (
            "CREATE TABLE t (a TEXT PRIMARY KEY)",
            &["primary key that takes NULL PRIMARY KEY of t"][..],
        ),
        (
            "CREATE TABLE t (a INTEGER PRIMARY KEY DESC)",
            &["primary key that takes NULL PRIMARY KEY DESC of t"],
        ),
        (
            "CREATE TABLE t (a TEXT NOT NULL, b INT, PRIMARY KEY (a, b))",
            &["primary key that takes NULL PRIMARY KEY (a, b) of t"],
        ),
        ("CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT ROWID", &[]),
        ("CREATE TABLE t (a TEXT PRIMARY KEY) STRICT", &[]),
        ("CREATE TABLE t (a TEXT NOT NULL, b INT, PRIMARY KEY (a))", &[]),
        (
            "CREATE TABLE t (a INTEGER PRIMARY KEY, b INT REFERENCES nosuch)",
            &["foreign key to a table that does not exist b REFERENCES nosuch of t"],
        ),
        (
            "CREATE TABLE t (a INTEGER PRIMARY KEY, b INT REFERENCES t (c), c INT REFERENCES t)",
            &[],
        ),
        (
            "CREATE TABLE t (a INTEGER PRIMARY KEY, b INT REFERENCES t (c))",
            &["foreign key to columns that do not exist b REFERENCES t (c) of t"],
        ),
        (
            "CREATE TABLE t (a INT, b TEXT UNIQUE, UNIQUE (b COLLATE NOCASE))",
            &["collated key UNIQUE (b COLLATE NOCASE) of t"],
        ),
    ] {
        check(sql, &["t"], expected).await;
    }
}

async fn an_empty_database_has_nothing() {
    check("", &[], &[]).await;
}
