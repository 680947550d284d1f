//! Operations that fit the schema, chosen with weights that build more than they tear down.

use std::sync::Arc;

use aksara_dialect::Feature;
use aksara_operations::{
    AddConstraint, AddField, AddIndex, AlterField, AlterPrimaryKey, AlterTableOptions, CreateManyToManyTable,
    CreateTable, DropTable, Fill, Operation, RemoveConstraint, RemoveField, RemoveIndex, RenameConstraint,
    RenameField, RenameIndex, RenameTable, TableReference,
};
use aksara_schema::{Constraint, ConstraintKind, Field, FieldName, Index, Management, Schema, Table};

use super::{Choices, Scope, field, object, table};

type Choose = fn(&mut Choices, &Target, Scope) -> Option<Operation>;

/// The possible operations on a table, by weight.
const ALTERATIONS: &[(usize, Choose)] = &[
    (6, add_field),
    (3, remove_field),
    (5, alter_field),
    (3, rename_field),
    (4, add_index),
    (2, remove_index),
    (1, rename_index),
    (3, add_constraint),
    (2, remove_constraint),
    (1, rename_constraint),
    (1, rename_table),
    (1, alter_options),
    (1, alter_key),
    (1, drop_table),
    (1, join),
];

/// Out of so many operations, how many create a table once there is one.
const CREATED_IN_TEN: usize = 2;

/// A table that something is done to.
pub(crate) struct Target<'a> {
    table: Arc<Table>,
    reference: TableReference,
    schema: &'a Schema,
}

impl<'a> Target<'a> {
    pub(crate) fn new(table: &Arc<Table>, schema: &'a Schema) -> Self {
        Self {
            reference: (&table.name).into(),
            table: Arc::clone(table),
            schema,
        }
    }
}

/// An operation for this schema; it may still be refused, by a name that is taken or a field in use.
pub fn choose(choices: &mut Choices, schema: &Schema, scope: Scope) -> Option<Operation> {
    let tables: Vec<&Arc<Table>> = schema.tables().collect();
    if tables.is_empty() || choices.below(10) < CREATED_IN_TEN {
        let table = table::table(choices, schema, scope)?;
        return Some(
            CreateTable {
                table,
                if_not_exists: false,
            }
            .into(),
        );
    }
    let target = Target::new(choices.pick(&tables)?, schema);
    weighted(choices)?(choices, &target, scope)
}

fn weighted(choices: &mut Choices) -> Option<Choose> {
    let total = ALTERATIONS.iter().map(|(weight, _)| weight).sum();
    let mut rest = choices.below(total);
    for (weight, choose) in ALTERATIONS {
        match rest.checked_sub(*weight) {
            Some(less) => rest = less,
            None => return Some(*choose),
        }
    }
    None
}

fn add_field(choices: &mut Choices, target: &Target, scope: Scope) -> Option<Operation> {
    let name = scope.names.field(choices)?;
    let is_taken = target.table.fields.keys().any(|other| is_same(other, &name));
    let field = field::field(choices, name, Some(&target.table), target.schema, scope)?;
    let needs_fill = !field.nullable && field.default.is_none() && field.generated.is_none();
    let fill = needs_fill
        .then(|| field::fill(&field.field_type, scope))
        .flatten()
        .map(Fill::Constant);
    (!is_taken).then(|| {
        AddField {
            table: target.reference.clone(),
            field,
            fill,
        }
        .into()
    })
}

fn remove_field(choices: &mut Choices, target: &Target, _: Scope) -> Option<Operation> {
    let name = any_field(choices, target)?;
    // It would come back last, and the loss says so.
    let key = target.table.primary_key();
    if key.contains(&&name) && key.last() != Some(&&name) {
        return None;
    }
    let name = name.to_string();
    let table = target.reference.clone();
    Some(
        RemoveField {
            table,
            name,
            if_exists: false,
            cascade: choices.percent(30),
        }
        .into(),
    )
}

