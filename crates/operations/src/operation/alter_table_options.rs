//! `AlterTableOptions(model_name, comment=…, strict=…, …)`

use aksara_schema::TableOptions;
use serde::{Deserialize, Serialize};

use super::TableReference;

/// Replaces a table's comment and options; what is left out is off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlterTableOptions {
    /// The table.
    pub table: TableReference,
    /// The comment kept by the database.
    pub comment: Option<String>,
    /// The options.
    pub options: TableOptions,
}
