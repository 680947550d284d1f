//! Requirements: what the rows of a table must be like for a plan to succeed, asked before anything runs.
//!
//! A new field that must have a value and has none to give, a field that stops taking NULL or becomes unique, a check, or
//! a foreign key over fields that hold values, goes through on some tables only. The plan knows which; the database knows
//! whether, and a refusal says how many rows stand in the way and by which query they are found. Where the user's own
//! code runs first, or the table is renamed on the way, nothing can be asked beforehand, and the statement itself decides.

mod distinct;
mod referring;
mod repeated;
mod required;
mod satisfied;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use aksara_dialect::{Dialect, Step};
use aksara_driver::{Connection, DriverError};
use aksara_operations::{AlterTable, Effect, MigrationName, Origin};
use aksara_schema::{Field, FieldName, TableName};

use self::distinct::distinct;
use self::referring::{Link, TargetState, attached, detached, referring};
pub use self::referring::{ReferringValue, Target};
use self::repeated::repeated;
use self::required::required;
use self::satisfied::satisfied;
pub use self::satisfied::{Condition, Demand};

/// What a migration of a plan needs of the rows that are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The migration.
    pub migration: MigrationName,
    /// Where its operation is written.
    pub origin: Option<Origin>,
    /// The table, as it is called now.
    pub table: TableName,
    /// The field that is in question.
    pub field: FieldName,
    /// What must hold.
    pub rows: Rows,
}

/// What the rows of a table must be like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rows {
    /// There must be none, since none would have a value for a new field.
    None,
    /// There must be one at most, since a new field that is unique gets one value in all of them.
    AtMostOne,
    /// Each must hold a value.
    NotNull,
    /// Each must refer to a row that is there, since a foreign key is added.
    Refer(Target),
    /// No two may share their values in these fields, which become unique.
    Distinct(Vec<FieldName>),
    /// Each must satisfy a condition that is added.
    Satisfy(Box<Condition>),
}

/// Rows that do not meet a requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowsInTheWay {
    /// What is required.
    pub requirement: Requirement,
    /// How many rows stand in the way.
    pub count: u64,
    /// The query that finds them.
    pub query: String,
}

/// How rows that stand in the way are found.
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
    touched: BTreeMap<TableName, Touch>,
    /// Foreign keys that the plan took off, while nothing else of theirs was touched: neither server of MySQL's family
    /// changes the type of a key's field with the key on it, and none rolls back what was done when it cannot return.
    detached: BTreeMap<(TableName, Link), Target>,
    is_unforeseeable: bool,
}

/// What earlier steps of a plan did to a table.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Touch {
    /// Changed its fields, but for these.
    Altered(BTreeSet<FieldName>),
    /// Made it, so that it has no rows.
    Created,
    /// Dropped it or gave it this name.
    Moved,
}

impl Requirements {
    /// Takes in the next migration of the plan.
    pub fn follow(&mut self, migration: &MigrationName, steps: &[Step]) {
        for step in steps {
            self.follow_step(migration, step);
        }
    }

    /// What was found, in the plan's order.
    pub fn into_vec(self) -> Vec<Requirement> {
        self.found
    }

    fn follow_step(&mut self, migration: &MigrationName, step: &Step) {
        match &step.effect {
            Effect::AlterTable(change) => self.follow_change(migration, step, change),
            Effect::CreateTable(table) => self.touch(&table.name, Touch::Created),
            Effect::DropTable(table) => self.touch(&table.name, Touch::Moved),
            Effect::RenameTable(rename) => {
                self.touch(&rename.before.name, Touch::Moved);
                self.touch(&rename.after.name, Touch::Moved);
            }
            Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => self.is_unforeseeable = true,
        }
    }

