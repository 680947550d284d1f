//! `SeparateDatabaseAndState(database_operations=[…], state_operations=[…])`

use serde::{Deserialize, Serialize};

use super::Operation;
use crate::Located;

/// Does one thing to the database and records another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeparateDatabaseAndState {
    /// What the database does.
    pub database_operations: Vec<Located<Operation>>,
    /// What the recorded schema does; `None` records what the database does (0.7.2's form).
    pub state_operations: Option<Vec<Located<Operation>>>,
}
