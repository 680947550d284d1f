//! Actions applied to a physical table whose kept columns have their new names already.

use aksara_schema::StorageType;

use crate::action::Action;
use crate::enum_values::renamed;
use crate::physical::{Column, Object, Owned, Table};
use crate::renames::{Rename, RenameKind};

/// The table after the actions.
pub(crate) fn apply(actions: &[Action], table: &Table) -> Table {
    let mut table = table.clone();
    for action in actions {
        apply_one(action, &mut table);
    }
    table
}

fn apply_one(action: &Action, table: &mut Table) {
    match action {
        Action::DropIndex { index, .. } => remove(&mut table.indexes, &index.name),
        Action::DropConstraint(constraint) => remove(&mut table.constraints, &constraint.name),
        Action::DropColumn { column, .. } => drop_column(&column.name, table),
        Action::Rename(rename) => apply_rename(rename, table),
        Action::AddColumn(column) => table.columns.push(column.clone()),
        Action::DropPassing(column) => drop_column(column, table),
        Action::DropExpression { column, .. } => change(table, column, |column| column.generated = None),
        Action::DropIdentity { column } => change(table, column, |column| column.is_identity = false),
        Action::SetType {
            column,
            data_type,
            collation,
            ..
        } => change(table, column, |column| {
            column.data_type.clone_from(data_type);
            column.collation.clone_from(collation);
        }),
        Action::SetDefault { column, default } => {
            change(table, column, |column| column.default.clone_from(default));
        }
        Action::SetNullability { column, is_required } => {
            change(table, column, |column| column.is_required = *is_required);
        }
        Action::AddIdentity { column } => change(table, column, |column| column.is_identity = true),
        Action::AddConstraint(constraint) => table.constraints.push(Owned::by_table(constraint.clone())),
        Action::CreateIndex { index, .. } => table.indexes.push(Owned::by_table(index.clone())),
        Action::SetTableComment(comment) => table.comment.clone_from(comment),
        Action::SetColumnComment { column, comment } => {
            change(table, column, |column| column.comment.clone_from(comment));
        }
        Action::RenameEnumValues { name, renames } => {
            change_values(table, name, |values| renamed(values, renames));
        }
        Action::AddEnumValues { native, .. } | Action::RebuildEnum { native, .. } => {
            change_values(table, &native.name, |_| native.values.clone());
        }
        // Types of their own, rows and sequences are no part of the table.
        Action::CreateEnum(_)
        | Action::DropEnum(_)
        | Action::FillNulls { .. }
        | Action::LookUp { .. }
        | Action::ContinueCounting { .. }
        | Action::WidenSequence { .. } => {}
    }
}

fn change(table: &mut Table, column: &str, change: impl FnOnce(&mut Column)) {
    let mut columns = table.columns.iter_mut();
    columns.find(|known| known.name == column).map(change);
}

fn change_values(table: &mut Table, name: &str, change: impl Fn(&[String]) -> Vec<String>) {
    for data_type in table.columns.iter_mut().map(|column| &mut column.data_type) {
        if let StorageType::Enum {
            values,
            native: Some(_),
        } = &mut data_type.storage
            && data_type.written == name
        {
            *values = change(values);
        }
    }
}

fn remove<T: Object>(objects: &mut Vec<Owned<T>>, name: &str) {
    objects.retain(|known| known.object.name() != name);
}

/// Constraints and indexes go with a column that they need.
fn drop_column(column: &str, table: &mut Table) {
    table.columns.retain(|known| known.name != column);
    table.constraints.retain(|known| !known.object.needs(column));
    table.indexes.retain(|known| !known.object.needs(column));
}

fn apply_rename(rename: &Rename, table: &mut Table) {
    match rename.kind {
        // The columns have their new names already.
        RenameKind::Column => {}
        RenameKind::Index => rename_in(&mut table.indexes, rename),
        RenameKind::Constraint => rename_in(&mut table.constraints, rename),
    }
}

fn rename_in<T: Object>(objects: &mut [Owned<T>], rename: &Rename) {
    let named = objects
        .iter_mut()
        .filter(|known| known.object.name() == rename.old);
    named.for_each(|known| known.object = known.object.named(&rename.new));
}
