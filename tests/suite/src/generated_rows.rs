//! The rows of a generated history: exchanging those in a database for others, and which of their values must stay.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aksara_dialect::renamed_before;
use aksara_driver::{Connection, DriverError, Value};
use aksara_generate::GeneratedRow;
use aksara_operations::{AlterTable, Effect};
use aksara_schema::{
    ConstraintKind, DialectName, Field, FieldName, Literal, Schema, SqlExpression, Table, TableName,
};

use crate::Failure;
use crate::rows::Snapshot;

/// The statements that empty every table of the schema, those who refer first, and insert the rows.
pub(crate) fn exchange(connection: &dyn Connection, schema: &Schema, rows: &[GeneratedRow]) -> String {
    let delete = |table: &TableName| format!("DELETE FROM {};\n", connection.dialect().quote_table(table));
    let release = |table: &Arc<Table>| release(connection, table);
    let mut text: String = schema.tables().filter_map(release).collect();
    let (unchecked, checked) = without_checks(connection);
    text.push_str(unchecked);
    text.extend(emptying_order(schema).iter().map(delete));
    text.push_str(checked);
    text.extend(rows.iter().map(|row| insert(connection, schema, row)));
    text
}

/// The statements that switch the checks of foreign keys off and on, if nothing else deletes a row that must refer to one of
/// its own table: MySQL and MariaDB delete it under RESTRICT not even where it refers to itself (1451).
fn without_checks(connection: &dyn Connection) -> (&'static str, &'static str) {
    if connection.dialect().sql_names().contains(&DialectName::Mysql) {
        ("SET foreign_key_checks = 0;\n", "SET foreign_key_checks = 1;\n")
    } else {
        ("", "")
    }
}

/// Makes the rows of a table refer to none: around in a circle, and on some databases to themselves, they could not be
/// deleted.
fn release(connection: &dyn Connection, table: &Table) -> Option<String> {
    let dialect = connection.dialect();
    let keys = table.foreign_keys().into_iter();
    let fields: BTreeSet<FieldName> = keys
        .flat_map(|(_, key)| key.fields)
        .filter(|name| table.fields.get(name).is_some_and(|field| !field.is_required()))
        .filter(|name| !takes_one_null(table, name))
        .collect();
    let null = |name: &FieldName| format!("{} = NULL", dialect.quote_name(name.as_str()));
    let nulls: Vec<String> = fields.iter().map(null).collect();
    let table = dialect.quote_table(&table.name);
    (!nulls.is_empty()).then(|| format!("UPDATE {table} SET {};\n", nulls.join(", ")))
}

/// Whether two NULLs in the field would be equal to a constraint or index.
fn takes_one_null(table: &Table, field: &FieldName) -> bool {
    let in_constraint = table
        .constraints
        .values()
        .any(|constraint| match &constraint.kind {
            ConstraintKind::Unique(unique) => unique.nulls_not_distinct && unique.fields.contains(field),
            ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_) | ConstraintKind::Exclusion(_) => false,
        });
    let mut indexes = table.indexes.values();
    in_constraint || indexes.any(|index| index.nulls_not_distinct && index.fields().contains(&field))
}

/// Each table before those that it refers to, where that can be.
fn emptying_order(schema: &Schema) -> Vec<TableName> {
    let mut rest: BTreeSet<TableName> = schema.tables().map(|table| table.name.clone()).collect();
    let mut ordered = Vec::with_capacity(rest.len());
    while let Some(first) = rest.first().cloned() {
        let is_free = |name: &&TableName| {
            let mut referrers = schema.referrers(name);
            referrers.all(|other| other.name == **name || !rest.contains(&other.name))
        };
        let next = rest.iter().find(is_free).cloned().unwrap_or(first);
        rest.remove(&next);
        ordered.push(next);
    }
    ordered
}

fn insert(connection: &dyn Connection, schema: &Schema, row: &GeneratedRow) -> String {
    let dialect = connection.dialect();
    let spell = |(name, value): (&FieldName, &Literal)| {
        let field = schema.table(&row.table)?.fields.get(name)?;
        let literal = dialect.spell_literal(value, &field.field_type.storage());
        Some((dialect.quote_name(name.as_str()), literal))
    };
    let (names, values): (Vec<String>, Vec<String>) = row.values.iter().filter_map(spell).unzip();
    format!(
        "INSERT INTO {} ({}) VALUES ({});\n",
        dialect.quote_table(&row.table),
        names.join(", "),
        values.join(", ")
    )
}

/// Runs the statements, if there are any.
pub(crate) async fn run(connection: &mut dyn Connection, script: &str) -> Result<(), DriverError> {
    if script.is_empty() {
        Ok(())
    } else {
        connection.execute(script).await
    }
}

