//! The order of one migration's statements around its transaction.
//!
//! A rebuild drops a table, and with foreign keys on that deletes the rows that refer to it. They can only be
//! switched off outside a transaction (<https://sqlite.org/pragma.html#pragma_foreign_keys>), so for the whole
//! migration; the user's own SQL and Python would then run without the cascades that they count on.

use aksara_dialect::{Command, Statement, Step, TransactionMode, TransactionPlan, Unsupported};
use aksara_operations::{Effect, Origin};

use crate::converted_keys::check_once_converted;
use crate::dialect::FOREIGN_KEYS_ON;
use crate::refusal::refuse;
use crate::routine::RebuildTable;

const WHY_OFF: &str = "a rebuild drops the old table, which must not delete the rows that refer to it";

/// Arranges the statements of a migration around its transaction.
pub(crate) fn arrange(
    steps: &[Step],
    mut statements: Vec<Statement>,
) -> Result<TransactionPlan, Unsupported> {
    check_once_converted(&mut statements);
    if statements.iter().any(is_alone) {
        return arrange_alone(statements);
    }
    if statements.iter().any(is_outside) {
        return arrange_around_settings(statements);
    }
    let user_code = steps.iter().find(|step| is_user_code(&step.effect));
    let rebuilds: Vec<(&str, bool)> = statements.iter().filter_map(rebuilt_table).collect();
    match (
        user_code,
        rebuilds.iter().find(|(_, is_referenced)| *is_referenced),
    ) {
        (Some(step), Some((table, _))) => Err(mixed(step.origin(), table)),
        (None, _) if !rebuilds.is_empty() => Ok(around(
            foreign_keys("PRAGMA foreign_keys = OFF"),
            statements,
            foreign_keys(FOREIGN_KEYS_ON),
        )),
        _ => Ok(TransactionPlan {
            body: statements,
            is_atomic: true,
            ..TransactionPlan::default()
        }),
    }
}

/// Statements of which some are in no transaction: those come before the others, or after them.
fn arrange_alone(statements: Vec<Statement>) -> Result<TransactionPlan, Unsupported> {
    let mut transaction = TransactionPlan {
        is_atomic: true,
        ..TransactionPlan::default()
    };
    for statement in statements {
        match (is_alone(&statement), transaction.after.is_empty()) {
            (true, _) if transaction.body.is_empty() => transaction.before.push(statement),
            (true, _) => transaction.after.push(statement),
            (false, true) => transaction.body.push(statement),
            (false, false) => {
                return Err(refuse(
                    "a script without a transaction",
                    None,
                    "it is between statements that are in one",
                    "put it into a migration of its own",
                )
                .at(statement.origin.as_ref()));
            }
        }
    }
    Ok(transaction)
}

fn is_alone(statement: &Statement) -> bool {
    matches!(statement.mode, TransactionMode::Own | TransactionMode::Single)
}

fn around(first: Statement, body: Vec<Statement>, last: Statement) -> TransactionPlan {
    TransactionPlan {
        before: vec![first],
        body,
        after: vec![last],
        is_atomic: true,
        ..TransactionPlan::default()
    }
}

/// The user's own `PRAGMA foreign_keys`, first and last.
fn arrange_around_settings(mut statements: Vec<Statement>) -> Result<TransactionPlan, Unsupported> {
    let last = statements.pop();
    let first = (!statements.is_empty()).then(|| statements.remove(0));
    match (first, last) {
        (Some(first), Some(last))
            if is_outside(&first) && is_outside(&last) && !statements.iter().any(is_outside) =>
        {
            Ok(around(first, statements, last))
        }
        (first, last) => Err(refuse(
            "PRAGMA foreign_keys",
            None,
            "it has no effect in a transaction, and each migration is a transaction".to_owned(),
            "make it the first and the last statement of the migration: OFF, the work, ON",
        )
        .at(first
            .iter()
            .chain(&last)
            .find_map(|statement| statement.origin.as_ref()))),
    }
}

fn is_outside(statement: &Statement) -> bool {
    statement.mode == TransactionMode::Outside
}

fn is_user_code(effect: &Effect) -> bool {
    match effect {
        Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => true,
        Effect::CreateTable(_) | Effect::DropTable(_) | Effect::RenameTable(_) | Effect::AlterTable(_) => {
            false
        }
    }
}

/// The table that a statement rebuilds, and whether another refers to it.
fn rebuilt_table(statement: &Statement) -> Option<(&str, bool)> {
    match &statement.command {
        Command::Routine(routine) => {
            let RebuildTable { change, .. } = routine.work()?;
            Some((change.after.name.name(), change.is_referenced))
        }
        Command::Sql(_) | Command::Python(_) | Command::Backfill(_) => None,
    }
}

fn mixed(origin: Option<&Origin>, table: &str) -> Unsupported {
    refuse(
        "RunSQL, RunPython or Backfill",
        None,
        format!(
            "the migration also rebuilds the table `{table}`, which others refer to; foreign keys are off for that, \
             and the cascades of this code would not happen"
        ),
        "split the migration in two: the change of the table in one, this code in the other",
    )
    .at(origin)
}

fn foreign_keys(sql: &str) -> Statement {
    Statement {
        mode: TransactionMode::Outside,
        ..Statement::sql(sql)
    }
    .with_note(WHY_OFF)
}
