//! Objects that no migration knows and that a plan would break: asked before anything runs.
//!
//! A change is asked about while its table is still the one that the database has. After the user's own code nothing is
//! asked, since that code may take the object away; nor about an object that the plan's own SQL names, which may make it
//! again.

use std::collections::BTreeSet;
use std::fmt;

use aksara_dialect::{Disturbance, DisturbedTable};
use aksara_driver::{Connection, Dependent};
use aksara_operations::{Effect, MigrationName, Origin};
use aksara_schema::{Table, TableName};

use crate::ExecutorError;

/// A change of a plan that others may be disturbed by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisturbingChange {
    /// Its migration.
    pub migration: MigrationName,
    /// The operation's place.
    pub origin: Option<Origin>,
    /// The effect.
    pub effect: Effect,
}

/// Objects in the way of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectsInTheWay {
    /// The change.
    pub change: DisturbingChange,
    /// Its table.
    pub table: TableName,
    /// The objects.
    pub dependents: Vec<Dependent>,
}

/// The changes of a plan that are asked about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Disturbances {
    changes: Vec<DisturbingChange>,
    /// The user's SQL of the whole plan, in lower case.
    sql: String,
    /// The indexes and constraints that tables of the plan have at one time or another, in lower case: an earlier step may
    /// take one off before a field of its goes.
    known: BTreeSet<String>,
}

impl Disturbances {
    /// Takes in a change whose table is as the database has it.
    pub fn add(&mut self, change: DisturbingChange) {
        if DisturbedTable::of(&change.effect).is_some() {
            self.changes.push(change);
        }
    }

    /// Takes in what a table has that the plan changes.
    pub fn add_known(&mut self, table: &Table) {
        let names = table.object_names();
        self.known.extend(names.map(|name| name.as_str().to_lowercase()));
    }

    /// Takes in the user's SQL.
    pub fn add_sql(&mut self, sql: &str) {
        self.sql.push_str(&sql.to_lowercase());
    }

    /// Everything in the way, except for a migration that has begun: it was checked before.
    pub async fn refusals(
        &self,
        connection: &mut dyn Connection,
        resumed: Option<&str>,
    ) -> Vec<ExecutorError> {
        let mut refusals = Vec::new();
        let asked = self.changes.iter();
        for change in asked.filter(|change| Some(change.migration.as_str()) != resumed) {
            refusals.extend(self.check(change, connection).await.err());
        }
        refusals
    }

    async fn check(
        &self,
        change: &DisturbingChange,
        connection: &mut dyn Connection,
    ) -> Result<(), ExecutorError> {
        let Some(disturbed) = DisturbedTable::of(&change.effect) else {
            return Ok(());
        };
        let unknown = |source| ExecutorError::ObjectsUnknown {
            change: Box::new(change.clone()),
            source,
        };
        let dependents = connection.dependents(&disturbed).await.map_err(unknown)?;
        let is_handled = |dependent: &Dependent| self.is_handled(dependent);
        let dependents: Vec<_> = dependents
            .into_iter()
            .filter(|found| !is_handled(found))
            .collect();
        if dependents.is_empty() {
            return Ok(());
        }
        Err(ExecutorError::Objects(Box::new(ObjectsInTheWay {
            change: change.clone(),
            table: disturbed.table.name.clone(),
            dependents,
        })))
    }
}

impl Disturbances {
    fn is_handled(&self, dependent: &Dependent) -> bool {
        let name = dependent.name.to_lowercase();
        let is_of_table = ["index", "constraint"]
            .iter()
            .any(|kind| dependent.kind.ends_with(kind));
        self.sql.contains(&name) || (is_of_table && self.known.contains(&name))
    }
}

impl fmt::Display for ObjectsInTheWay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: ", self.change.migration)?;
        for (position, dependent) in self.dependents.iter().enumerate() {
            let separator = if position == 0 { "" } else { "; " };
            let used = match &dependent.field {
                Some(field) => format!("`{}.{field}`", self.table),
                None => format!("`{}`", self.table),
            };
            write!(
                formatter,
                "{separator}{dependent} uses {used}, which {}",
                dependent.disturbance
            )?;
        }
        Ok(())
    }
}

impl ObjectsInTheWay {
    /// The advice.
    pub(crate) fn advice(&self) -> String {
        let mut names: Vec<String> = self.dependents.iter().map(Dependent::to_string).collect();
        names.dedup();
        let again = match self.dependents.first().map(|first| first.disturbance) {
            Some(Disturbance::Dropped) | None => "create it again without that",
            Some(Disturbance::Renamed) => "create it again with the new name",
            Some(Disturbance::Retyped) => "create it again",
        };
        format!(
            "drop {} in a RunSQL before this operation, and {again} after it",
            names.join(", ")
        )
    }
}
