//! The parts of a migration that runs along the journal: what the database, or the executor, does as a whole.

use aksara_dialect::{Command, Statement, TransactionMode, TransactionPlan};

/// Consecutive statements of a migration.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part<'a> {
    /// The number of the first one, counted from 1.
    pub first: usize,
    /// Its kind.
    pub kind: PartKind,
    /// The statements: one, or several that share a transaction.
    pub statements: &'a [Statement],
}

/// How a part is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartKind {
    /// It changes the session alone, and runs in every run.
    Setting,
    /// Range by range, each committed with its record.
    Batched,
    /// In one transaction, together with the note of the statement that comes next.
    Transaction,
    /// In a transaction that the database makes.
    Alone,
}

impl<'a> Part<'a> {
    /// The rest of it, from a statement on.
    pub fn from(self, number: usize) -> Part<'a> {
        let done = number.saturating_sub(self.first);
        Part {
            first: self.first + done,
            statements: self.statements.get(done..).unwrap_or_default(),
            ..self
        }
    }

    /// The number of the statement after it.
    pub fn next(&self) -> usize {
        self.first + self.statements.len()
    }
}

/// The parts of a migration, in order.
pub(crate) fn parts(transaction: &TransactionPlan) -> Vec<Part<'_>> {
    let TransactionPlan {
        before, body, after, ..
    } = transaction;
    let mut parts = Vec::new();
    let mut first = 1;
    for (statements, is_whole) in [(before, false), (body, transaction.is_atomic), (after, false)] {
        let shares = |one: &Statement, next: &Statement| shares_transaction(one, next, is_whole);
        for statements in statements.chunk_by(shares) {
            let kind = kind(statements, is_whole);
            parts.push(Part {
                first,
                kind,
                statements,
            });
            first += statements.len();
        }
    }
    parts
}

/// Whether two statements are in one transaction of the executor's. All of a body are that the database rolls back as a
/// whole; elsewhere a function has one of its own.
fn shares_transaction(one: &Statement, next: &Statement, is_whole: bool) -> bool {
    let may_share = |statement: &Statement| match (statement.mode, &statement.command) {
        (TransactionMode::Batched, _) => false,
        _ if is_whole => true,
        (TransactionMode::Inside, Command::Python(_)) => false,
        (TransactionMode::Inside, _) => true,
        (TransactionMode::Outside | TransactionMode::Own | TransactionMode::Single, _) => false,
    };
    may_share(one) && may_share(next)
}

fn kind(statements: &[Statement], is_whole: bool) -> PartKind {
    match statements.first().map(|statement| statement.mode) {
        Some(TransactionMode::Batched) => PartKind::Batched,
        Some(TransactionMode::Outside) if !is_whole => PartKind::Setting,
        Some(TransactionMode::Own) if !is_whole => PartKind::Alone,
        Some(
            TransactionMode::Inside
            | TransactionMode::Single
            | TransactionMode::Outside
            | TransactionMode::Own,
        )
        | None => PartKind::Transaction,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    fn statement(mode: TransactionMode) -> Statement {
        Statement {
            mode,
            ..Statement::sql("SELECT 1")
        }
    }

    fn check(is_atomic: bool, modes: &[TransactionMode], expected: &[(usize, PartKind, usize)]) {
        let transaction = TransactionPlan {
            before: vec![statement(TransactionMode::Outside)],
            body: modes.iter().copied().map(statement).collect(),
            after: vec![statement(TransactionMode::Own)],
            is_atomic,
            ..TransactionPlan::default()
        };
        let found: Vec<_> = parts(&transaction)
            .iter()
            .map(|part| (part.first, part.kind, part.statements.len()))
            .collect();
        assert_eq!(found, expected, "{modes:?}");
    }

    #[test]
    fn statements_of_rows_share_a_transaction_and_everything_else_is_alone() {
        use TransactionMode::{Batched, Inside, Own, Single};
        let modes = [Inside, Inside, Own, Inside, Batched, Single, Single];
        check(
            false,
            &modes,
            &[
                (1, PartKind::Setting, 1),
                (2, PartKind::Transaction, 2),
                (4, PartKind::Alone, 1),
                (5, PartKind::Transaction, 1),
                (6, PartKind::Batched, 1),
                (7, PartKind::Transaction, 1),
                (8, PartKind::Transaction, 1),
                (9, PartKind::Alone, 1),
            ],
        );
        check(
            true,
            &[Inside, Inside, Batched, Inside],
            &[
                (1, PartKind::Setting, 1),
                (2, PartKind::Transaction, 2),
                (4, PartKind::Batched, 1),
                (5, PartKind::Transaction, 1),
                (6, PartKind::Alone, 1),
            ],
        );
    }
}
