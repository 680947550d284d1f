//! The needs of a part of a table: the fields that it is over, and the tables and keys that it refers to.

use std::collections::BTreeSet;

use aksara_operations::Lookup;
use aksara_schema::{
    Constraint, ConstraintKind, Field, FieldName, Index, IndexKey, SqlExpression, Table, TableName,
};

use crate::resource::Resource;

type Needs = BTreeSet<Resource>;

pub(super) fn of_table(table: &Table, needs: &mut Needs) {
    let name = &table.name;
    table
        .fields
        .values()
        .for_each(|field| of_field(field, name, needs));
    table
        .indexes
        .values()
        .for_each(|index| of_index(index, name, needs));
    let constraints = table.constraints.values();
    constraints.for_each(|constraint| of_constraint(constraint, name, needs));
}

pub(super) fn of_field(field: &Field, table: &TableName, needs: &mut Needs) {
    if let Some(generated) = &field.generated {
        of_expression(&generated.expression, table, needs);
    }
    if let Some(reference) = &field.reference {
        of_target(&reference.table, reference.field.iter(), needs);
    }
}

pub(super) fn of_index(index: &Index, table: &TableName, needs: &mut Needs) {
    for part in &index.parts {
        match &part.key {
            IndexKey::Field(field) => of_names([field], table, needs),
            IndexKey::Expression(expression) => of_expression(expression, table, needs),
        }
    }
    let conditions = index.condition.iter();
    conditions.for_each(|condition| of_expression(condition, table, needs));
    of_names(&index.include, table, needs);
}

pub(super) fn of_constraint(constraint: &Constraint, table: &TableName, needs: &mut Needs) {
    match &constraint.kind {
        ConstraintKind::Unique(unique) => of_names(&unique.fields, table, needs),
        ConstraintKind::Check(check) => of_expression(&check.expression, table, needs),
        ConstraintKind::ForeignKey(key) => {
            of_names(&key.fields, table, needs);
            of_target(&key.table, key.target_fields.iter(), needs);
        }
        // Its elements are PostgreSQL's own words.
        ConstraintKind::Exclusion(_) => {
            needs.insert(Resource::every_field(table));
        }
    }
}

/// The table and fields that values are looked up in.
pub(super) fn of_lookup(lookup: &Lookup, needs: &mut Needs) {
    needs.insert(Resource::table(&lookup.table));
    of_names([&lookup.key, &lookup.value], &lookup.table, needs);
}

/// The names in a portable expression; raw text may name any field.
pub(super) fn of_expression(expression: &SqlExpression, table: &TableName, needs: &mut Needs) {
    match expression {
        SqlExpression::Portable(expression) => of_names(expression.fields(), table, needs),
        SqlExpression::PerDialect(_) | SqlExpression::Unportable { .. } => {
            needs.insert(Resource::every_field(table));
        }
    }
}

fn of_names<'a>(fields: impl IntoIterator<Item = &'a FieldName>, table: &TableName, needs: &mut Needs) {
    needs.extend(fields.into_iter().map(|field| Resource::field(table, field)));
}

/// The table and key that a foreign key refers to. One that names no key means the primary key.
fn of_target<'a>(table: &TableName, fields: impl Iterator<Item = &'a FieldName>, needs: &mut Needs) {
    needs.insert(Resource::table(table));
    needs.insert(Resource::primary_key(table));
    of_names(fields, table, needs);
}
