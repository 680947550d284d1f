//! `SeparateDatabaseAndState(database_operations=[…], state_operations=[…])`

use aksara_schema::{Schema, counted};
use serde::{Deserialize, Serialize};

use super::{Definition, Nature, Operation, Part, Suggestion, apply_all, tables_of};
use crate::{Change, Inverse, Located, OperationError};

/// Does one thing to the database and records another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeparateDatabaseAndState {
    /// The operations for the database.
    pub database_operations: Vec<Located<Operation>>,
    /// The operations for the recorded schema; `None` records those of the database (0.7.2's form).
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
        let database = counted(self.database_operations.len(), "database operation");
        format!(
            "Separate {database} from {}",
            counted(state.len(), "state operation")
        )
    }
}

impl Definition for SeparateDatabaseAndState {
    fn nature(&self) -> Nature {
        Nature::Inside
    }

    fn suggestion(&self) -> Suggestion {
        Suggestion {
            rank: 8,
            name: "separate_database_and_state".to_owned(),
        }
    }

    fn tables(&self) -> Vec<String> {
        tables_of(
            self.state_operations
                .as_ref()
                .unwrap_or(&self.database_operations),
        )
    }

    fn inside(&self) -> Vec<&[Located<Operation>]> {
        let state = self.state_operations.as_deref().unwrap_or_default();
        vec![&self.database_operations, state]
    }

    fn visit_parts(&mut self, visit: &mut dyn FnMut(Part<'_>)) {
        visit(Part::Operations(&mut self.database_operations));
        if let Some(state) = &mut self.state_operations {
            visit(Part::Operations(state));
        }
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
