//! The descriptions of operations in plans.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use aksara_formats::python::migrations::read_migration;
use aksara_formats::python::{NoModules, PythonSource};
use pretty_assertions::assert_eq;

const CASES: &[(&str, &str)] = &[
    (
        r#"op.CreateTable(name="x", fields=[("id", fields.Integer())])"#,
        "Create table 'x' with 1 field",
    ),
    (r#"op.DropTable(name="x")"#, "Drop table 'x'"),
    (
        r#"op.RenameTable(old_name="a", new_name="b")"#,
        "Rename table 'a' to 'b'",
    ),
    (
        r#"op.AddField(model_name="t", name="c", field=fields.Text())"#,
        "Add field 'c' to table 't'",
    ),
    (
        r#"op.RemoveField(model_name="t", name="c")"#,
        "Remove field 'c' from table 't'",
    ),
    (
        r#"op.AlterField(model_name="t", name="c", field=fields.Text())"#,
        "Alter field 'c' of table 't'",
    ),
    (
        r#"op.RenameField(model_name="t", old_name="a", new_name="b")"#,
        "Rename field 'a' to 'b' in table 't'",
    ),
    (
        r#"op.AddIndex(model_name="t", name="i", fields=["a"])"#,
        "Create index 'i' on table 't'",
    ),
    (r#"op.RemoveIndex(model_name="t", name="i")"#, "Drop index 'i'"),
    (
        r#"op.RenameIndex(model_name="t", old_name="i", new_name="j")"#,
        "Rename index 'i' to 'j'",
    ),
    (
        r#"op.AddConstraint(model_name="t", name="n", type="unique", fields=["a"])"#,
        "Add constraint 'n' to table 't'",
    ),
    (
        r#"op.RemoveConstraint(model_name="t", name="n")"#,
        "Remove constraint 'n' from table 't'",
    ),
    (
        r#"op.RenameConstraint(model_name="t", old_name="n", new_name="m")"#,
        "Rename constraint 'n' to 'm' in table 't'",
    ),
    (
        r#"op.Backfill(model_name="t", set={"a": "1", "b": "a"})"#,
        "Backfill 'a', 'b' of table 't'",
    ),
    (r#"op.RunSQL(sql="SELECT 1")"#, "Run SQL: SELECT 1"),
    (
        r#"op.RunSQL(sql="UPDATE a_table_with_a_long_name SET a_field_with_a_long_name = 1")"#,
        "Run SQL: UPDATE a_table_with_a_long_name SET a_field_with_a...",
    ),
];

#[test]
fn every_operation_says_what_it_does() {
    let operations: String = CASES
        .iter()
        .map(|(operation, _)| format!("        {operation},\n"))
        .collect();
    let text = format!(
        "from aksara import fields\nfrom aksara.migrations import Migration\n\
         from aksara.migrations import operations as op\n\n\
         class Migration(Migration):\n    operations = [\n{operations}    ]\n"
    );
    let migration = read_migration(PythonSource::new("0001_all.py", text), &NoModules).unwrap();
    for (operation, (written, expected)) in migration.operations.iter().zip(CASES) {
        assert_eq!(operation.value.describe(), *expected, "{written}");
    }
}
