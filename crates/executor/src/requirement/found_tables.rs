//! The tables that a migration changes, as it finds them.
//!
//! A step may speak of a table or field under a name that only a later step of the same migration gives it: a foreign key
//! follows the field that it refers to before that field's own table is changed. The database does not know that name yet.

use std::collections::BTreeMap;
use std::sync::Arc;

use aksara_dialect::Step;
use aksara_operations::Effect;
use aksara_schema::{FieldName, Table, TableName};

/// Each table at its first mention; `None` where the migration gives something that name.
#[derive(Debug, Default)]
pub(super) struct FoundTables(BTreeMap<TableName, Option<Arc<Table>>>);

impl FoundTables {
    pub(super) fn of(steps: &[Step]) -> Self {
        let mut found = Self::default();
        for step in steps {
            found.mention(&step.effect);
        }
        found
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
        self.0.entry(name.clone()).or_insert_with(|| table.cloned());
    }

    /// Whether the table, or one of its fields, may not be there under this name yet.
    pub(super) fn may_lack<'a>(
        &self,
        table: &TableName,
        fields: impl IntoIterator<Item = &'a FieldName>,
    ) -> bool {
        match self.0.get(table) {
            None => false,
            Some(None) => true,
            Some(Some(found)) => fields.into_iter().any(|field| !found.fields.contains_key(field)),
        }
    }
}
