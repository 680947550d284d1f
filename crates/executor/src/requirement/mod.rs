//! Requirements: what the rows of a table must be like for a plan to succeed, asked before anything runs.
//!
//! A new field that must have a value and has none to give, a field that stops taking NULL or becomes unique, a check, or
//! a foreign key over fields that hold values, goes through on some tables only. The plan knows which; the database knows
//! whether, and a refusal gives the number of rows in the way and the query that finds them. A table that is renamed on the
//! way is asked for by the name that it has before the plan. Rows that the plan changes first, or the user's own code, are
//! asked about before their migration; where that is in the same migration, the statement itself decides.

mod converted;
mod distinct;
mod referring;
mod required;
mod rows_in_the_way;
mod satisfied;
mod touch;

use std::collections::BTreeMap;
use std::sync::Arc;

use aksara_dialect::{Dialect, DisturbedTable, ServerVersion, Step};
use aksara_driver::{Connection, DriverError};
use aksara_operations::{AlterTable, Effect, MigrationName, Origin};
use aksara_schema::{Field, FieldName, StorageType, Table, TableName};

use crate::disturbance::{Disturbances, DisturbingChange};
use crate::{ExecutorError, TakenOver};

pub use self::converted::Converted;
use self::converted::converted;
pub use self::distinct::Distinct;
use self::distinct::distinct;
use self::referring::{Link, TargetState, attached, detached, looked_up, referring};
pub use self::referring::{ReferringValue, Target};
use self::required::required;
pub use self::rows_in_the_way::RowsInTheWay;
use self::satisfied::satisfied;
pub use self::satisfied::{Condition, Demand};
use self::touch::{KeptFields, Touch};

/// A requirement of a migration about existing rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The migration.
    pub migration: MigrationName,
    /// The operation's place.
    pub origin: Option<Origin>,
    /// The table, as it is called now.
    pub table: TableName,
    /// The field that is in question.
    pub field: FieldName,
    /// A value of the field, as a migration writes it.
    pub sample: &'static str,
    /// The condition.
    pub rows: Rows,
}

/// The conditions on the rows of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rows {
    /// There must be none, since none would have a value for a new field.
    None,
    /// There must be one at most, since a new unique field gets one value in all of them.
    AtMostOne,
    /// Each must hold a value.
    NotNull,
    /// Each must refer to an existing row, since a foreign key is added.
    Refer(Target),
    /// No two may share their values in what becomes unique.
    Distinct(Box<Distinct>),
    /// Each must satisfy a condition that is added.
    Satisfy(Box<Condition>),
    /// Each must hold a value that a field's new type has a place for.
    Convert(Box<Converted>),
}

/// The way to find rows in the way.
pub(super) struct Search {
    /// Gives them.
    find: String,
    /// Gives their number, as `found`.
    count: String,
}

impl Search {
    /// The rows of a table, or those of a condition.
    pub(super) fn of_rows(table: &str, condition: Option<&str>) -> Self {
        let condition = condition.map(|condition| format!(" WHERE {condition}"));
        let source = format!("FROM {table}{}", condition.unwrap_or_default());
        Self {
            find: format!("SELECT * {source}"),
            count: format!("SELECT count(*) AS found {source}"),
        }
    }
}

/// The requirements of a plan in the making.
#[derive(Debug, Default)]
pub(crate) struct Requirements {
    found: Vec<Requirement>,
    taken_over: Vec<TakenOver>,
    touched: BTreeMap<TableName, Touch>,
    /// The names before the plan of the tables that it renames.
    first_names: BTreeMap<TableName, TableName>,
    /// Foreign keys that the plan took off, while nothing else of theirs was touched: neither server of MySQL's family
    /// changes the type of a key's field with the key on it, and none rolls back what was done when it cannot return.
    detached: BTreeMap<(TableName, Link), Target>,
    disturbances: Disturbances,
    is_unforeseeable: bool,
}

impl Requirements {
    /// Takes in the next migration of the plan, and gives its requirements that cannot be asked before the plan.
    pub fn follow(
        &mut self,
        migration: &MigrationName,
        steps: &[Step],
        dialect: &dyn Dialect,
    ) -> Vec<Requirement> {
        let mut later = self.of_one_migration(migration, steps);
        let asked_before = self.found.len();
        for step in steps {
            self.follow_disturbance(migration, step, dialect);
            self.follow_step(migration, step);
        }
        later.retain(|requirement| !self.found[asked_before..].contains(requirement));
        later
    }

