//! One table from its catalog rows.

use aksara_driver::{DriverError, MakingStatement, OpaqueObject, OwnTable, Row};
use aksara_schema::TableName;

use super::check::read_checks;
use super::column::{is_of_version, read_column};
use super::foreign_key::read_foreign_keys;
use super::index::read_indexes;
use super::partitioning::read_partitioning;
use super::period::periods;
use super::rows::TableRows;
use super::{Catalog, unreadable};
use crate::flavour::{Flavour, Quirk};
use crate::name::quoted_table;
use crate::physical::{Characters, Column, Object, Options, Table};

impl Catalog {
    /// Reads a table, with what has no place in it.
    pub(super) fn read_table(
        &mut self,
        rows: &TableRows<'_>,
        flavour: &'static Flavour,
    ) -> Result<(), DriverError> {
        let name = table_name(None, rows.table.text("table_name"))?;
        let columns = rows.columns.iter().map(|row| read_column(row, rows, flavour));
        let mut columns = columns.collect::<Result<Vec<Column>, _>>()?;
        let keys = read_foreign_keys(rows.foreign_keys)?;
        let periods = if flavour.has(Quirk::HasPeriods) {
            periods(rows)
        } else {
            Vec::new()
        };
        let mut beside = table_attributes(rows, &name);
        beside.extend(periods.iter().map(|period| period.opaque(&name)));
        let (primary_key, indexes) = read_indexes(rows, &periods, &name, flavour, &mut beside);
        let checks = read_checks(rows, &periods, &mut columns, &name, flavour, &mut beside);
        let indexes = indexes.into_iter().map(Object::Index);
        let objects = indexes.chain(checks.into_iter().map(Object::Check));
        let table = Table {
            columns,
            primary_key,
            objects: objects.chain(keys.into_iter().map(Object::ForeignKey)).collect(),
            options: read_options(rows.table),
            comment: rows.table.text("table_comment").map(str::to_owned),
            name,
        };
        self.keep_statement(rows, &table.name, &mut beside);
        self.beside.extend(beside);
        self.tables.push(table);
        Ok(())
    }

    /// Keeps the table's own statement where no other makes it so.
    fn keep_statement(&mut self, rows: &TableRows<'_>, name: &TableName, beside: &mut [OpaqueObject]) {
        let is_beyond_words =
            beside.iter().any(|object| object.making.is_empty()) || rows.columns.iter().any(is_of_version);
        let text = rows.text.filter(|_| is_beyond_words);
        let Some(making) = text.and_then(|text| text.making(name.name())) else {
            return;
        };
        for object in beside {
            object.making = vec![making.clone()];
        }
        let table = name.clone();
        self.own_tables.push(OwnTable { table, making });
    }
}

/// A table's name; `None` for the namespace of the own database.
pub(super) fn table_name(namespace: Option<&str>, name: Option<&str>) -> Result<TableName, DriverError> {
    let name = name.unwrap_or_default();
    let read = match namespace {
        Some(namespace) => TableName::qualified(namespace, name),
        None => TableName::whole(name),
    };
    read.map_err(|error| unreadable(&error.to_string()))
}

fn read_options(row: &Row) -> Options {
    Options {
        engine: row.text("engine").unwrap_or_default().to_owned(),
        characters: Characters {
            charset: None,
            collation: row.text("table_collation").map(str::to_owned),
        },
    }
}

/// The parts of a table that the schema has no word for.
fn table_attributes(rows: &TableRows<'_>, table: &TableName) -> Vec<OpaqueObject> {
    const PARTITIONED: &str = "partitioned";
    let options = rows.table.text("create_options").unwrap_or_default();
    let others = options.split_whitespace().filter(|option| *option != PARTITIONED);
    let others: Vec<&str> = others.collect();
    let is_versioned = rows.table.text("table_type") == Some("SYSTEM VERSIONED");
    let attributes = [
        is_versioned.then(|| {
            let making = altering(table, "ADD SYSTEM VERSIONING", "DROP SYSTEM VERSIONING");
            ("system versioning", "WITH SYSTEM VERSIONING".to_owned(), making)
        }),
        (!others.is_empty()).then(|| ("table options", others.join(" "), table_options(table, &others))),
    ];
    let attributes = attributes.into_iter().flatten();
    let attributes = attributes.map(|(kind, definition, making)| OpaqueObject {
        kind: kind.to_owned(),
        name: table.name().to_owned(),
        table: Some(table.clone()),
        definition: Some(definition),
        making,
    });
    let partitioning = rows.text.and_then(|text| read_partitioning(text, table));
    attributes.chain(partitioning).collect()
}

/// Options have a statement where each has a default to go back to.
fn table_options(table: &TableName, options: &[&str]) -> Vec<MakingStatement> {
    const USUAL: &[(&str, &str)] = &[
        ("row_format", "DEFAULT"),
        ("stats_persistent", "DEFAULT"),
        ("stats_auto_recalc", "DEFAULT"),
        ("pack_keys", "DEFAULT"),
        ("avg_row_length", "0"),
        ("checksum", "0"),
        ("delay_key_write", "0"),
        ("key_block_size", "0"),
        ("max_rows", "0"),
        ("min_rows", "0"),
    ];
    let back = |option: &&str| {
        let (name, _) = option.split_once('=')?;
        let usual = USUAL.iter().find(|(known, _)| name.eq_ignore_ascii_case(known));
        usual.map(|(_, usual)| format!("{name}={usual}"))
    };
    let backs: Option<Vec<String>> = options.iter().map(back).collect();
    backs.map_or(Vec::new(), |backs| {
        altering(table, &options.join(" "), &backs.join(" "))
    })
}

/// ALTER TABLE there and back.
pub(super) fn altering(table: &TableName, way: &str, back: &str) -> Vec<MakingStatement> {
    let alter = format!("ALTER TABLE {}", quoted_table(table));
    vec![MakingStatement {
        sql: format!("{alter} {way}"),
        reverse_sql: Some(format!("{alter} {back}")),
    }]
}
