//! What PostgreSQL can tell back of a schema.
//!
//! Constraints and indexes that stand in fields move to the table under their names, logical types become the types
//! they are stored as, defaults and expressions take one form. Applied to both sides of a comparison.

mod counting;
mod expression;
mod literal;

use std::sync::Arc;

use aksara_schema::{
    Constraint, ConstraintKind, Default, Exclusion, ExclusionExpression, Field, FieldName, FieldType, Index,
    IndexKey, Literal, NotCompared, ObjectName, RawSql, Schema, SortOrder, StorageType, Table, TableName,
    TableOptions,
};

use self::counting::counts_as_serial;
use crate::catalog_text::unquoted_word;
use crate::own_objects::{field_constraints, field_index, fitting};
use crate::types::told_storage;

/// The method that an index has where none is written.
const DEFAULT_METHOD: &str = "btree";

/// The schema as the database would tell it.
pub(crate) fn normalize(schema: &Schema) -> Schema {
    schema
        .tables()
        .map(|table| Arc::new(normalize_table(table)))
        .collect()
}

fn normalize_table(table: &Table) -> Table {
    let own: Vec<Constraint> = table
        .fields
        .values()
        .flat_map(|field| field_constraints(table, field))
        .collect();
    let own_indexes: Vec<Index> = table
        .fields
        .values()
        .filter_map(|field| field_index(table, field))
        .collect();
    let constraints = table
        .constraints
        .values()
        .cloned()
        .chain(own)
        .map(normalize_constraint);
    let indexes = table
        .indexes
        .values()
        .cloned()
        .chain(own_indexes)
        .map(|index| normalize_index(index, table));
    let key: Vec<_> = table.primary_key().into_iter().cloned().collect();
    Table {
        name: table.name.clone(),
        fields: table
            .fields
            .values()
            .map(|field| (field.name.clone(), normalize_field(&table.name, field)))
            .collect(),
        constraints: constraints
            .map(|constraint| (constraint.name.clone(), constraint))
            .collect(),
        indexes: indexes.map(|index| (index.name.clone(), index)).collect(),
        primary_key_name: table.primary_key_name.clone(),
        primary_key_order: if key.len() > 1 { key } else { Vec::new() },
        comment: table.comment.clone().filter(|comment| !comment.is_empty()),
        options: TableOptions::default(),
        management: table.management,
    }
}

fn normalize_field(table: &TableName, field: &Field) -> Field {
    let counts_as_serial = counts_as_serial(table, field);
    let storage = told_storage(&field.field_type.storage());
    let generated = field.generated.clone().map(|mut generated| {
        generated.expression = expression::canonical(&generated.expression);
        generated
    });
    Field {
        name: field.name.clone(),
        field_type: stored_type(storage.clone()),
        nullable: !field.is_required(),
        primary_key: field.primary_key,
        auto_increment: field.auto_increment || counts_as_serial,
        default: field
            .default
            .as_ref()
            .filter(|_| !counts_as_serial)
            .map(|default| read_document(default, field))
            .and_then(|default| normalize_default(&default, &storage)),
        unique: None,
        index: None,
        reference: None,
        generated,
        collation: field.collation.clone(),
        comment: field.comment.clone().filter(|comment| !comment.is_empty()),
        options: field.options,
        type_check: NotCompared(None),
        attribute: field.attribute.clone(),
        callable: field.callable.clone(),
        auto_now: field.auto_now,
    }
}

/// The logical type that says no more than how the values are stored. An enum that is no type of its own is a text.
fn stored_type(storage: StorageType) -> FieldType {
    match storage {
        StorageType::Enum { native: None, .. } => FieldType::Text,
        storage => storage.into(),
    }
}

/// A text of JSON in PostgreSQL's own words is the document that the server reads.
fn read_document(default: &Default, field: &Field) -> Default {
    let storage = field.field_type.storage();
    match default {
        Default::Literal(Literal::String(text))
            if storage != StorageType::Json && told_storage(&storage) == StorageType::Json =>
        {
            let read = serde_json::from_str(text).ok().map(Literal::Json);
            Default::Literal(read.unwrap_or_else(|| Literal::String(text.clone())))
        }
        other => other.clone(),
    }
}

fn normalize_default(default: &Default, storage: &StorageType) -> Option<Default> {
    match default {
        Default::Literal(Literal::Null) => None,
        Default::Literal(literal) => Some(Default::Literal(literal::canonical(literal, storage))),
        Default::CurrentTimestamp => Some(Default::CurrentTimestamp),
        Default::RandomUuid => Some(Default::RandomUuid),
        Default::Expression(expression) => Some(expression::canonical_default(expression, storage)),
    }
}

fn normalize_constraint(mut constraint: Constraint) -> Constraint {
    constraint.name = shortened(constraint.name);
    match &mut constraint.kind {
        ConstraintKind::Check(check) => check.expression = expression::canonical(&check.expression),
        ConstraintKind::Exclusion(exclusion) => normalize_exclusion(exclusion),
        ConstraintKind::Unique(_) | ConstraintKind::ForeignKey(_) => {}
    }
    constraint
}

fn normalize_exclusion(exclusion: &mut Exclusion) {
    for element in &mut exclusion.elements {
        let sql = unquoted_word(element.expression.sql().as_str());
        element.expression = ExclusionExpression::new(RawSql::new(sql));
    }
    exclusion.condition = exclusion.condition.as_ref().map(expression::canonical);
}

fn normalize_index(mut index: Index, table: &Table) -> Index {
    let own_collation = |name: &FieldName| table.fields.get(name).and_then(|field| field.collation.clone());
    index.name = shortened(index.name);
    index.method = index.method.filter(|method| method != DEFAULT_METHOD);
    index.condition = index.condition.as_ref().map(expression::canonical);
    for part in &mut index.parts {
        if let IndexKey::Expression(expression) = &mut part.key {
            *expression = expression::canonical(expression);
        }
        // The catalog does not tell a field's own collation from one that the index names.
        if let IndexKey::Field(name) = &part.key {
            part.collation = part
                .collation
                .take()
                .filter(|named| own_collation(name).as_ref() != Some(named));
        }
        // NULLs come last in ascending order, first in descending order, where nothing is written.
        let usual = match part.order {
            SortOrder::Ascending => aksara_schema::NullsOrder::Last,
            SortOrder::Descending => aksara_schema::NullsOrder::First,
        };
        part.nulls = part.nulls.filter(|nulls| *nulls != usual);
    }
    index
}

fn shortened(name: ObjectName) -> ObjectName {
    ObjectName::new(fitting(&name)).unwrap_or(name)
}
