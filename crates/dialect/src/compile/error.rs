//! Why a migration cannot be compiled for a database.

use crate::Unsupported;
use aksara_diagnostic::{Code, Diagnose, Diagnosis, Origin};
use aksara_schema::TableName;
use thiserror::Error;

/// A migration that cannot be compiled.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CompileError {
    /// The database cannot do what the migration asks for.
    #[error(transparent)]
    Unsupported(#[from] Unsupported),
    /// A backfill whose values are still to be filled in.
    #[error("the backfill of `{table}` is still to be filled in: it gives no value for {}", fields.join(", "))]
    Unfilled {
        /// The table.
        table: TableName,
        /// The fields.
        fields: Vec<String>,
        /// The operation's place.
        origin: Option<Origin>,
    },
}

impl Diagnose for CompileError {
    fn diagnosis(&self) -> Diagnosis {
        match self {
            Self::Unsupported(unsupported) => unsupported.diagnosis(),
            Self::Unfilled { origin, .. } => Diagnosis::new(Code::OperationUnfilled)
                .at(origin.as_ref())
                .advise(
                    "write the SQL of each row's value instead of op.Backfill.fill_in, such as \"lower(title)\", or \
                     replace the operation by op.RunPython",
                ),
        }
    }
}
