//! Building a table anew, keeping what the history does not know of.
//!
//! The change is merged into the live table: what it does not touch stays as it was written, character by character
//! (conflict clauses, unnamed checks, orders and collations of indexes, triggers, views). What a rebuild would lose
//! or break is refused by name, before anything is done. The order of the steps is that of SQLite's own
//! documentation (<https://www.sqlite.org/lang_altertable.html#otheralter>). Which SQL a table needs is decided by
//! the pure lowering, not here.

mod dependents;
mod explain;
mod foreign_keys;
mod indexes;
mod live;
mod merge;
mod nullability;
mod renames;

use aksara_driver::DriverError;
use aksara_operations::{AlterHints, AlterTable, FieldMapping};

use self::dependents::Dependents;
use self::explain::explain;
use self::foreign_keys::{Violations, demand_no_cascades, referrers};
use self::indexes::merge_indexes;
use self::live::LiveTable;
use self::merge::Merge;
pub(super) use self::nullability::alter_nullability;
use self::renames::rename_live_columns;
use super::session::Session;
use crate::inspect::definition::{TableDefinition, insert_parts, read_table};
use crate::lower::expression::identifier;
use crate::lower::rebuild::{Rebuild, keep_mark};

/// Carries a change of a table out by building it anew. On an error the table is as it was.
pub(super) fn rebuild_table(session: &Session, change: &AlterTable) -> Result<(), DriverError> {
    let setting = LegacySetting::off(session)?;
    session.execute("SAVEPOINT aksara_rebuild")?;
    let result = rebuild(session, change).and_then(|()| session.execute("RELEASE aksara_rebuild"));
    if result.is_err() {
        // Where SQLite itself has rolled the transaction back, the savepoint is gone, and that is as good.
        let _ = session.execute_always("ROLLBACK TO aksara_rebuild; RELEASE aksara_rebuild");
    }
    let restored = setting.restore(session);
    result.and(restored)
}

fn rebuild(session: &Session, change: &AlterTable) -> Result<(), DriverError> {
    let live = LiveTable::read(session, &change.before)?;
    live.demand_columns_of(&change.before)?;
    let mut checked = referrers(session, &live.name)?;
    demand_no_cascades(session, &live.name, &checked)?;
    checked.push(live.name.clone());
    let violations = Violations::read(session, &checked)?;
    let renamed = rename_live_columns(session, change, &live)?;
    let live = LiveTable::read(session, &renamed.change.before)?;
    let plan = Plan::of(&renamed.change, &live)?;
    plan.merge.demand_nothing_dangling(&renamed.dropped)?;
    let indexes = merge_indexes(&live, &plan.before.indexes, &plan.after.indexes, &renamed.dropped)?;
    let dependents = Dependents::of(session, &live.name, &renamed.dropped)?;
    plan.build(session, &live, &indexes)?;
    dependents.demand_sound(session)?;
    violations.demand_no_more(session, &checked)
}

/// What to build: the lowering of the table before and after, and the live table with their difference.
struct Plan {
    /// The table's name.
    table: String,
    before: Rebuild,
    after: Rebuild,
    merge: Merge,
}

impl Plan {
    fn of(change: &AlterTable, live: &LiveTable) -> Result<Self, DriverError> {
        let change = live.with_own_options(change);
        let before = lowered(&unchanged(&change))?;
        let mut after = lowered(&change)?;
        // A conflict clause of the live table must not make rows go (<https://www.sqlite.org/lang_conflict.html>).
        after.copy = after.copy.replacen("INSERT INTO", "INSERT OR ABORT INTO", 1);
        let merge = Merge::of(live, &definition(&before)?, &definition(&after)?, &change.before);
        Ok(Self {
            table: live.name.clone(),
            before,
            after,
            merge,
        })
    }

    fn build(&self, session: &Session, live: &LiveTable, indexes: &[String]) -> Result<(), DriverError> {
        let passing_name = identifier(self.after.passing_name.name());
        session.execute(&self.merge.table.sql(&passing_name))?;
        session
            .execute(&self.after.copy)
            .map_err(|error| explain(error, session, self, &self.copied_rows()))?;
        if live.definition.is_autoincrement() && self.merge.table.is_autoincrement() {
            let name = live.table_name();
            session.execute_all(&keep_mark(&name, &self.after.passing_name))?;
        }
        self.replace(session, &passing_name)?;
        session
            .execute_all(indexes)
            .map_err(|error| explain(error, session, self, &self.new_rows()))?;
        session.execute_all(live.triggers.iter().map(|trigger| &trigger.sql))
    }

    /// Puts the new table in the place of the old one.
    fn replace(&self, session: &Session, passing_name: &str) -> Result<(), DriverError> {
        let name = identifier(&self.table);
        session.execute(&format!("DROP TABLE {name}"))?;
        // Views and other tables' triggers name the table that is to come: the rename must not look at them.
        session.execute("PRAGMA legacy_alter_table = ON")?;
        session.execute(&format!("ALTER TABLE {passing_name} RENAME TO {name}"))?;
        session.execute("PRAGMA legacy_alter_table = OFF")
    }

    /// The rows as the copy makes them.
    fn copied_rows(&self) -> String {
        let (columns, select) = insert_parts(&self.after.copy).unwrap_or_default();
        format!("WITH copied ({columns}) AS ({select})")
    }

    /// The rows in the new table, once it has its name.
    fn new_rows(&self) -> String {
        format!("WITH copied AS (SELECT * FROM {})", identifier(&self.table))
    }
}

fn lowered(change: &AlterTable) -> Result<Rebuild, DriverError> {
    Rebuild::of(change)
        .map_err(|unsupported| live::refuse(unsupported.to_string(), unsupported.alternative.as_str()))
}

/// The change that leaves the table before as it is.
fn unchanged(change: &AlterTable) -> AlterTable {
    AlterTable {
        after: change.before.clone(),
        fields: FieldMapping::identity(&change.before),
        hints: AlterHints::default(),
        ..change.clone()
    }
}

fn definition(rebuild: &Rebuild) -> Result<TableDefinition, DriverError> {
    read_table(&rebuild.create).ok_or_else(|| DriverError::Refused {
        message: format!("the statement cannot be read back: {}", rebuild.create),
    })
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
