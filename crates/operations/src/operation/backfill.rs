//! `Backfill(model_name, set={…}, where=…, batch_size=…)`: gives fields of existing rows new values, in
//! key ranges of bounded size, each committed. The recorded schema does not change.

use std::num::NonZeroU32;

use aksara_schema::{FieldName, Schema, SqlExpression, Table};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::sentence::expression;
use super::{Definition, ModelWords, Nature, Sentence, Suggestion, TableReference};
use crate::alteration::managed;
use crate::freeze::{find_field, freeze_expression};
use crate::{BackfillEffect, Change, Effect, Inverse, OperationError};

/// How many rows a batch has, where nothing is said.
pub const DEFAULT_BATCH_SIZE: NonZeroU32 = NonZeroU32::new(1000).unwrap();

/// Updates the rows of a table range by range of its primary key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backfill {
    /// The table.
    pub table: TableReference,
    /// The way there.
    pub update: RowUpdate,
    /// The way back.
    pub reverse: ReverseUpdate,
    /// How many rows a range has at most.
    pub batch_size: NonZeroU32,
}

/// The new values of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowUpdate {
    /// The fields and what they become, computed from the row as it was; empty only where some are open.
    pub set: IndexMap<String, SqlExpression>,
    /// Fields whose values are still to be filled in (`Backfill.fill_in`): until then nothing of it runs.
    pub open: Vec<String>,
    /// Which rows are meant; all of them where nothing is said.
    pub condition: Option<SqlExpression>,
}

/// The way back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReverseUpdate {
    /// None was given: it cannot be undone.
    Missing,
    /// `Backfill.noop`: undoing does nothing.
    Noop,
    /// This update.
    Update(RowUpdate),
}

impl Backfill {
    pub(super) fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        let table = managed(&self.table, schema)?;
        if table.primary_key().is_empty() {
            return Err(OperationError::NoPrimaryKey {
                table: table.name.clone(),
            });
        }
        let (set, condition) = self.update.freeze(&table)?;
        let open = self.update.frozen_open(&table)?;
        let inverse = match &self.reverse {
            ReverseUpdate::Missing => Inverse::Irreversible {
                reason: "Backfill has no reverse_set",
                cure: "reverse_set=op.Backfill.noop",
            },
            ReverseUpdate::Noop => Inverse::exact([]),
            ReverseUpdate::Update(update) => {
                update.freeze(&table)?;
                let undo = Self {
                    table: (&table.name).into(),
                    update: update.clone(),
                    reverse: ReverseUpdate::Update(self.update.clone()),
                    batch_size: self.batch_size,
                };
                Inverse::exact([undo.into()])
            }
        };
        Ok(Change {
            effects: vec![Effect::Backfill(BackfillEffect {
                table,
                set,
                open,
                condition,
                batch_size: self.batch_size,
            })],
            inverse,
        })
    }

    pub(super) fn describe(&self) -> String {
        let names = self.update.set.keys().chain(&self.update.open);
        let fields: Vec<String> = names.map(|name| format!("'{name}'")).collect();
        format!("Backfill {} of table '{}'", fields.join(", "), self.table)
    }
}

impl Definition for Backfill {
    fn nature(&self) -> Nature {
        Nature::Rows
    }

    fn suggestion(&self) -> Suggestion {
        Suggestion {
            rank: 8,
            name: format!("backfill_{}", self.table),
        }
    }

    fn tables(&self) -> Vec<String> {
        vec![self.table.to_string()]
    }

    fn sentence(&self, _words: &dyn ModelWords) -> Option<Sentence> {
        let set = self.update.set.iter();
        let set = set.map(|(field, value)| format!("`{field}` with {}", expression(value)));
        let open = self.update.open.iter();
        let open = open.map(|field| format!("`{field}`, which is to be filled in"));
        let text = set.chain(open).collect::<Vec<_>>().join(", ");
        let mut fields = self.update.set.keys().chain(&self.update.open);
        Some(Sentence {
            table: Some(self.table.to_string()),
            field: fields.next().cloned(),
            text: format!("fill {text}"),
        })
    }
}

impl RowUpdate {
    /// The fields whose values are still to be filled in, by the table's own names.
    fn frozen_open(&self, table: &Table) -> Result<Vec<FieldName>, OperationError> {
        let fields = self.open.iter().map(|written| writable(table, written));
        fields.collect()
    }

    /// The update with the table's own names, where it leaves the primary key alone: the ranges go along it.
    fn freeze(
        &self,
        table: &Table,
    ) -> Result<(IndexMap<FieldName, SqlExpression>, Option<SqlExpression>), OperationError> {
        let mut set = IndexMap::with_capacity(self.set.len());
        for (written, expression) in &self.set {
            let field = writable(table, written)?;
            let mut expression = expression.clone();
            freeze_expression(&mut expression, table)?;
            if set.insert(field.clone(), expression).is_some() {
                return Err(OperationError::NotBackfilled {
                    table: table.name.clone(),
                    field,
                    reason: "it is set twice",
                });
            }
        }
        let mut condition = self.condition.clone();
        condition
            .iter_mut()
            .try_for_each(|condition| freeze_expression(condition, table))?;
        Ok((set, condition))
    }
}

/// The field of that name, where a backfill can set it.
fn writable(table: &Table, written: &str) -> Result<FieldName, OperationError> {
    let field = find_field(table, written)?;
    let reason = match (table.primary_key().contains(&&field.name), &field.generated) {
        (true, _) => "it belongs to the primary key, which orders the rows of a backfill",
        (false, Some(_)) => "the database generates its values",
        (false, None) => return Ok(field.name.clone()),
    };
    Err(OperationError::NotBackfilled {
        table: table.name.clone(),
        field: field.name.clone(),
        reason,
    })
}
