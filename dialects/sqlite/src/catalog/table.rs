//! CREATE TABLE.

use super::clause::{
    COLUMN_CLAUSE_STARTS, TABLE_CLAUSE_STARTS, column_clause, defer, deferrable, table_clause,
};
use super::cursor::Cursor;
use crate::physical::{Clause, ClauseKind, Column, Options, Table};
use crate::types::read_declared_type;

/// Reads a CREATE TABLE statement as SQLite keeps it.
pub(crate) fn read_table(sql: &str) -> Option<Table> {
    let mut cursor = Cursor::new(sql);
    cursor.expect(&["CREATE"])?;
    let _ = cursor.eat(&["TEMP"]) || cursor.eat(&["TEMPORARY"]);
    cursor.expect(&["TABLE"])?;
    let name = cursor.object_name()?;
    let body = cursor.parenthesis()?;
    let (mut columns, constraints) = read_body(body)?;
    let mut options = Options::default();
    while !cursor.is_at_end() {
        read_option(&mut cursor, &mut options)?;
    }
    for column in &mut columns {
        column.storage = read_declared_type(&column.declared_type, options.is_strict).storage();
    }
    Some(Table {
        name,
        columns,
        constraints,
        options,
        indexes: Vec::new(),
    })
}

fn read_body(body: &str) -> Option<(Vec<Column>, Vec<Clause>)> {
    let mut cursor = Cursor::new(body);
    let mut columns = Vec::new();
    read_column(&mut cursor, &mut columns)?;
    while cursor.eat(&[","]) && !cursor.is_any(TABLE_CLAUSE_STARTS) {
        read_column(&mut cursor, &mut columns)?;
    }
    let mut clauses = Vec::new();
    while !cursor.is_at_end() {
        clauses.push(table_clause(&mut cursor)?);
        // SQLite does not need the comma between the clauses of a table.
        cursor.eat(&[","]);
    }
    Some((columns, clauses))
}

/// Reads a column behind those that were read.
fn read_column(cursor: &mut Cursor<'_>, columns: &mut Vec<Column>) -> Option<()> {
    let start = cursor.start();
    let name = cursor.name()?;
    let written_name = cursor.since(start).to_owned();
    let declared_type = read_type(cursor)?;
    columns.push(Column {
        name: name.clone(),
        written_name,
        storage: read_declared_type(&declared_type, false).storage(),
        declared_type,
        clauses: Vec::new(),
    });
    while !cursor.is_at_end() && !cursor.is(",") {
        let start = cursor.start();
        match deferrable(cursor) {
            Some(deferrable) => {
                let key = last_foreign_key(columns);
                key.into_iter()
                    .for_each(|key| defer(key, cursor.since(start), deferrable));
            }
            None => {
                let clause = column_clause(cursor, &name)?;
                columns.last_mut()?.clauses.push(clause);
            }
        }
    }
    Some(())
}

/// SQLite reads a DEFERRABLE that is written apart as one of the foreign key before it, with anything between them.
/// Without one, it says nothing.
fn last_foreign_key(columns: &mut [Column]) -> Option<&mut Clause> {
    let mut clauses = columns
        .iter_mut()
        .rev()
        .flat_map(|column| column.clauses.iter_mut().rev());
    clauses.find(|clause| matches!(clause.kind, ClauseKind::ForeignKey(_)))
}

/// Any number of names, then numbers in parentheses.
fn read_type(cursor: &mut Cursor<'_>) -> Option<String> {
    if cursor.is_at_end() || cursor.is(",") || cursor.is_any(COLUMN_CLAUSE_STARTS) {
        return Some(String::new());
    }
    let start = cursor.start();
    while !cursor.is_at_end() && !cursor.is_any(&[",", "("]) && !cursor.is_any(COLUMN_CLAUSE_STARTS) {
        cursor.name()?;
    }
    if cursor.is("(") {
        cursor.parenthesis()?;
    }
    Some(cursor.since(start).to_owned())
}

fn read_option(cursor: &mut Cursor<'_>, options: &mut Options) -> Option<()> {
    if cursor.eat(&["STRICT"]) {
        options.is_strict = true;
    } else {
        cursor.expect(&["WITHOUT", "ROWID"])?;
        options.is_without_rowid = true;
    }
    cursor.eat(&[","]);
    Some(())
}
