//! The fields that tell the rows of tables apart, while the operations of a migration pass.
//!
//! A unique key that goes and comes back in another form (a unique field becomes the primary key) asks nothing new of the
//! rows. So what once told them apart still does, until their values change.

use std::collections::BTreeMap;

use aksara_operations::{AlterTable, Effect};
use aksara_schema::{
    ComparedKey, Default, Field, FieldName, Schema, SqlExpression, Table, TableName, UniqueKey,
};

use crate::Warning;
use crate::annotate::is_new_and_null;

/// By table, under the names that there are at the moment.
#[derive(Debug)]
pub(crate) struct DistinctValues(BTreeMap<TableName, Vec<Known>>);

/// Values that no two rows share.
#[derive(Debug, Clone, PartialEq)]
struct Known {
    keys: Vec<ComparedKey>,
    condition: Option<SqlExpression>,
    nulls_not_distinct: bool,
    is_usual_equality: bool,
}

impl DistinctValues {
    /// Those of a schema.
    pub(crate) fn of(schema: &Schema) -> Self {
        let tables = schema.tables();
        Self(tables.map(|table| (table.name.clone(), known(table))).collect())
    }

    /// Takes in an effect, with the schema after it: the unique keys that rows may not satisfy.
    pub(crate) fn follow(&mut self, effect: &Effect, after: &Schema) -> Vec<Warning> {
        match effect {
            Effect::AlterTable(change) => return self.alter(change),
            Effect::RenameTable(rename) => {
                if let Some(known) = self.0.remove(&rename.before.name) {
                    self.0.insert(rename.after.name.clone(), known);
                }
            }
            Effect::CreateTable(table) => drop(self.0.insert(table.name.clone(), known(table))),
            Effect::DropTable(table) => drop(self.0.remove(&table.name)),
            // The user may have changed the values.
            Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => *self = Self::of(after),
        }
        Vec::new()
    }

    fn alter(&mut self, change: &AlterTable) -> Vec<Warning> {
        let table = &change.before.name;
        let kept = self.0.remove(table).unwrap_or_default();
        let mut kept: Vec<Known> = kept.iter().filter_map(|known| known.after(change)).collect();
        let new = change.after.fields.values();
        let new = new.filter(|field| change.fields.old_name(&field.name).is_none());
        kept.extend(
            new.filter(|field| gives_each_row_its_own(field))
                .map(Known::alone),
        );
        let before = known(&change.before);
        let before: Vec<Known> = before.iter().filter_map(|known| known.renamed(change)).collect();
        let open = |key: &UniqueKey<'_>| {
            let mut known = kept.iter().chain(&before);
            may_concern(key, change) && !known.any(|known| known.covers(key, &change.after))
        };
        let warnings = open_keys(change, open);
        kept.extend(known(&change.after));
        self.0.insert(table.clone(), kept);
        warnings
    }
}

fn known(table: &Table) -> Vec<Known> {
    table.unique_keys().iter().map(Known::of).collect()
}

/// A field that counts, or that gets a random value in each row.
fn gives_each_row_its_own(field: &Field) -> bool {
    field.auto_increment || matches!(field.default, Some(Default::RandomUuid))
}

/// Whether a key compares values that rows held before.
fn may_concern(key: &UniqueKey<'_>, change: &AlterTable) -> bool {
    let fields = key.fields();
    let is_null = |field: &&FieldName| is_new_and_null(change, field) && !key.nulls_not_distinct;
    let is_kept = |field: &&FieldName| change.fields.old_name(field).is_some();
    fields.iter().any(is_kept) && !fields.iter().any(is_null)
}

fn open_keys(change: &AlterTable, is_open: impl Fn(&UniqueKey<'_>) -> bool) -> Vec<Warning> {
    let mut warnings: Vec<Warning> = Vec::new();
    for key in change.after.unique_keys().into_iter().filter(is_open) {
        let warning = Warning::BecomesUnique {
            table: change.before.name.clone(),
            fields: key.fields().into_iter().cloned().collect(),
        };
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }
    warnings
}

impl Known {
    fn of(key: &UniqueKey<'_>) -> Self {
        Self {
            keys: key.keys.clone(),
            condition: key.condition.cloned(),
            nulls_not_distinct: key.nulls_not_distinct,
            is_usual_equality: key.is_usual_equality,
        }
    }

    fn alone(field: &Field) -> Self {
        Self {
            keys: vec![ComparedKey::field(&field.name)],
            condition: None,
            nulls_not_distinct: false,
            is_usual_equality: true,
        }
    }

    fn fields(&self) -> Vec<&FieldName> {
        let keys = self.keys.iter();
        keys.flat_map(ComparedKey::fields).collect()
    }

    /// The same after a change, if the values stay as they are.
    fn after(&self, change: &AlterTable) -> Option<Self> {
        let renamed = self.renamed(change)?;
        let hints = &change.hints;
        let is_rewritten =
            |field: &&FieldName| hints.using.contains_key(*field) || hints.fill.contains_key(*field);
        (!renamed.fields().iter().any(is_rewritten)).then_some(renamed)
    }

    /// The same under the new names of the fields, if all are kept.
    fn renamed(&self, change: &AlterTable) -> Option<Self> {
        let mut renamed = self.clone();
        for old in self.fields() {
            let new = change.fields.new_name(old)?;
            if new != old {
                renamed.keys.iter_mut().for_each(|key| key.rename_field(old, new));
                let condition = renamed.condition.as_mut();
                condition.into_iter().for_each(|one| one.rename_field(old, new));
            }
        }
        Some(renamed)
    }

    /// Whether the rows that this tells apart satisfy a key as well.
    fn covers(&self, key: &UniqueKey<'_>, table: &Table) -> bool {
        let is_same = self.keys == key.keys && self.is_usual_equality == key.is_usual_equality;
        let tells_apart = || {
            let fields = key.fields();
            let is_compared = |field: &&FieldName| fields.contains(field);
            let is_plain =
                |compared: &ComparedKey| compared.as_field().is_some() && compared.collation.is_none();
            let has_usual_keys = self.keys.iter().all(|compared| compared.collation.is_none());
            self.is_usual_equality
                && has_usual_keys
                && key.keys.iter().all(is_plain)
                && self.fields().iter().all(is_compared)
        };
        let takes_null = |field: &&FieldName| {
            let field = table.fields.get(*field);
            field.is_none_or(|field| field.nullable)
        };
        let has_same_nulls =
            !key.nulls_not_distinct || self.nulls_not_distinct || !self.fields().iter().any(takes_null);
        let has_all_rows = self.condition.is_none() || self.condition.as_ref() == key.condition;
        has_all_rows && has_same_nulls && (is_same || tells_apart())
    }
}
