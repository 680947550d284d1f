//! Requirements: what the rows of a table must be like for a plan to succeed, asked before anything runs.
//!
//! A new field that must have a value and has none to give, or a field that stops taking NULL, goes through on some
//! tables only. The plan knows which; the database knows whether. Where the user's own code runs first, or the
//! table is made or renamed on the way, nothing can be asked beforehand, and the statement itself decides.

use std::collections::BTreeMap;
use std::fmt;

use aksara_dialect::{Dialect, Step};
use aksara_driver::{Connection, DriverError};
use aksara_operations::{AlterTable, Effect, MigrationName, Origin};
use aksara_schema::{
    ConstraintKind, Default, Field, FieldName, Index, IndexKey, IndexPart, Table, TableName,
};

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// There must be none, since none would have a value for a new field.
    None,
    /// There must be one at most, since a new field that is unique gets one value in all of them.
    AtMostOne,
    /// Each must hold a value.
    NotNull,
}

/// The requirements of a plan in the making.
#[derive(Debug, Default)]
pub(crate) struct Requirements {
    found: Vec<Requirement>,
    touched: BTreeMap<TableName, Touch>,
    is_unforeseeable: bool,
}

/// What earlier steps of a plan did to a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Touch {
    /// Changed its fields, so that a field may go by another name now.
    Altered,
    /// Made it, dropped it or gave it this name.
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
            Effect::CreateTable(table) | Effect::DropTable(table) => self.touch(&table.name, Touch::Moved),
            Effect::RenameTable(rename) => {
                self.touch(&rename.before.name, Touch::Moved);
                self.touch(&rename.after.name, Touch::Moved);
            }
            Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => self.is_unforeseeable = true,
        }
    }

    fn follow_change(&mut self, migration: &MigrationName, step: &Step, change: &AlterTable) {
        let table = &change.before.name;
        let touched = self.touched.get(table).copied();
        let can_be_asked = |rows: Rows| match rows {
            Rows::None | Rows::AtMostOne => touched != Some(Touch::Moved),
            Rows::NotNull => touched.is_none(),
        };
        if !self.is_unforeseeable {
            let repeated = repeated(change).map(|field| (field, Rows::AtMostOne));
            let needed = needed(change).chain(repeated);
            let needed = needed.filter(|(_, rows)| can_be_asked(*rows));
            self.found.extend(needed.map(|(field, rows)| Requirement {
                migration: migration.clone(),
                origin: step.origin().cloned(),
                table: table.clone(),
                field: field.clone(),
                rows,
            }));
        }
        self.touched.entry(table.clone()).or_insert(Touch::Altered);
    }

    fn touch(&mut self, table: &TableName, touch: Touch) {
        self.touched.insert(table.clone(), touch);
    }
}

impl Requirement {
    /// Whether the database meets it. A table that is not there has no rows.
    pub(crate) async fn is_met(&self, connection: &mut dyn Connection) -> Result<bool, DriverError> {
        if !connection.has_table(&self.table).await? {
            return Ok(true);
        }
        let sql = self.counterexample(&*connection.dialect());
        Ok(connection.query(&sql, &[]).await?.is_empty())
    }

    /// The query for one row that stands in the way.
    fn counterexample(&self, dialect: &dyn Dialect) -> String {
        let table = dialect.quote_table(&self.table);
        match self.rows {
            Rows::None => format!("SELECT 1 FROM {table} LIMIT 1"),
            Rows::AtMostOne => format!("SELECT 1 FROM {table} LIMIT 1 OFFSET 1"),
            Rows::NotNull => {
                let field = dialect.quote_name(self.field.as_str());
                format!("SELECT 1 FROM {table} WHERE {field} IS NULL LIMIT 1")
            }
        }
    }
}

impl Requirement {
    /// What makes the rows as they must be.
    pub(crate) fn advice(&self) -> &'static str {
        match self.rows {
            Rows::None | Rows::NotNull => "Give the field a default, or fill or remove those rows first",
            Rows::AtMostOne => {
                "Remove rows first, or bring the field back by hand: nullable, then filled, then unique"
            }
        }
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { table, field, .. } = self;
        match self.rows {
            Rows::None => write!(
                formatter,
                "`{table}` has rows, and nothing gives them a value for `{field}`, which is required"
            ),
            Rows::AtMostOne => write!(
                formatter,
                "`{table}` has more than one row, and each would get the same value for `{field}`, which is unique"
            ),
            Rows::NotNull => write!(
                formatter,
                "rows of `{table}` hold NULL in `{field}`, which becomes required and has no default"
            ),
        }
    }
}

/// The fields that a change can fill for no row, or not for a row that holds NULL.
fn needed(change: &AlterTable) -> impl Iterator<Item = (&FieldName, Rows)> {
    let hints = &change.hints;
    let has_no_value = |field: &&Field| {
        field.needs_value() && !hints.fill.contains_key(&field.name) && !hints.using.contains_key(&field.name)
    };
    let fields = change.after.fields.values().filter(has_no_value);
    fields.filter_map(|field| match change.fields.old_name(&field.name) {
        None => Some((&field.name, Rows::None)),
        Some(old) => {
            let was_nullable = change.before.fields.get(old)?.nullable;
            was_nullable.then_some((old, Rows::NotNull))
        }
    })
}

/// A new field that is unique, alone or with other new ones, and gets one value in every row that is there.
fn repeated(change: &AlterTable) -> Option<&FieldName> {
    let table = &change.after;
    let gets_one_value = |name: &FieldName| {
        let is_constant = |field: &Field| {
            let has_default = matches!(field.default, Some(Default::Literal(_)));
            !field.nullable && (has_default || change.hints.fill.contains_key(name))
        };
        change.fields.old_name(name).is_none() && table.fields.get(name).is_some_and(is_constant)
    };
    let uniques = unique_sets(table);
    let repeated = uniques
        .into_iter()
        .find(|fields| !fields.is_empty() && fields.iter().all(|name| gets_one_value(name)));
    repeated.and_then(|fields| fields.first().copied())
}

/// The fields of each key and of each unique constraint and index of a table, but for those of some rows alone.
fn unique_sets(table: &Table) -> Vec<Vec<&FieldName>> {
    let own = table.fields.values().filter(|field| field.unique.is_some());
    let constraints = table
        .constraints
        .values()
        .filter_map(|constraint| match &constraint.kind {
            ConstraintKind::Unique(unique) => Some(unique.fields.iter().collect()),
            ConstraintKind::ForeignKey(_) | ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => None,
        });
    let is_whole = |index: &&Index| index.unique && index.condition.is_none();
    let indexes = table
        .indexes
        .values()
        .filter(is_whole)
        .filter_map(|index| index.parts.iter().map(plain_field).collect());
    let own = own.map(|field| vec![&field.name]);
    own.chain(constraints)
        .chain(indexes)
        .chain([table.primary_key()])
        .collect()
}

fn plain_field(part: &IndexPart) -> Option<&FieldName> {
    match &part.key {
        IndexKey::Field(name) => Some(name),
        IndexKey::Expression(_) => None,
    }
}
