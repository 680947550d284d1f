//! Changing tables that exist: the one way from a table before to a table after.

use std::sync::Arc;

use aksara_schema::{Field, FieldName, FieldType, Management, Schema, Table};

use crate::freeze::foreign_type;
use crate::{AlterHints, AlterTable, Effect, FieldMapping, OperationError, TableReference};

/// A table that is being changed: the version in the schema, and the copy that the change works on.
pub(crate) struct TableEdit {
    pub(crate) before: Arc<Table>,
    pub(crate) after: Table,
    pub(crate) fields: FieldMapping,
    pub(crate) hints: AlterHints,
}

impl TableEdit {
    /// Opens a managed table for change.
    pub(crate) fn open(reference: &TableReference, schema: &Schema) -> Result<Self, OperationError> {
        Ok(Self::of(managed(reference, schema)?))
    }

    pub(crate) fn of(before: Arc<Table>) -> Self {
        let fields = FieldMapping::identity(&before);
        Self {
            after: Table::clone(&before),
            before,
            fields,
            hints: AlterHints::default(),
        }
    }

    /// Puts the changed table into the schema and gives what the database must do: the change itself, and the
    /// foreign keys of other tables whose type follows a changed key.
    pub(crate) fn close(self, schema: &mut Schema) -> Vec<Effect> {
        let is_referenced = schema.referrers(&self.before.name).next().is_some();
        let after = Arc::new(self.after);
        schema.insert(after.clone());
        let (before, fields, hints) = (self.before, self.fields, self.hints);
        let followers = if is_referenced && types_change(&before, &after) {
            follow_keys(&after, schema)
        } else {
            Vec::new()
        };
        let change = Effect::AlterTable(AlterTable {
            before,
            after,
            fields,
            is_referenced,
            hints,
        });
        std::iter::once(change).chain(followers).collect()
    }
}

/// The table, where these migrations manage it.
pub(crate) fn managed(reference: &TableReference, schema: &Schema) -> Result<Arc<Table>, OperationError> {
    let table = reference.resolve(schema)?;
    match table.management {
        Management::Managed => Ok(table),
        Management::External => Err(OperationError::ExternalTable {
            table: table.name.clone(),
        }),
    }
}

/// The table, where something else manages it.
pub(crate) fn external(reference: &TableReference, schema: &Schema) -> Result<Arc<Table>, OperationError> {
    let table = reference.resolve(schema)?;
    match table.management {
        Management::External => Ok(table),
        Management::Managed => Err(OperationError::ManagedTable {
            table: table.name.clone(),
        }),
    }
}

/// Whether a field has another type than the field of its name had.
fn types_change(before: &Table, after: &Table) -> bool {
    after.fields.values().any(|field| {
        before
            .fields
            .get(&field.name)
            .is_some_and(|old| old.field_type.resolved() != field.field_type.resolved())
    })
}

/// Gives the foreign keys that refer to a table the types that its keys have now.
fn follow_keys(target: &Arc<Table>, schema: &mut Schema) -> Vec<Effect> {
    let stale: Vec<(Arc<Table>, Vec<FieldName>)> = schema
        .referrers(&target.name)
        .map(|referrer| (referrer.clone(), stale_fields(referrer, target)))
        .filter(|(_, fields)| !fields.is_empty())
        .collect();
    stale
        .into_iter()
        .flat_map(|(referrer, fields)| follow_key(referrer, &fields, target, schema))
        .collect()
}

fn follow_key(
    referrer: Arc<Table>,
    fields: &[FieldName],
    target: &Table,
    schema: &mut Schema,
) -> Vec<Effect> {
    let mut edit = TableEdit::of(referrer);
    for name in fields {
        let Some(field) = edit.after.fields.get_mut(name) else {
            continue;
        };
        let key = field
            .reference
            .as_ref()
            .and_then(|reference| reference.field.as_ref());
        if let Some(key) = key.and_then(|key| target.fields.get(key)) {
            field.field_type = foreign_type(key);
        }
    }
    edit.close(schema)
}

/// The fields whose type no longer is that of the key they refer to.
fn stale_fields(referrer: &Table, target: &Table) -> Vec<FieldName> {
    let is_stale = |field: &&Field| {
        let reference = field
            .reference
            .as_ref()
            .filter(|reference| reference.table == target.name);
        let key = reference.and_then(|reference| target.fields.get(reference.field.as_ref()?));
        let follows = matches!(field.field_type, FieldType::Foreign(_));
        follows && key.is_some_and(|key| key.field_type.resolved() != field.field_type.resolved())
    };
    referrer
        .fields
        .values()
        .filter(is_stale)
        .map(|field| field.name.clone())
        .collect()
}
