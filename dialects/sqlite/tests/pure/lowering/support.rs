//! Compiling migrations and running what comes out, without driver and executor.

use std::collections::BTreeMap;

use aksara_dialect::{Coalescing, CompileError, Compiled, Dialect, ServerVersion, compile};
use aksara_formats::python::{NoModules, PythonSource, migrations::read_migration};
use aksara_operations::{Located, Migration, replay};
use aksara_schema::Schema;
use aksara_sqlite::Sqlite;
use rusqlite::Connection;
use rusqlite::types::Value;

/// A project's history, migration by migration.
#[derive(Default)]
pub struct History {
    pub schema: Schema,
}

impl History {
    /// Replays a migration of these operations and compiles it for the newest version.
    pub fn migrate(&mut self, operations: &str) -> Result<Compiled, CompileError> {
        self.migrate_for(operations, &Sqlite.newest_version())
    }

    /// The same for another version.
    pub fn migrate_for(
        &mut self,
        operations: &str,
        version: &ServerVersion,
    ) -> Result<Compiled, CompileError> {
        self.compile(&read(operations), version)
    }

    /// The way back of a migration of these operations, which is the last one.
    pub fn compile(
        &mut self,
        migration: &Migration,
        version: &ServerVersion,
    ) -> Result<Compiled, CompileError> {
        let replayed = replay(migration, &mut self.schema).expect("the migration fits the history");
        compile(&self.schema, &replayed.changes, Coalescing::On, &Sqlite, version)
    }
}

/// A migration and the migration that undoes it.
pub fn there_and_back(before: &Schema, operations: &str) -> [Migration; 2] {
    let there = read(operations);
    let replayed = replay(&there, &mut before.clone()).expect("the migration fits the history");
    let operations: Vec<Located<_>> = replayed.inverse().expect("the migration can be undone");
    let back = Migration {
        operations,
        ..Migration::new(there.name.clone())
    };
    [there, back]
}

fn read(operations: &str) -> Migration {
    let text = format!(
        "import datetime\nimport uuid\nfrom decimal import Decimal\n\
         from aksara.migrations import Migration\nfrom aksara.migrations import operations as op\n\
         from aksara import fields\n\n\
         class Migration(Migration):\n    dependencies = []\n    operations = [\n{operations}\n    ]\n"
    );
    read_migration(PythonSource::new("0001_test.py", text), &NoModules)
        .unwrap_or_else(|error| panic!("{error}\n{operations}"))
}

/// Every statement as plans show it.
pub fn show(compiled: &Compiled) -> String {
    let mut shown = String::new();
    for statement in compiled.transaction.statements() {
        if let Some(note) = &statement.note {
            shown.push_str(&format!("-- {note}\n"));
        }
        if statement.is_destructive {
            shown.push_str("-- destructive\n");
        }
        for sql in statement.sql_texts() {
            shown.push_str(&format!("{sql};\n"));
        }
    }
    shown
}

/// A database in memory with foreign keys on.
pub fn database() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    connection
}

/// Runs a migration as an executor would.
pub fn run(connection: &Connection, compiled: &Compiled) -> Result<(), rusqlite::Error> {
    let transaction = &compiled.transaction;
    let run = |statements: &[aksara_dialect::Statement]| {
        let mut texts = statements.iter().flat_map(aksara_dialect::Statement::sql_texts);
        texts.try_for_each(|sql| connection.execute_batch(sql))
    };
    run(&transaction.before)?;
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let body = run(&transaction.body);
    connection.execute_batch(if body.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    run(&transaction.after)?;
    body
}

/// The rows of a query as text.
pub fn rows(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let columns = statement.column_count();
    let row = |row: &rusqlite::Row<'_>| {
        let values: Result<Vec<String>, _> = (0..columns)
            .map(|column| row.get(column).map(show_value))
            .collect();
        Ok(values?.join("|"))
    };
    statement
        .query_map([], row)
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

fn show_value(value: Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => format!("{number:?}"),
        Value::Text(text) => format!("'{text}'"),
        Value::Blob(bytes) => format!(
            "x'{}'",
            bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        ),
    }
}

/// SQLite's own catalog of each table: columns, indexes and foreign keys, in an order that does not count.
pub fn catalog(connection: &Connection) -> BTreeMap<String, Vec<String>> {
    const TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let tables = rows(connection, TABLES);
    tables
        .into_iter()
        .map(|table| (table.clone(), table_facts(connection, &table)))
        .collect()
}

fn table_facts(connection: &Connection, table: &str) -> Vec<String> {
    let queries = [
        format!(
            "SELECT 'column', name, lower(type), \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo({table})"
        ),
        format!(
            "SELECT 'index', CASE origin WHEN 'c' THEN l.name ELSE '' END, \"unique\", origin, partial, group_concat(x.name), \
             group_concat(x.desc), group_concat(x.coll) FROM pragma_index_list({table}) l, pragma_index_xinfo(l.name) x \
             GROUP BY l.name"
        ),
        format!(
            "SELECT 'foreign key', \"table\", group_concat(\"from\"), group_concat(\"to\"), on_update, on_delete \
             FROM pragma_foreign_key_list({table}) GROUP BY id"
        ),
        format!("SELECT 'table', wr, strict FROM pragma_table_list({table})"),
    ];
    let mut facts: Vec<String> = queries.iter().flat_map(|query| rows(connection, query)).collect();
    facts.extend(checks(connection, table));
    facts.sort();
    facts
}

/// The checks in a table's own text, by their names: no pragma lists them.
fn checks(connection: &Connection, table: &str) -> Vec<String> {
    let sql = rows(
        connection,
        &format!("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = {table}"),
    );
    let text = sql.concat();
    let mut checks = Vec::new();
    for part in text.split("CONSTRAINT ").skip(1) {
        if let Some((name, rest)) = part.split_once(" CHECK (") {
            checks.push(format!("check {name} {}", up_to_closing(rest)));
        }
    }
    checks
}

fn up_to_closing(text: &str) -> &str {
    let mut depth = 1;
    for (position, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..position];
        }
    }
    text
}
