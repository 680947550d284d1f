//! Operations that fit the schema, chosen with weights that build more than they tear down.

use std::sync::Arc;

use aksara_operations::{
    AddConstraint, AddField, AddIndex, AlterField, CreateTable, DropTable, Operation, RemoveConstraint,
    RemoveField, RemoveIndex, RenameField, RenameIndex, RenameTable, TableReference,
};
use aksara_schema::{FieldName, Schema, Table};

use super::{Choices, Names, field, object, table};

type Choose = fn(&mut Choices, &Target, Names) -> Option<Operation>;

/// What can be done to a table, by weight.
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
    (1, rename_table),
    (1, drop_table),
];

/// Out of so many operations, how many create a table once there is one.
const CREATED_IN_TEN: usize = 2;

struct Target<'a> {
    table: Arc<Table>,
    reference: TableReference,
    schema: &'a Schema,
}

/// An operation for this schema; it may still be refused, by a name that is taken or a field in use.
pub fn choose(choices: &mut Choices, schema: &Schema, names: Names) -> Option<Operation> {
    let tables: Vec<&Arc<Table>> = schema.tables().collect();
    if tables.is_empty() || choices.below(10) < CREATED_IN_TEN {
        let table = table::table(choices, schema, names)?;
        return Some(
            CreateTable {
                table,
                if_not_exists: false,
            }
            .into(),
        );
    }
    let table = Arc::clone(choices.pick(&tables)?);
    let target = Target {
        reference: (&table.name).into(),
        table,
        schema,
    };
    weighted(choices)?(choices, &target, names)
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

fn add_field(choices: &mut Choices, target: &Target, names: Names) -> Option<Operation> {
    let name = names.field(choices)?;
    let is_taken = target.table.fields.keys().any(|other| is_same(other, &name));
    let field = field::field(choices, name, Some(&target.table), target.schema)?;
    let needs_fill = !field.nullable && field.default.is_none() && field.generated.is_none();
    let fill = if needs_fill { field.field_type.zero() } else { None };
    (!is_taken).then(|| {
        AddField {
            table: target.reference.clone(),
            field,
            fill,
        }
        .into()
    })
}

fn remove_field(choices: &mut Choices, target: &Target, _: Names) -> Option<Operation> {
    let name = any_field(choices, target)?.to_string();
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

fn alter_field(choices: &mut Choices, target: &Target, _: Names) -> Option<Operation> {
    let name = any_field(choices, target)?;
    let field = field::redefinition(choices, target.table.fields.get(&name)?)?;
    Some(AlterField::replace(target.reference.clone(), field).into())
}

fn rename_field(choices: &mut Choices, target: &Target, names: Names) -> Option<Operation> {
    let old_name = any_field(choices, target)?;
    let new_name = names.field(choices)?;
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

fn add_index(choices: &mut Choices, target: &Target, names: Names) -> Option<Operation> {
    let name = names.object(choices)?;
    let index = object::index(choices, name, &target.table)?;
    let table = target.reference.clone();
    Some(
        AddIndex {
            table,
            index,
            if_not_exists: false,
            concurrently: false,
        }
        .into(),
    )
}

fn remove_index(choices: &mut Choices, target: &Target, _: Names) -> Option<Operation> {
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

fn rename_index(choices: &mut Choices, target: &Target, names: Names) -> Option<Operation> {
    let taken: Vec<_> = target.table.indexes.keys().cloned().collect();
    let old_name = choices.pick(&taken)?.clone();
    Some(
        RenameIndex {
            table: target.reference.clone(),
            old_name,
            new_name: names.object(choices)?,
        }
        .into(),
    )
}

fn add_constraint(choices: &mut Choices, target: &Target, names: Names) -> Option<Operation> {
    let name = names.object(choices)?;
    let constraint = object::constraint(choices, name, &target.table)?;
    Some(
        AddConstraint {
            table: target.reference.clone(),
            constraint,
        }
        .into(),
    )
}

fn remove_constraint(choices: &mut Choices, target: &Target, _: Names) -> Option<Operation> {
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

fn rename_table(choices: &mut Choices, target: &Target, names: Names) -> Option<Operation> {
    let new_name = names.table(choices)?;
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

fn drop_table(choices: &mut Choices, target: &Target, _: Names) -> Option<Operation> {
    let table = target.reference.clone();
    Some(
        DropTable {
            table,
            if_exists: false,
            cascade: choices.percent(30),
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
