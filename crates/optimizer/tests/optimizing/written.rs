//! Operations written as in a migration file, for tests.

use aksara_formats::python::write::{MigrationHeader, leave_primary_keys_open, write_migration};
use aksara_formats::python::{NoModules, PythonSource, read_migration};
use aksara_operations::{Located, Migration, MigrationName, Operation};
use aksara_optimizer::{DerivedNames, optimize};
use aksara_schema::Schema;
use pretty_assertions::assert_eq;

/// The tables that tests begin with; both may have rows.
pub const BEFORE: &str = r#"
op.CreateTable("users", fields=[
    ("id", fields.Integer(primary_key=True)),
    ("name", fields.String(max_length=50)),
    ("note", fields.Text(nullable=True)),
])
op.CreateTable("posts", fields=[
    ("id", fields.Integer(primary_key=True)),
    ("author", fields.ForeignKey("users")),
])
"#;

/// The operations, written one below the other as in a migration file.
pub fn operations(text: &str) -> Vec<Located<Operation>> {
    let calls: Vec<String> = calls(text)
        .into_iter()
        .map(|call| format!("        {call},\n"))
        .collect();
    let file = format!(
        "from aksara import fields\nfrom aksara.migrations import Migration\nfrom aksara.migrations import operations as op\n\n\
         def forward(connection):\n    pass\n\nclass Migration(Migration):\n    dependencies = []\n    operations = [\n{}    ]\n",
        calls.concat()
    );
    let source = PythonSource::new("0001_test.py", file.clone());
    read_migration(source, &NoModules)
        .unwrap_or_else(|error| panic!("{error}\n{file}"))
        .operations
}

/// Each begins in the first column.
fn calls(text: &str) -> Vec<String> {
    let mut calls: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match calls.last_mut() {
            Some(call) if !line.starts_with("op.") => {
                call.push('\n');
                call.push_str(line);
            }
            Some(_) | None => calls.push(line.to_owned()),
        }
    }
    calls
}

pub fn schema(text: &str) -> Schema {
    after(&Schema::new(), &operations(text))
}

pub fn after(before: &Schema, operations: &[Located<Operation>]) -> Schema {
    let mut schema = before.clone();
    for operation in operations {
        let applied = operation.value.apply(&mut schema);
        applied.unwrap_or_else(|error| panic!("{}: {error}", operation.value.describe()));
    }
    schema
}

/// Optimizes operations on [`BEFORE`], and compares the file of the result with that of what is expected.
pub fn check(written: &str, expected: &str) {
    check_named(DerivedNames::Anew, written, expected);
}

pub fn check_named(names: DerivedNames, written: &str, expected: &str) {
    let before = schema(BEFORE);
    let written = operations(written);
    let end = after(&before, &written);
    let optimized = optimize(written, &before, names);
    assert_eq!(after(&before, &optimized), end);
    assert_eq!(file(optimized, &end), file(operations(expected), &end));
}

/// Nothing is joined.
pub fn check_kept(written: &str) {
    check(written, written);
}

fn file(mut operations: Vec<Located<Operation>>, end: &Schema) -> String {
    leave_primary_keys_open(&mut operations, end);
    let migration = Migration {
        operations,
        ..Migration::new(MigrationName::new("0001_test").unwrap())
    };
    let header = MigrationHeader {
        description: String::new(),
        generated_at: String::new(),
        models: Vec::new(),
    };
    write_migration(&migration, &header)
}
