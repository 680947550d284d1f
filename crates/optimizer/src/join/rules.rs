//! The one operation that two may become.

use std::sync::Arc;

use aksara_operations::{
    AddConstraint, AddField, AddIndex, AlterField, Alteration, CreateTable, DropTable, Effect, Fill,
    Operation, RemoveConstraint, RemoveField, RemoveIndex, RenameConstraint, RenameField, RenameIndex,
    RenameTable, Using,
};
use aksara_schema::{Field, FieldName, Schema, Table, TableName, join_table_name};

use super::{OperationPair, opened};
use crate::row_history::Source;

/// The table before an operation.
pub(crate) fn table_before(operation: &Operation, schema: &Schema) -> Option<Arc<Table>> {
    schema.resolve(operation.table()?.as_str()).ok().cloned()
}

/// The name of the operation's table after it.
pub(crate) fn table_after(operation: &Operation, schema: &Schema) -> Option<TableName> {
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

impl OperationPair<'_> {
    /// One operation for both, as the first rule that knows the pair has it. An operation that takes away has no rule: it is
    /// undone by its opposite, or stays.
    pub(super) fn merged(&self) -> Vec<Operation> {
        let rules = [Self::created, Self::added, Self::one_operation];
        let ways = rules.iter().map(|rule| rule(self));
        ways.into_iter().find(|ways| !ways.is_empty()).unwrap_or_default()
    }

    fn one_operation(&self) -> Vec<Operation> {
        let first = self.first;
        let joined = if let Operation::AlterField(alter) = first {
            self.altered(alter)
        } else if let Operation::RenameField(rename) = first {
            self.field_renamed(rename)
        } else if let Operation::RenameTable(rename) = first {
            self.table_renamed(rename)
        } else if let Operation::AddIndex(add) = first {
            self.index_added(add)
        } else if let Operation::RenameIndex(rename) = first {
            self.index_renamed(rename)
        } else if let Operation::AddConstraint(add) = first {
            self.constraint_added(add)
        } else if let Operation::RenameConstraint(rename) = first {
            self.constraint_renamed(rename)
        } else {
            None
        };
        joined.into_iter().collect()
    }

    /// The table as it is in the end, where the first operation really makes it; with the name that its primary key has
    /// by then, where that is not the one that it would get.
    fn created(&self) -> Vec<Operation> {
        if !matches!(
            self.first,
            Operation::CreateTable(_) | Operation::CreateManyToManyTable(_)
        ) {
            return Vec::new();
        }
        let made = self
            .course
            .changes
            .first()
            .map(|change| change.effects.as_slice());
        let (Some([Effect::CreateTable(_)]), Some(after)) = (made, &self.after) else {
            return Vec::new();
        };
        let table = opened::table(after);
        let named = Table {
            primary_key_name: after.primary_key_name.clone(),
            ..table.clone()
        };
        let create = |table| CreateTable {
            table,
            if_not_exists: false,
        };
        [table, named].map(|table| create(table).into()).into()
    }

    /// The field as it is in the end; rows get what they got.
    fn added(&self) -> Vec<Operation> {
        let Operation::AddField(first) = self.first else {
            return Vec::new();
        };
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
            table: first.table.clone(),
            field: opened::field(field),
            fill: None,
        };
        let fills = filled.into_iter().chain(first.fill.clone());
        let with_fill = fills.map(|value| AddField {
            fill: Some(value),
            ..add.clone()
        });
        std::iter::once(add.clone())
            .chain(with_fill)
            .map(Operation::from)
            .collect()
    }

    /// The field as both alterations leave it.
    fn altered(&self, first: &AlterField) -> Option<Operation> {
        let second = if let Operation::AlterField(second) = self.second {
            Some(second)
        } else {
            None
        };
        let takes_own = matches!(
            self.second,
            Operation::RemoveIndex(_) | Operation::RemoveConstraint(_)
        );
        if second.is_none() && !takes_own {
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
        let fill = one_fill(
            first.fill.as_ref(),
            second.and_then(|second| second.fill.as_ref()),
        )?;
        let alter = AlterField {
            name: old.name.to_string(),
            alteration: Alteration::Replace(Box::new(opened::field(new))),
            table: first.table.clone(),
            fill,
            using,
            reverse_using,
        };
        Some(alter.into())
    }

    fn field_renamed(&self, first: &RenameField) -> Option<Operation> {
        let between = |written: &str| self.between.field_as_written(written).map(|field| &field.name);
        let is_same = |written: &str| between(written) == Some(&first.new_name);
        if let Operation::RenameField(second) = self.second
            && is_same(&second.old_name)
        {
            let new_name = second.new_name.clone();
            return Some(
                RenameField {
                    new_name,
                    ..first.clone()
                }
                .into(),
            );
        }
        if let Operation::RemoveField(second) = self.second
            && is_same(&second.name)
        {
            let remove = RemoveField {
                table: first.table.clone(),
                name: first.old_name.clone(),
                ..second.clone()
            };
            return Some(remove.into());
        }
        None
    }

    fn table_renamed(&self, first: &RenameTable) -> Option<Operation> {
        let table = first.table.clone();
        if let Operation::RenameTable(second) = self.second {
            let new_name = second.new_name.clone();
            return Some(RenameTable { table, new_name }.into());
        }
        if let Operation::DropTable(second) = self.second {
            return Some(
                DropTable {
                    table,
                    ..second.clone()
                }
                .into(),
            );
        }
        None
    }

    fn index_added(&self, first: &AddIndex) -> Option<Operation> {
        if let Operation::RenameIndex(second) = self.second
            && second.old_name == first.index.name
        {
            let mut add = first.clone();
            add.index.name = second.new_name.clone();
            return Some(add.into());
        }
        None
    }

    fn index_renamed(&self, first: &RenameIndex) -> Option<Operation> {
        if let Operation::RenameIndex(second) = self.second
            && second.old_name == first.new_name
        {
            let new_name = second.new_name.clone();
            return Some(
                RenameIndex {
                    new_name,
                    ..first.clone()
                }
                .into(),
            );
        }
        if let Operation::RemoveIndex(second) = self.second
            && second.name == first.new_name
        {
            let remove = RemoveIndex {
                table: first.table.clone(),
                name: first.old_name.clone(),
                ..second.clone()
            };
            return Some(remove.into());
        }
        None
    }

    fn constraint_added(&self, first: &AddConstraint) -> Option<Operation> {
        match self.second {
            Operation::RenameConstraint(second) if second.old_name == first.constraint.name => {
                let mut add = first.clone();
                add.constraint.name = second.new_name.clone();
                Some(add.into())
            }
            _ => None,
        }
    }

    fn constraint_renamed(&self, first: &RenameConstraint) -> Option<Operation> {
        match self.second {
            Operation::RenameConstraint(second) if second.old_name == first.new_name => {
                let rename = RenameConstraint {
                    new_name: second.new_name.clone(),
                    ..first.clone()
                };
                Some(rename.into())
            }
            Operation::RemoveConstraint(second) if second.name == first.new_name => {
                let remove = RemoveConstraint {
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

/// The one expression of two; the later one only if it sees the values that it would have seen.
fn one_of(sooner: Option<&Using>, later: Option<&Using>, sees_the_same: bool) -> Option<Option<Using>> {
    match (sooner, later) {
        (Some(_), Some(_)) => None,
        (None, Some(later)) => sees_the_same.then(|| Some(later.clone())),
        (sooner, None) => Some(sooner.cloned()),
    }
}

/// Of two fills the one that is there: each says what replaces NULL at a step of its own.
fn one_fill(first: Option<&Fill>, second: Option<&Fill>) -> Option<Option<Fill>> {
    match (first, second) {
        (Some(_), Some(_)) => None,
        (first, second) => Some(first.or(second).cloned()),
    }
}

fn is_stored_alike(one: &Field, other: &Field) -> bool {
    one.field_type.storage() == other.field_type.storage()
}
