//! Replay: the schema that a sequence of migrations gives, and what each of them changed on the way.

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_schema::Schema;
use thiserror::Error;

use crate::{Change, Inverse, Located, Loss, Migration, MigrationName, Operation, OperationError, Origin};

/// One migration as replay applied it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayed {
    /// The migration's name.
    pub name: MigrationName,
    /// The changes, one for each operation, at the operation's place.
    pub changes: Vec<Located<Change>>,
}

/// An operation that does not fit the history before it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{migration}: {operation}: {source}")]
pub struct ReplayError {
    /// The migration.
    pub migration: MigrationName,
    /// The effect of the operation.
    pub operation: String,
    /// Its place.
    pub origin: Option<Origin>,
    /// Why it does not fit.
    pub source: OperationError,
}

/// An operation that cannot be undone.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{migration} cannot be undone: {reason}")]
pub struct Irreversible {
    /// The migration.
    pub migration: MigrationName,
    /// Why.
    pub reason: &'static str,
    /// What makes it reversible, as it is written in the operation.
    pub cure: &'static str,
    /// The operation's place.
    pub origin: Option<Origin>,
}

/// Applies one migration to the schema. On an error the schema holds the operations before the wrong one.
pub fn replay(migration: &Migration, schema: &mut Schema) -> Result<Replayed, ReplayError> {
    let apply = |operation: &Located<Operation>| match operation.value.apply(schema) {
        Ok(change) => Ok(Located {
            value: change,
            origin: operation.origin.clone(),
        }),
        Err(source) => Err(ReplayError {
            migration: migration.name.clone(),
            operation: operation.value.describe(),
            origin: operation.origin.clone(),
            source,
        }),
    };
    let changes = migration.operations.iter().map(apply).collect::<Result<_, _>>()?;
    Ok(Replayed {
        name: migration.name.clone(),
        changes,
    })
}

impl Replayed {
    /// The operations that undo the migration, in order, each at the place of what it undoes.
    pub fn inverse(&self) -> Result<Vec<Located<Operation>>, Irreversible> {
        let mut undone = Vec::new();
        for change in self.changes.iter().rev() {
            match &change.value.inverse {
                Inverse::Operations { operations, .. } => {
                    let origin = &change.origin;
                    let located = |operation: &Operation| Located {
                        value: operation.clone(),
                        origin: origin.clone(),
                    };
                    undone.extend(operations.iter().map(located));
                }
                Inverse::Irreversible { reason, cure } => {
                    return Err(Irreversible {
                        migration: self.name.clone(),
                        reason,
                        cure,
                        origin: change.origin.clone(),
                    });
                }
            }
        }
        Ok(undone)
    }

    /// Data that reverting the migration cannot restore, each at its place.
    pub fn losses(&self) -> Vec<Located<Loss>> {
        let loss = |change: &Located<Change>| match &change.value.inverse {
            Inverse::Operations { loss: Some(loss), .. } => Some(Located {
                value: loss.clone(),
                origin: change.origin.clone(),
            }),
            Inverse::Operations { loss: None, .. } | Inverse::Irreversible { .. } => None,
        };
        self.changes.iter().filter_map(loss).collect()
    }
}

impl Diagnose for ReplayError {
    fn diagnosis(&self) -> Diagnosis {
        self.source.diagnosis().at(self.origin.as_ref())
    }
}

impl Diagnose for Irreversible {
    fn diagnosis(&self) -> Diagnosis {
        Diagnosis::new(Code::OperationIrreversible)
            .at(self.origin.as_ref())
            .with_state("Nothing was changed.")
            .advise(format!(
                "write its reverse; if nothing needs to be reverted:\n  {}",
                self.cure
            ))
    }
}