    /// The requirements of a migration as if the plan began with it, of tables that may have rows by then.
    fn of_one_migration(&self, migration: &MigrationName, steps: &[Step]) -> Vec<Requirement> {
        let mut alone = Self::default();
        // The first migration's own are asked before the plan.
        let is_first = self.touched.is_empty() && !self.is_unforeseeable;
        for step in steps.iter().filter(|_| !is_first) {
            alone.follow_step(migration, step);
        }
        let is_created = |table: &TableName| matches!(self.touched.get(table), Some(Touch::Created));
        let has_rows = |requirement: &Requirement| self.is_unforeseeable || !is_created(&requirement.table);
        alone.found.into_iter().filter(has_rows).collect()
    }

    /// The findings in the plan's order: about rows, objects that may be disturbed, tables that are taken over.
    pub fn into_parts(self) -> (Vec<Requirement>, Disturbances, Vec<TakenOver>) {
        (self.found, self.disturbances, self.taken_over)
    }

    fn follow_disturbance(&mut self, migration: &MigrationName, step: &Step, dialect: &dyn Dialect) {
        if let Effect::RunSql(call) = &step.effect {
            let scripts = call.sql.for_dialect(dialect.sql_names()).unwrap_or_default();
            for script in scripts {
                self.disturbances.add_sql(script.value.sql.as_str());
            }
        }
        if let Effect::AlterTable(change) = &step.effect {
            self.disturbances.add_known(&change.before);
        }
        if !self.is_unforeseeable && self.is_as_found(&step.effect) {
            self.disturbances.add(DisturbingChange {
                migration: migration.clone(),
                origin: step.origin().cloned(),
                effect: step.effect.clone(),
            });
        }
    }

    /// Whether what a change disturbs is still as the database has it.
    fn is_as_found(&self, effect: &Effect) -> bool {
        let Some(disturbed) = DisturbedTable::of(effect) else {
            return false;
        };
        let table = &disturbed.table.name;
        match self.touched.get(table) {
            None => self.first_name(table) == *table,
            Some(Touch::Altered(kept)) => {
                let mut disturbed = disturbed.fields.keys();
                disturbed.all(|field| kept.unchanged.contains(*field))
            }
            Some(Touch::Created | Touch::Gone) => false,
        }
    }

    fn follow_step(&mut self, migration: &MigrationName, step: &Step) {
        match &step.effect {
            Effect::AlterTable(change) => self.follow_change(migration, step, change),
            Effect::CreateTable(table) if step.effect.taken_over().is_some() => {
                self.take_over(migration, step, table);
            }
            Effect::CreateTable(table) => self.touch(&table.name, Touch::Created),
            Effect::DropTable(table) => self.touch(&table.name, Touch::Gone),
            Effect::RenameTable(rename) => self.rename(&rename.before.name, &rename.after.name),
            Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => self.is_unforeseeable = true,
        }
    }

    /// An existing table must be the same, and may hold rows.
    fn take_over(&mut self, migration: &MigrationName, step: &Step, table: &Arc<Table>) {
        if !self.is_unforeseeable && !self.touched.contains_key(&table.name) {
            self.taken_over.push(TakenOver {
                migration: migration.clone(),
                origin: step.origin().cloned(),
                table: Arc::clone(table),
            });
        }
        self.touch(&table.name, Touch::Gone);
    }

    fn follow_change(&mut self, migration: &MigrationName, step: &Step, change: &AlterTable) {
        let table = &change.before.name;
        if !self.is_unforeseeable {
            let referring = referring(change, |key| self.target_state(&key.table, &key.target_fields));
            let looked_up = looked_up(change, |table, fields| {
                self.target_state(table, fields.iter().copied())
            });
            let needed = required(change)
                .map(|(field, rows)| (field.clone(), rows))
                .chain(referring)
                .chain(looked_up);
            let needed = needed.chain(distinct(change)).chain(satisfied(change));
            let needed = needed.chain(converted(change));
            let mut needed: Vec<_> = needed
                .filter(|(field, rows)| self.can_be_asked(table, field, rows))
                .map(|(field, rows)| (field, self.under_first_names(table, rows)))
                .collect();
            needed.extend(self.follow_keys(change));
            let first_name = self.first_name(table);
            self.found.extend(needed.into_iter().map(|(field, rows)| {
                Requirement {
                    migration: migration.clone(),
                    origin: Origin::meant_by(&step.origins, field.as_str())
                        .or(step.origin())
                        .cloned(),
                    table: first_name.clone(),
                    sample: change.after.fields.get(&field).map_or("…", sample),
                    field,
                    rows,
                }
            }));
        }
        let kept = KeptFields::of(change);
        match self.touched.get_mut(table) {
            Some(Touch::Altered(fields)) => *fields = fields.then(&kept),
            Some(Touch::Created | Touch::Gone) => {}
            None => self.touch(table, Touch::Altered(kept)),
        }
    }