    fn follow_change(&mut self, migration: &MigrationName, step: &Step, change: &AlterTable) {
        let table = &change.before.name;
        if !self.is_unforeseeable {
            let repeated = repeated(change).map(|field| (field, Rows::AtMostOne));
            let referring = referring(change, |table| self.target_state(table));
            let needed = required(change).chain(repeated);
            let needed = needed.map(|(field, rows)| (field.clone(), rows)).chain(referring);
            let needed = needed.chain(distinct(change)).chain(satisfied(change));
            let mut needed: Vec<_> = needed
                .filter(|(field, rows)| self.can_be_asked(table, field, rows))
                .collect();
            needed.extend(self.follow_keys(change));
            self.found
                .extend(needed.into_iter().map(|(field, rows)| Requirement {
                    migration: migration.clone(),
                    origin: step.origin().cloned(),
                    table: table.clone(),
                    field,
                    rows,
                }));
        }
        let kept = unchanged_fields(change);
        match self.touched.get_mut(table) {
            Some(Touch::Altered(fields)) => fields.retain(|field| kept.contains(field)),
            Some(Touch::Created | Touch::Moved) => {}
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
                && self.target_state(&target.table) == TargetState::Standing;
            if is_standing {
                self.detached.insert((change.before.name.clone(), link), target);
            }
        }
        returning
    }

    fn touch(&mut self, table: &TableName, touch: Touch) {
        self.touched.insert(table.clone(), touch);
    }

    /// Whether the table is still the one that the plan begins with, as far as these rows go.
    fn can_be_asked(&self, table: &TableName, field: &FieldName, rows: &Rows) -> bool {
        let unchanged = match self.touched.get(table) {
            None => return true,
            Some(Touch::Created | Touch::Moved) => return false,
            Some(Touch::Altered(unchanged)) => unchanged,
        };
        match rows {
            Rows::None | Rows::AtMostOne => true,
            Rows::NotNull => unchanged.contains(field),
            Rows::Refer(target) => target.held().all(|field| unchanged.contains(field)),
            Rows::Distinct(fields) => fields.iter().all(|field| unchanged.contains(field)),
            Rows::Satisfy(_) => false,
        }
    }

    fn target_state(&self, table: &TableName) -> TargetState {
        match self.touched.get(table) {
            None => TargetState::Standing,
            Some(Touch::Created) => TargetState::Empty,
            Some(Touch::Altered(_) | Touch::Moved) => TargetState::Unknown,
        }
    }
}

/// The fields that a change leaves with their names, types and values.
fn unchanged_fields(change: &AlterTable) -> BTreeSet<FieldName> {
    let is_unchanged = |before: &&Field| {
        let name = &before.name;
        let after = change.after.fields.get(name);
        let is_same =
            |after: &Field| after == *before && after.field_type.storage() == before.field_type.storage();
        change.fields.new_name(name) == Some(name)
            && after.is_some_and(is_same)
            && !change.hints.using.contains_key(name)
    };
    let unchanged = change.before.fields.values().filter(is_unchanged);
    unchanged.map(|field| field.name.clone()).collect()
}

impl Requirement {
    /// The rows that stand in its way, where there are any. A table that is not there has no rows.
    pub(crate) async fn rows_in_the_way(
        &self,
        connection: &mut dyn Connection,
    ) -> Result<Option<RowsInTheWay>, DriverError> {
        if !connection.has_table(&self.table).await? {
            return Ok(None);
        }
        let Some(Search { find, count }) = self.search(&*connection.dialect()) else {
            return Ok(None);
        };
        // Whether there is any is soon known; their number is asked for only then.
        let first = format!("{find} LIMIT 1{}", self.offset());
        if connection.query(&first, &[]).await?.is_empty() {
            return Ok(None);
        }
        let counted = connection.query(&count, &[]).await?;
        let count = counted.first().and_then(|row| row.integer("found"));
        Ok(Some(RowsInTheWay {
            requirement: self.clone(),
            count: count.map_or(1, i64::unsigned_abs),
            query: find,
        }))
    }

