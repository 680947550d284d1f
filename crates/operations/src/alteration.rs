//! Changing tables that exist: the one way from a table before to a table after.

use std::sync::Arc;

use aksara_schema::{Field, FieldName, FieldType, Management, Schema, SqlExpression, Table, TableName};

use crate::freeze::foreign_type;
use crate::{AlterHints, AlterTable, Effect, FieldMapping, OperationError, TableReference, Using};

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
    /// foreign keys of other tables that follow a changed key.
    pub(crate) fn close(self, schema: &mut Schema) -> Vec<Effect> {
        let is_referenced = schema.referrers(&self.before.name).next().is_some();
        let after = Arc::new(self.after);
        schema.insert(after.clone());
        let change = AlterTable {
            before: self.before,
            after,
            fields: self.fields,
            is_referenced,
            hints: self.hints,
        };
        let followers = if is_referenced {
            follow_keys(&change, schema)
        } else {
            Vec::new()
        };
        std::iter::once(Effect::AlterTable(change))
            .chain(followers)
            .collect()
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

/// A field that may be a key, with its change.
struct ChangedKey<'a> {
    key: &'a Field,
    /// The new value, where it is computed from the old one alone.
    using: Option<&'a SqlExpression>,
}

impl<'a> ChangedKey<'a> {
    /// The change of a field of that name, where its type or its values change.
    fn of(key: &'a Field, change: &'a AlterTable) -> Option<Self> {
        let before = change.before.fields.get(&key.name)?;
        let using = change.hints.using.get(&key.name).and_then(Using::expression);
        let using = using.filter(|using| reads_only(using, &key.name));
        let is_retyped = before.field_type.resolved() != key.field_type.resolved();
        (is_retyped || using.is_some()).then_some(Self { key, using })
    }

    /// The same computation over the values of a foreign key.
    fn using_for(&self, field: &FieldName) -> Option<Using> {
        let mut using = self.using?.clone();
        using.rename_field(&self.key.name, field);
        Some(using.into())
    }
}

/// Whether an expression reads this field and nothing else of the row.
fn reads_only(expression: &SqlExpression, field: &FieldName) -> bool {
    let read = expression.fields();
    !read.is_empty() && read.into_iter().all(|name| name == field)
}

/// Gives the foreign keys that refer to a table the types that its keys have now, and their values where those are computed.
fn follow_keys(target: &AlterTable, schema: &mut Schema) -> Vec<Effect> {
    let keys = target.after.fields.values();
    let changed: Vec<ChangedKey> = keys.filter_map(|key| ChangedKey::of(key, target)).collect();
    if changed.is_empty() {
        return Vec::new();
    }
    let referrers: Vec<Arc<Table>> = schema.referrers(&target.after.name).cloned().collect();
    referrers
        .into_iter()
        .filter_map(|referrer| following(referrer, &target.after.name, &changed))
        .flat_map(|edit| edit.close(schema))
        .collect()
}

/// The change of a table whose fields follow these keys, where any does.
fn following(referrer: Arc<Table>, target: &TableName, changed: &[ChangedKey<'_>]) -> Option<TableEdit> {
    let mut edit = TableEdit::of(referrer);
    let followers: Vec<(FieldName, &ChangedKey)> = edit
        .after
        .fields
        .values()
        .filter_map(|field| Some((field.name.clone(), followed(field, target, changed)?)))
        .collect();
    for (name, key) in &followers {
        if let Some(field) = edit.after.fields.get_mut(name) {
            field.field_type = foreign_type(key.key);
        }
        if let Some(using) = key.using_for(name) {
            edit.hints.using.insert(name.clone(), using);
        }
    }
    (!followers.is_empty()).then_some(edit)
}

/// The changed key that a foreign key refers to, where its type or its values follow.
fn followed<'a, 'b>(
    field: &Field,
    target: &TableName,
    changed: &'b [ChangedKey<'a>],
) -> Option<&'b ChangedKey<'a>> {
    let reference = field.reference.as_ref()?;
    let name = reference.field.as_ref().filter(|_| reference.table == *target)?;
    let key = changed.iter().find(|changed| changed.key.name == *name)?;
    let follows = matches!(field.field_type, FieldType::Foreign(_));
    let is_stale = key.using.is_some() || key.key.field_type.resolved() != field.field_type.resolved();
    (follows && is_stale).then_some(key)
}
