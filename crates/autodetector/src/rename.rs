//! Renames: carrying out those that are decided.

use std::collections::BTreeMap;

use aksara_operations::{RenameField, RenameTable};
use aksara_schema::{DERIVED_NAME_LIMIT, FieldName, Schema, TableName, shorten};

use crate::detector::{Detector, is_managed};
use crate::join_table::{following_join_tables, without_given_up};
use crate::rename_order::{Renames, in_order};
use crate::{Answers, DetectionError, Pair};

/// New names by old ones; `None` for what is really removed.
pub(crate) type Decided<N> = BTreeMap<N, Option<N>>;

impl Detector {
    /// Carries out the renames that are decided: tables first, since fields go by the new name of their table.
    pub(crate) fn apply_renames(&mut self, answers: &Answers) -> Result<(), DetectionError> {
        let mut tables = answers.tables.clone();
        demand(
            &tables,
            |name| has_ours(&self.draft, name),
            |name| has_ours(&self.next, name),
        )?;
        let pair = Pair {
            previous: &self.draft,
            next: &self.next,
        };
        let followers = following_join_tables(pair.previous, pair.next, &tables);
        tables.extend(without_given_up(followers, pair, &tables, answers));
        self.rename_tables(&tables)?;
        for (table, fields) in by_table(answers) {
            self.demand_fields(&table, &fields)?;
            self.rename_fields(&table, &fields)?;
        }
        self.follow_with_join_columns(answers)
    }

    fn rename_tables(&mut self, decided: &Decided<TableName>) -> Result<(), DetectionError> {
        let temporary = |name: &TableName| {
            temporary_names(name.name()).find_map(|temporary_name| {
                let temporary_name = name.with_name(temporary_name).ok()?;
                let is_free =
                    self.draft.table(&temporary_name).is_none() && self.next.table(&temporary_name).is_none();
                is_free.then_some(temporary_name)
            })
        };
        let order = in_order(decided, temporary);
        let removed = temporary_names_given(&order, decided);
        self.removed.extend(removed.map(|table| (table, None)));
        order.into_iter().try_for_each(|(old, new_name)| {
            let table = (&old).into();
            self.push(RenameTable { table, new_name })
        })
    }

    fn demand_fields(&self, table: &TableName, decided: &Decided<FieldName>) -> Result<(), DetectionError> {
        let has = |schema: &Schema, field: &FieldName| {
            let table = schema.table(table);
            table.is_some_and(|table| table.fields.contains_key(field))
        };
        demand(
            decided,
            |field| has(&self.draft, field),
            |field| has(&self.next, field),
        )
        .map_err(|error| match error {
            DetectionError::NoSuchRename { old, new } => DetectionError::NoSuchRename {
                old: format!("{table}.{old}"),
                new,
            },
            other => other,
        })
    }

    /// Renames fields of one table.
    pub(crate) fn rename_fields(
        &mut self,
        table: &TableName,
        decided: &Decided<FieldName>,
    ) -> Result<(), DetectionError> {
        let taken = |name: &FieldName| {
            let has = |schema: &Schema| {
                let table = schema.table(table);
                table.is_some_and(|table| table.fields.contains_key(name))
            };
            has(&self.draft) || has(&self.next)
        };
        let temporary = |name: &FieldName| {
            let mut names = temporary_names(name.as_str())
                .filter_map(|temporary_name| FieldName::new(temporary_name).ok());
            names.find(|temporary_name| !taken(temporary_name))
        };
        let order = in_order(decided, temporary);
        let removed = temporary_names_given(&order, decided);
        self.removed
            .extend(removed.map(|field| (table.clone(), Some(field))));
        order.into_iter().try_for_each(|(old, new_name)| {
            self.push(RenameField {
                table: table.into(),
                old_name: old.to_string(),
                new_name,
            })
        })
    }
}

/// The temporary names of what is removed later.
fn temporary_names_given<N: Ord + Clone>(
    order: &Renames<N>,
    decided: &Decided<N>,
) -> impl Iterator<Item = N> {
    let removed = order.iter().filter(|(old, _)| decided.get(old) == Some(&None));
    removed.map(|(_, temporary_name)| temporary_name.clone())
}

/// The names through which something may pass while another has its new name.
pub(crate) fn temporary_names(name: &str) -> impl Iterator<Item = String> {
    let numbered = (2..100).map(|number: u32| format!("_old{number}"));
    let endings = std::iter::once("_old".to_owned()).chain(numbered);
    endings.map(move |ending| {
        let stem = shorten(name, DERIVED_NAME_LIMIT - ending.len());
        format!("{stem}{ending}")
    })
}

/// Refuses a rename of what is not there, to what the models do not have, or to a name that something keeps.
pub(crate) fn demand<N: Ord + ToString>(
    decided: &Decided<N>,
    is_there: impl Fn(&N) -> bool,
    is_wanted: impl Fn(&N) -> bool,
) -> Result<(), DetectionError> {
    let mut names: BTreeMap<&N, &N> = BTreeMap::new();
    for (old, new) in decided {
        let Some(new) = new else { continue };
        let is_free = !is_there(new) || decided.contains_key(new);
        let is_only = names.insert(new, old).is_none();
        if !(is_there(old) && is_wanted(new) && is_free && is_only) {
            return Err(DetectionError::NoSuchRename {
                old: old.to_string(),
                new: new.to_string(),
            });
        }
    }
    Ok(())
}

fn by_table(answers: &Answers) -> BTreeMap<TableName, Decided<FieldName>> {
    let mut tables: BTreeMap<TableName, Decided<FieldName>> = BTreeMap::new();
    for ((table, old), new) in &answers.fields {
        let fields = tables.entry(table.clone()).or_default();
        fields.insert(old.clone(), new.clone());
    }
    tables
}

fn has_ours(schema: &Schema, name: &TableName) -> bool {
    let table = schema.table(name);
    table.is_some_and(|table| is_managed(table) && !table.name.is_of_package_model())
}
