//! SQL files as migrations: what they are read as, what their errors say, and that what is written is read back.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use aksara_formats::python::migrations::read_migration;
use aksara_formats::python::write::MigrationHeader;
use aksara_formats::python::{NoModules, PythonSource};
use aksara_formats::sql::{SqlMigration, SqlSection, read_sql_migration, write_sql_migration};
use aksara_operations::{Migration, MigrationName, Operation, ReverseSql, RunSql, SqlText};
use pretty_assertions::assert_eq;

const FILE: &str = "0002_posts.sql";

fn read(text: &str) -> Result<SqlMigration, String> {
    let name = MigrationName::new("0002_posts").unwrap();
    read_sql_migration(FILE, name, text).map_err(|error| error.to_string())
}

fn run_sql(migration: &Migration) -> RunSql {
    match &migration.operations[..] {
        [operation] => match &operation.value {
            Operation::RunSql(run) => run.clone(),
            other => panic!("{other:?}"),
        },
        several => panic!("{several:?}"),
    }
}

fn texts(sql: &SqlText, dialect: &str) -> Vec<String> {
    let scripts = sql.for_dialect(&[dialect]).unwrap_or_default();
    scripts
        .iter()
        .map(|script| script.value.sql.as_str().trim().to_owned())
        .collect()
}

fn generated() -> Migration {
    let text = "\
from aksara import fields
from aksara.migrations import Migration, operations as op

class Migration(Migration):
    dependencies = ['0001_initial']
    operations = [
        op.CreateTable('posts', fields=[('id', fields.Integer(primary_key=True))]),
        op.RunSQL(\"\"\"SELECT 1;
-- migrate:down
SELECT 2\"\"\", reverse_sql=op.RunSQL.noop),
    ]
";
    read_migration(PythonSource::new("0002_posts.py", text), &NoModules).unwrap()
}

fn written() -> String {
    let section = |dialect: &str| SqlSection {
        dialect: dialect.to_owned(),
        up: format!("CREATE TABLE posts (id int); -- {dialect}\n"),
        down: Some("DROP TABLE posts;\n".to_owned()),
    };
    let header = MigrationHeader {
        description: "posts".to_owned(),
        generated_at: "2026-11-26 12:00:00".to_owned(),
        models: Vec::new(),
    };
    write_sql_migration(&generated(), &header, &[section("postgres"), section("sqlite")])
}

#[test]
fn a_generated_file_is_its_operations() {
    for text in [written(), written().replace('\n', "\r\n")] {
        let found = read(&text).unwrap();
        assert!(found.declares_dependencies);
        assert_eq!(found.migration, generated());
        for operation in &found.migration.operations {
            let origin = operation.origin.clone().unwrap();
            assert!(text[origin.span.clone()].starts_with("op."), "{origin}");
            let line = text.lines().nth(origin.line as usize - 1).unwrap();
            assert!(line[origin.column as usize - 1..].starts_with("op."), "{line}");
        }
    }
}

#[test]
fn an_edited_section_runs_and_the_operations_tell_what_it_does() {
    let text = written().replace("-- sqlite\n", "-- sqlite\nINSERT INTO posts VALUES (1);\n");
    let found = read(&text).unwrap().migration;
    let run = run_sql(&found);
    assert_eq!(run.state_operations, generated().operations);
    assert_eq!(
        texts(&run.sql, "sqlite"),
        ["CREATE TABLE posts (id int); -- sqlite\nINSERT INTO posts VALUES (1);"]
    );
    assert_eq!(
        texts(&run.sql, "postgres"),
        ["CREATE TABLE posts (id int); -- postgres"]
    );
    let ReverseSql::Sql(reverse) = run.reverse_sql else {
        panic!("no way back")
    };
    assert_eq!(texts(&reverse, "sqlite"), ["DROP TABLE posts;"]);
}

#[test]
fn a_file_without_sections_goes_one_way() {
    let found = read("CREATE TABLE a (b int);\n-- done\n").unwrap();
    assert!(!found.declares_dependencies);
    let run = run_sql(&found.migration);
    assert_eq!(run.reverse_sql, ReverseSql::Missing);
    assert_eq!(texts(&run.sql, "any"), ["CREATE TABLE a (b int);\n-- done"]);
}

#[test]
fn sections_by_hand_are_for_every_dialect_or_for_each() {
    let found =
        read("-- by hand\n-- aksara:depends 0001_initial\n-- migrate:up\nA;\n--migrate:down\nB;").unwrap();
    assert!(found.declares_dependencies);
    assert_eq!(
        found.migration.dependencies[0].value.name.as_str(),
        "0001_initial"
    );
    let run = run_sql(&found.migration);
    assert_eq!(texts(&run.sql, "any"), ["A;"]);
    let SqlText::Common(scripts) = &run.sql else {
        panic!("{run:?}")
    };
    assert_eq!(scripts[0].origin.as_ref().unwrap().line, 4);
    let run = run_sql(
        &read("-- migrate:up\n-- aksara:dialect mysql\nA;\n")
            .unwrap()
            .migration,
    );
    assert_eq!(
        (texts(&run.sql, "mysql"), texts(&run.sql, "sqlite")),
        (vec!["A;".to_owned()], vec![])
    );
    assert_eq!(run.reverse_sql, ReverseSql::Missing);
    let run = run_sql(&read("-- migrate:up\nA;\n-- migrate:down\n").unwrap().migration);
    assert_eq!(run.reverse_sql, ReverseSql::Sql(SqlText::common("")));
}

#[test]
fn errors_tell_the_line_and_what_to_write() {
    for (text, expected) in [
        (
            "A;\n-- migrate:up\n",
            "1:1: there is SQL before the first section",
        ),
        ("-- migrate:sideways\n", "1:1: `-- migrate:sideways` is not known"),
        (
            "-- migrate:up transaction:false\n",
            "1:1: `transaction:false` after a section's name",
        ),
        (
            "-- migrate:up\n-- migrate:up\n",
            "2:1: there is a second section `-- migrate:up`",
        ),
        (
            "-- migrate:up\n-- aksara:dialect a\n-- migrate:down\n",
            "3:1: some sections name a dialect and some do not",
        ),
        (
            "-- migrate:up\n-- aksara:dialect a\n-- migrate:up\n-- aksara:dialect b\n-- migrate:down\n-- aksara:dialect a",
            "3:1: there is no `-- migrate:down` for b",
        ),
        ("-- aksara:what\n", "1:1: `-- aksara:what` is not known"),
        (
            "-- aksara:dialect a\n-- migrate:up\n",
            "1:1: `-- aksara:dialect` has no meaning here",
        ),
        (
            "-- migrate:up\nA;\n-- aksara:dialect a\n",
            "3:1: `-- aksara:dialect` has no meaning here",
        ),
        (
            "-- aksara:operations\n-- x = 1\n-- migrate:up\n",
            "1:1: the operations do not end",
        ),
        (
            "-- aksara:operations\n-- from aksara.migrations import Migration\n-- class Migration(Migration):\n--     x = 1\n-- aksara:end\n-- migrate:up\n",
            "the operations in the comment",
        ),
        ("-- aksara:depends a b!\n-- migrate:up\n", "1:1: the dependency: "),
    ] {
        let error = read(text).map(|read| read.migration).unwrap_err();
        assert!(
            error.starts_with(FILE) && error.contains(expected),
            "{text}\n{error}"
        );
    }
}
