//! Rebuilding a live table, keeping the objects that the history does not have.
//!
//! The actions are those of the history, applied to the live table: what they are not about stays as it was written,
//! character by character (conflict clauses, unnamed checks, orders and collations of indexes, triggers, views). What a
//! rebuild would lose or break is refused by name, before anything is done. The steps are those of [`crate::rebuild`].

mod dependents;
mod explain;
mod foreign_keys;
mod live;
mod nullability;

use aksara_dialect::Unsupported;
use aksara_driver::DriverError;
use aksara_operations::AlterTable;

use self::dependents::Dependents;
use self::explain::explain;
use self::foreign_keys::{Violations, demand_no_cascades, referrers};
use self::live::{LiveTable, demand_nothing_dangling, refuse};
pub(super) use self::nullability::alter_nullability;
use super::session::Session;
use crate::action::Action;
use crate::apply::apply;
use crate::rebuild::Rebuild;
use crate::routine::RebuildTable;
use crate::table_change::TableChange;
use crate::{renames, render};

/// Changes a table by a rebuild. On an error the table is unchanged.
pub(super) fn rebuild_table(session: &Session, work: &RebuildTable) -> Result<(), DriverError> {
    let setting = LegacySetting::off(session)?;
    session.execute("SAVEPOINT aksara_rebuild")?;
    let result = rebuild(session, work).and_then(|()| session.execute("RELEASE aksara_rebuild"));
    if result.is_err() {
        // If SQLite itself has rolled the transaction back, there is no savepoint, which is as good.
        let _ = session.execute_always("ROLLBACK TO aksara_rebuild; RELEASE aksara_rebuild");
    }
    let restored = setting.restore(session);
    result.and(restored)
}

fn rebuild(session: &Session, work: &RebuildTable) -> Result<(), DriverError> {
    let change = &work.change;
    let live = LiveTable::read(session, &change.before)?;
    live.demand_columns_of(&change.before)?;
    let mut checked = referrers(session, &live.table.name)?;
    demand_no_cascades(session, &live.table.name, &checked)?;
    checked.push(live.table.name.clone());
    let violations = Violations::read(session, &checked)?.without(&work.left_to_it);
    let change = rename_columns(session, change)?;
    let live = LiveTable::read(session, &change.before)?;
    let change = live.with_own_options(&change);
    let planned = TableChange::of(&change).map_err(unsupported)?;
    planned.demand_whole().map_err(unsupported)?;
    let dropped = dropped_columns(&planned.actions);
    let before = live.unqualified();
    let after = apply(&planned.actions, &before, &change.before);
    demand_nothing_dangling(&after, &planned, &dropped)?;
    let dependents = Dependents::of(session, &before.name, &dropped)?;
    let rebuild = Rebuild::new(
        before,
        after,
        &planned.actions,
        planned.temporary_name,
        live.triggers,
    );
    for step in rebuild.steps() {
        session
            .execute_all(&render::rebuild_step(&rebuild, step))
            .map_err(|error| explain(error, session, &rebuild, step))?;
    }
    dependents.demand_sound(session)?;
    let now = Violations::read(session, &checked)?.without(&work.checked_later);
    violations.demand_no_more(&now)
}

/// Renames the live table's columns, where the change still has renames, and gives the rest of it.
fn rename_columns(session: &Session, change: &AlterTable) -> Result<AlterTable, DriverError> {
    let (renames, rest) = renames::split(change).map_err(unsupported)?;
    let table = change.before.name.name();
    for rename in &renames {
        session.execute(&render::rename_column(table, rename))?;
    }
    Ok(rest)
}

fn dropped_columns(actions: &[Action]) -> Vec<&str> {
    let dropped = actions.iter().filter_map(|action| match action {
        Action::DropColumn(column) => Some(column.name.as_str()),
        _ => None,
    });
    dropped.collect()
}

fn unsupported(unsupported: Unsupported) -> DriverError {
    refuse(unsupported.to_string(), unsupported.alternative.as_str())
}

/// The connection's `legacy_alter_table`, which is not part of a transaction.
struct LegacySetting {
    was_on: bool,
}

impl LegacySetting {
    fn off(session: &Session) -> Result<Self, DriverError> {
        let was_on = session.integer("PRAGMA legacy_alter_table")? != 0;
        session.execute("PRAGMA legacy_alter_table = OFF")?;
        Ok(Self { was_on })
    }

    fn restore(&self, session: &Session) -> Result<(), DriverError> {
        let setting = if self.was_on { "ON" } else { "OFF" };
        session.execute_always(&format!("PRAGMA legacy_alter_table = {setting}"))
    }
}
