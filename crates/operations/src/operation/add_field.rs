//! `AddField(model_name, name, field)`

use aksara_schema::{Field, Literal};
use serde::{Deserialize, Serialize};

use super::TableReference;

/// Adds a field to a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddField {
    /// The table.
    pub table: TableReference,
    /// The field as written.
    pub field: Field,
    /// What existing rows get, where it is not the field's default (`fill=`).
    pub fill: Option<Literal>,
}
