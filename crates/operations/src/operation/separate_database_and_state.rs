//! `SeparateDatabaseAndState(database_operations=[…], state_operations=[…])`

use aksara_schema::Schema;
use serde::{Deserialize, Serialize};

use super::{Operation, apply_all};
use crate::{Change, Inverse, Located, OperationError};

/// Does one thing to the database and records another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeparateDatabaseAndState {
    /// What the database does.
    pub database_operations: Vec<Located<Operation>>,
    /// What the recorded schema does; `None` records what the database does (0.7.2's form).
    pub state_operations: Option<Vec<Located<Operation>>>,
}

impl SeparateDatabaseAndState {
    pub(super) fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        let Some(state_operations) = &self.state_operations else {
            return apply_all(&self.database_operations, schema);
        };
        let database = apply_all(&self.database_operations, &mut schema.clone())?;
        let state = apply_all(state_operations, schema)?;
        let inverse = match (database.inverse, state.inverse) {
            (
                Inverse::Operations { operations, loss },
                Inverse::Operations {
                    operations: state, ..
                },
            ) => Inverse::Operations {
                operations: vec![separate(operations, state)],
                loss,
            },
            (irreversible @ Inverse::Irreversible { .. }, _) | (_, irreversible) => irreversible,
        };
        Ok(Change {
            effects: database.effects,
            inverse,
        })
    }

    pub(super) fn describe(&self) -> String {
        let state = self
            .state_operations
            .as_ref()
            .unwrap_or(&self.database_operations);
        let count = (self.database_operations.len(), state.len());
        format!(
            "Separate {} database operation(s) from {} state operation(s)",
            count.0, count.1
        )
    }
}

fn separate(database: Vec<Operation>, state: Vec<Operation>) -> Operation {
    let generated = |operations: Vec<Operation>| operations.into_iter().map(Located::generated).collect();
    let operation = SeparateDatabaseAndState {
        database_operations: generated(database),
        state_operations: Some(generated(state)),
    };
    operation.into()
}
