//! The tables that a migration changes, as it finds them.
//!
//! A step may speak of a table or field under a name that only a later step of the same migration gives it: a foreign key
//! follows the field that it refers to before that field's own table is changed. The database does not know that name yet, or
//! knows another one by it, where names are exchanged.

use std::collections::BTreeMap;
use std::sync::Arc;

use aksara_dialect::Step;
use aksara_operations::Effect;
use aksara_schema::{FieldName, Table, TableName};

#[derive(Debug, Default)]
pub(super) struct FoundTables {
    /// Each table at its first mention; `None` where the migration gives something that name.
    found: BTreeMap<TableName, Option<Arc<Table>>>,
    /// How many steps that give the table or its fields other names are still to come.
    renames_to_come: BTreeMap<TableName, usize>,
}

impl FoundTables {
    pub(super) fn of(steps: &[Step]) -> Self {
        let mut found = Self::default();
        for step in steps {
            found.mention(&step.effect);
            for table in renamed(&step.effect) {
                *found.renames_to_come.entry(table.clone()).or_default() += 1;
            }
        }
        found
    }

    /// The next step is made.
    pub(super) fn pass(&mut self, effect: &Effect) {
        for table in renamed(effect) {
            if let Some(count) = self.renames_to_come.get_mut(table) {
                *count = count.saturating_sub(1);
            }
        }
    }

    fn mention(&mut self, effect: &Effect) {
        match effect {
            Effect::AlterTable(change) => self.find(&change.before.name, Some(&change.before)),
            Effect::DropTable(table) => self.find(&table.name, Some(table)),
            Effect::CreateTable(table) => self.find(&table.name, None),
            Effect::RenameTable(rename) => {
                self.find(&rename.before.name, Some(&rename.before));
                self.find(&rename.after.name, None);
            }
            Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => {}
        }
    }

    fn find(&mut self, name: &TableName, table: Option<&Arc<Table>>) {
        self.found.entry(name.clone()).or_insert_with(|| table.cloned());
    }

    /// Whether the table, or one of its fields, may not be there under this name yet.
    pub(super) fn may_lack<'a>(
        &self,
        table: &TableName,
        fields: impl IntoIterator<Item = &'a FieldName>,
    ) -> bool {
        let is_renamed = self.renames_to_come.get(table).is_some_and(|count| *count > 0);
        match self.found.get(table) {
            _ if is_renamed => true,
            None => false,
            Some(None) => true,
            Some(Some(found)) => fields.into_iter().any(|field| !found.fields.contains_key(field)),
        }
    }
}

/// The names of the table that an effect gives another name, or whose fields it does.
fn renamed(effect: &Effect) -> Vec<&TableName> {
    match effect {
        Effect::RenameTable(rename) => vec![&rename.before.name, &rename.after.name],
        Effect::AlterTable(change) => {
            let is_renamed = change.fields.0.iter().any(|(old, new)| old != new);
            is_renamed.then_some(&change.before.name).into_iter().collect()
        }
        Effect::CreateTable(_)
        | Effect::DropTable(_)
        | Effect::RunSql(_)
        | Effect::RunPython(_)
        | Effect::Backfill(_) => Vec::new(),
    }
}
