//! What the pragmas tell of a table whose statement was not understood: less, but never wrong.

use aksara_schema::{Deferrable, ReferentialAction};
use rusqlite::{Connection, Row};

use super::definition::{Clause, ClauseKind, ColumnDefinition, ForeignKeyClause, TableDefinition};

const COLUMNS: &str = include_str!("columns.sql");
const UNIQUE_CONSTRAINTS: &str = include_str!("unique_constraints.sql");
const FOREIGN_KEYS: &str = include_str!("foreign_keys.sql");
const OPTIONS: &str = "SELECT wr, strict FROM pragma_table_list(?1) WHERE schema = 'main'";

/// A table as the pragmas tell it: no names of constraints, no checks, no collations, no generated expressions.
pub(super) fn definition_by_pragmas(
    connection: &Connection,
    table: &str,
) -> rusqlite::Result<TableDefinition> {
    let (is_without_rowid, is_strict) =
        connection.query_row(OPTIONS, [table], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let columns = rows(connection, COLUMNS, table, |row| {
        Ok((column(row)?, row.get("pk")?))
    })?;
    let mut clauses: Vec<Clause> = primary_key(&columns).into_iter().collect();
    clauses.extend(unique_constraints(connection, table)?);
    clauses.extend(foreign_keys(connection, table)?);
    let columns = columns.into_iter().map(|(column, _)| column).collect();
    Ok(TableDefinition {
        columns,
        clauses,
        is_strict,
        is_without_rowid,
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

fn column(row: &Row<'_>) -> rusqlite::Result<ColumnDefinition> {
    let name: String = row.get("name")?;
    let is_not_null = row
        .get::<_, bool>("notnull")?
        .then_some(ClauseKind::NotNull { conflict: None });
    let default: Option<String> = row.get("dflt_value")?;
    let default = default.map(|value| ClauseKind::Default { value });
    Ok(ColumnDefinition {
        name_text: name.clone(),
        name,
        declared_type: row.get("type")?,
        clauses: is_not_null.into_iter().chain(default).map(unnamed).collect(),
    })
}

fn unnamed(kind: ClauseKind) -> Clause {
    Clause {
        text: String::new(),
        name: None,
        kind,
    }
}

fn primary_key(columns: &[(ColumnDefinition, i64)]) -> Option<Clause> {
    let mut key: Vec<_> = columns.iter().filter(|(_, position)| *position > 0).collect();
    key.sort_by_key(|(_, position)| *position);
    let columns: Vec<String> = key.into_iter().map(|(column, _)| column.name.clone()).collect();
    let kind = ClauseKind::PrimaryKey {
        columns,
        is_descending: false,
        is_autoincrement: false,
        conflict: None,
    };
    Some(unnamed(kind)).filter(
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
            unnamed(ClauseKind::Unique {
                columns,
                conflict: None,
            })
        })
        .collect())
}

fn foreign_keys(connection: &Connection, table: &str) -> rusqlite::Result<Vec<Clause>> {
    let pairs: Vec<(i64, ForeignKeyClause)> = rows(connection, FOREIGN_KEYS, table, |row| {
        let key = ForeignKeyClause {
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
    Ok(keys.map(|key| unnamed(ClauseKind::ForeignKey(key))).collect())
}

fn join(mut key: ForeignKeyClause, next: ForeignKeyClause) -> ForeignKeyClause {
    key.columns.extend(next.columns);
    key.targets.extend(next.targets);
    key
}

fn action(word: &str) -> ReferentialAction {
    word.parse().unwrap_or(ReferentialAction::NoAction)
}
