//! A table as an operation names it: by its table name or by its model's class name.

use std::fmt;
use std::sync::Arc;

use aksara_schema::{Schema, Table, TableName};
use serde::{Deserialize, Serialize};

use crate::OperationError;

/// A reference as written. Replay resolves it: an exact table name first, else the table of that model.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TableReference(Arc<str>);

impl TableReference {
    /// Takes the reference as written.
    pub fn new(written: impl Into<Arc<str>>) -> Self {
        Self(written.into())
    }

    /// The text as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The table it means at this point of the history; external tables are refused.
    pub(crate) fn resolve(&self, schema: &Schema) -> Result<Arc<Table>, OperationError> {
        Ok(schema.resolve(&self.0)?.clone())
    }
}

impl From<&TableName> for TableReference {
    fn from(name: &TableName) -> Self {
        Self(name.to_string().into())
    }
}

impl fmt::Display for TableReference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