    /// Remembers the foreign keys that go, and gives what the rows of those that come back must be like.
    fn follow_keys(&mut self, change: &AlterTable) -> Vec<(FieldName, Rows)> {
        let returning = attached(change).into_iter().filter_map(|link| {
            let field = link.1.first()?.0.clone();
            let target = self.detached.remove(&(change.after.name.clone(), link))?;
            Some((field, Rows::Refer(target)))
        });
        let returning: Vec<_> = returning.collect();
        for (link, target) in detached(change) {
            let is_standing = !self.touched.contains_key(&change.before.name)
                && self.target_state(&target.table, target.fields()) == TargetState::Existing;
            if is_standing {
                let target = self.target_under_first_names(&change.before.name, target);
                self.detached.insert((change.before.name.clone(), link), target);
            }
        }
        returning
    }

    /// Follows a table to another name, with what was done to it.
    fn rename(&mut self, before: &TableName, after: &TableName) {
        let first_name = self.first_name(before);
        self.first_names.insert(after.clone(), first_name);
        match self.touched.remove(before) {
            Some(touch) => self.touch(after, touch),
            None => drop(self.touched.remove(after)),
        }
        self.touch(before, Touch::Gone);
    }

    /// The name of a table before the plan.
    fn first_name(&self, table: &TableName) -> TableName {
        self.first_names.get(table).unwrap_or(table).clone()
    }

    /// The name of a field before the plan, where it was kept since.
    fn first_field_name(&self, table: &TableName, field: &FieldName) -> FieldName {
        let first_name = match self.touched.get(table) {
            Some(Touch::Altered(kept)) => kept.referring_alike.get(field),
            Some(Touch::Created | Touch::Gone) | None => None,
        };
        first_name.unwrap_or(field).clone()
    }

    /// The rows of a table, whose target is called as it is before the plan.
    fn under_first_names(&self, table: &TableName, rows: Rows) -> Rows {
        match rows {
            Rows::Refer(target) => Rows::Refer(self.target_under_first_names(table, target)),
            rows @ (Rows::None
            | Rows::AtMostOne
            | Rows::NotNull
            | Rows::Distinct(_)
            | Rows::Satisfy(_)
            | Rows::Convert(_)) => rows,
        }
    }

    fn target_under_first_names(&self, table: &TableName, target: Target) -> Target {
        let pair = |(field, value)| {
            let field = self.first_field_name(&target.table, &field);
            let value = match value {
                ReferringValue::Held(held) => ReferringValue::Held(self.first_field_name(table, &held)),
                given @ ReferringValue::Given(..) => given,
            };
            (field, value)
        };
        Target {
            table: self.first_name(&target.table),
            key: target.key.into_iter().map(pair).collect(),
            needed: target
                .needed
                .map(|field| self.first_field_name(&target.table, &field)),
            is_new: target.is_new,
        }
    }

    fn touch(&mut self, table: &TableName, touch: Touch) {
        self.touched.insert(table.clone(), touch);
    }

    /// Whether the table is still the one that the plan begins with, as far as these rows go.
    fn can_be_asked(&self, table: &TableName, field: &FieldName, rows: &Rows) -> bool {
        let KeptFields {
            unchanged,
            referring_alike,
        } = match self.touched.get(table) {
            None => return true,
            Some(Touch::Created | Touch::Gone) => return false,
            Some(Touch::Altered(kept)) => kept,
        };
        match rows {
            Rows::None | Rows::AtMostOne => true,
            Rows::NotNull | Rows::Convert(_) => unchanged.contains(field),
            Rows::Refer(target) => target.held().all(|field| referring_alike.contains_key(field)),
            Rows::Distinct(distinct) => distinct.is_of(unchanged),
            Rows::Satisfy(condition) => condition.is_of(unchanged),
        }
    }

    fn target_state<'a>(
        &self,
        table: &TableName,
        fields: impl IntoIterator<Item = &'a FieldName>,
    ) -> TargetState {
        let fields: Vec<&FieldName> = fields.into_iter().collect();
        match self.touched.get(table) {
            None => TargetState::Existing,
            Some(Touch::Created) => TargetState::Empty,
            Some(Touch::Altered(kept))
                if fields
                    .iter()
                    .all(|field| kept.referring_alike.contains_key(*field)) =>
            {
                TargetState::Existing
            }
            Some(Touch::Altered(_) | Touch::Gone) => TargetState::Unknown,
        }
    }
}

