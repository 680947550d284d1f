//! Deferred checks are made before a table is changed that the user's own code may have written to: PostgreSQL
//! refuses to alter a table with pending trigger events. The user's next code finds them deferred again.
//! <https://www.postgresql.org/docs/current/sql-set-constraints.html>

use aksara_dialect::{Step, user_statements};
use aksara_operations::{AlterTable, Effect, SqlCall, SqlText};
use aksara_schema::{ConstraintKind, Deferrable, Table, TableName};

use crate::dialect::Postgres;
use crate::render::{CHECK_NOW, check_now_on, defer_again};

/// Words that begin statements which write no rows that a constraint checks.
const WRITES_NOTHING: &[&str] = &[
    "CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE", "SET", "RESET", "SHOW", "ANALYZE", "VACUUM",
    "REINDEX",
];

/// Puts the checks between the user's code and the first change of each table that it may have left checks pending on.
pub(super) fn check_before_changes(steps: Vec<Step>, dialect: Postgres) -> Vec<Step> {
    let mut legal = Vec::with_capacity(steps.len());
    let mut checks = Checks::none(dialect);
    for step in steps {
        let sql = checks.before(&step.effect);
        legal.extend(sql.map(|sql| Step {
            effect: Effect::RunSql(SqlCall::alone(SqlText::common(sql))),
            origins: step.origins.clone(),
        }));
        legal.push(step);
    }
    legal
}

/// The deferred checks of a transaction, as far as the steps tell.
struct Checks {
    dialect: Postgres,
    /// Whether the user's code may have left some.
    may_be_pending: bool,
    /// The tables of which they were made since.
    made: Vec<TableName>,
    /// Whether some are made at once from now on.
    are_immediate: bool,
}

impl Checks {
    fn none(dialect: Postgres) -> Self {
        Self {
            dialect,
            may_be_pending: false,
            made: Vec::new(),
            are_immediate: false,
        }
    }

    /// The statement that must run before this effect.
    fn before(&mut self, effect: &Effect) -> Option<String> {
        match effect {
            Effect::RunSql(call) if writes_nothing(call, self.dialect) => None,
            Effect::RunSql(_) | Effect::RunPython(_) => {
                let were_immediate = self.are_immediate;
                *self = Self {
                    may_be_pending: true,
                    ..Self::none(self.dialect)
                };
                were_immediate.then(defer_again)
            }
            Effect::AlterTable(change) => {
                let is_known = change.is_referenced || has_deferred_checks(&change.before);
                let sql = self.before_change(&change.before.name, is_known);
                self.are_immediate |= fills_rows(change);
                sql
            }
            Effect::RenameTable(rename) => {
                self.before_change(&rename.before.name, has_deferred_checks(&rename.before))
            }
            Effect::DropTable(table) => self.before_change(&table.name, has_deferred_checks(table)),
            // A backfill is committed, and its checks are made then.
            Effect::Backfill(_) => {
                *self = Self::none(self.dialect);
                None
            }
            Effect::CreateTable(_) => None,
        }
    }

    /// All checks where the history knows some of this table, else those that the catalog knows.
    fn before_change(&mut self, table: &TableName, is_known: bool) -> Option<String> {
        if !self.may_be_pending || self.made.contains(table) {
            return None;
        }
        self.are_immediate = true;
        if is_known {
            self.may_be_pending = false;
            return Some(CHECK_NOW.to_owned());
        }
        self.made.push(table.clone());
        Some(check_now_on(table))
    }
}

fn writes_nothing(call: &SqlCall, dialect: Postgres) -> bool {
    let writes_nothing = |word: &String| WRITES_NOTHING.contains(&word.as_str());
    user_statements(&call.sql, &dialect).is_ok_and(|statements| {
        let mut statements = statements.iter();
        statements.all(|statement| statement.words.first().is_some_and(writes_nothing))
    })
}

/// Whether rows get a value before a change is done, for which deferred checks are made.
fn fills_rows(change: &AlterTable) -> bool {
    let mut kept = change.fields.0.iter();
    let becomes_required = kept.any(|(old, new)| {
        let (before, after) = (change.before.fields.get(old), change.after.fields.get(new));
        let is_required = after.is_some_and(|after| after.is_required() && after.default.is_some());
        is_required && before.is_some_and(|before| !before.is_required())
    });
    let looks_up = change.hints.lookups().next().is_some();
    becomes_required || looks_up || !change.hints.fill.is_empty()
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
