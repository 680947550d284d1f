//! The one operation that two may become.

use std::sync::Arc;

use aksara_operations::{
    AddField, AddIndex, AlterField, Alteration, CreateTable, DropTable, Effect, Fill, Operation, RemoveField,
    RemoveIndex, RenameField, RenameIndex, RenameTable, TableReference,
};
use aksara_schema::{Field, FieldName, Schema, SqlExpression, Table, TableName, join_table_name};

use super::{Two, opened};
use crate::row_history::Source;

/// The table that an operation names, where it may be joined with another one.
pub(super) fn table_of(operation: &Operation) -> Option<&TableReference> {
    match operation {
        Operation::DropTable(drop) => Some(&drop.table),
        Operation::RenameTable(rename) => Some(&rename.table),
        Operation::AlterTableOptions(alter) => Some(&alter.table),
        Operation::AddField(add) => Some(&add.table),
        Operation::RemoveField(remove) => Some(&remove.table),
        Operation::AlterField(alter) => Some(&alter.table),
        Operation::RenameField(rename) => Some(&rename.table),
        Operation::AddIndex(add) => Some(&add.table),
        Operation::RemoveIndex(remove) => Some(&remove.table),
        Operation::RenameIndex(rename) => Some(&rename.table),
        Operation::AddConstraint(add) => Some(&add.table),
        Operation::RemoveConstraint(remove) => Some(&remove.table),
        Operation::CreateTable(_)
        | Operation::CreateManyToManyTable(_)
        | Operation::Backfill(_)
        | Operation::RunPython(_)
        | Operation::RunSql(_)
        | Operation::SeparateDatabaseAndState(_) => None,
    }
}

/// The table before an operation.
pub(super) fn table_before(operation: &Operation, schema: &Schema) -> Option<Arc<Table>> {
    schema.resolve(table_of(operation)?.as_str()).ok().cloned()
}

/// What the operation's table is called after it.
pub(super) fn table_after(operation: &Operation, schema: &Schema) -> Option<TableName> {
    match operation {
        Operation::CreateTable(create) => Some(create.table.name.clone()),
        Operation::CreateManyToManyTable(create) => {
            let source = schema.resolve(create.source.as_str()).ok()?;
            join_table_name(&source.name, &create.field_name).ok()
        }
        Operation::RenameTable(rename) => Some(rename.new_name.clone()),
        other => Some(table_before(other, schema)?.name.clone()),
    }
}

/// Whether an operation may make one before it needless.
pub(super) fn covers(operation: &Operation) -> bool {
    match operation {
        Operation::DropTable(_)
        | Operation::RemoveField(_)
        | Operation::AlterField(_)
        | Operation::AlterTableOptions(_) => true,
        Operation::CreateTable(_)
        | Operation::RenameTable(_)
        | Operation::CreateManyToManyTable(_)
        | Operation::AddField(_)
        | Operation::RenameField(_)
        | Operation::AddIndex(_)
        | Operation::RemoveIndex(_)
        | Operation::RenameIndex(_)
        | Operation::AddConstraint(_)
        | Operation::RemoveConstraint(_)
        | Operation::Backfill(_)
        | Operation::RunPython(_)
        | Operation::RunSql(_)
        | Operation::SeparateDatabaseAndState(_) => false,
    }
}

