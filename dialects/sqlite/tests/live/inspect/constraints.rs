//! Constraints and indexes, with and without names.

use aksara_schema::{
    ConstraintKind, Deferrable, IndexKey, ReferentialAction, SortOrder, SqlExpression, Table,
};
use pretty_assertions::assert_eq;

use super::support::{only_table, table};

aksara_suite::tests![
    names_are_in_the_statement_alone,
    what_has_no_name_gets_a_derived_one_that_is_free,
    expressions_are_ours_where_we_spell_them_alike_else_sqlite_s_own,
    constraints_of_one_name_are_numbered,
    foreign_keys_find_their_target_whatever_its_case,
    indexes_have_orders_collations_expressions_and_conditions,
    a_statement_that_is_not_understood_falls_back_to_the_pragmas,
];

fn names(table: &Table) -> Vec<&str> {
    table.constraints.keys().map(|name| name.as_str()).collect()
}

async fn names_are_in_the_statement_alone() {
    let table = only_table(
        "CREATE TABLE t (
            a integer CONSTRAINT \"t a\" UNIQUE CONSTRAINT pos CHECK (a > 0), -- a comment, with CHECK (x)
            [b] text /* another ( */ CONSTRAINT `b c` CHECK (length(b) > ')'),
            CONSTRAINT both UNIQUE (a, \"b\") CONSTRAINT less CHECK (a < 9)
        )",
    )
    .await;
    assert_eq!(
        table.fields["a"]
            .unique
            .as_ref()
            .unwrap()
            .0
            .as_ref()
            .unwrap()
            .as_str(),
        "t a"
    );
    assert_eq!(names(&table), ["pos", "b c", "both", "less"]);
}

async fn what_has_no_name_gets_a_derived_one_that_is_free() {
    let table =
        only_table("CREATE TABLE t (a, b, CHECK (a > 0), CHECK (a < 9), UNIQUE (a, b), UNIQUE (b))").await;
    assert_eq!(names(&table), ["t_a_check", "t_a_check1", "t_a_b_key"]);
    assert!(table.fields["b"].unique.as_ref().unwrap().0.is_none());
}

/// An expression is ours where we spell it with the same words: our LIKE counts case, SQLite's does not.
async fn expressions_are_ours_where_we_spell_them_alike_else_sqlite_s_own() {
    for (sql, ours) in [
        ("a > 0", Some("a > 0")),
        ("A >= 0 AND ([a] != 3)", Some("a >= 0 AND a <> 3")),
        (
            "a = \"good\" OR length(a) < 3",
            Some("a = 'good' OR length(a) < 3"),
        ),
        (
            "((a > 0) AND (length((a)) < 3)) OR (a IN (7, 8))",
            Some("a > 0 AND length(a) < 3 OR a IN (7, 8)"),
        ),
        ("a = 1 < 2", None),
        ("a GLOB '[0-9]'", None),
        ("a LIKE 'A%'", None),
        ("a NOT LIKE 'A%'", None),
        ("a / 2 > 1", None),
        ("a > 1e3", None),
        ("a IS NOT 'x'", None),
        ("t.a > 0", None),
        ("price >= 1.5", None),
        ("date(\"now\") > a", None),
    ] {
        let table = only_table(&format!(
            "CREATE TABLE t (a, price decimal_text(9, 2), CONSTRAINT x CHECK ({sql}))"
        ))
        .await;
        let ConstraintKind::Check(check) = &table.constraints["x"].kind else {
            panic!("{sql}");
        };
        match ours {
            Some(ours) => assert_eq!(check.expression, SqlExpression::parse(ours), "{sql}"),
            None => assert!(matches!(check.expression, SqlExpression::PerDialect(_)), "{sql}"),
        }
    }
}

async fn constraints_of_one_name_are_numbered() {
    let table =
        only_table("CREATE TABLE t (a, CONSTRAINT x CHECK (a > 0), CONSTRAINT x CHECK (a < 9))").await;
    assert_eq!(names(&table), ["x", "x1"]);
}

async fn foreign_keys_find_their_target_whatever_its_case() {
    let sql = "CREATE TABLE Users (Id INTEGER PRIMARY KEY, a, b, UNIQUE (a, b));
        CREATE TABLE t (
            x REFERENCES users ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
            y CONSTRAINT own REFERENCES \"USERS\" (ID) MATCH SIMPLE NOT DEFERRABLE,
            z, w, FOREIGN KEY (z, w) REFERENCES users (A, B) ON DELETE RESTRICT)";
    let table = table(sql, "t").await;
    let x = table.fields["x"].reference.as_ref().unwrap();
    assert_eq!(
        (x.table.name(), x.field.as_ref().unwrap().as_str()),
        ("Users", "Id")
    );
    assert_eq!(
        (x.on_delete, x.on_update),
        (ReferentialAction::SetNull, ReferentialAction::Cascade)
    );
    assert_eq!(x.deferrable, Deferrable::InitiallyDeferred);
    let y = table.fields["y"].reference.as_ref().unwrap();
    assert_eq!(
        (y.constraint.0.as_ref().unwrap().as_str(), y.deferrable),
        ("own", Deferrable::Never)
    );
    match &table.constraints["fk_t_z_w"].kind {
        ConstraintKind::ForeignKey(key) => {
            assert_eq!(
                key.target_fields
                    .iter()
                    .map(|name| name.as_str())
                    .collect::<Vec<_>>(),
                ["a", "b"]
            );
            assert_eq!(key.on_delete, ReferentialAction::Restrict);
        }
        other => panic!("{other:?}"),
    }
}

async fn indexes_have_orders_collations_expressions_and_conditions() {
    let table = only_table(
        "CREATE TABLE t (a, B text);
         CREATE UNIQUE INDEX i ON t (\"b\" COLLATE NoCase DESC, (lower(b)) ASC, a + 1 DESC) WHERE a IS NOT NULL -- why",
    )
    .await;
    let index = &table.indexes["i"];
    assert!(index.unique);
    assert_eq!(index.condition, Some(SqlExpression::parse("a IS NOT NULL")));
    let [field, call, sum] = index.parts.as_slice() else {
        panic!("{:?}", index.parts)
    };
    assert!(matches!(&field.key, IndexKey::Field(name) if name.as_str() == "B"));
    assert_eq!(
        (field.collation.as_deref(), field.order),
        (Some("NOCASE"), SortOrder::Descending)
    );
    assert_eq!(call.key, IndexKey::Expression(SqlExpression::parse("lower(B)")));
    assert_eq!(
        (&sum.key, sum.order),
        (
            &IndexKey::Expression(SqlExpression::parse("a + 1")),
            SortOrder::Descending
        )
    );
}

/// DEFERRABLE without a reference is not a part of SQLite's documented syntax, and SQLite takes it.
async fn a_statement_that_is_not_understood_falls_back_to_the_pragmas() {
    let sql = "CREATE TABLE users (id INTEGER PRIMARY KEY);
        CREATE TABLE t (a varchar(9) NOT NULL DEFAULT 'x' PRIMARY KEY, b integer UNIQUE REFERENCES users
            ON DELETE CASCADE, c NOT NULL DEFERRABLE)";
    let table = table(sql, "t").await;
    assert!(table.fields["a"].primary_key && table.fields["a"].default.is_some());
    let b = &table.fields["b"];
    assert!(b.unique.is_some());
    assert_eq!(
        b.reference.as_ref().unwrap().field.as_ref().unwrap().as_str(),
        "id"
    );
    assert_eq!(
        b.reference.as_ref().unwrap().on_delete,
        ReferentialAction::Cascade
    );
    assert_eq!(table.fields.len(), 3);
}
