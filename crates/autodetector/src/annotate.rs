//! The warnings about each operation of a migration that is not written yet.

use std::collections::BTreeSet;

use aksara_operations::{AlterTable, Effect, Operation, OperationError};
use aksara_schema::{Field, FieldName, Schema, TableName};

use crate::Warning;
use crate::distinct_values::DistinctValues;
use crate::gone_values::GoneValues;
use crate::referring_values::ReferringValues;

/// The warnings about each operation, in order. A table that one of them makes has no rows, and a field that one of them
/// adds without a value has NULL in all rows.
pub fn warnings_of(previous: &Schema, operations: &[Operation]) -> Result<Vec<Vec<Warning>>, OperationError> {
    let mut last = previous.clone();
    for operation in operations {
        operation.apply(&mut last)?;
    }
    let gone_values = GoneValues { last: &last };
    let mut schema = previous.clone();
    let mut made = Made::default();
    let mut referring = ReferringValues::of(previous);
    let mut distinct = DistinctValues::of(previous);
    let mut warnings = Vec::with_capacity(operations.len());
    for operation in operations {
        let effects = operation.apply(&mut schema)?.effects;
        let found = effects.iter().flat_map(|effect| {
            let keys = distinct.follow(effect, &schema);
            [Warning::about(effect), keys].concat()
        });
        let mut found: Vec<Warning> = found.filter(|warning| made.may_concern(warning)).collect();
        for effect in &effects {
            made.follow(effect);
            let refers = referring.follow(effect).into_iter();
            found.extend(refers.filter(|warning| !made.has_no_rows(warning.table())));
        }
        // An empty table has its checks as well.
        found.extend(effects.iter().flat_map(|effect| gone_values.still_named(effect)));
        warnings.push(found);
    }
    Ok(warnings)
}

/// The tables without rows and the fields without values, under the names that they have at the moment.
#[derive(Debug, Default)]
struct Made {
    tables: BTreeSet<TableName>,
    fields: BTreeSet<(TableName, FieldName)>,
}

impl Made {
    fn has_no_rows(&self, table: &TableName) -> bool {
        self.tables.contains(table)
    }

    fn may_concern(&self, warning: &Warning) -> bool {
        if self.has_no_rows(warning.table()) {
            return false;
        }
        match warning {
            Warning::BecomesUnique { table, fields } => {
                let is_null = |field: &FieldName| self.fields.contains(&(table.clone(), field.clone()));
                !fields.iter().any(is_null)
            }
            Warning::RequiredWithoutDefault { .. }
            | Warning::NoLongerNullable { .. }
            | Warning::RemovesValues { .. }
            | Warning::StillNames { .. }
            | Warning::RefersElsewhere { .. }
            | Warning::MustRefer { .. }
            | Warning::MustSatisfy { .. }
            | Warning::NotConverted { .. }
            | Warning::MayNotFit { .. }
            | Warning::Loses(_) => true,
        }
    }

    fn follow(&mut self, effect: &Effect) {
        match effect {
            Effect::CreateTable(_) if effect.taken_over().is_some() => {}
            Effect::CreateTable(table) => {
                self.tables.insert(table.name.clone());
            }
            Effect::RenameTable(rename) => self.rename(&rename.before.name, &rename.after.name),
            Effect::DropTable(table) => {
                self.tables.remove(&table.name);
                self.fields.retain(|(owner, _)| *owner != table.name);
            }
            Effect::AlterTable(change) => self.alter(change),
            Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => self.fields.clear(),
        }
    }

    fn rename(&mut self, before: &TableName, after: &TableName) {
        if self.tables.remove(before) {
            self.tables.insert(after.clone());
        }
        let renamed = |(table, field): (TableName, FieldName)| {
            let is_renamed = table == *before;
            (if is_renamed { after.clone() } else { table }, field)
        };
        self.fields = std::mem::take(&mut self.fields)
            .into_iter()
            .map(renamed)
            .collect();
    }

    fn alter(&mut self, change: &AlterTable) {
        let table = &change.before.name;
        let is_null = |name: &FieldName| match change.fields.old_name(name) {
            Some(old) => {
                let is_nullable = change.after.fields.get(name).is_some_and(|field| field.nullable);
                is_nullable && self.fields.contains(&(table.clone(), old.clone()))
            }
            None => is_new_and_null(change, name),
        };
        let names = change.after.fields.keys().filter(|name| is_null(name));
        let null: Vec<_> = names.map(|name| (table.clone(), name.clone())).collect();
        self.fields.retain(|(owner, _)| owner != table);
        self.fields.extend(null);
    }
}

/// Whether the change adds the field, and leaves it without a value in all rows.
pub(crate) fn is_new_and_null(change: &AlterTable, name: &FieldName) -> bool {
    let is_null = |field: &Field| field.nullable && field.default.is_none() && field.generated.is_none();
    change.fields.old_name(name).is_none()
        && !change.hints.fill.contains_key(name)
        && change.after.fields.get(name).is_some_and(is_null)
}
