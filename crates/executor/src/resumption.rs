//! Going on with a migration that a run before left unfinished.
//!
//! That is possible if the state is known: between two transactions, and within a backfill, whose every range
//! is committed together with its record; and at a statement in a transaction of its own, which the database does wholly
//! or not at all, or whose driver finds what it left. What was run before that point must be what the migration says now; the
//! rest may have been corrected since.

use aksara_dialect::{Command, Statement, TransactionMode, TransactionPlan};

use crate::{Checksum, PlannedMigration, Unfinished};

/// A part of a migration's body that the database does as a whole, or range by range.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part<'a> {
    /// The number of its first statement, counted from 1.
    pub first: usize,
    /// Its statements: one that is batched, or several that share a transaction.
    pub statements: &'a [Statement],
}

impl Part<'_> {
    /// Whether it is done range by range.
    pub fn is_batched(&self) -> bool {
        self.statements.iter().any(is_batched)
    }
}

fn is_batched(statement: &Statement) -> bool {
    statement.mode == TransactionMode::Batched
}

/// The parts of a migration's body that the database can roll back.
pub(crate) fn parts(transaction: &TransactionPlan) -> Vec<Part<'_>> {
    let mut first = transaction.before.len() + 1;
    let chunks = transaction
        .body
        .chunk_by(|one, next| !is_batched(one) && !is_batched(next));
    let mut parts = Vec::new();
    for statements in chunks {
        parts.push(Part { first, statements });
        first += statements.len();
    }
    parts
}

/// The statement from which a run goes on, where it can.
pub(crate) fn resume_point(planned: &PlannedMigration, unfinished: &Unfinished) -> Option<usize> {
    match stopped_at(planned, unfinished)? {
        0 => Some(1),
        number => {
            let is_as_before =
                unfinished.done.as_ref() == Some(&checksum_before(&planned.transaction, number));
            (is_as_before && can_resume_at(&planned.transaction, number)).then_some(number)
        }
    }
}

/// Whether a run could go on, were it not for an edit of what had run.
pub(crate) fn is_edited(planned: &PlannedMigration, unfinished: &Unfinished) -> bool {
    let number = stopped_at(planned, unfinished);
    resume_point(planned, unfinished).is_none()
        && unfinished.done.is_some()
        && number.is_some_and(|number| can_resume_at(&planned.transaction, number))
}

/// The statement at which this very migration stopped, going the same way.
fn stopped_at(planned: &PlannedMigration, unfinished: &Unfinished) -> Option<usize> {
    let is_same =
        unfinished.migration == planned.entry.name.as_str() && unfinished.direction == planned.direction;
    let number = usize::try_from(unfinished.statement).ok()?;
    is_same.then_some(number)
}

/// Whether the state is known when the journal says that this statement comes next.
pub(crate) fn can_resume_at(transaction: &TransactionPlan, number: usize) -> bool {
    if transaction.is_atomic {
        let is_end = transaction.after.is_empty() && number == transaction.statements().count() + 1;
        is_end || parts(transaction).iter().any(|part| part.first == number) || is_alone(transaction, number)
    } else {
        number
            .checked_sub(1)
            .and_then(|position| transaction.statements().nth(position))
            .is_some_and(is_batched)
    }
}

/// Whether the statement of this number is in a transaction of its own.
fn is_alone(transaction: &TransactionPlan, number: usize) -> bool {
    let statement = number
        .checked_sub(1)
        .and_then(|position| transaction.statements().nth(position));
    statement.is_some_and(|statement| statement.mode == TransactionMode::Own)
}

/// The checksum of the statements before this one.
pub(crate) fn checksum_before(transaction: &TransactionPlan, number: usize) -> Checksum {
    let mut text = String::new();
    for statement in transaction.statements().take(number.saturating_sub(1)) {
        match &statement.command {
            Command::Python(call) => text.push_str(&format!("{:?}", call.function)),
            Command::Sql(_) | Command::Routine(_) | Command::Backfill(_) => {
                text.push_str(&statement.sql_texts().join("\n"));
            }
        }
        text.push('\0');
    }
    Checksum::of(&text)
}