impl Two<'_> {
    /// One operation for both.
    pub(super) fn merged(&self) -> Vec<Operation> {
        match self.first {
            Operation::CreateTable(_) | Operation::CreateManyToManyTable(_) => {
                self.created().into_iter().collect()
            }
            Operation::AddField(_) => self.added(),
            Operation::AlterField(alter) => self.altered(alter).into_iter().collect(),
            Operation::RenameField(rename) => self.field_renamed(rename).into_iter().collect(),
            Operation::RenameTable(rename) => self.table_renamed(rename).into_iter().collect(),
            Operation::AddIndex(add) => self.index_added(add).into_iter().collect(),
            Operation::RenameIndex(rename) => self.index_renamed(rename).into_iter().collect(),
            // An operation that takes away is undone by its opposite, or stays.
            Operation::DropTable(_)
            | Operation::AlterTableOptions(_)
            | Operation::RemoveField(_)
            | Operation::RemoveIndex(_)
            | Operation::AddConstraint(_)
            | Operation::RemoveConstraint(_)
            | Operation::Backfill(_)
            | Operation::RunPython(_)
            | Operation::RunSql(_)
            | Operation::SeparateDatabaseAndState(_) => Vec::new(),
        }
    }

    /// The table as it is in the end, where the first operation really makes it.
    fn created(&self) -> Option<Operation> {
        let made = self.course.changes.first()?;
        if !matches!(made.effects.as_slice(), [Effect::CreateTable(_)]) {
            return None;
        }
        let table = opened::table(self.after.as_deref()?);
        let create = CreateTable {
            table,
            if_not_exists: false,
        };
        Some(create.into())
    }

    /// The field as it is in the end; rows get what they got.
    fn added(&self) -> Vec<Operation> {
        let (Some(before), Some(after)) = (&self.before, &self.after) else {
            return Vec::new();
        };
        let mut new = after
            .fields
            .values()
            .filter(|field| !before.fields.contains_key(&field.name));
        let (Some(field), None) = (new.next(), new.next()) else {
            return Vec::new();
        };
        let rows = self.course.rows();
        let filled = match rows.values(&after.name, &field.name).map(|values| &values.source) {
            Some(Source::Filled(value)) => Some(Fill::Constant(value.clone())),
            Some(
                Source::Kept(..)
                | Source::Default(_)
                | Source::Counted
                | Source::Null
                | Source::Missing
                | Source::Computed,
            )
            | None => None,
        };
        let add = AddField {
            table: (&after.name).into(),
            field: opened::field(field),
            fill: None,
        };
        let with_fill = filled.map(|value| AddField {
            fill: Some(value),
            ..add.clone()
        });
        std::iter::once(add)
            .chain(with_fill)
            .map(Operation::from)
            .collect()
    }

    /// The field as both alterations leave it.
    fn altered(&self, first: &AlterField) -> Option<Operation> {
        let second = match self.second {
            Operation::AlterField(second) => Some(second),
            Operation::RemoveIndex(_) | Operation::RemoveConstraint(_) => None,
            _ => return None,
        };
        // What rows with NULL get is said where the field becomes required.
        let fills = |alter: &AlterField| alter.fill.is_some();
        if second.is_some_and(|second| fills(second) || fills(first)) {
            return None;
        }
        let old = self.before.as_ref()?.field_as_written(&first.name)?;
        let between = self.between.fields.get(&old.name)?;
        let new = self.after.as_ref()?.fields.get(&old.name)?;
        let later = second.and_then(|second| second.using.as_ref());
        let sooner = second.and_then(|second| second.reverse_using.as_ref());
        let using = one_of(first.using.as_ref(), later, is_stored_alike(old, between))?;
        let reverse_using = one_of(
            sooner,
            first.reverse_using.as_ref(),
            is_stored_alike(new, between),
        )?;
        let alter = AlterField {
            name: old.name.to_string(),
            alteration: Alteration::Replace(Box::new(opened::field(new))),
            table: first.table.clone(),
            fill: first.fill.clone(),
            using,
            reverse_using,
        };
        Some(alter.into())
    }

    fn field_renamed(&self, first: &RenameField) -> Option<Operation> {
        let between = |written: &str| self.between.field_as_written(written).map(|field| &field.name);
        let is_same = |written: &str| between(written) == Some(&first.new_name);
        match self.second {
            Operation::RenameField(second) if is_same(&second.old_name) => {
                let rename = RenameField {
                    new_name: second.new_name.clone(),
                    ..first.clone()
                };
                Some(rename.into())
            }
            Operation::RemoveField(second) if is_same(&second.name) => {
                let remove = RemoveField {
                    table: first.table.clone(),
                    name: first.old_name.clone(),
                    ..second.clone()
                };
                Some(remove.into())
            }
            _ => None,
        }
    }

    fn table_renamed(&self, first: &RenameTable) -> Option<Operation> {
        match self.second {
            Operation::RenameTable(second) => {
                let rename = RenameTable {
                    table: first.table.clone(),
                    new_name: second.new_name.clone(),
                };
                Some(rename.into())
            }
            Operation::DropTable(second) => {
                let drop = DropTable {
                    table: first.table.clone(),
                    ..second.clone()
                };
                Some(drop.into())
            }
            _ => None,
        }
    }

    fn index_added(&self, first: &AddIndex) -> Option<Operation> {
        match self.second {
            Operation::RenameIndex(second) if second.old_name == first.index.name => {
                let mut add = first.clone();
                add.index.name = second.new_name.clone();
                Some(add.into())
            }
            _ => None,
        }
    }

    fn index_renamed(&self, first: &RenameIndex) -> Option<Operation> {
        match self.second {
            Operation::RenameIndex(second) if second.old_name == first.new_name => {
                let rename = RenameIndex {
                    new_name: second.new_name.clone(),
                    ..first.clone()
                };
                Some(rename.into())
            }
            Operation::RemoveIndex(second) if second.name == first.new_name => {
                let remove = RemoveIndex {
                    table: first.table.clone(),
                    name: first.old_name.clone(),
                    ..second.clone()
                };
                Some(remove.into())
            }
            _ => None,
        }
    }

    /// The field's name before both operations.
    pub(super) fn old_field(&self, written: &str) -> Option<FieldName> {
        let before = self.before.as_ref()?;
        before.field_as_written(written).map(|field| field.name.clone())
    }
}

/// Of two expressions the one that is there; the later one only where it sees the values that it would have seen.
fn one_of(
    sooner: Option<&SqlExpression>,
    later: Option<&SqlExpression>,
    sees_the_same: bool,
) -> Option<Option<SqlExpression>> {
    match (sooner, later) {
        (Some(_), Some(_)) => None,
        (None, Some(later)) => sees_the_same.then(|| Some(later.clone())),
        (sooner, None) => Some(sooner.cloned()),
    }
}

fn is_stored_alike(one: &Field, other: &Field) -> bool {
    one.field_type.storage() == other.field_type.storage()
}
