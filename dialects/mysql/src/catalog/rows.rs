//! The catalog's rows, by table.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aksara_driver::{Connection, DriverError, Row, Value};

use super::created::CreateText;
use crate::flavour::{CatalogForm, Flavour};

const TABLES: &str = include_str!("tables.sql");
const COLUMNS: &str = include_str!("columns.sql");
const INDEXES: &str = include_str!("indexes.sql");
const FOREIGN_KEYS: &str = include_str!("foreign_keys.sql");

/// The rows of all tables.
pub(super) struct Rows {
    tables: Vec<Row>,
    columns: RowsByTable,
    indexes: RowsByTable,
    checks: RowsByTable,
    foreign_keys: RowsByTable,
    /// The statements that make tables, where they tell more than the views.
    texts: BTreeMap<String, CreateText>,
}

type RowsByTable = BTreeMap<String, Vec<Row>>;

/// The rows of one table.
pub(super) struct TableRows<'a> {
    pub(super) table: &'a Row,
    pub(super) columns: &'a [Row],
    /// One row for each part, in order.
    pub(super) indexes: &'a [Row],
    pub(super) checks: &'a [Row],
    /// One row for each field, in order.
    pub(super) foreign_keys: &'a [Row],
    /// The statement that makes the table, where it says more than the rows.
    pub(super) text: Option<&'a CreateText>,
}

impl TableRows<'_> {
    pub(super) fn column_names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().filter_map(|row| row.text("column_name"))
    }
}

impl Rows {
    /// Reads all of it.
    pub(super) async fn read(
        connection: &mut dyn Connection,
        flavour: &'static Flavour,
    ) -> Result<Self, DriverError> {
        let form = &flavour.catalog;
        let checks = read_checks(connection, form).await?;
        let mut catalog = Self {
            tables: connection.query(TABLES, &[]).await?,
            columns: by_table(connection.query(&in_form(COLUMNS, form), &[]).await?),
            indexes: by_table(connection.query(&in_form(INDEXES, form), &[]).await?),
            checks: by_table(checks),
            foreign_keys: by_table(connection.query(FOREIGN_KEYS, &[]).await?),
            texts: BTreeMap::new(),
        };
        let partitioned = match form.partitioned {
            Some(query) => connection.query(query, &[]).await?,
            None => Vec::new(),
        };
        catalog.read_texts(connection, &partitioned).await?;
        Ok(catalog)
    }

    async fn read_texts(
        &mut self,
        connection: &mut dyn Connection,
        partitioned: &[Row],
    ) -> Result<(), DriverError> {
        let odd = self.tables().filter(CreateText::is_needed);
        let odd = odd.map(|table| table.table).chain(partitioned);
        let odd: BTreeSet<String> = odd
            .filter_map(|row| row.text("table_name").map(str::to_owned))
            .collect();
        for table in odd {
            if let Some(text) = CreateText::read(connection, &table).await? {
                restore(
                    self.columns.get_mut(&table),
                    &["column_default", "generation_expression"],
                    &text,
                );
                restore(self.checks.get_mut(&table), &["check_clause"], &text);
                self.texts.insert(table, text);
            }
        }
        Ok(())
    }

    /// The rows of the columns of each table.
    pub(super) fn columns_by_table(&mut self) -> impl Iterator<Item = (&String, &mut Vec<Row>)> {
        self.columns.iter_mut()
    }

    /// The tables in the order of their names.
    pub(super) fn tables(&self) -> impl Iterator<Item = TableRows<'_>> {
        self.tables.iter().map(|table| {
            let name = table.text("table_name").unwrap_or_default();
            TableRows {
                table,
                columns: self.columns.get(name).map_or(&[], Vec::as_slice),
                indexes: self.indexes.get(name).map_or(&[], Vec::as_slice),
                checks: self.checks.get(name).map_or(&[], Vec::as_slice),
                foreign_keys: self.foreign_keys.get(name).map_or(&[], Vec::as_slice),
                text: self.texts.get(name),
            }
        })
    }
}

/// Puts expressions that the views tell with lost characters as they are.
fn restore(rows: Option<&mut Vec<Row>>, columns: &[&str], text: &CreateText) {
    for row in rows.into_iter().flatten() {
        let names = Arc::clone(&row.columns);
        for (name, value) in names.iter().zip(&mut row.values) {
            if let Value::Text(reported) = value
                && columns.contains(&name.as_str())
                && let Some(restored) = text.restored(reported)
            {
                *reported = restored;
            }
        }
    }
}

/// The query with the columns as this flavour has them.
fn in_form(query: &str, form: &CatalogForm) -> String {
    let put = |query: String, (name, words): &(&str, &str)| query.replace(name, words);
    form.columns.iter().fold(query.to_owned(), put)
}

/// The checks with their conditions.
async fn read_checks(connection: &mut dyn Connection, form: &CatalogForm) -> Result<Vec<Row>, DriverError> {
    let Some(clauses) = form.check_clauses else {
        return connection.query(form.checks, &[]).await;
    };
    let mut by_name: BTreeMap<String, Value> = BTreeMap::new();
    for row in connection.query(clauses, &[]).await? {
        if let (Some(name), Some(clause)) = (row.text("constraint_name"), row.get("check_clause")) {
            by_name.insert(name.to_owned(), clause.clone());
        }
    }
    let mut checks = connection.query(form.checks, &[]).await?;
    for row in &mut checks {
        let clause = row.text("constraint_name").and_then(|name| by_name.remove(name));
        with_value(row, "check_clause", clause.unwrap_or(Value::Null));
    }
    Ok(checks)
}

/// Gives the row one more column.
pub(super) fn with_value(row: &mut Row, column: &str, value: Value) {
    let columns = row.columns.iter().cloned();
    row.columns = columns.chain([column.to_owned()]).collect();
    row.values.push(value);
}

fn by_table(rows: Vec<Row>) -> RowsByTable {
    let mut tables = RowsByTable::new();
    for row in rows {
        let name = row.text("table_name").unwrap_or_default().to_owned();
        tables.entry(name).or_default().push(row);
    }
    tables
}

/// Consecutive rows that belong to one object, by its name in a column.
pub(super) fn objects<'a>(rows: &'a [Row], column: &'a str) -> impl Iterator<Item = (&'a str, &'a [Row])> {
    let same = move |left: &Row, right: &Row| left.get(column) == right.get(column);
    rows.chunk_by(same)
        .filter_map(move |chunk| Some((chunk.first()?.text(column)?, chunk)))
}
