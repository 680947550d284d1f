//! Fields that hold values and become unique: no two rows may share one.

use std::collections::BTreeSet;

use aksara_dialect::Dialect;
use aksara_operations::AlterTable;
use aksara_schema::{ConstraintKind, FieldName, Index, IndexKey, StorageType, Table};

use super::{Rows, Search};

/// The sets of fields that become unique, by the names that they have before the change.
pub(super) fn distinct(change: &AlterTable) -> Vec<(FieldName, Rows)> {
    let before: BTreeSet<Vec<FieldName>> = unique_sets(&change.before).into_iter().collect();
    let kept = |fields: Vec<FieldName>| {
        let old = fields.iter().map(|name| kept_name(change, name));
        old.collect::<Option<Vec<FieldName>>>()
    };
    let added = unique_sets(&change.after)
        .into_iter()
        .filter_map(kept)
        .filter(|fields| !before.contains(fields));
    added
        .filter_map(|fields| Some((fields.first()?.clone(), Rows::Distinct(fields))))
        .collect()
}

/// The name that a field had, where its values stay as they are and are compared as they were.
fn kept_name(change: &AlterTable, name: &FieldName) -> Option<FieldName> {
    let after = change.after.fields.get(name)?;
    let old = change.fields.old_name(name)?;
    let before = change.before.fields.get(old)?;
    let stays = before.field_type.storage() == after.field_type.storage()
        && before.collation == after.collation
        && change.before.options.collation == change.after.options.collation
        && (after.nullable || !before.nullable)
        && !change.hints.using.contains_key(name);
    (stays && is_compared(&after.field_type.storage())).then(|| old.clone())
}

/// Whether values of the type are equal in a query where they are in an index.
fn is_compared(storage: &StorageType) -> bool {
    match storage {
        StorageType::SmallInteger
        | StorageType::Integer
        | StorageType::BigInteger
        | StorageType::Boolean
        | StorageType::Float
        | StorageType::Decimal { .. }
        | StorageType::Varchar(_)
        | StorageType::Text
        | StorageType::Date
        | StorageType::Time
        | StorageType::DateTime
        | StorageType::Duration
        | StorageType::Uuid
        | StorageType::Enum { .. } => true,
        StorageType::Binary
        | StorageType::Json
        | StorageType::Array(_)
        | StorageType::Vector(_)
        | StorageType::IpAddress
        | StorageType::Opaque { .. } => false,
    }
}

/// The fields of each key, unique constraint and unique index over fields of all rows, where NULLs are not equal.
fn unique_sets(table: &Table) -> Vec<Vec<FieldName>> {
    let own = table.fields.values().filter(|field| field.unique.is_some());
    let constraints = table
        .constraints
        .values()
        .filter_map(|constraint| match &constraint.kind {
            ConstraintKind::Unique(unique) if !unique.nulls_not_distinct => Some(unique.fields.clone()),
            ConstraintKind::Unique(_)
            | ConstraintKind::ForeignKey(_)
            | ConstraintKind::Check(_)
            | ConstraintKind::Exclusion(_) => None,
        });
    let key = table.primary_key().into_iter().cloned().collect();
    own.map(|field| vec![field.name.clone()])
        .chain(constraints)
        .chain(table.indexes.values().filter_map(plain_fields))
        .chain([key])
        .collect()
}

fn plain_fields(index: &Index) -> Option<Vec<FieldName>> {
    let is_plain = index.unique && index.condition.is_none() && !index.nulls_not_distinct;
    let parts = index.parts.iter().map(|part| match &part.key {
        IndexKey::Field(name) if part.collation.is_none() && part.operator_class.is_none() => {
            Some(name.clone())
        }
        IndexKey::Field(_) | IndexKey::Expression(_) => None,
    });
    is_plain.then(|| parts.collect())?
}

/// The queries for the values that several rows share, and for the number of those rows.
pub(super) fn search(fields: &[FieldName], table: &str, dialect: &dyn Dialect) -> Search {
    let names: Vec<String> = fields
        .iter()
        .map(|field| dialect.quote_name(field.as_str()))
        .collect();
    let held: Vec<String> = names.iter().map(|name| format!("{name} IS NOT NULL")).collect();
    let (names, held) = (names.join(", "), held.join(" AND "));
    Search {
        find: format!(
            "SELECT {names}, count(*) FROM {table} WHERE {held} GROUP BY {names} HAVING count(*) > 1"
        ),
        count: format!(
            "SELECT count(*) AS found FROM (SELECT count(*) OVER (PARTITION BY {names}) AS shared FROM {table} \
             WHERE {held}) AS counted WHERE shared > 1"
        ),
    }
}
