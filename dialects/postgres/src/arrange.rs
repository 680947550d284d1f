//! The order of a migration's statements around its transaction.
//!
//! New enum values come first of all, in transactions of their own. Statements that PostgreSQL runs in no transaction
//! (CONCURRENTLY, VACUUM) come before the body where nothing precedes them, after it where nothing follows; in
//! the middle it would split the migration, and is refused.

use aksara_dialect::{Feature, Statement, TransactionMode, TransactionPlan, Unsupported};

use crate::dialect::NAME;

/// Divides the statements of one migration.
pub(crate) fn arrange(statements: Vec<Statement>) -> Result<TransactionPlan, Unsupported> {
    let mut unit = TransactionPlan {
        is_atomic: true,
        ..TransactionPlan::default()
    };
    for statement in statements {
        match statement.mode {
            TransactionMode::Outside => unit.before.push(statement),
            TransactionMode::Own | TransactionMode::Single if unit.body.is_empty() => {
                unit.before.push(statement)
            }
            TransactionMode::Own | TransactionMode::Single => unit.after.push(statement),
            TransactionMode::Inside | TransactionMode::Batched => match unit.after.first() {
                Some(alone) => return Err(in_the_middle(alone)),
                None => unit.body.push(statement),
            },
        }
    }
    Ok(unit)
}

fn in_the_middle(alone: &Statement) -> Unsupported {
    let sql = alone.sql_texts().first().copied().unwrap_or_default().to_owned();
    Unsupported {
        subject: sql,
        dialect: NAME,
        feature: Some(Feature::ConcurrentIndex),
        reason: "it runs in no transaction, and comes between statements that must run in one".to_owned(),
        alternative: "put it into a migration of its own, or last in this one".to_owned(),
        origin: alone.origin.clone(),
    }
}
