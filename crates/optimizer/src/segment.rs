//! Operations between two barriers, which are joined until nothing more can be.

use std::collections::BTreeSet;

use aksara_operations::{Located, Operation};
use aksara_schema::{Schema, TableName};

use crate::DerivedNames;
use crate::component::tables_of;
use crate::footprint::Footprint;
use crate::join::{join, table_after, table_before};

/// Operations that all apply in order, with what each changes and needs.
pub(crate) struct Segment<'a> {
    entries: Vec<Entry>,
    before: &'a Schema,
    names: DerivedNames,
}

/// An operation at its place.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) operation: Located<Operation>,
    pub(crate) footprint: Footprint,
    /// Its position among all operations.
    pub(crate) place: usize,
    /// The tables that it is about, and those that they refer to.
    pub(crate) tables: BTreeSet<TableName>,
    /// The table that it is about, by the names before and after it.
    table: Option<TableName>,
    table_after: Option<TableName>,
}

impl<'a> Segment<'a> {
    pub(crate) fn new(entries: Vec<Entry>, before: &'a Schema, names: DerivedNames) -> Self {
        Self {
            entries,
            before,
            names,
        }
    }

    /// The remaining operations. Every round joins two, or moves a rename forward; `None` if something no longer
    /// applies.
    pub(crate) fn joined(mut self) -> Option<Vec<Entry>> {
        while self.round()? {
            // The operations now may change and need less than before.
            let operations = self
                .entries
                .into_iter()
                .map(|entry| (entry.place, entry.operation));
            self.entries = entries(operations, self.before.clone())?;
        }
        Some(self.entries)
    }

    fn round(&mut self) -> Option<bool> {
        let mut schema = self.before.clone();
        let mut position = 0;
        let mut has_joined = false;
        while position < self.entries.len() {
            if self.join_one(position, &schema).is_some() {
                has_joined = true;
            } else {
                self.entries[position].operation.value.apply(&mut schema).ok()?;
                position += 1;
            }
        }
        Some(has_joined)
    }

    /// Joins an operation with the first one after it that can be.
    fn join_one(&mut self, position: usize, schema: &Schema) -> Option<()> {
        let (first, rest) = self.entries[position..].split_first()?;
        let related = rest
            .iter()
            .enumerate()
            .filter(|(_, later)| first.is_followed_by(later));
        let later: Vec<usize> = related.map(|(offset, _)| position + 1 + offset).collect();
        later.into_iter().find_map(|later| {
            self.join_there(position, later, schema)
                .or_else(|| self.join_here(position, later, schema))
        })
    }

    /// Joins them at the place of the first, if the second can go there.
    fn join_there(&mut self, position: usize, later: usize, schema: &Schema) -> Option<()> {
        let (first, second) = (&self.entries[position], &self.entries[later]);
        let between = &self.entries[position + 1..later];
        if !between
            .iter()
            .all(|entry| entry.footprint.commutes_with(&second.footprint))
        {
            return None;
        }
        let joined = join(&first.operation, &second.operation, schema, self.names)?;
        if joined.len() > 1 && is_field_rename(&second.operation) && between.iter().any(Entry::renames_table)
        {
            return None;
        }
        let place = first.place;
        let joined = entries(joined.into_iter().map(|joined| (place, joined)), schema.clone())?;
        self.entries.remove(later);
        self.entries.splice(position..=position, joined);
        Some(())
    }

    /// Joins them at the place of the second, if the first can go there.
    fn join_here(&mut self, position: usize, later: usize, schema: &Schema) -> Option<()> {
        let (first, second) = (&self.entries[position], &self.entries[later]);
        let between = &self.entries[position + 1..later];
        if between.is_empty()
            || !between
                .iter()
                .all(|entry| entry.footprint.commutes_with(&first.footprint))
        {
            return None;
        }
        let mut schema = schema.clone();
        for entry in between {
            entry.operation.value.apply(&mut schema).ok()?;
        }
        let joined = join(&first.operation, &second.operation, &schema, self.names)?;
        let place = second.place;
        let joined = entries(joined.into_iter().map(|joined| (place, joined)), schema)?;
        self.entries.splice(later..=later, joined);
        self.entries.remove(position);
        Some(())
    }
}

impl Entry {
    /// Whether a later operation is about the same table, and the two must not change places.
    fn is_followed_by(&self, later: &Self) -> bool {
        let same_table = later.table.is_some() && self.table_after == later.table;
        same_table && !self.footprint.commutes_with(&later.footprint)
    }

    fn renames_table(&self) -> bool {
        matches!(self.operation.value, Operation::RenameTable(_))
    }
}

fn is_field_rename(operation: &Located<Operation>) -> bool {
    matches!(operation.value, Operation::RenameField(_))
}

/// Operations with their places, applied in order.
pub(crate) fn entries(
    operations: impl IntoIterator<Item = (usize, Located<Operation>)>,
    mut schema: Schema,
) -> Option<Vec<Entry>> {
    let entry = |(place, operation): (usize, Located<Operation>)| {
        let table = table_before(&operation.value, &schema).map(|table| table.name.clone());
        let table_after = table_after(&operation.value, &schema);
        let (footprint, change) = Footprint::apply(&operation.value, &mut schema).ok()?;
        Some(Entry {
            operation,
            footprint,
            place,
            tables: tables_of(&change),
            table,
            table_after,
        })
    };
    operations.into_iter().map(entry).collect()
}
