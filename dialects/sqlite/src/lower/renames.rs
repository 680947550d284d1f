//! Renames of fields come first and always by SQLite's own statement: it rewrites what other tables, triggers and
//! views say about them, which a rebuild would not.

use std::sync::Arc;

use aksara_dialect::{Ddl, Statement, Unsupported, renamed_before};
use aksara_operations::{AlterHints, AlterTable, FieldMapping};
use aksara_schema::{FieldName, SqlExpression, Table};
use sea_query::SqliteQueryBuilder;

use crate::refusal::refuse;

/// The statements that rename a change's fields, and what is left of the change after them, where every kept field
/// has its new name.
pub(crate) fn split(change: &AlterTable) -> Result<(Vec<Statement>, AlterTable), Unsupported> {
    if change.fields.0.iter().all(|(old, new)| old == new) {
        return Ok((Vec::new(), change.clone()));
    }
    let fields = with_names_freed(change)?;
    let all = AlterTable {
        fields: fields.clone(),
        ..change.clone()
    };
    let before = Arc::new(renamed_before(&all));
    let kept = change
        .fields
        .0
        .values()
        .map(|name| (name.clone(), name.clone()))
        .collect();
    let hints = AlterHints {
        using: change
            .hints
            .using
            .iter()
            .map(|(name, using)| (name.clone(), renamed(using, &fields)))
            .collect(),
        ..change.hints.clone()
    };
    let rest = AlterTable {
        before,
        fields: FieldMapping(kept),
        hints,
        ..change.clone()
    };
    Ok((statements(&change.before, fields)?, rest))
}

/// The mapping, and another name for each field that goes and whose name another one takes.
fn with_names_freed(change: &AlterTable) -> Result<FieldMapping, Unsupported> {
    let mut fields = change.fields.clone();
    for name in change
        .before
        .fields
        .keys()
        .filter(|name| change.fields.new_name(name).is_none())
    {
        let is_taken = change.fields.0.values().any(|new| is_same(new, name));
        let new = if is_taken {
            passing_name(&change.before, name)?
        } else {
            name.clone()
        };
        fields.0.insert(name.clone(), new);
    }
    Ok(fields)
}

/// One statement for each rename, in an order in which no name is taken; a circle goes through a passing name.
fn statements(table: &Table, fields: FieldMapping) -> Result<Vec<Statement>, Unsupported> {
    let mut there: Vec<FieldName> = table.fields.keys().cloned().collect();
    let mut left: Vec<(FieldName, FieldName)> =
        fields.0.into_iter().filter(|(old, new)| old != new).collect();
    let mut statements = Vec::new();
    while let Some((first, _)) = left.first() {
        let is_free =
            |(old, new): &(FieldName, FieldName)| !there.iter().any(|name| name != old && is_same(name, new));
        let (old, new) = match left.iter().position(is_free) {
            Some(position) => left.remove(position),
            None => {
                let (first, passing) = (first.clone(), passing_name(table, first)?);
                left.iter_mut()
                    .filter(|(old, _)| *old == first)
                    .for_each(|(old, _)| *old = passing.clone());
                (first, passing)
            }
        };
        there
            .iter_mut()
            .filter(|name| **name == old)
            .for_each(|name| *name = new.clone());
        statements.push(Statement::sql(rename_column(table, &old, &new)));
    }
    Ok(statements)
}

fn rename_column(table: &Table, old: &FieldName, new: &FieldName) -> String {
    let ddl = Ddl::new(SqliteQueryBuilder)
        .word("ALTER TABLE")
        .table(&table.name);
    ddl.word("RENAME COLUMN")
        .name(old.as_str())
        .word("TO")
        .name(new.as_str())
        .finish()
}

/// The expression over the row as it is after the renames. Names that are exchanged pass through names that no
/// field has.
fn renamed(expression: &SqlExpression, fields: &FieldMapping) -> SqlExpression {
    let mut renamed = expression.clone();
    let passing = |position: usize| FieldName::new(format!("\u{1}{position}"));
    for (position, (old, _)) in fields.0.iter().enumerate() {
        passing(position)
            .iter()
            .for_each(|middle| renamed.rename_field(old, middle));
    }
    for (position, (_, new)) in fields.0.iter().enumerate() {
        passing(position)
            .iter()
            .for_each(|middle| renamed.rename_field(middle, new));
    }
    renamed
}

fn passing_name(table: &Table, field: &FieldName) -> Result<FieldName, Unsupported> {
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