fn alter_field(choices: &mut Choices, target: &Target, scope: Scope) -> Option<Operation> {
    let name = any_field(choices, target)?;
    let old = target.table.fields.get(&name)?;
    let is_used = old.primary_key || (scope.is_given() && is_used(&target.table, old));
    let is_bound = is_bound(target, old);
    let is_plain =
        !old.primary_key && !old.auto_increment && old.default.is_none() && old.reference.is_none();
    let field = match (is_used && !is_bound, choices.below(3)) {
        (true, 1) => field::wider(old),
        (true, 2) if is_plain && old.generated.is_none() => field::retyped(choices, old)?,
        (true, _) | (false, _) => field::redefinition(choices, old, is_used || is_bound, scope)?,
    };
    Some(AlterField::replace(target.reference.clone(), field).into())
}

/// Whether the field has the type of a key over several fields, or is part of one.
pub(crate) fn is_bound(target: &Target, field: &Field) -> bool {
    let table = &target.table;
    let is_in_key = |constraint: &Constraint| {
        let is_key = matches!(constraint.kind, ConstraintKind::ForeignKey(_));
        is_key && constraint.fields().contains(&&field.name)
    };
    let refers = |constraint: &Constraint| match &constraint.kind {
        ConstraintKind::ForeignKey(key) => key.table == table.name,
        ConstraintKind::Unique(_) | ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => false,
    };
    let mut referrers = target.schema.referrers(&table.name);
    let is_target = field.primary_key && referrers.any(|other| other.constraints.values().any(refers));
    is_target || is_unique_target(target, field) || table.constraints.values().any(is_in_key)
}

/// Whether a foreign key refers to the field, which is not the primary key.
fn is_unique_target(target: &Target, field: &Field) -> bool {
    let refers = |other: &Arc<Table>| {
        let keys = other.foreign_keys();
        keys.iter()
            .any(|(_, key)| key.table == target.table.name && key.target_fields.contains(&field.name))
    };
    !field.primary_key && target.schema.referrers(&target.table.name).any(refers)
}

/// Whether another kind of type would leave an index, a constraint or a computed field without meaning.
pub(crate) fn is_used(table: &Table, field: &Field) -> bool {
    let indexes = table.indexes.values().flat_map(Index::fields);
    let constraints = table.constraints.values().flat_map(Constraint::fields);
    let generated = table.fields.values().filter_map(|field| field.generated.as_ref());
    let generated = generated.flat_map(|generated| generated.expression.fields());
    let mut used = indexes.chain(constraints).chain(generated);
    used.any(|name| *name == field.name)
}

fn rename_field(choices: &mut Choices, target: &Target, scope: Scope) -> Option<Operation> {
    let old_name = any_field(choices, target)?;
    let new_name = scope.names.field(choices)?;
    let is_taken = target.table.fields.keys().any(|other| is_same(other, &new_name));
    let table = target.reference.clone();
    (!is_taken).then(|| {
        RenameField {
            table,
            old_name: old_name.to_string(),
            new_name,
        }
        .into()
    })
}

fn add_index(choices: &mut Choices, target: &Target, scope: Scope) -> Option<Operation> {
    let name = scope.names.object(choices)?;
    let index = object::index(choices, name, &target.table, scope)?;
    let table = target.reference.clone();
    Some(
        AddIndex {
            table,
            index,
            if_not_exists: false,
            concurrently: choices.percent(10) && scope.can(Feature::ConcurrentIndex),
        }
        .into(),
    )
}

fn remove_index(choices: &mut Choices, target: &Target, _: Scope) -> Option<Operation> {
    let names: Vec<_> = target.table.indexes.keys().cloned().collect();
    let name = choices.pick(&names)?.clone();
    Some(
        RemoveIndex {
            table: target.reference.clone(),
            name,
            if_exists: false,
            concurrently: false,
        }
        .into(),
    )
}

fn rename_index(choices: &mut Choices, target: &Target, scope: Scope) -> Option<Operation> {
    let taken: Vec<_> = target.table.indexes.keys().cloned().collect();
    let old_name = choices.pick(&taken)?.clone();
    Some(
        RenameIndex {
            table: target.reference.clone(),
            old_name,
            new_name: scope.names.object(choices)?,
        }
        .into(),
    )
}

