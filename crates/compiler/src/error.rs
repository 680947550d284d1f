//! Why a migration cannot be compiled for a database.

use aksara_diagnostic::{Diagnose, Diagnosis};
use aksara_dialect::Unsupported;
use thiserror::Error;

/// A migration that cannot be compiled.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CompileError {
    /// The database cannot do what the migration asks for.
    #[error(transparent)]
    Unsupported(#[from] Unsupported),
}

impl Diagnose for CompileError {
    fn diagnosis(&self) -> Diagnosis {
        match self {
            Self::Unsupported(unsupported) => unsupported.diagnosis(),
        }
    }
}
