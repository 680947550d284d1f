//! The structure of a schema: the part of it that every database has and reports in the same way.
//!
//! It leaves out types, defaults, comments, options and actions, which a database spells in its own way or does without.
//! A unique constraint and a unique index are one thing here, since MySQL and SQLite do not tell them apart.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aksara_schema::{Constraint, ConstraintKind, FieldName, Index, ObjectName, Schema, Table, TableName};

/// The structure of a table; two are compared by their debug form.
#[derive(Debug)]
#[expect(dead_code, reason = "read by `Debug` alone")]
pub(crate) struct Structure<'a> {
    table: &'a TableName,
    required: BTreeMap<&'a FieldName, bool>,
    primary_key: Vec<&'a FieldName>,
    objects: BTreeMap<&'a ObjectName, Object<'a>>,
}

#[derive(Debug)]
#[expect(dead_code, reason = "read by `Debug` alone")]
enum Object<'a> {
    Unique(Vec<Option<&'a FieldName>>),
    Index(Vec<Option<&'a FieldName>>),
    ForeignKey {
        fields: &'a [FieldName],
        table: &'a TableName,
        targets: &'a [FieldName],
    },
    Check,
    Exclusion,
}

/// The structure of each table that a database reports, in order of the names. A database has further checks for types
/// that it emulates, so that only the checks of the history count.
pub(crate) fn structure<'a>(reported: &'a Schema, history: &'a Schema) -> Vec<Structure<'a>> {
    let tables = reported
        .tables()
        .map(|table| of_table(table, history.table(&table.name)));
    let mut tables: Vec<Structure<'_>> = tables.collect();
    tables.sort_by_key(|structure| structure.table);
    tables
}

fn of_table<'a>(table: &'a Table, history: Option<&'a Arc<Table>>) -> Structure<'a> {
    let checks: BTreeSet<&ObjectName> = history
        .iter()
        .flat_map(|table| table.constraints.keys())
        .collect();
    let constraints = table.constraints.values().filter_map(|constraint| {
        let object = of_constraint(constraint);
        let counts = !matches!(object, Object::Check) || checks.contains(&constraint.name);
        counts.then_some((&constraint.name, object))
    });
    let indexes = table.indexes.values().map(|index| (&index.name, of_index(index)));
    let fields = table.fields.values();
    Structure {
        table: &table.name,
        required: fields.map(|field| (&field.name, !field.nullable)).collect(),
        primary_key: table.primary_key(),
        objects: constraints.chain(indexes).collect(),
    }
}

fn of_constraint(constraint: &Constraint) -> Object<'_> {
    match &constraint.kind {
        ConstraintKind::Unique(unique) => Object::Unique(unique.fields.iter().map(Some).collect()),
        ConstraintKind::ForeignKey(key) => Object::ForeignKey {
            fields: &key.fields,
            table: &key.table,
            targets: &key.target_fields,
        },
        ConstraintKind::Check(_) => Object::Check,
        ConstraintKind::Exclusion(_) => Object::Exclusion,
    }
}

fn of_index(index: &Index) -> Object<'_> {
    let parts = index.parts.iter().map(|part| part.key.as_field()).collect();
    if index.unique {
        Object::Unique(parts)
    } else {
        Object::Index(parts)
    }
}
