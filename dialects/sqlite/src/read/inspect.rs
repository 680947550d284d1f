//! Reads a live database back into a schema.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use aksara_driver::{Inspection, OpaqueObject};
use aksara_schema::{FieldName, Schema, Table, TableName};
use rusqlite::Connection;

use super::table::TableReader;
use crate::catalog::{Catalog, CatalogObject, ObjectKind};
use crate::token::{Token, tokens};

/// Reads the main database of a connection.
pub(crate) fn inspect(connection: &Connection) -> rusqlite::Result<Inspection> {
    let catalog = Catalog::read(connection)?;
    let mut schema = Schema::new();
    let mut opaque: Vec<OpaqueObject> = catalog.objects.iter().filter_map(opaque_object).collect();
    opaque.extend(catalog.statements.iter().cloned());
    forget_triggers_over_others(&catalog, &mut opaque);
    let indexes = catalog.indexes_by_table();
    for object in catalog.objects_of(ObjectKind::Table) {
        let indexes = indexes
            .get(&object.name.to_ascii_lowercase())
            .map_or(&[][..], Vec::as_slice);
        match read_table(&catalog, object, indexes) {
            Some((table, beside)) => {
                schema.insert(Arc::new(table));
                opaque.extend(beside);
            }
            None => opaque.push(object.opaque()),
        }
    }
    Ok(Inspection {
        schema,
        opaque,
        domains: Vec::new(),
        own_tables: Vec::new(),
        spellings: Vec::new(),
        default_namespace: None,
    })
}

/// A trigger that names a view or a virtual table cannot be made without it.
fn forget_triggers_over_others(catalog: &Catalog, opaque: &mut [OpaqueObject]) {
    let kinds = [ObjectKind::View, ObjectKind::VirtualTable];
    let others = kinds.into_iter().flat_map(|kind| catalog.objects_of(kind));
    let others: Vec<String> = others.map(|object| object.name.to_lowercase()).collect();
    let is_other = |token: Token<'_>| {
        token
            .name()
            .is_some_and(|name| others.contains(&name.to_lowercase()))
    };
    for object in opaque.iter_mut().filter(|object| !object.making.is_empty()) {
        let definition = object.definition.as_deref().unwrap_or_default();
        if tokens(definition).any(is_other) {
            object.making.clear();
        }
    }
}

/// A table with its indexes; `None` where its name or that of a column is none.
fn read_table(
    catalog: &Catalog,
    object: &CatalogObject,
    indexes: &[&CatalogObject],
) -> Option<(Table, Vec<OpaqueObject>)> {
    let physical = catalog.table(&object.name)?;
    let name = TableName::whole(&*object.name).ok()?;
    let mut columns = physical.columns.iter();
    if columns.any(|column| FieldName::new(&*column.name).is_err()) {
        return None;
    }
    let mut reader = TableReader::new(name, physical, catalog);
    reader.read();
    indexes.iter().for_each(|index| reader.read_index(index));
    Some(reader.finish())
}

/// An object that is neither a table nor an index.
fn opaque_object(object: &CatalogObject) -> Option<OpaqueObject> {
    match object.kind {
        ObjectKind::Table | ObjectKind::Index => None,
        ObjectKind::View | ObjectKind::Trigger | ObjectKind::VirtualTable | ObjectKind::ShadowTable => {
            Some(object.opaque())
        }
    }
}
