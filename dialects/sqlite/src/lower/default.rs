//! Defaults: what SQLite fills in, and whether it can do so in a column that is added to rows.

use aksara_dialect::Unsupported;
use aksara_schema::{Default, Field, Literal, SqlExpression, StorageType, Table};

use super::expression::{CURRENT_DATE, CURRENT_TIMESTAMP, Place, spell};
use super::literal::spell_value;
use crate::constant::{Constant, is_clock};
use crate::types::told_storage;

/// A random UUID of version 4 in its usual spelling.
const RANDOM_UUID: &str = "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' \
    || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) \
    || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))";

const CURRENT_TIME: &str = "strftime('%H:%M:%f000', 'now')";

/// A default as SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DefaultValue {
    /// The value without parentheses.
    pub(crate) sql: String,
    /// Whether it is the same for every row, so that ADD COLUMN takes it.
    pub(crate) is_constant: bool,
}

impl DefaultValue {
    /// A field's default; NULL is none.
    pub(crate) fn of(field: &Field, table: &Table, subject: &str) -> Result<Option<Self>, Unsupported> {
        let storage = told_storage(field, table);
        let value = match &field.default {
            None | Some(Default::Literal(Literal::Null)) => return Ok(None),
            Some(Default::Literal(literal)) => Self {
                sql: spell_value(literal, &storage),
                is_constant: true,
            },
            Some(Default::CurrentTimestamp) => Self::computed(clock(&storage)),
            Some(Default::RandomUuid) => Self::computed(RANDOM_UUID),
            Some(Default::Expression(expression)) => {
                let subject = format!("the default of {subject}");
                let sql = spell(expression, table, Place::Statement, &subject)?;
                Self {
                    is_constant: is_own_constant(expression, &sql),
                    sql,
                }
            }
        };
        Ok(Some(value))
    }

    fn computed(sql: impl Into<String>) -> Self {
        Self {
            sql: sql.into(),
            is_constant: false,
        }
    }

    /// The value as DEFAULT and other expressions take it: in parentheses where it is computed.
    pub(crate) fn operand(&self) -> String {
        match self.is_constant || is_clock(&self.sql) {
            true => self.sql.clone(),
            false => format!("({})", self.sql),
        }
    }
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