fn add_constraint(choices: &mut Choices, target: &Target, scope: Scope) -> Option<Operation> {
    let name = scope.names.object(choices)?;
    let constraint = object::constraint(choices, name, &target.table, target.schema, scope)?;
    Some(
        AddConstraint {
            table: target.reference.clone(),
            constraint,
        }
        .into(),
    )
}

fn remove_constraint(choices: &mut Choices, target: &Target, _: Scope) -> Option<Operation> {
    let names: Vec<_> = target.table.constraints.keys().cloned().collect();
    let name = choices.pick(&names)?.clone();
    Some(
        RemoveConstraint {
            table: target.reference.clone(),
            name,
            if_exists: false,
        }
        .into(),
    )
}

fn rename_constraint(choices: &mut Choices, target: &Target, scope: Scope) -> Option<Operation> {
    let names: Vec<_> = target.table.constraints.keys().cloned().collect();
    let old_name = choices.pick(&names)?.clone();
    Some(
        RenameConstraint {
            table: target.reference.clone(),
            old_name,
            new_name: scope.names.object(choices)?,
        }
        .into(),
    )
}

fn alter_options(choices: &mut Choices, target: &Target, scope: Scope) -> Option<Operation> {
    Some(
        AlterTableOptions {
            table: target.reference.clone(),
            comment: choices.percent(50).then(|| "it's \\ another".to_owned()),
            options: super::table::options(choices, &target.table, scope),
        }
        .into(),
    )
}

/// The key's fields the other way round, and now and then another name.
fn alter_key(choices: &mut Choices, target: &Target, scope: Scope) -> Option<Operation> {
    let key = target.table.primary_key();
    let name = choices.percent(50).then(|| scope.names.object(choices)).flatten();
    if key.is_empty() || (key.len() == 1 && name.is_none()) {
        return None;
    }
    Some(
        AlterPrimaryKey {
            name,
            ..AlterPrimaryKey::ordered(target.reference.clone(), key.into_iter().rev())
        }
        .into(),
    )
}

fn rename_table(choices: &mut Choices, target: &Target, scope: Scope) -> Option<Operation> {
    let new_name = scope.names.table(choices)?;
    let lower = new_name.to_string().to_lowercase();
    let is_taken = target
        .schema
        .tables()
        .any(|table| table.name.to_string().to_lowercase() == lower);
    (!is_taken).then(|| {
        RenameTable {
            table: target.reference.clone(),
            new_name,
        }
        .into()
    })
}

fn drop_table(choices: &mut Choices, target: &Target, _: Scope) -> Option<Operation> {
    let table = target.reference.clone();
    Some(
        DropTable {
            table,
            if_exists: false,
            cascade: choices.percent(30),
            management: Management::Managed,
        }
        .into(),
    )
}

/// A table between this one and another, each with a key of one field.
fn join(choices: &mut Choices, target: &Target, scope: Scope) -> Option<Operation> {
    let tables: Vec<&Arc<Table>> = target.schema.tables().collect();
    let other = *choices.pick(&tables)?;
    let key = |table: &Table| match table.primary_key().as_slice() {
        [only] => Some(only.to_string()),
        _ => None,
    };
    Some(
        CreateManyToManyTable {
            source: target.reference.clone(),
            target: (&other.name).into(),
            field_name: scope.names.field(choices)?.to_string(),
            source_column: key(&target.table)?,
            target_column: key(other)?,
        }
        .into(),
    )
}

fn any_field(choices: &mut Choices, target: &Target) -> Option<FieldName> {
    let names: Vec<&FieldName> = target.table.fields.keys().collect();
    choices.pick(&names).map(|name| FieldName::clone(name))
}

/// Names that differ by case alone are one name on some databases.
fn is_same(one: &FieldName, other: &FieldName) -> bool {
    one.as_str().to_lowercase() == other.as_str().to_lowercase()
}
