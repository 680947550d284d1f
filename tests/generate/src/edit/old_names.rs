//! Tables after an edit with the names that everything had before it, so that rows can be made for both.

use aksara_schema::{ConstraintKind, FieldName, FieldType, ForeignKey, Reference, Table, TableName};

use super::{Edited, RenamedValue};
use crate::Survivors;

/// The name of a new table; no table had it before.
const NEW: &str = "a new table";

/// The names before an edit.
pub(super) struct OldNames<'a> {
    survivors: &'a Survivors,
    values: Vec<RenamedValue>,
}

impl<'a> OldNames<'a> {
    pub(super) fn of(edited: &'a Edited) -> Self {
        Self {
            survivors: &edited.survivors,
            values: edited.renamed_values(),
        }
    }

    /// The table with what it refers to, and the values of its enums, as they were called.
    pub(super) fn give(&self, mut table: Table) -> Table {
        self.give_values(&mut table);
        table.name = self.old_name(&table.name);
        let references = table
            .fields
            .values_mut()
            .filter_map(|field| field.reference.as_mut());
        references.for_each(|reference| self.give_reference(reference));
        for constraint in table.constraints.values_mut() {
            if let ConstraintKind::ForeignKey(key) = &mut constraint.kind {
                self.give_key(key);
            }
        }
        table
    }

    fn give_values(&self, table: &mut Table) {
        for renamed in self.values.iter().filter(|renamed| renamed.table == table.name) {
            let field = table.fields.get_mut(&renamed.field);
            if let Some(FieldType::Enum { values, .. }) = field.map(|field| &mut field.field_type) {
                let value = values.iter_mut().find(|value| **value == renamed.new);
                value.into_iter().for_each(|value| value.clone_from(&renamed.old));
            }
        }
    }

    fn give_reference(&self, reference: &mut Reference) {
        let old = self.old_name(&reference.table);
        if let Some(field) = &mut reference.field {
            *field = self.old_field(&old, field);
        }
        reference.table = old;
    }

    fn give_key(&self, key: &mut ForeignKey) {
        let old = self.old_name(&key.table);
        for field in &mut key.target_fields {
            *field = self.old_field(&old, field);
        }
        key.table = old;
    }

    /// The name that a table had; one that no table had for a new one, which has no rows to refer to.
    fn old_name(&self, now: &TableName) -> TableName {
        let old = self.survivors.old_name(now).cloned();
        old.or_else(|| TableName::new(NEW).ok())
            .unwrap_or_else(|| now.clone())
    }

    fn old_field(&self, table: &TableName, now: &FieldName) -> FieldName {
        let fields = self.survivors.get(table).map(|(_, fields)| fields);
        let old = fields.and_then(|fields| fields.old_name(now));
        old.unwrap_or(now).clone()
    }
}
