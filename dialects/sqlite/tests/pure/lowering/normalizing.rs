//! Normalizing: schemas that are the same to SQLite become equal, and others do not.

use aksara_dialect::Dialect;
use aksara_schema::Schema;
use aksara_sqlite::Sqlite;
use pretty_assertions::{assert_eq, assert_ne};

use super::support::History;

aksara_suite::tests![
    what_sqlite_keeps_alike_is_equal,
    what_sqlite_distinguishes_differs,
];

fn normalized(operations: &str) -> Schema {
    let mut history = History::default();
    history
        .migrate(operations)
        .unwrap_or_else(|error| panic!("{error}"));
    let normalized = Sqlite.normalize(&history.schema, &Sqlite.newest_version());
    let twice = Sqlite.normalize(&normalized, &Sqlite.newest_version());
    assert_eq!(normalized, twice, "normalizing is idempotent\n{operations}");
    normalized
}

fn table(fields: &str, rest: &str) -> String {
    format!(
        "op.CreateTable(name=\"users\", fields=[(\"id\", fields.UUID(primary_key=True))]),
         op.CreateTable(name=\"things\", fields=[{fields}]{rest})"
    )
}

/// Two tables, as fields and the rest of CreateTable, that are the same to SQLite.
const SAME: &[[(&str, &str); 2]] = &[
    [
        (
            r#"("a", fields.Opaque(dialect="sqlite", spelling="INTEGER", primary_key=True))"#,
            "",
        ),
        (r#"("a", fields.Integer(primary_key=True))"#, ""),
    ],
    [
        (
            r#"("a", fields.Opaque(dialect="sqlite", spelling="REAL", default=1))"#,
            "",
        ),
        (r#"("a", fields.Float(default=1.0))"#, ""),
    ],
    [
        (
            r#"("a", fields.Opaque(dialect="sqlite", spelling="decimal_text(10, 2)", default=1.5))"#,
            "",
        ),
        (
            r#"("a", fields.Decimal(max_digits=10, decimal_places=2, default="1.50"))"#,
            "",
        ),
    ],
    [
        (
            r#"("a", fields.Opaque(dialect="sqlite", spelling="VARCHAR (20)"))"#,
            "",
        ),
        (r#"("a", fields.String(max_length=20))"#, ""),
    ],
    [
        (
            r#"("a", fields.Opaque(dialect="sqlite", spelling="integer"))"#,
            ", strict=True",
        ),
        (r#"("a", fields.Integer())"#, ", strict=True"),
    ],
    [
        (r#"("a", fields.Email(max_length=20))"#, ""),
        (r#"("a", fields.String(max_length=20))"#, ""),
    ],
    [
        (r#"("a", fields.URL())"#, ""),
        (r#"("a", fields.Text(comment="shown", collation="binary"))"#, ""),
    ],
    [
        (r#"("a", fields.Text(unique=True))"#, ""),
        (
            r#"("a", fields.Text())"#,
            r#", constraints=[op.Constraint(name="things_a_key", type="unique", fields=["a"])]"#,
        ),
    ],
    [
        (r#"("a", fields.Text(db_index=True))"#, ""),
        (
            r#"("a", fields.Text())"#,
            r#", indexes=[op.Index(name="things_a_idx", fields=["a"], method="hash", include=["a"])]"#,
        ),
    ],
    [
        (r#"("user_id", fields.ForeignKey("User"))"#, ""),
        (
            r#"("user_id", fields.UUID())"#,
            r#", constraints=[op.Constraint(name="fk_things_user_id", type="foreign_key", fields=["user_id"], to="User",
                on_delete="CASCADE", on_update="CASCADE")]"#,
        ),
    ],
    [
        (
            r#"("a", fields.Integer())"#,
            r#", constraints=[op.Constraint(name="c", type="check", expression="a <> 0")]"#,
        ),
        (
            r#"("a", fields.Integer())"#,
            r#", constraints=[op.Constraint(name="c", type="check", expression={"sqlite": "( A!=0 )"})]"#,
        ),
    ],
    [
        (r#"("a", fields.Boolean(default=True))"#, ""),
        (r#"("a", fields.Boolean(db_default="1"))"#, ""),
    ],
    [
        (
            r#"("a", fields.Integer()), ("b", fields.UUID())"#,
            ", strict=True",
        ),
        (
            r#"("b", fields.Text()), ("a", fields.SmallInteger())"#,
            r#", strict=True, comment="said", engine="InnoDB""#,
        ),
    ],
    [
        (
            r#"("a", fields.Integer(primary_key=True, auto_increment=True))"#,
            "",
        ),
        (
            r#"("a", fields.BigInteger(primary_key=True, auto_increment=True))"#,
            "",
        ),
    ],
];

fn what_sqlite_keeps_alike_is_equal() {
    for [(left, left_rest), (right, right_rest)] in SAME {
        assert_eq!(
            normalized(&table(left, left_rest)),
            normalized(&table(right, right_rest))
        );
    }
}

/// Fields that differ in SQLite.
const DIFFERENT: &[[&str; 2]] = &[
    ["fields.String(max_length=20)", "fields.String(max_length=21)"],
    ["fields.Integer()", "fields.BigInteger()"],
    ["fields.UUID()", "fields.Text()"],
    ["fields.JSON()", "fields.Array()"],
    ["fields.Decimal(max_digits=5)", "fields.Decimal(max_digits=6)"],
    [
        "fields.Enum(values=[\"a\"])",
        "fields.Enum(values=[\"a\", \"b\"])",
    ],
    ["fields.PositiveInteger()", "fields.Integer()"],
    ["fields.Text()", "fields.Text(nullable=True)"],
    ["fields.Text()", "fields.Text(default=\"a\")"],
    ["fields.Text(default=\"a\")", "fields.Text(default=\"A\")"],
    ["fields.Text()", "fields.Text(collation=\"NOCASE\")"],
    ["fields.Text()", "fields.Text(unique=True)"],
    ["fields.Text()", "fields.Text(db_index=True)"],
    [
        "fields.Integer(primary_key=True)",
        "fields.Integer(primary_key=True, auto_increment=True)",
    ],
    [
        "fields.ForeignKey(\"User\")",
        "fields.ForeignKey(\"User\", on_delete=\"RESTRICT\")",
    ],
    [
        "fields.Integer(generated=\"1 + 1\")",
        "fields.Integer(generated=\"1 + 1\", storage=\"virtual\")",
    ],
];

fn what_sqlite_distinguishes_differs() {
    for [left, right] in DIFFERENT {
        let of = |field: &str| normalized(&table(&format!("(\"a\", {field}), (\"b\", fields.Text())"), ""));
        assert_ne!(of(left), of(right));
    }
}