impl Requirement {
    /// Refuses if rows are in its way.
    pub(crate) async fn check(&self, connection: &mut dyn Connection) -> Result<(), ExecutorError> {
        match self.rows_in_the_way(connection).await {
            Ok(None) => Ok(()),
            Ok(Some(rows)) => Err(ExecutorError::Rows(Box::new(rows))),
            Err(source) => {
                let requirement = Box::new(self.clone());
                Err(ExecutorError::RowsUnknown {
                    requirement,
                    source,
                    outcome: None,
                })
            }
        }
    }

    /// The rows in its way, if there are any. A missing table has no rows.
    async fn rows_in_the_way(
        &self,
        connection: &mut dyn Connection,
    ) -> Result<Option<RowsInTheWay>, DriverError> {
        if !connection.has_table(&self.table).await? {
            return Ok(None);
        }
        let version = connection.server_version();
        let Some(Search { find, count }) = self.search(&*connection.dialect(), &version) else {
            return Ok(None);
        };
        // Whether there is any is soon known; their number is asked for only then.
        let first = format!("{find} LIMIT 1{}", self.offset());
        match connection.query(&first, &[]).await {
            Ok(rows) if rows.is_empty() => return Ok(None),
            // The statement itself decides then, and says better what is wrong.
            Err(DriverError::Statement { .. }) if self.may_be_unanswerable() => return Ok(None),
            Ok(_) => {}
            Err(error) => return Err(error),
        }
        let counted = connection.query(&count, &[]).await?;
        let count = counted.first().and_then(|row| row.integer("found"));
        Ok(Some(RowsInTheWay {
            requirement: self.clone(),
            count: count.map_or(1, i64::unsigned_abs),
            query: find,
            outcome: None,
        }))
    }

    /// Whether the database may refuse the query: a text in its own words may be none, and it does not compare texts of
    /// two collations. <https://dev.mysql.com/doc/refman/8.4/en/charset-collation-coercibility.html>
    fn may_be_unanswerable(&self) -> bool {
        match &self.rows {
            Rows::Distinct(distinct) => distinct.is_in_own_words(),
            Rows::Satisfy(condition) => condition.is_in_own_words(),
            Rows::Refer(_) => true,
            Rows::None | Rows::AtMostOne | Rows::NotNull | Rows::Convert(_) => false,
        }
    }

    fn search(&self, dialect: &dyn Dialect, version: &ServerVersion) -> Option<Search> {
        let table = dialect.quote_table(&self.table);
        match &self.rows {
            Rows::None | Rows::AtMostOne => Some(Search::of_rows(&table, None)),
            Rows::NotNull => {
                let field = dialect.quote_name(self.field.as_str());
                Some(Search::of_rows(&table, Some(&format!("{field} IS NULL"))))
            }
            Rows::Refer(target) => Some(target.search(dialect, &table)),
            Rows::Distinct(distinct) => distinct.search(&table, dialect),
            Rows::Satisfy(condition) => condition.search(&table, dialect),
            Rows::Convert(converted) => converted.search(&table, dialect, version),
        }
    }

    /// How many rows may be there.
    fn offset(&self) -> &'static str {
        match self.rows {
            Rows::AtMostOne => " OFFSET 1",
            Rows::None
            | Rows::NotNull
            | Rows::Refer(_)
            | Rows::Distinct(_)
            | Rows::Satisfy(_)
            | Rows::Convert(_) => "",
        }
    }

    /// The advice on how to make the rows as they must be.
    pub(crate) fn advice(&self) -> String {
        let advice = match &self.rows {
            Rows::None | Rows::NotNull => {
                return format!(
                    "give the rows a value in the operation, which does not stay as a default:\n  fill={}\nor fill \
                     or remove those rows first",
                    self.sample
                );
            }
            Rows::AtMostOne => {
                "Remove rows first, or bring the field back by hand: nullable, then filled, then unique"
            }
            Rows::Refer(_) => {
                "Make the rows that they refer to first, or empty the field or remove those rows"
            }
            Rows::Distinct(_) => "Make the values distinct first, or remove all but one of those rows",
            Rows::Satisfy(condition) => condition.advice(),
            Rows::Convert(_) => {
                "Change or remove those rows first, or say with `using=` how their values are converted"
            }
        };
        advice.to_owned()
    }
}

/// A value of a field, as a migration writes it.
fn sample(field: &Field) -> &'static str {
    match field.field_type.storage() {
        StorageType::Varchar(_) | StorageType::Text => "\"\"",
        StorageType::SmallInteger | StorageType::Integer | StorageType::BigInteger | StorageType::Float => {
            "0"
        }
        StorageType::Boolean => "False",
        _ => "…",
    }
}
