//! One table from its catalog rows.

use std::str::FromStr;
use std::sync::Arc;

use aksara_driver::{DriverError, Inspection, MakingStatement, OpaqueObject, OwnTable, Row};
use aksara_schema::{
    Constraint, ConstraintKind, Deferrable, Field, FieldName, FieldType, ForeignKey, InvalidName, KeyDetails,
    NotCompared, ObjectName, Reference, ReferentialAction, Table, TableName, TableOptions,
};

use super::attributes::is_of_version;
use super::catalog::{CatalogTable, objects};
use super::check::read_checks;
use super::column::read_column;
use super::index::read_indexes;
use super::partitioning::read_partitioning;
use super::period::periods;
use super::unreadable;
use crate::flavour::{Flavour, Server};
use crate::name::quoted_table;

/// Reads a table into the inspection, with what has no word beside it.
pub(super) fn read_table(
    rows: &CatalogTable<'_>,
    server: Server,
    inspection: &mut Inspection,
) -> Result<(), DriverError> {
    let name = table_name(None, rows.table.text("table_name"))?;
    let mut table = Table::new(name);
    table.options = read_options(rows.table);
    table.comment = rows
        .table
        .text("table_comment")
        .filter(|comment| !comment.is_empty())
        .map(str::to_owned);
    for row in rows.columns {
        let field = read_column(row, rows, server)?;
        table.fields.insert(field.name.clone(), field);
    }
    let keys = read_foreign_keys(rows.foreign_keys)?;
    let periods = match server.flavour {
        Flavour::Mysql => Vec::new(),
        Flavour::Mariadb => periods(rows),
    };
    let mut opaque = table_attributes(rows, &table.name);
    opaque.extend(periods.iter().map(|period| period.opaque(&table.name)));
    opaque.extend(read_indexes(rows, &keys, &periods, &mut table, server.flavour)?);
    opaque.extend(read_checks(rows.checks, &keys, &periods, &mut table, server)?);
    let is_beyond_words =
        opaque.iter().any(|object| object.making.is_empty()) || rows.columns.iter().any(is_of_version);
    let making = rows.text.filter(|_| is_beyond_words);
    if let Some(making) = making.and_then(|text| text.making(table.name.name())) {
        opaque
            .iter_mut()
            .for_each(|object| object.making = vec![making.clone()]);
        inspection.own_tables.push(OwnTable {
            table: table.name.clone(),
            making,
        });
    }
    inspection.opaque.extend(opaque);
    for (name, key) in keys {
        add_foreign_key(name, key, &mut table);
    }
    inspection.schema.insert(Arc::new(table));
    Ok(())
}

/// A name of the catalog, which can be none that the schema refuses.
pub(super) fn field_name(text: Option<&str>) -> Result<FieldName, DriverError> {
    FieldName::new(text.unwrap_or_default()).map_err(invalid)
}

/// The name of an index or constraint.
pub(super) fn object_name(text: &str) -> Result<ObjectName, DriverError> {
    ObjectName::new(text).map_err(invalid)
}

fn table_name(namespace: Option<&str>, name: Option<&str>) -> Result<TableName, DriverError> {
    let name = name.unwrap_or_default();
    match namespace {
        Some(namespace) => TableName::qualified(namespace, name),
        None => TableName::new(name),
    }
    .map_err(invalid)
}

fn invalid(error: InvalidName) -> DriverError {
    unreadable(&error.to_string())
}

fn read_options(row: &Row) -> TableOptions {
    TableOptions {
        engine: row
            .text("engine")
            .filter(|engine| *engine != "InnoDB")
            .map(str::to_owned),
        collation: row.text("table_collation").map(str::to_owned),
        ..TableOptions::default()
    }
}

/// What a table is beside what the schema says of it.
fn table_attributes(rows: &CatalogTable<'_>, table: &TableName) -> Vec<OpaqueObject> {
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

fn read_foreign_keys(rows: &[Row]) -> Result<Vec<(ObjectName, ForeignKey)>, DriverError> {
    objects(rows, "constraint_name")
        .map(|(name, parts)| Ok((object_name(name)?, read_foreign_key(parts)?)))
        .collect()
}

fn read_foreign_key(parts: &[Row]) -> Result<ForeignKey, DriverError> {
    let first = parts
        .first()
        .ok_or_else(|| unreadable("a foreign key without fields"))?;
    let namespace = first
        .text("target_schema")
        .filter(|schema| first.text("own_schema") != Some(*schema));
    let names = |column: &str| -> Result<Vec<FieldName>, DriverError> {
        parts.iter().map(|part| field_name(part.text(column))).collect()
    };
    Ok(ForeignKey {
        fields: names("column_name")?,
        table: table_name(namespace, first.text("target_table"))?,
        target_fields: names("target_column")?,
        on_delete: read_action(first.text("delete_rule")),
        on_update: read_action(first.text("update_rule")),
        deferrable: Deferrable::Never,
        details: KeyDetails::default(),
    })
}

fn read_action(rule: Option<&str>) -> ReferentialAction {
    rule.and_then(|rule| ReferentialAction::from_str(rule).ok())
        .unwrap_or(ReferentialAction::NoAction)
}

/// A key of one field is the field's own, where it has no other.
fn add_foreign_key(name: ObjectName, key: ForeignKey, table: &mut Table) {
    let own = match key.fields.as_slice() {
        [field] => table
            .fields
            .get_mut(field)
            .filter(|field| field.reference.is_none()),
        _ => None,
    };
    match own {
        Some(field) => refer(field, name, key),
        None => {
            let constraint = Constraint {
                name: name.clone(),
                kind: ConstraintKind::ForeignKey(key),
            };
            table.constraints.insert(name, constraint);
        }
    }
}

fn refer(field: &mut Field, name: ObjectName, key: ForeignKey) {
    field.field_type = FieldType::Foreign(NotCompared(Some(Box::new(field.field_type.clone()))));
    field.reference = Some(Reference {
        table: key.table,
        field: key.target_fields.into_iter().next(),
        on_delete: key.on_delete,
        on_update: key.on_update,
        deferrable: key.deferrable,
        constraint: NotCompared(Some(name)),
    });
}
