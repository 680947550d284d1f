//! A physical table in the words of models: fields have the types that checks tell, and the constraints and indexes of one
//! field are the field's own.

use aksara_schema::{
    Constraint, ConstraintKind, Field, FieldName, FieldType, ForeignKey, FrozenName, Index, InvalidName,
    NotCompared, Reference, Table,
};
use indexmap::IndexMap;

use super::checked::read_checked_types;
use super::default::keep_blanks;
use super::table::{plain_field, read_table};
use crate::flavour::{Quirk, Server};
use crate::physical;

/// Reads a table.
pub(crate) fn read_model(physical: &physical::Table, server: Server) -> Result<Table, InvalidName> {
    let mut table = read_table(physical, server)?;
    read_checked_types(physical, &mut table, server.flavour);
    if server.flavour.has(Quirk::DefaultsKeepBlanks) {
        for (column, field) in physical.columns.iter().zip(table.fields.values_mut()) {
            field.default = field.default.take().map(|default| keep_blanks(default, column));
        }
    }
    let Table {
        fields,
        constraints,
        indexes,
        ..
    } = &mut table;
    constraints.retain(|_, constraint| !give_constraint(constraint, fields));
    indexes.retain(|_, index| !give_index(index, fields));
    Ok(table)
}

/// Gives a constraint to its one field, where that has no other; whether it did.
fn give_constraint(constraint: &Constraint, fields: &mut IndexMap<FieldName, Field>) -> bool {
    let [name] = constraint.fields()[..] else {
        return false;
    };
    let Some(field) = fields.get_mut(name) else {
        return false;
    };
    let own_name = NotCompared(Some(constraint.name.clone()));
    match &constraint.kind {
        ConstraintKind::Unique(_) if field.unique.is_none() => field.unique = Some(own_name),
        ConstraintKind::ForeignKey(key) if field.reference.is_none() => refer(field, key, own_name),
        ConstraintKind::Unique(_)
        | ConstraintKind::ForeignKey(_)
        | ConstraintKind::Check(_)
        | ConstraintKind::Exclusion(_) => return false,
    }
    true
}

fn refer(field: &mut Field, key: &ForeignKey, constraint: FrozenName) {
    field.field_type = FieldType::Foreign(NotCompared(Some(Box::new(field.field_type.clone()))));
    field.reference = Some(Reference {
        table: key.table.clone(),
        field: key.target_fields.first().cloned(),
        on_delete: key.on_delete,
        on_update: key.on_update,
        deferrable: key.deferrable,
        constraint,
    });
}

/// Gives a plain index to its one field, where that has no other; whether it did.
fn give_index(index: &Index, fields: &mut IndexMap<FieldName, Field>) -> bool {
    let field = match index.parts.as_slice() {
        [part] if !index.unique && index.method.is_none() => plain_field(part),
        _ => None,
    };
    let field = field.and_then(|name| fields.get_mut(&name));
    match field.filter(|field| field.index.is_none()) {
        Some(field) => {
            field.index = Some(NotCompared(Some(index.name.clone())));
            true
        }
        None => false,
    }
}
