//! Defaults: the value that SQLite fills in, and whether it can do so in a column that is added to rows.

use aksara_dialect::Unsupported;
use aksara_schema::{Default, Field, Literal, SqlExpression, StorageType, Table};

use crate::constant::{Constant, is_clock};
use crate::expression::{CURRENT_DATE, CURRENT_TIMESTAMP, Place, spell};
use crate::literal::spell_value;
use crate::types::catalog_type;

/// A random UUID of version 4 in its usual spelling.
const RANDOM_UUID: &str = "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' \
    || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) \
    || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))";

const CURRENT_TIME: &str = "strftime('%H:%M:%f000', 'now')";

/// A field's default as the text after DEFAULT, in parentheses where it is computed; NULL is none.
pub(crate) fn build(field: &Field, table: &Table, subject: &str) -> Result<Option<String>, Unsupported> {
    let storage = catalog_type(field, table);
    Ok(Some(match &field.default {
        None | Some(Default::Literal(Literal::Null)) => return Ok(None),
        Some(Default::Literal(literal)) => spell_value(literal, &storage),
        Some(Default::CurrentTimestamp) => computed(clock(&storage)),
        Some(Default::RandomUuid) => computed(RANDOM_UUID),
        Some(Default::Expression(expression)) => {
            let subject = format!("the default of {subject}");
            let sql = spell(expression, table, Place::Statement, &subject)?;
            if is_own_constant(expression, &sql) || is_clock(&sql) {
                sql
            } else {
                computed(&sql)
            }
        }
    }))
}

/// Whether a default is the same for every row, so that ADD COLUMN takes it.
pub(crate) fn is_constant(default: &str) -> bool {
    !default.starts_with('(') && !is_clock(default)
}

fn computed(sql: &str) -> String {
    format!("({sql})")
}

/// Whether an expression in SQLite's own words is a constant, as inspection finds them.
fn is_own_constant(expression: &SqlExpression, sql: &str) -> bool {
    match expression {
        SqlExpression::PerDialect(_) => Constant::read(sql).is_some_and(|_| !sql.starts_with('(')),
        SqlExpression::Portable(_) | SqlExpression::Unportable { .. } => false,
    }
}

/// The clock in the form in which a field keeps its moments.
fn clock(storage: &StorageType) -> &'static str {
    let forms = [
        (StorageType::Date, CURRENT_DATE),
        (StorageType::Time, CURRENT_TIME),
    ];
    forms
        .into_iter()
        .find(|(kept, _)| kept == storage)
        .map_or(CURRENT_TIMESTAMP, |(_, form)| form)
}
