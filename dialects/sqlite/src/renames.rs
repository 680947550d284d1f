//! Renames of fields come first and always by SQLite's own statement: it rewrites the names in other tables, triggers and
//! views, which a rebuild would not.

use std::sync::Arc;

use aksara_dialect::{Unsupported, rename_in_expression, renamed_before, with_names_freed};
use aksara_operations::{AlterHints, AlterTable, FieldMapping, Using};
use aksara_schema::{FieldName, Table};

use crate::refusal::refuse;

/// A column's name and its next one.
pub(crate) type Rename = (FieldName, FieldName);

/// The renames of a change's fields in the order of running, and the rest of the change, where every kept field has its
/// new name.
pub(crate) fn split(change: &AlterTable) -> Result<(Vec<Rename>, AlterTable), Unsupported> {
    if change.fields.0.iter().all(|(old, new)| old == new) {
        return Ok((Vec::new(), change.clone()));
    }
    let fields = with_names_freed(change, is_same, |name| temporary_name(&change.before, name))?;
    let all = AlterTable {
        fields: fields.clone(),
        ..change.clone()
    };
    let kept = change.fields.0.values();
    let mut hints: AlterHints = change.hints.clone();
    let expressions = hints.using.values_mut().filter_map(Using::expression_mut);
    expressions.for_each(|expression| rename_in_expression(expression, &fields));
    let rest = AlterTable {
        before: Arc::new(renamed_before(&all)),
        fields: FieldMapping(kept.map(|name| (name.clone(), name.clone())).collect()),
        hints,
        ..change.clone()
    };
    Ok((in_order(&change.before, fields)?, rest))
}

/// An order in which each name is free; a ring takes a passing name.
fn in_order(table: &Table, fields: FieldMapping) -> Result<Vec<Rename>, Unsupported> {
    let mut there: Vec<FieldName> = table.fields.keys().cloned().collect();
    let mut left: Vec<Rename> = fields.0.into_iter().filter(|(old, new)| old != new).collect();
    let mut renames = Vec::new();
    while let Some((first, _)) = left.first() {
        let is_free = |(old, new): &Rename| !there.iter().any(|name| name != old && is_same(name, new));
        let (old, new) = match left.iter().position(is_free) {
            Some(position) => left.remove(position),
            None => {
                let (first, temporary) = (first.clone(), temporary_name(table, first)?);
                left.iter_mut()
                    .filter(|(old, _)| *old == first)
                    .for_each(|(old, _)| *old = temporary.clone());
                (first, temporary)
            }
        };
        there
            .iter_mut()
            .filter(|name| **name == old)
            .for_each(|name| *name = new.clone());
        renames.push((old, new));
    }
    Ok(renames)
}

fn temporary_name(table: &Table, field: &FieldName) -> Result<FieldName, Unsupported> {
    FieldName::new(format!("aksara_old_{field}")).map_err(|error| {
        let subject = format!("the field `{}.{field}`", table.name);
        refuse(
            subject,
            None,
            error.to_string(),
            "rename the fields in migrations of their own",
        )
    })
}

fn is_same(left: &FieldName, right: &FieldName) -> bool {
    left.as_str().eq_ignore_ascii_case(right.as_str())
}
