//! Indexes of a table that exists: named ones, and those that stand in fields.

use aksara_dialect::{FieldChange, Unsupported};
use aksara_schema::{FieldName, Index, ObjectName};

use super::{Alteration, Script};
use crate::lower::index::{self, Building};
use crate::own_objects::field_index;

impl Alteration<'_> {
    pub(super) fn add_indexes(&self, script: &mut Script) -> Result<(), Unsupported> {
        let (before, after) = (&self.change.before, &self.change.after);
        for dropped in self.dropped_indexes() {
            let building = self.drop_building(&dropped);
            let statement = index::drop(before, &dropped, building);
            match building {
                Building::Plain => script.dropped_indexes.push(statement),
                Building::Concurrent => script.alone.push(statement),
            }
        }
        for added in self.added_indexes() {
            let building = self.building(&added.name);
            let statement = index::create(after, &added, building, self.version)?;
            match building {
                Building::Plain => script.rest.push(statement),
                Building::Concurrent => script.alone.push(statement),
            }
        }
        Ok(())
    }

    fn building(&self, name: &ObjectName) -> Building {
        if self.change.hints.concurrently.contains(name) {
            Building::Concurrent
        } else {
            Building::Plain
        }
    }

    /// An index that goes with a field goes in the field's transaction.
    fn drop_building(&self, index: &Index) -> Building {
        let goes = |field: &FieldName| self.change.fields.new_name(field).is_none();
        if index.fields().into_iter().any(goes) {
            Building::Plain
        } else {
            self.building(&index.name)
        }
    }

    fn dropped_indexes(&self) -> Vec<Index> {
        let named = self.difference.dropped_indexes.iter().copied().cloned();
        let own = self.redefined().filter_map(|changed| {
            let before = field_index(&self.change.before, changed.before)?;
            (!self.keeps_index(changed)).then_some(before)
        });
        named.chain(own).collect()
    }

    fn added_indexes(&self) -> Vec<Index> {
        let after = &self.change.after;
        let named = self.difference.added_indexes.iter().copied().cloned();
        let new = self
            .difference
            .added_fields
            .iter()
            .filter_map(|field| field_index(after, field));
        let own = self.redefined().filter_map(|changed| {
            let added = field_index(after, changed.after)?;
            (!self.keeps_index(changed)).then_some(added)
        });
        let lost = after.fields.values().filter(|field| self.is_remade(&field.name));
        let lost = lost.filter_map(|field| field_index(after, field));
        let mut added: Vec<Index> = named.chain(new).chain(own).collect();
        for index in lost.chain(
            after
                .indexes
                .values()
                .filter(|index| self.is_lost(index))
                .cloned(),
        ) {
            if added.iter().all(|known| known.name != index.name) {
                added.push(index);
            }
        }
        added
    }

    /// Whether a kept index goes with a field that is dropped and added again.
    fn is_lost(&self, index: &Index) -> bool {
        index.fields().into_iter().any(|field| self.is_remade(field))
    }

    fn keeps_index(&self, changed: &FieldChange) -> bool {
        let before = field_index(&self.change.before, changed.before);
        let after = field_index(&self.change.after, changed.after);
        before.map(|index| index.name) == after.map(|index| index.name)
    }

    pub(super) fn redefined(&self) -> impl Iterator<Item = &FieldChange<'_>> {
        self.difference
            .changed_fields
            .iter()
            .filter(|changed| changed.is_redefined)
    }
}
