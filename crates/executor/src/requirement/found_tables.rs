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
    /// How many steps that give or take this name are still to come.
    renames_to_come: BTreeMap<RenamedName, usize>,
}

/// A name that a step gives or takes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum RenamedName {
    Table(TableName),
    Field(TableName, FieldName),
}

impl FoundTables {
    pub(super) fn of(steps: &[Step]) -> Self {
        let mut found = Self::default();
        for step in steps {
            found.mention(&step.effect);
            for name in renamed(&step.effect) {
                *found.renames_to_come.entry(name).or_default() += 1;
            }
        }
        found
    }

    /// The next step is made.
    pub(super) fn pass(&mut self, effect: &Effect) {
        for name in renamed(effect) {
            if let Some(count) = self.renames_to_come.get_mut(&name) {
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
        let is_to_be_renamed =
            |name: &RenamedName| self.renames_to_come.get(name).is_some_and(|count| *count > 0);
        let mut fields = fields.into_iter();
        match self.found.get(table) {
            _ if is_to_be_renamed(&RenamedName::Table(table.clone())) => true,
            None => false,
            Some(None) => true,
            Some(Some(found)) => fields.any(|field| {
                !found.fields.contains_key(field)
                    || is_to_be_renamed(&RenamedName::Field(table.clone(), field.clone()))
            }),
        }
    }
}

/// The names that an effect gives or takes.
fn renamed(effect: &Effect) -> Vec<RenamedName> {
    match effect {
        Effect::RenameTable(rename) => [&rename.before.name, &rename.after.name]
            .map(|name| RenamedName::Table(name.clone()))
            .into(),
        Effect::AlterTable(change) => {
            let renamed = change.fields.0.iter().filter(|(old, new)| old != new);
            let names = renamed.flat_map(|(old, new)| [old, new]);
            let of_table = |field: &FieldName| RenamedName::Field(change.before.name.clone(), field.clone());
            names.map(of_table).collect()
        }
        Effect::CreateTable(_)
        | Effect::DropTable(_)
        | Effect::RunSql(_)
        | Effect::RunPython(_)
        | Effect::Backfill(_) => Vec::new(),
    }
}
