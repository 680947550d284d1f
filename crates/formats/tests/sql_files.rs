//! SQL files as migrations: what they are read as, what their errors say, and that what is written is read back.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use aksara_formats::python::migrations::read_migration;
use aksara_formats::python::write::MigrationHeader;
use aksara_formats::python::{NoModules, PythonSource};
use aksara_formats::sql::{
    SqlFileError, SqlMigration, SqlSection, SqlSource, read_sql_migration, read_sql_pair, write_sql_migration,
};
use aksara_operations::{
    Migration, MigrationName, Operation, ReverseSql, RunSql, ScriptTransaction, SqlText,
};
use aksara_schema::DialectName;
use pretty_assertions::assert_eq;

const FILE: &str = "0002_posts.sql";

fn read(text: &str) -> Result<SqlMigration, String> {
    let name = MigrationName::new("0002_posts").unwrap();
    read_sql_migration(FILE, name, text).map_err(|error| placed(&error))
}

/// An error behind its place.
fn placed(error: &SqlFileError) -> String {
    format!("{}: {error}", error.origin)
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
    let names: Vec<DialectName> = DialectName::new(dialect).into_iter().collect();
    let scripts = sql.for_dialect(&names).unwrap_or_default();
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
-- Down Migration
-- depends: nothing
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
fn an_edited_section_runs_and_the_operations_show_what_it_does() {
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
fn a_file_without_sections_continuese_way() {
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
fn errors_show_the_line_and_what_to_write() {
    for (text, expected) in [
        (
            "A;\n-- migrate:up\n",
            "1:1: there is SQL before the first section",
        ),
        ("-- migrate:sideways\n", "1:1: `-- migrate:sideways` is not known"),
        (
            "-- migrate:up transaction:perhaps\n",
            "1:1: `transaction:perhaps` after a section's name",
        ),
        (
            "-- migrate:up\n-- migrate:up\n",
            "2:1: there is a second section `-- migrate:up`",
        ),
        (
            "-- migrate:up\n-- aksara:dialect mysql\n-- migrate:down\n",
            "3:1: some sections name a dialect and some do not",
        ),
        (
            "-- migrate:up\n-- aksara:dialect mysql\n-- migrate:up\n-- aksara:dialect sqlite3\n-- migrate:down\n-- aksara:dialect mysql",
            "3:1: there is no `-- migrate:down` for sqlite",
        ),
        ("-- aksara:what\n", "1:1: `-- aksara:what` is not known"),
        (
            "-- aksara:dialect mysql\n-- migrate:up\n",
            "1:1: `-- aksara:dialect` has no meaning here",
        ),
        (
            "-- migrate:up\nA;\n-- aksara:dialect mysql\n",
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

/// The statements of both ways, and whether each way is committed statement by statement.
fn both_ways(text: &str) -> (Vec<String>, Vec<String>, [bool; 2]) {
    let run = run_sql(
        &read(text)
            .unwrap_or_else(|error| panic!("{error}\n{text}"))
            .migration,
    );
    let is_single = |sql: &SqlText| match sql {
        SqlText::Common(scripts) => scripts
            .iter()
            .all(|script| script.value.transaction == ScriptTransaction::Single),
        SqlText::PerDialect(_) => panic!("{sql:?}"),
    };
    let some = |sql: &SqlText| {
        let texts = texts(sql, "any").into_iter();
        texts.filter(|text| !text.is_empty()).collect()
    };
    let ReverseSql::Sql(reverse) = &run.reverse_sql else {
        return (some(&run.sql), Vec::new(), [is_single(&run.sql), false]);
    };
    (
        some(&run.sql),
        some(reverse),
        [is_single(&run.sql), is_single(reverse)],
    )
}

#[test]
fn the_forms_of_other_tools_have_both_ways() {
    for text in [
        "-- migrate:up\nA;\n-- migrate:down\nB;\n",
        "-- +goose Up\nA;\n-- +goose Down\nB;\n",
        "-- +goose up\nA;\n-- +goose DOWN\nB;\n",
        "--+goose Up\nA;\n--  +goose  Down  \nB;\n",
        "-- +migrate Up\nA;\n\n-- +migrate Down\nB;",
        "-- Up Migration\nA;\n-- Down Migration\nB;",
        "---- Up migration\r\nA;\r\n---- Down migration\r\nB;\r\n",
        "A;\n\n---- create above / drop below ----\n\nB;\n",
        "\u{feff}-- a remark\n/* and one\n   of two lines */\n# and MySQL's\n-- +goose Up\nA;\n-- +goose Down\nB;",
    ] {
        let (up, down, single) = both_ways(text);
        assert_eq!(
            (up.as_slice(), down.as_slice()),
            (&["A;".to_owned()][..], &["B;".to_owned()][..]),
            "{text}"
        );
        assert_eq!(single, [false, false], "{text}");
    }
}

#[test]
fn statements_are_committed_alone_where_the_file_says_so() {
    for (text, expected) in [
        (
            "-- migrate:up transaction:false\nA;\n-- migrate:down\nB;",
            [true, false],
        ),
        (
            "-- migrate:up transaction:true\nA;\n-- migrate:down transaction:false\nB;",
            [false, true],
        ),
        (
            "-- +goose NO TRANSACTION\n-- +goose Up\nA;\n-- +goose Down\nB;",
            [true, true],
        ),
        (
            "-- +goose Up\n-- +goose no transaction\nA;\n-- +goose Down\nB;",
            [true, true],
        ),
        (
            "-- +migrate Up notransaction\nA;\n-- +migrate Down\nB;",
            [true, false],
        ),
        (
            "---- tern: disable-tx ----\nA;\n---- create above / drop below ----\nB;",
            [true, true],
        ),
        ("-- no-transaction\nA;\n", [true, false]),
    ] {
        assert_eq!(both_ways(text).2, expected, "{text}");
    }
}

#[test]
fn the_edges_of_statements_end_them() {
    for tool in ["goose", "migrate"] {
        let text = format!(
            "-- +{tool} Up\nA;\n-- +{tool} StatementBegin\nF; G\n-- +{tool} StatementEnd\nB;\n-- +{tool} Down\n\
             -- +{tool} StatementBegin\nH\n-- +{tool} StatementEnd\n"
        );
        let (up, down, _) = both_ways(&text);
        assert_eq!(
            (up, down),
            (vec!["A;".into(), "F; G".into(), "B;".into()], vec!["H".into()])
        );
        for wrong in ["StatementBegin", "StatementEnd"] {
            let error = read(&format!("-- +{tool} Up\n-- +{tool} {wrong}\nA;")).unwrap_err();
            assert!(
                error.contains(":2:1: a StatementBegin has no StatementEnd"),
                "{error}"
            );
        }
    }
}

#[test]
fn what_looks_like_a_section_and_is_not_understood_is_refused() {
    for (text, expected) in [
        (
            "A;\n--- migrate:down\nB;",
            "2:1: `--- migrate:down` looks like the beginning of a section",
        ),
        (
            "-- migrate:up\nA;\n-- MIGRATE:DOWN\nB;",
            "3:1: `-- MIGRATE:DOWN` looks like",
        ),
        ("A;\n-- Down\nB;", "2:1: `-- Down` looks like"),
        ("A;\n# --- !Downs\nB;", "2:1: `# --- !Downs` looks like"),
        ("A;\n-- //@UNDO\nB;", "2:1: `-- //@UNDO` looks like"),
        ("/* down */\nB;", "1:1: `/* down */` looks like"),
        (
            "--liquibase formatted sql\nA;",
            "1:1: `--liquibase formatted sql` looks like",
        ),
        ("-- +goose Sideways\nA;", "1:1: `-- +goose Sideways` is not known"),
        (
            "-- +goose ENVSUB ON\n-- +goose Up\nA;",
            "1:1: `-- +goose ENVSUB ON` is not known",
        ),
        (
            "-- +goose Up\nA;\n-- migrate:down\nB;",
            "3:1: this line is in the form of dbmate",
        ),
        (
            "-- +goose StatementBegin\nA;\n-- +goose StatementEnd\n",
            "1:1: this line belongs in a section",
        ),
        (
            "A;\n-- +goose Up\nB;",
            "1:1: there is SQL before the first section",
        ),
        (
            "-- +goose Up\nA;\n-- +goose Up\nB;",
            "3:1: there is a second section `-- +goose Up`",
        ),
        ("-- +goose Down\nA;", "1:1: there is no `-- +goose Up`"),
        (
            "-- migrate:up\n-- aksara:dialect posgresql\nA;",
            "2:1: `-- aksara:dialect`: there is no database `posgresql`; did you mean `postgres`?",
        ),
    ] {
        let error = read(text).map(|read| read.migration).unwrap_err();
        assert!(
            error.starts_with(FILE) && error.contains(expected),
            "{text}\n{error}"
        );
    }
}

#[test]
fn remarks_and_bodies_are_no_sections() {
    for text in [
        "-- Up to three names\nA;\n-- rolls down\n",
        "CREATE FUNCTION f() AS $$\nBEGIN\n  -- down\n  RETURN 1;\nEND $$;\n",
        "CREATE FUNCTION f() AS $body$ BEGIN\n-- undo\nEND $body$;",
        "/* what goes\n   down\n*/\nA;",
    ] {
        let run = run_sql(&read(text).unwrap().migration);
        assert_eq!(run.reverse_sql, ReverseSql::Missing);
        assert_eq!(texts(&run.sql, "any"), [text.trim()]);
    }
}

#[test]
fn the_other_names_of_a_database_are_its_name() {
    let text =
        "-- migrate:up\n-- aksara:dialect PostgreSQL\nA;\n-- migrate:up\n-- aksara:dialect sqlite3\nB;";
    let run = run_sql(&read(text).unwrap().migration);
    assert_eq!(texts(&run.sql, "postgres"), ["A;"]);
    assert_eq!(texts(&run.sql, "sqlite"), ["B;"]);
    let twice = "-- migrate:up\n-- aksara:dialect pg\nA;\n-- migrate:up\n-- aksara:dialect postgres\nB;";
    assert!(
        read(twice)
            .unwrap_err()
            .contains("a second section `-- migrate:up` for postgres")
    );
}

#[test]
fn a_byte_order_mark_is_no_sql() {
    let text = "\u{feff}CREATE TABLE a (b int);\n";
    let run = run_sql(&read(text).unwrap().migration);
    let SqlText::Common(scripts) = &run.sql else {
        panic!("{run:?}")
    };
    assert_eq!(scripts[0].value.sql.as_str(), "CREATE TABLE a (b int);\n");
    let origin = scripts[0].origin.clone().unwrap();
    assert!(text[origin.span.start..].starts_with("CREATE"), "{origin:?}");
}

#[test]
fn dependencies_of_yoyo_are_read() {
    let read = read("-- a remark\n-- depends: 0001.n  0001.m\nCREATE TABLE a (b int);\n").unwrap();
    let names: Vec<String> = read
        .migration
        .dependencies
        .iter()
        .map(|dependency| dependency.value.to_string())
        .collect();
    assert_eq!(names, ["0001.n", "0001.m"]);
    assert!(read.declares_dependencies);
}

#[test]
fn what_a_tool_would_fill_in_is_refused() {
    let error = read("A '{{.prefix}}';\n---- create above / drop below ----\nB;").unwrap_err();
    assert!(error.contains(":1:1: `{{.prefix}` is a placeholder"), "{error}");
    let flyway = MigrationName::new("V1__posts").unwrap();
    let text = "-- ${remark}\nINSERT INTO a VALUES ('${schema}');\n";
    let error = read_sql_migration("V1__posts.sql", flyway, text).unwrap_err();
    assert!(
        placed(&error).starts_with("V1__posts.sql:2:1: `${schema}` is a placeholder"),
        "{error}"
    );
    read(text).unwrap();
}

fn pair(up: &str, down: &str) -> Result<SqlMigration, String> {
    let source = |file: &str, text: &str| SqlSource {
        file: file.into(),
        text: text.to_owned(),
    };
    let name = MigrationName::new("0002_posts").unwrap();
    read_sql_pair(
        name,
        &source("0002_posts.up.sql", up),
        &source("0002_posts.down.sql", down),
    )
    .map_err(|error| placed(&error))
}

#[test]
fn two_files_are_one_migration() {
    let found = pair(
        "-- aksara:depends 0001_a\nA;\n",
        "\u{feff}\n-- no-transaction\nB;\n",
    )
    .unwrap();
    assert!(found.declares_dependencies);
    let run = run_sql(&found.migration);
    let ReverseSql::Sql(SqlText::Common(back)) = run.reverse_sql else {
        panic!("no way back")
    };
    assert_eq!(back[0].value.transaction, ScriptTransaction::Single);
    let origin = back[0].origin.clone().unwrap();
    assert_eq!((&*origin.file, origin.line), ("0002_posts.down.sql", 1));
    for (up, down, expected) in [
        (
            "A;\n-- migrate:down\n",
            "B;",
            "0002_posts.up.sql:2:1: the migration has one file for each direction",
        ),
        (
            "A;",
            "-- +goose Up\nB;",
            "0002_posts.down.sql:1:1: the migration has one file for each direction",
        ),
        (
            "A;",
            "-- aksara:depends x\nB;",
            "0002_posts.down.sql:1:1: `-- aksara:…` has no meaning",
        ),
        (
            "A;",
            "-- undo\nB;",
            "0002_posts.down.sql:1:1: `-- undo` looks like",
        ),
    ] {
        let error = pair(up, down).map(|read| read.migration).unwrap_err();
        assert!(error.starts_with(expected), "{error}");
    }
}
