//! Deferred checks are made before a table is changed that the user's own code may have written to: PostgreSQL
//! refuses to alter a table with pending trigger events.
//! <https://www.postgresql.org/docs/current/sql-set-constraints.html>

use aksara_dialect::Step;
use aksara_operations::{Effect, SqlCall, SqlText};
use aksara_schema::{ConstraintKind, Deferrable, Table};

const CHECK_NOW: &str = "SET CONSTRAINTS ALL IMMEDIATE";

/// Puts the checks between the user's code and the first change of a table that it may have left checks pending on.
pub(super) fn check_before_changes(steps: Vec<Step>) -> Vec<Step> {
    let mut legal = Vec::with_capacity(steps.len());
    let mut may_be_pending = false;
    for step in steps {
        if may_be_pending && needs_checks(&step.effect) {
            legal.push(Step {
                effect: Effect::RunSql(SqlCall::alone(SqlText::common(CHECK_NOW))),
                origins: step.origins.clone(),
            });
            may_be_pending = false;
        }
        may_be_pending = may_be_pending || is_user_code(&step.effect);
        legal.push(step);
    }
    legal
}

fn is_user_code(effect: &Effect) -> bool {
    match effect {
        Effect::RunSql(_) | Effect::RunPython(_) => true,
        // A backfill is committed, and its checks are made then.
        Effect::CreateTable(_)
        | Effect::DropTable(_)
        | Effect::RenameTable(_)
        | Effect::AlterTable(_)
        | Effect::Backfill(_) => false,
    }
}

fn needs_checks(effect: &Effect) -> bool {
    match effect {
        Effect::AlterTable(change) => change.is_referenced || has_deferred_checks(&change.before),
        Effect::RenameTable(rename) => has_deferred_checks(&rename.before),
        Effect::DropTable(table) => has_deferred_checks(table),
        Effect::CreateTable(_) | Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => false,
    }
}

fn has_deferred_checks(table: &Table) -> bool {
    let is_deferred = |deferrable| deferrable == Deferrable::InitiallyDeferred;
    let keys = table.foreign_keys();
    let mut kinds = table.constraints.values().map(|constraint| &constraint.kind);
    keys.iter().any(|(_, key)| is_deferred(key.deferrable))
        || kinds.any(|kind| match kind {
            ConstraintKind::Unique(unique) => is_deferred(unique.deferrable),
            ConstraintKind::Exclusion(exclusion) => is_deferred(exclusion.deferrable),
            ConstraintKind::ForeignKey(_) | ConstraintKind::Check(_) => false,
        })
}
