//! A table whose statement was not understood, as far as the pragmas describe it: less, but never wrong.

use aksara_schema::{Deferrable, ReferentialAction};
use rusqlite::{Connection, Row};

use crate::physical::{Clause, ClauseKind, Column, ForeignKey, Options, Table};
use crate::types::read_declared_type;

const COLUMNS: &str = include_str!("columns.sql");
const UNIQUE_CONSTRAINTS: &str = include_str!("unique_constraints.sql");
const FOREIGN_KEYS: &str = include_str!("foreign_keys.sql");
const OPTIONS: &str = "SELECT wr, strict FROM pragma_table_list(?1) WHERE schema = 'main'";

/// A table as the pragmas report it: no names of constraints, no checks, no collations, no generated expressions.
pub(super) fn table_by_pragmas(connection: &Connection, table: &str) -> rusqlite::Result<Table> {
    let options = connection.query_row(OPTIONS, [table], |row| {
        Ok(Options {
            is_without_rowid: row.get(0)?,
            is_strict: row.get(1)?,
        })
    })?;
    let columns = rows(connection, COLUMNS, table, |row| {
        Ok((column(row, options.is_strict)?, row.get("pk")?))
    })?;
    let mut constraints: Vec<Clause> = primary_key(&columns).into_iter().collect();
    constraints.extend(unique_constraints(connection, table)?);
    constraints.extend(foreign_keys(connection, table)?);
    Ok(Table {
        name: table.to_owned(),
        columns: columns.into_iter().map(|(column, _)| column).collect(),
        constraints,
        options,
        indexes: Vec::new(),
    })
}

fn rows<T>(
    connection: &Connection,
    sql: &str,
    table: &str,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    connection.prepare(sql)?.query_map([table], read)?.collect()
}

fn column(row: &Row<'_>, is_strict: bool) -> rusqlite::Result<Column> {
    let name: String = row.get("name")?;
    let declared_type: String = row.get("type")?;
    let is_not_null = row
        .get::<_, bool>("notnull")?
        .then_some(ClauseKind::NotNull { conflict: None });
    let default: Option<String> = row.get("dflt_value")?;
    let default = default.map(|value| ClauseKind::Default { value });
    let clauses = is_not_null.into_iter().chain(default).map(Clause::unnamed);
    Ok(Column {
        written_name: name.clone(),
        name,
        storage: read_declared_type(&declared_type, is_strict).storage(),
        declared_type,
        clauses: clauses.collect(),
    })
}

fn primary_key(columns: &[(Column, i64)]) -> Option<Clause> {
    let mut key: Vec<_> = columns.iter().filter(|(_, position)| *position > 0).collect();
    key.sort_by_key(|(_, position)| *position);
    let columns: Vec<String> = key.into_iter().map(|(column, _)| column.name.clone()).collect();
    let kind = ClauseKind::PrimaryKey {
        columns,
        is_descending: false,
        is_autoincrement: false,
        conflict: None,
    };
    Some(Clause::unnamed(kind)).filter(
        |clause| matches!(&clause.kind, ClauseKind::PrimaryKey { columns, .. } if !columns.is_empty()),
    )
}

fn unique_constraints(connection: &Connection, table: &str) -> rusqlite::Result<Vec<Clause>> {
    let pairs: Vec<(i64, String)> = rows(connection, UNIQUE_CONSTRAINTS, table, |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    let groups = pairs.chunk_by(|(first, _), (second, _)| first == second);
    let columns = groups.map(|group| group.iter().map(|(_, column)| column.clone()).collect());
    Ok(columns
        .map(|columns| {
            Clause::unnamed(ClauseKind::Unique {
                columns,
                conflict: None,
            })
        })
        .collect())
}

fn foreign_keys(connection: &Connection, table: &str) -> rusqlite::Result<Vec<Clause>> {
    let pairs: Vec<(i64, ForeignKey)> = rows(connection, FOREIGN_KEYS, table, |row| {
        let key = ForeignKey {
            columns: vec![row.get("from")?],
            table: row.get("table")?,
            targets: row.get::<_, Option<String>>("to")?.into_iter().collect(),
            on_delete: action(&row.get::<_, String>("on_delete")?),
            on_update: action(&row.get::<_, String>("on_update")?),
            deferrable: Deferrable::Never,
        };
        Ok((row.get("id")?, key))
    })?;
    let groups = pairs.chunk_by(|(first, _), (second, _)| first == second);
    let keys = groups.filter_map(|group| group.iter().map(|(_, key)| key.clone()).reduce(join));
    Ok(keys
        .map(|key| Clause::unnamed(ClauseKind::ForeignKey(key)))
        .collect())
}

fn join(mut key: ForeignKey, next: ForeignKey) -> ForeignKey {
    key.columns.extend(next.columns);
    key.targets.extend(next.targets);
    key
}

fn action(word: &str) -> ReferentialAction {
    word.parse().unwrap_or(ReferentialAction::NoAction)
}
