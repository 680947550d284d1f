//! Backfills: an update of a table's rows that the executor carries out range by range of the primary key.
//!
//! A dialect spells the expressions; the rest is the same SQL everywhere. What each range adds to the update is the
//! executor's.

use std::num::NonZeroU32;
use std::sync::Arc;

use aksara_operations::BackfillEffect;
use aksara_schema::{FieldName, SqlExpression, Table};

use crate::{Command, Dialect, Statement, TransactionMode, Unsupported};

/// An update of a table's rows, to be carried out range by range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchedUpdate {
    /// The table; its primary key is what the ranges go along.
    pub table: Arc<Table>,
    /// The assignments after SET.
    pub set: String,
    /// The condition after WHERE, where there is one.
    pub condition: Option<String>,
    /// How many rows a range has at most.
    pub batch_size: NonZeroU32,
    /// How a key of several fields is compared, so that the database follows its index.
    pub comparison: KeyComparison,
    /// The whole as one statement, for scripts.
    pub sql: String,
}

/// How a key of several fields is compared with another. Both mean the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyComparison {
    /// `(a, b) > (x, y)`
    Row,
    /// `a > x OR (a = x AND b > y)`
    Fields,
}

/// Spells the value of a field, or the condition where there is no field, for the named subject.
pub type SpellExpression<'a> =
    &'a dyn Fn(&SqlExpression, Option<&FieldName>, &str) -> Result<String, Unsupported>;

/// The statement of a backfill. Text that is not portable is taken as it is: it runs once and stays nowhere.
pub fn lower_backfill(
    backfill: &BackfillEffect,
    dialect: &dyn Dialect,
    comparison: KeyComparison,
    spell: SpellExpression<'_>,
) -> Result<Statement, Unsupported> {
    let spell = |expression: &SqlExpression, field: Option<&FieldName>, subject: &str| match expression {
        SqlExpression::Unportable { sql, .. } => Ok(sql.as_str().to_owned()),
        SqlExpression::Portable(_) | SqlExpression::PerDialect(_) => spell(expression, field, subject),
    };
    let name = &backfill.table.name;
    let mut assignments = Vec::with_capacity(backfill.set.len());
    for (field, expression) in &backfill.set {
        let value = spell(
            expression,
            Some(field),
            &format!("the backfill of `{name}.{field}`"),
        )?;
        assignments.push(format!("{} = {value}", dialect.quote_name(field.as_str())));
    }
    let subject = format!("the condition of the backfill of `{name}`");
    let condition = backfill.condition.as_ref();
    let condition = condition
        .map(|condition| spell(condition, None, &subject))
        .transpose()?;
    let set = assignments.join(", ");
    let filter = condition.as_ref().map(|condition| format!(" WHERE {condition}"));
    let sql = format!(
        "UPDATE {} SET {set}{}",
        dialect.quote_table(name),
        filter.unwrap_or_default()
    );
    let update = BatchedUpdate {
        table: Arc::clone(&backfill.table),
        set,
        condition,
        batch_size: backfill.batch_size,
        comparison,
        sql,
    };
    Ok(Statement {
        command: Command::Backfill(Box::new(update)),
        mode: TransactionMode::Batched,
        ..Statement::sql("")
    }
    .with_note(format!(
        "in ranges of at most {} rows, each committed by itself; here as one statement",
        backfill.batch_size
    )))
}