    fn search(&self, dialect: &dyn Dialect) -> Option<Search> {
        let table = dialect.quote_table(&self.table);
        match &self.rows {
            Rows::None | Rows::AtMostOne => Some(Search::of_rows(&table, None)),
            Rows::NotNull => {
                let field = dialect.quote_name(self.field.as_str());
                Some(Search::of_rows(&table, Some(&format!("{field} IS NULL"))))
            }
            Rows::Refer(target) => Some(target.search(dialect, &table)),
            Rows::Distinct(fields) => Some(distinct::search(fields, &table, dialect)),
            Rows::Satisfy(condition) => condition.search(&table, dialect),
        }
    }

    /// How many rows may be there.
    fn offset(&self) -> &'static str {
        match self.rows {
            Rows::AtMostOne => " OFFSET 1",
            Rows::None | Rows::NotNull | Rows::Refer(_) | Rows::Distinct(_) | Rows::Satisfy(_) => "",
        }
    }

    /// What makes the rows as they must be.
    pub(crate) fn advice(&self) -> &'static str {
        match &self.rows {
            Rows::None | Rows::NotNull => "Give the field a default, or fill or remove those rows first",
            Rows::AtMostOne => {
                "Remove rows first, or bring the field back by hand: nullable, then filled, then unique"
            }
            Rows::Refer(_) => {
                "Make the rows that they refer to first, or empty the field or remove those rows"
            }
            Rows::Distinct(_) => "Make the values distinct first, or remove all but one of those rows",
            Rows::Satisfy(_) => "Change or remove those rows first",
        }
    }
}

impl RowsInTheWay {
    /// `3 rows of `table``, and the verb in the number that goes with it.
    fn subject<'a>(&self, one: &'a str, several: &'a str) -> (String, &'a str) {
        let table = &self.requirement.table;
        match self.count {
            1 => (format!("1 row of `{table}`"), one),
            count => (format!("{count} rows of `{table}`"), several),
        }
    }
}

impl fmt::Display for RowsInTheWay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Requirement {
            table, field, rows, ..
        } = &self.requirement;
        let count = self.count;
        match rows {
            Rows::None => {
                let rows = if count == 1 { "row" } else { "rows" };
                write!(
                    formatter,
                    "`{table}` has {count} {rows}, and nothing gives them a value for `{field}`, which is required"
                )
            }
            Rows::AtMostOne => write!(
                formatter,
                "`{table}` has {count} rows, and each would get the same value for `{field}`, which is unique"
            ),
            Rows::NotNull => {
                let (rows, hold) = self.subject("holds", "hold");
                write!(
                    formatter,
                    "{rows} {hold} NULL in `{field}`, which becomes required and has no default"
                )
            }
            Rows::Refer(target) => {
                let (rows, _) = self.subject("", "");
                let target = &target.table;
                write!(
                    formatter,
                    "{rows} would refer by `{field}` to rows of `{target}` that are not there"
                )
            }
            Rows::Distinct(fields) => {
                let (rows, share) = self.subject("shares", "share");
                let names: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
                let becomes = if fields.len() == 1 { "becomes" } else { "become" };
                let names = names.join(" and ");
                write!(
                    formatter,
                    "{rows} {share} their values with others in {names}, which {becomes} unique"
                )
            }
            Rows::Satisfy(condition) => self.unsatisfied(&condition.demand, formatter),
        }
    }
}

impl RowsInTheWay {
    fn unsatisfied(&self, demand: &Demand, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = &self.requirement.field;
        match demand {
            Demand::Check(name) => {
                let (rows, violate) = self.subject("does", "do");
                write!(formatter, "{rows} {violate} not satisfy the check `{name}`")
            }
            Demand::Listed(values) => {
                let (rows, hold) = self.subject("holds", "hold");
                let values = values.join(", ");
                write!(
                    formatter,
                    "{rows} {hold} a value in `{field}` that is none of {values}"
                )
            }
            Demand::NotNegative => {
                let (rows, hold) = self.subject("holds", "hold");
                write!(
                    formatter,
                    "{rows} {hold} a negative number in `{field}`, which becomes positive"
                )
            }
        }
    }
}
