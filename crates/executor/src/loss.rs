//! The data that a plan takes from existing rows: known from its changes, counted on the database.

use std::collections::BTreeMap;
use std::fmt;

use aksara_dialect::{Dialect, Retyping};
use aksara_driver::{Connection, DriverError};
use aksara_operations::{AlterTable, Change, DataLoss, Effect, Located, LostData, MigrationName, Origin};
use aksara_schema::{Field, FieldName, TableName};

use crate::Converted;

/// Something that a migration of a plan takes from rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedLoss {
    /// The loss, by the names in the migration.
    pub loss: DataLoss,
    /// The operation's place.
    pub origin: Option<Origin>,
    /// The table, as it is called before the plan.
    pub table: TableName,
    /// The field, as it is called before the plan.
    pub field: Option<FieldName>,
    /// How many rows it concerns, where a database was asked.
    pub rows: Option<u64>,
    /// The change of the field's type that takes a part of its values.
    retyping: Option<Box<Converted>>,
    /// Whether the rows are those that lose something, and not all that hold a value.
    is_exact: bool,
}

/// The losses of a way back that nobody allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataLossOnWayBack {
    /// The losses, with the migrations that are reverted.
    pub losses: Vec<(MigrationName, PlannedLoss)>,
    /// The command that makes a backup.
    pub backup: &'static str,
}

/// Follows a plan in the making, and knows what its tables are called before it.
#[derive(Debug, Default)]
pub(crate) struct Losses {
    tables: BTreeMap<TableName, TableNow>,
}

/// A table that the plan has touched.
#[derive(Debug, Clone)]
enum TableNow {
    /// The plan makes it: whatever it holds came with the plan.
    New,
    /// It exists under this name, with these fields; `None` is a field that the plan makes.
    Existing(TableName, BTreeMap<FieldName, Option<FieldName>>),
}

impl Losses {
    /// Adds the changes of the next migration, and gives the data that they take from existing rows.
    pub fn follow(&mut self, changes: &[Located<Change>]) -> Vec<PlannedLoss> {
        let mut found = Vec::new();
        for change in changes {
            for effect in &change.value.effects {
                let losses = DataLoss::of(effect).into_iter();
                found.extend(losses.filter_map(|loss| {
                    let retyping = retyping(effect, &loss);
                    let placed = self.placed(loss, change.origin.as_ref())?;
                    Some(placed.with_retyping(retyping))
                }));
                self.apply(effect);
            }
        }
        found
    }

    /// The loss with the names before the plan; `None` where the plan itself makes what is lost.
    fn placed(&self, loss: DataLoss, origin: Option<&Origin>) -> Option<PlannedLoss> {
        let (table, field) = match self.tables.get(&loss.table) {
            Some(TableNow::New) => return None,
            None => (loss.table.clone(), loss.field().cloned()),
            Some(TableNow::Existing(table, fields)) => {
                let field = match loss.field() {
                    None => None,
                    Some(field) => Some(standing_name(field, fields)?),
                };
                (table.clone(), field)
            }
        };
        Some(PlannedLoss {
            origin: origin.cloned(),
            rows: None,
            loss,
            table,
            field,
            retyping: None,
            is_exact: false,
        })
    }

    fn apply(&mut self, effect: &Effect) {
        match effect {
            Effect::CreateTable(_) if effect.taken_over().is_some() => {}
            Effect::CreateTable(table) => drop(self.tables.insert(table.name.clone(), TableNow::New)),
            Effect::DropTable(table) => drop(self.tables.remove(&table.name)),
            Effect::RenameTable(rename) => {
                let now = self.now(&rename.before.name);
                self.tables.remove(&rename.before.name);
                self.tables.insert(rename.after.name.clone(), now);
            }
            Effect::AlterTable(change) => self.alter(change),
            Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => {}
        }
    }

    fn alter(&mut self, change: &AlterTable) {
        let now = match self.now(&change.before.name) {
            TableNow::New => TableNow::New,
            TableNow::Existing(name, fields) => {
                let names = change.after.fields.keys().map(|new| {
                    let old = change.fields.old_name(new);
                    (new.clone(), old.and_then(|old| standing_name(old, &fields)))
                });
                TableNow::Existing(name, names.collect())
            }
        };
        self.tables.insert(change.after.name.clone(), now);
    }

