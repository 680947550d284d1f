//! Renames of fields come first and always by SQLite's own statement: it rewrites the names in other tables, triggers and
//! views, which a rebuild would not.

use std::sync::Arc;

use aksara_dialect::{Unsupported, renamed_before};
use aksara_operations::{AlterHints, AlterTable, FieldMapping};
use aksara_schema::{FieldName, SqlExpression, Table};

use crate::refusal::refuse;

/// A column's name and its next one.
pub(crate) type Rename = (FieldName, FieldName);

/// The renames of a change's fields in the order of running, and the rest of the change, where every kept field has its
/// new name.
pub(crate) fn split(change: &AlterTable) -> Result<(Vec<Rename>, AlterTable), Unsupported> {
    if change.fields.0.iter().all(|(old, new)| old == new) {
        return Ok((Vec::new(), change.clone()));
    }
    let fields = with_names_freed(change)?;
    let all = AlterTable {
        fields: fields.clone(),
        ..change.clone()
    };
    let kept = change.fields.0.values();
    let mut hints: AlterHints = change.hints.clone();
    let expressions = hints.using.values_mut();
    expressions.for_each(|expression| rename_fields(expression, &fields));
    let rest = AlterTable {
        before: Arc::new(renamed_before(&all)),
        fields: FieldMapping(kept.map(|name| (name.clone(), name.clone())).collect()),
        hints,
        ..change.clone()
    };
    Ok((in_order(&change.before, fields)?, rest))
}

/// The mapping, and another name for each field that goes and whose name another one takes.
fn with_names_freed(change: &AlterTable) -> Result<FieldMapping, Unsupported> {
    let mut fields = change.fields.clone();
    let names = change.before.fields.keys();
    for name in names.filter(|name| change.fields.new_name(name).is_none()) {
        let is_taken = change.fields.0.values().any(|new| is_same(new, name));
        let new = if is_taken {
            temporary_name(&change.before, name)?
        } else {
            name.clone()
        };
        fields.0.insert(name.clone(), new);
    }
    Ok(fields)
}

/// An order in which no name is taken; a circle goes through a passing name.
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

/// Follows the renames in an expression over the old row. Names that are exchanged pass through names that no field
/// has.
fn rename_fields(expression: &mut SqlExpression, fields: &FieldMapping) {
    let temporary = |position: usize| FieldName::new(format!("\u{1}{position}")).ok();
    for (position, old) in fields.0.keys().enumerate() {
        temporary(position)
            .iter()
            .for_each(|middle| expression.rename_field(old, middle));
    }
    for (position, new) in fields.0.values().enumerate() {
        temporary(position)
            .iter()
            .for_each(|middle| expression.rename_field(middle, new));
    }
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