/// Demands that every value that no effect may change is in the same row as before, as one row or another of the
/// table's.
pub(crate) fn demand_kept(effects: &[Effect], before: &Snapshot, after: &Snapshot) -> Result<(), Failure> {
    for (old_name, old_rows) in before {
        let Some((new_name, fields)) = kept(effects, old_name, old_rows) else {
            continue;
        };
        let Some(new_rows) = after.get(&new_name) else {
            return Err(Failure::new(format!("the rows of `{old_name}` are nowhere")));
        };
        let old: Vec<&FieldName> = fields.keys().collect();
        let new: Vec<&FieldName> = fields.values().collect();
        let (old, new) = (projected(old_rows, &old), projected(new_rows, &new));
        if old != new {
            let names: Vec<String> = fields.keys().map(ToString::to_string).collect();
            return Err(Failure::new(format!(
                "`{old_name}` ({}) held\n  {}\nand holds\n  {}",
                names.join(", "),
                old.join("\n  "),
                new.join("\n  ")
            )));
        }
    }
    Ok(())
}

/// Demands that after a way back every value is the same as before that the effects, of what was lossy, leave alone.
pub(crate) fn demand_unchanged(
    effects: &[Effect],
    before: &Snapshot,
    after: &Snapshot,
) -> Result<(), Failure> {
    let mut kept_rows = (Snapshot::new(), Snapshot::new());
    for (name, rows) in before {
        let Some((_, fields)) = kept(effects, name, rows) else {
            continue;
        };
        let only = |rows: &Rows| {
            let row = |row: &BTreeMap<FieldName, Value>| {
                let values = row.iter().filter(|(name, _)| fields.contains_key(*name));
                values
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect()
            };
            rows.iter().map(row).collect::<Vec<_>>()
        };
        kept_rows.0.insert(name.clone(), only(rows));
        if let Some(rows) = after.get(name) {
            kept_rows.1.insert(name.clone(), only(rows));
        }
    }
    demand_kept(&[], &kept_rows.0, &kept_rows.1)
}

type Rows = [BTreeMap<FieldName, Value>];

/// The table's new name and its kept fields, old to new; `None` where the table is dropped.
fn kept(
    effects: &[Effect],
    table: &TableName,
    rows: &Rows,
) -> Option<(TableName, BTreeMap<FieldName, FieldName>)> {
    let names = rows.iter().flat_map(BTreeMap::keys);
    let mut fields: BTreeMap<FieldName, FieldName> = names.map(|name| (name.clone(), name.clone())).collect();
    let mut name = table.clone();
    for effect in effects {
        match effect {
            Effect::DropTable(dropped) if dropped.name == name => return None,
            Effect::RenameTable(rename) if rename.before.name == name => name = rename.after.name.clone(),
            Effect::AlterTable(change) if change.before.name == name => {
                fields = fields
                    .into_iter()
                    .filter_map(|(old, middle)| Some((old, kept_field(change, &middle)?)))
                    .collect();
            }
            Effect::DropTable(_)
            | Effect::RenameTable(_)
            | Effect::AlterTable(_)
            | Effect::CreateTable(_)
            | Effect::RunSql(_)
            | Effect::RunPython(_)
            | Effect::Backfill(_) => {}
        }
    }
    Some((name, fields))
}

/// The new name of a field whose values the change leaves alone.
fn kept_field(change: &AlterTable, name: &FieldName) -> Option<FieldName> {
    let new_name = change.fields.new_name(name)?;
    let (old, new) = (
        change.before.fields.get(name)?,
        change.after.fields.get(new_name)?,
    );
    let is_kept = |old: &Field, new: &Field| {
        old.field_type.storage() == new.field_type.storage()
            && computes_the_same(change, new)
            && (old.is_required() || !new.is_required())
    };
    is_kept(old, new).then(|| new_name.clone())
}

/// Whether a field is computed before as after a change, under the new names, from fields that keep their values, or not at all.
fn computes_the_same(change: &AlterTable, new: &Field) -> bool {
    fn expression(field: &Field) -> Option<&SqlExpression> {
        Some(&field.generated.as_ref()?.expression)
    }
    let renamed = renamed_before(change);
    let old = renamed.fields.get(&new.name);
    let operands = expression(new).map(SqlExpression::fields).unwrap_or_default();
    let is_kept = |operand: &&FieldName| {
        let old_name = change.fields.old_name(operand);
        old_name.is_some_and(|old_name| kept_field(change, old_name).is_some())
    };
    old.is_some_and(|old| expression(old) == expression(new)) && operands.iter().all(is_kept)
}

/// The rows as texts of these fields, sorted.
fn projected(rows: &Rows, fields: &[&FieldName]) -> Vec<String> {
    let value = |row: &BTreeMap<FieldName, Value>, field: &FieldName| format!("{:?}", row.get(field));
    let line = |row: &BTreeMap<FieldName, Value>| {
        let values: Vec<String> = fields.iter().map(|field| value(row, field)).collect();
        values.join(", ")
    };
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.sort();
    lines
}
