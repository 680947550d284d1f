//! Actions applied to a physical table whose columns have their new names.

use crate::action::Action;
use crate::physical::{Column, Object, Table};

/// The table after the actions.
pub(crate) fn apply(actions: &[Action], table: &Table) -> Table {
    let mut table = table.clone();
    for action in actions {
        table.apply(action);
    }
    table
}

impl Table {
    fn apply(&mut self, action: &Action) {
        match action {
            Action::DropObject(object) => self.drop_object(object),
            Action::DropCheckOfColumn(check) | Action::DropDemand(check) => {
                self.drop_object(&Object::Check(check.clone()));
            }
            Action::AddObject(object) => self.objects.push(object.clone()),
            Action::DemandNoRows(check) => self.objects.push(Object::Check(check.clone())),
            Action::RenameIndex { before, after } => {
                self.drop_object(&Object::Index(before.clone()));
                self.objects.push(Object::Index(after.clone()));
            }
            Action::DropPrimaryKey => self.primary_key.clear(),
            Action::AddPrimaryKey(columns) => self.primary_key.clone_from(columns),
            Action::AddColumn(column) | Action::PrepareColumn(column) => self.columns.push(column.clone()),
            Action::CompleteColumn {
                prepared: before,
                after,
            }
            | Action::ChangeColumn { before, after }
            | Action::SetDefault { before, after } => self.replace(before, after),
            Action::DropColumn { column, .. } => self.columns.retain(|other| other.name != column.name),
            // The table has the new names, and the rows are not in it.
            Action::RenameColumn { .. } | Action::SetValues { .. } | Action::ReplaceNull { .. } => {}
            Action::SetOptions(options) => self.options = options.clone(),
            Action::SetComment(comment) => self.comment.clone_from(comment),
        }
    }

    fn drop_object(&mut self, dropped: &Object) {
        self.objects.retain(|object| !object.is_counterpart(dropped));
    }

    fn replace(&mut self, before: &Column, after: &Column) {
        let mut columns = self.columns.iter_mut();
        if let Some(column) = columns.find(|column| column.name == before.name) {
            *column = after.clone();
        }
    }
}