    fn now(&self, table: &TableName) -> TableNow {
        let existing = || TableNow::Existing(table.clone(), BTreeMap::new());
        self.tables.get(table).cloned().unwrap_or_else(existing)
    }
}

/// The change of type that takes a part of a field's values.
fn retyping(effect: &Effect, loss: &DataLoss) -> Option<Converted> {
    let (Effect::AlterTable(change), LostData::Part(field, _)) = (effect, &loss.lost) else {
        return None;
    };
    let after = change.fields.new_name(field)?;
    Some(Converted {
        table: change.after.clone(),
        before: change.before.fields.get(field)?.clone(),
        after: change.after.fields.get(after)?.clone(),
    })
}

/// A field's name before the plan; a table that was not altered has no names of its own here.
fn standing_name(field: &FieldName, fields: &BTreeMap<FieldName, Option<FieldName>>) -> Option<FieldName> {
    match fields.get(field) {
        None => Some(field.clone()),
        Some(name) => name.clone(),
    }
}

impl PlannedLoss {
    /// Asks how many rows it concerns. A table that is not there has none.
    pub(crate) async fn count(&mut self, connection: &mut dyn Connection) -> Result<(), DriverError> {
        if !connection.has_table(&self.table).await? {
            self.rows = Some(0);
            return Ok(());
        }
        let dialect = connection.dialect();
        let counted = match &self.field {
            Some(field) => dialect.quote_name(field.as_str()),
            None => "*".to_owned(),
        };
        let table = dialect.quote_table(&self.table);
        let condition = self.losing(&*dialect);
        self.is_exact = condition.is_some();
        let condition = condition.map(|condition| format!(" WHERE {condition}"));
        let sql = format!(
            "SELECT count({counted}) AS counted FROM {table}{}",
            condition.unwrap_or_default()
        );
        let rows = connection.query(&sql, &[]).await?;
        let count = rows.first().and_then(|row| row.integer("counted"));
        self.rows = count.map(i64::unsigned_abs);
        Ok(())
    }
}

impl PlannedLoss {
    fn with_retyping(self, retyping: Option<Converted>) -> Self {
        Self {
            retyping: retyping.map(Box::new),
            ..self
        }
    }

    /// The condition for the rows that lose something, by the field's name before the plan.
    fn losing(&self, dialect: &dyn Dialect) -> Option<String> {
        let (retyping, field) = self.retyping.as_deref().zip(self.field.as_ref())?;
        let before = Field {
            name: field.clone(),
            ..retyping.before.clone()
        };
        dialect.lost_values(&Retyping {
            table: &retyping.table,
            before: &before,
            after: &retyping.after,
        })
    }
}

impl fmt::Display for DataLossOnWayBack {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("reverting loses data that applying again does not bring back:")?;
        let mut losses = self.losses.iter();
        losses.try_for_each(|(migration, loss)| write!(formatter, "\n{migration} {loss}"))
    }
}

impl fmt::Display for PlannedLoss {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "loses {}", self.loss)?;
        match (self.rows, &self.loss.lost) {
            (None, _) => {}
            (Some(1), LostData::Rows) => formatter.write_str(": there is 1 row")?,
            (Some(rows), LostData::Rows) => write!(formatter, ": there are {rows} rows")?,
            (Some(1), LostData::Part(..)) if self.is_exact => {
                formatter.write_str(": 1 row loses something")?
            }
            (Some(rows), LostData::Part(..)) if self.is_exact => {
                write!(formatter, ": {rows} rows lose something")?
            }
            (Some(1), LostData::Values(_) | LostData::Part(..)) => {
                formatter.write_str(": 1 row holds a value")?
            }
            (Some(rows), LostData::Values(_) | LostData::Part(..)) => {
                write!(formatter, ": {rows} rows hold a value")?
            }
        }
        match &self.origin {
            Some(origin) => write!(formatter, " ({origin})"),
            None => Ok(()),
        }
    }
}
